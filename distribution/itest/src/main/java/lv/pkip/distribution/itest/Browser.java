package lv.pkip.distribution.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser without a screen: keeps cookies, reads the forms of a page and sends them as somebody would who has no JavaScript. */
public final class Browser {

    private static final Pattern FORM = Pattern.compile("<form\\b([^>]*)>(.*?)</form>", Pattern.DOTALL);
    private static final Pattern CONTROL = Pattern.compile(
            "<input\\b([^>]*)>|<textarea\\b([^>]*)>\n?(.*?)</textarea>|<select\\b([^>]*)>(.*?)</select>", Pattern.DOTALL);
    private static final Pattern OPTION = Pattern.compile("<option\\b([^>]*)>");
    private static final Pattern ATTRIBUTE = Pattern.compile("([a-z-]+)(?:=\"([^\"]*)\")?");

    private final Container container;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient http = HttpClient.newBuilder().cookieHandler(cookies).followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10)).build();

    public Browser(Container container) {
        this.container = container;
    }

    /** An answer as it came; a redirect is not followed. */
    public record Page(URI at, int status, String body, Map<String, List<String>> headers) {

        public static Page of(HttpResponse<String> answer) {
            return new Page(answer.uri(), answer.statusCode(), answer.body(), answer.headers().map());
        }

        public Optional<String> header(String name) {
            return headers.getOrDefault(name, List.of()).stream().findFirst();
        }

        /** Where it leads to, as a path with its query; empty when it leads nowhere. */
        public String location() {
            return header("location").map(at::resolve).map(to -> to.getRawPath() + (to.getRawQuery() == null ? "" : "?" + to.getRawQuery())).orElse("");
        }

        /** The form that is sent to an address. */
        public Form form(String action) {
            return forms().stream().filter(form -> form.action.getRawPath().equals(action)).findFirst()
                    .orElseThrow(() -> new AssertionError("no form to " + action + " on " + at + " " + status + "\n" + body));
        }

        /** All forms that are posted. */
        List<Form> forms() {
            List<Form> forms = new ArrayList<>();
            Matcher found = FORM.matcher(body);
            while (found.find()) {
                Map<String, String> about = attributes(found.group(1));
                if (about.getOrDefault("method", "").equals("post")) {
                    forms.add(new Form(at.resolve(about.getOrDefault("action", "")), about.getOrDefault("enctype", "").startsWith("multipart/"),
                            controls(found.group(2))));
                }
            }
            return forms;
        }
    }

    /** A form with what it holds. */
    public static final class Form {
        private final URI action;
        private final boolean multipart;
        private final Map<String, List<String>> fields;

        private Form(URI action, boolean multipart, Map<String, List<String>> fields) {
            this.action = action;
            this.multipart = multipart;
            this.fields = fields;
        }

        /** Fills a field in; without values it is emptied. */
        public Form with(String name, String... values) {
            fields.put(name, List.of(values));
            return this;
        }

        /** The same token and nothing else, for another form of the same page. */
        public Form elsewhere(String path) {
            Map<String, List<String>> token = new LinkedHashMap<>(fields);
            token.keySet().removeIf(name -> !name.equals("_csrf"));
            return new Form(action.resolve(path), false, token);
        }

        private HttpRequest request() {
            String boundary = UUID.randomUUID().toString();
            String type = multipart ? "multipart/form-data; boundary=" + boundary : "application/x-www-form-urlencoded";
            return HttpRequest.newBuilder(action).timeout(Duration.ofSeconds(30)).header("Content-Type", type)
                    .POST(BodyPublishers.ofString(multipart ? parts(boundary) : pairs())).build();
        }

        private String pairs() {
            return fields.entrySet().stream().flatMap(field -> field.getValue().stream().map(value ->
                    URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8) + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)))
                    .collect(Collectors.joining("&"));
        }

        private String parts(String boundary) {
            return fields.entrySet().stream().flatMap(field -> field.getValue().stream().map(value -> "--" + boundary
                    + "\r\nContent-Disposition: form-data; name=\"" + field.getKey() + "\"\r\n\r\n" + value + "\r\n"))
                    .collect(Collectors.joining("", "", "--" + boundary + "--\r\n"));
        }
    }

    public Page get(String path) {
        return send(HttpRequest.newBuilder(container.uri(path)).timeout(Duration.ofSeconds(30)).GET().build());
    }

    /** An answer of the API to a program that has this browser's session as its token. */
    public Page api(String path) {
        return send(HttpRequest.newBuilder(container.uri(path)).timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + cookie("PKIP").orElse("")).GET().build());
    }

    public Page send(Form form) {
        return send(form.request());
    }

    /** Goes where a redirect leads, and on from there. */
    public Page follow(Page page) {
        Page here = page;
        for (int i = 0; i < 10 && !here.location().isEmpty(); i++) {
            here = get(here.location());
        }
        return here;
    }

    /** Value of a cookie. */
    public Optional<String> cookie(String name) {
        return cookies.getCookieStore().getCookies().stream().filter(c -> c.getName().equals(name)).map(HttpCookie::getValue).findFirst();
    }

    private Page send(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            return Page.of(answer);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static Map<String, List<String>> controls(String form) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        Matcher control = CONTROL.matcher(form);
        while (control.find()) {
            if (control.group(1) != null) {
                input(attributes(control.group(1)), fields);
            } else if (control.group(2) != null) {
                add(fields, attributes(control.group(2)), unescaped(control.group(3)));
            } else {
                select(attributes(control.group(4)), control.group(5), fields);
            }
        }
        return fields;
    }

    private static void input(Map<String, String> input, Map<String, List<String>> fields) {
        switch (input.getOrDefault("type", "text")) {
            case "file", "submit", "button" -> { }
            case "checkbox", "radio" -> {
                if (input.containsKey("checked")) {
                    add(fields, input, input.getOrDefault("value", "on"));
                }
            }
            default -> add(fields, input, input.getOrDefault("value", ""));
        }
    }

    private static void select(Map<String, String> about, String options, Map<String, List<String>> fields) {
        Matcher option = OPTION.matcher(options);
        String first = null;
        while (option.find()) {
            Map<String, String> attributes = attributes(option.group(1));
            if (first == null || attributes.containsKey("selected")) {
                first = attributes.getOrDefault("value", "");
            }
        }
        if (first != null) {
            add(fields, about, first);
        }
    }

    private static void add(Map<String, List<String>> fields, Map<String, String> about, String value) {
        String name = about.getOrDefault("name", "");
        if (!name.isEmpty()) {
            fields.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
        }
    }

    private static Map<String, String> attributes(String tag) {
        Map<String, String> attributes = new LinkedHashMap<>();
        Matcher attribute = ATTRIBUTE.matcher(tag);
        while (attribute.find()) {
            attributes.putIfAbsent(attribute.group(1), attribute.group(2) == null ? "" : unescaped(attribute.group(2)));
        }
        return attributes;
    }

    private static String unescaped(String html) {
        return html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#34;", "\"").replace("&#39;", "'").replace("&amp;", "&");
    }
}
