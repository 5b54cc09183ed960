package lv.pkip.distribution.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignInTest {
    private static final String FORM = "<form action=\"/search\" method=\"get\"><input type=\"text\" name=\"q\"></form>"
            + "<form method=\"post\" action=\"/enter?x=1&amp;y=2\"><input type=\"hidden\" name=\"_csrf\" value=\"a&#34;b\">"
            + "<input type=\"text\" name=\"login\" value=\"\"><input type=\"password\" name=\"password\"></form>";
    private HttpServer server;
    private Provider provider;
    private Map<String, String> asked = Map.of();
    private String state = "";
    private String name = "anna";
    private boolean byLink;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        int port = server.getAddress().getPort();
        provider = new Provider(port, "http://127.0.0.1:" + port, "/authorize", "/token", "/introspect", "app", "s3");
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    /** A small provider: a redirect with a cookie, a form, a way back, a token. */
    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        switch (path) {
            case "/authorize" -> {
                asked = parameters(exchange.getRequestURI().getRawQuery());
                exchange.getResponseHeaders().add("Set-Cookie", "A=1; Path=/; HttpOnly");
                exchange.getResponseHeaders().add("Set-Cookie", "B=2; Path=/; Secure");
                exchange.getResponseHeaders().add("Location", "/form?a=1&b=2");
                send(exchange, 302, "");
            }
            case "/form" -> send(exchange, 200, FORM);
            case "/enter" -> enter(exchange, parameters(body));
            case "/token" -> token(exchange, parameters(body));
            default -> send(exchange, 404, "");
        }
    }

    private void enter(HttpExchange exchange, Map<String, String> form) throws IOException {
        boolean right = form.equals(Map.of("_csrf", "a\"b", "login", "anna", "password", "p w"))
                && exchange.getRequestURI().getRawQuery().equals("x=1&y=2") && exchange.getRequestHeaders().getFirst("Cookie").equals("A=1; B=2");
        String back = SignIn.RETURN + "?code=c0de&state=" + (state.isEmpty() ? asked.get("state") : state) + "&iss=" + provider.issuer().replace(":", "%3A");
        if (form.getOrDefault("password", "").equals("wrong")) {
            send(exchange, 200, FORM);
        } else if (!right) {
            send(exchange, 400, "");
        } else if (byLink) {
            send(exchange, 200, "<a href=\"" + back.replace("&", "&amp;") + "\">on</a>");
        } else {
            exchange.getResponseHeaders().add("Location", back);
            send(exchange, 302, "");
        }
    }

    private void token(HttpExchange exchange, Map<String, String> form) throws IOException {
        boolean right = form.get("code").equals("c0de") && form.get("redirect_uri").equals(SignIn.RETURN) && challenge(form.get("code_verifier")).equals(asked.get("code_challenge"))
                && exchange.getRequestHeaders().getFirst("Authorization").equals("Basic " + Base64.getEncoder().encodeToString("app:s3".getBytes(StandardCharsets.US_ASCII)));
        String claims = "{\"iss\":\"" + provider.issuer() + "\",\"nonce\":\"" + asked.get("nonce") + "\",\"preferred_username\":\"" + name + "\"}";
        send(exchange, right ? 200 : 400, "{\"access_token\":\"t0ken\",\"id_token\":\"e30." + base64(claims.getBytes(StandardCharsets.UTF_8)) + ".x\"}");
    }

    private static String challenge(String verifier) {
        try {
            return base64(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (java.security.NoSuchAlgorithmException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Map<String, String> parameters(String text) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            all.put(pair.substring(0, pair.indexOf('=')), URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8));
        }
        return all;
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String signedIn() throws IOException {
        return signedIn("p w");
    }

    private String signedIn(String password) throws IOException {
        try (Line line = provider.line()) {
            return new SignIn(provider, line).by("anna", password);
        }
    }

    @Test
    void the_person_comes_back_by_a_redirect() throws IOException {
        assertEquals("t0ken", signedIn());
        assertEquals("S256", asked.get("code_challenge_method"));
        assertEquals("openid profile email", asked.get("scope"));
    }

    @Test
    void the_person_comes_back_by_a_link() throws IOException {
        byLink = true;
        assertEquals("t0ken", signedIn());
    }

    @Test
    void a_password_that_is_not_taken_is_not_tried_again() {
        assertEquals("the password was not taken: 200", assertThrows(IllegalStateException.class, () -> signedIn("wrong")).getMessage());
    }

    @Test
    void an_answer_to_another_request_is_not_taken() {
        state = "another";
        assertTrue(assertThrows(IllegalStateException.class, this::signedIn).getMessage().startsWith("not an answer to this request"));
    }

    @Test
    void an_id_token_of_somebody_else_is_not_taken() {
        name = "berta";
        assertEquals("the ID token is not of this sign-in", assertThrows(IllegalStateException.class, this::signedIn).getMessage());
    }
}
