package lv.pkip.distribution.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Somebody at a browser without cookies who signs in to an application: authorization request, the form, login and password, back with
 * a code, and the application that exchanges it. Of a page only the form is fetched and neither styles nor pictures, of both providers.
 */
final class SignIn {
    static final String RETURN = "https://app.paraugs.example/callback";
    private static final int MOST_STEPS = 12;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern FORM = Pattern.compile("<form\\b([^>]*)>(.*?)</form>", Pattern.DOTALL);
    private static final Pattern INPUT = Pattern.compile("<input\\b([^>]*)>");
    private static final Pattern LEADS_BACK = Pattern.compile("href=\"(" + Pattern.quote(RETURN) + "\\?[^\"]*)\"");
    private static final Pattern ATTRIBUTE = Pattern.compile("([a-z-]+)=\"([^\"]*)\"");

    private final Provider provider;
    private final Line line;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    SignIn(Provider provider, Line line) {
        this.provider = provider;
        this.line = line;
    }

    /** The access token in the end; on the way everything is checked that a careful application would. */
    String by(String login, String password) throws IOException {
        String verifier = random();
        String state = random();
        String nonce = random();
        String at = provider.asksForSignIn(Map.of("redirect_uri", RETURN, "state", state, "nonce", nonce, "code_challenge", challenge(verifier)));
        Map<String, String> answer = answer(at, login, password);
        if (!state.equals(answer.get("state")) || !provider.issuer().equals(answer.get("iss")) || answer.getOrDefault("code", "").isEmpty()) {
            throw new IllegalStateException("not an answer to this request: " + answer.keySet() + " " + answer.getOrDefault("error", ""));
        }
        String token = provider.accessToken(line, provider.form(provider.token(), "grant_type=authorization_code&code=" + encoded(answer.get("code"))
                + "&redirect_uri=" + encoded(RETURN) + "&code_verifier=" + verifier));
        String claims = new String(Base64.getUrlDecoder().decode(Json.text(line.body(), "id_token").split("\\.")[1]), StandardCharsets.UTF_8);
        if (!Json.text(claims, "nonce").equals(nonce) || !Json.text(claims, "preferred_username").equals(login) || !Json.text(claims, "iss").equals(provider.issuer())) {
            throw new IllegalStateException("the ID token is not of this sign-in");
        }
        return token;
    }

    private Map<String, String> answer(String begun, String login, String password) throws IOException {
        String at = begun;
        int status = line.ask(get(at));
        boolean sent = false;
        for (int i = 0; i < MOST_STEPS; i++) {
            keepCookies();
            if (status / 100 == 3) {
                at = location(at);
                if (at.startsWith(RETURN)) {
                    return query(at);
                }
                status = line.ask(get(at));
                continue;
            }
            Matcher back = LEADS_BACK.matcher(line.body());
            if (back.find()) {
                return query(unescaped(back.group(1)));
            }
            if (sent) {
                throw new IllegalStateException("the password was not taken: " + status);
            }
            sent = true;
            status = line.ask(filledIn(at, login, password));
        }
        throw new IllegalStateException("nobody is sent back within " + MOST_STEPS + " steps");
    }

    private String location(String at) {
        String location = line.headers("Location").stream().findFirst().orElseThrow(() -> new IllegalStateException("a redirect to nowhere"));
        return location.startsWith(RETURN) ? location : path(at, location);
    }

    private String path(String at, String to) {
        URI uri = URI.create("http://127.0.0.1:" + provider.port() + at).resolve(to);
        if (uri.getPort() != provider.port()) {
            throw new IllegalStateException("it leads away");
        }
        return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    /** The form that asks for a password, as a browser sends it. */
    private String filledIn(String at, String login, String password) {
        Matcher form = FORM.matcher(line.body());
        while (form.find()) {
            Map<String, String> fields = new LinkedHashMap<>();
            Matcher input = INPUT.matcher(form.group(2));
            boolean asks = false;
            while (input.find()) {
                Map<String, String> about = attributes(input.group(1));
                String name = about.getOrDefault("name", "");
                String type = about.getOrDefault("type", "text");
                asks |= type.equals("password");
                if (type.equals("password")) {
                    fields.put(name, password);
                } else if (type.equals("text") && (name.equals("login") || name.equals("username"))) {
                    fields.put(name, login);
                } else if (type.equals("hidden")) {
                    fields.put(name, about.getOrDefault("value", ""));
                }
            }
            if (asks) {
                return post(path(at, attributes(form.group(1)).get("action")), fields);
            }
        }
        throw new IllegalStateException("neither a form for a password nor a way back on " + at.replaceAll("\\?.*", ""));
    }

    private static Map<String, String> attributes(String tag) {
        Map<String, String> attributes = new LinkedHashMap<>();
        Matcher attribute = ATTRIBUTE.matcher(tag);
        while (attribute.find()) {
            attributes.putIfAbsent(attribute.group(1), unescaped(attribute.group(2)));
        }
        return attributes;
    }

    private static String unescaped(String html) {
        return html.indexOf('&') < 0 ? html
                : html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#34;", "\"").replace("&#39;", "'").replace("&#x3d;", "=").replace("&amp;", "&");
    }

    private void keepCookies() {
        for (String set : line.headers("Set-Cookie")) {
            String pair = set.indexOf(';') < 0 ? set : set.substring(0, set.indexOf(';'));
            int equals = pair.indexOf('=');
            if (equals == pair.length() - 1 || set.contains("Max-Age=0")) {
                cookies.remove(pair.substring(0, equals));
            } else {
                cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
    }

    private String get(String path) {
        return "GET " + path + head() + "\r\n";
    }

    private String post(String path, Map<String, String> fields) {
        StringBuilder body = new StringBuilder();
        fields.forEach((name, value) -> body.append(body.length() == 0 ? "" : "&").append(encoded(name)).append('=').append(encoded(value)));
        return "POST " + path + head() + "Origin: http://127.0.0.1:" + provider.port()
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private String head() {
        StringBuilder head = new StringBuilder(" HTTP/1.1\r\nHost: 127.0.0.1:").append(provider.port()).append("\r\nAccept: text/html\r\nAccept-Language: en\r\n");
        if (!cookies.isEmpty()) {
            head.append("Cookie: ");
            String separator = "";
            for (Map.Entry<String, String> cookie : cookies.entrySet()) {
                head.append(separator).append(cookie.getKey()).append('=').append(cookie.getValue());
                separator = "; ";
            }
            head.append("\r\n");
        }
        return head.toString();
    }

    private static Map<String, String> query(String address) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : address.substring(address.indexOf('?') + 1).split("&")) {
            int equals = pair.indexOf('=');
            parameters.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return parameters;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String random() {
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
