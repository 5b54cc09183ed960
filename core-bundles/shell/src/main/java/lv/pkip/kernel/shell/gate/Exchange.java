package lv.pkip.kernel.shell.gate;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.servlet.ServletException;
import javax.servlet.http.Cookie;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import javax.servlet.http.Part;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.request.Requests;

/** One request that passed the gate, as routes see it. */
public final class Exchange implements AutoCloseable {
    /** Name of the hidden field that carries the form token. */
    public static final String TOKEN = "_csrf";
    public static final String SESSION_COOKIE = "PKIP";
    private static final String BEFORE_COOKIE = "PKIP-PRE";
    private static final String LANGUAGE_COOKIE = "PKIP-LANG";
    private static final Set<String> LANGUAGES = Set.of("lv", "en", "ru");
    private static final int MOST_PARTS = 1000;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Passage passage;
    private final Seal seal;
    private final Limits limits;
    private Map<String, String> names = Map.of();
    private Map<String, List<String>> parameters;
    private List<Part> parts = List.of();
    private Session begun;
    private String before;
    private String route = Requests.NO_ROUTE;

    public Exchange(HttpServletRequest request, HttpServletResponse response, Passage passage, Seal seal, Limits limits) {
        this.request = request;
        this.response = response;
        this.passage = passage;
        this.seal = seal;
        this.limits = limits;
    }

    /** A file of a form. */
    public record File(String name, String type, long size, Part part) {
        public InputStream open() throws IOException {
            return part.getInputStream();
        }
    }

    public HttpServletResponse response() {
        return response;
    }

    public Passage passage() {
        return passage;
    }

    /** The session the request came with, or the one that took its place meanwhile. */
    public Optional<Session> session() {
        return begun == null ? passage.session() : Optional.of(begun);
    }

    public String method() {
        return request.getMethod();
    }

    public boolean isPost() {
        return request.getMethod().equals("POST");
    }

    /** Decoded path, always with a leading slash. */
    public String path() {
        String servlet = request.getServletPath();
        String info = request.getPathInfo();
        String path = (servlet == null ? "" : servlet) + (info == null ? "" : info);
        return path.isEmpty() ? "/" : path;
    }

    /** Path and query as the browser sent them, for coming back after sign-in. */
    public String pathAndQuery() {
        String query = request.getQueryString();
        return request.getRequestURI() + (query == null ? "" : "?" + query);
    }

    public String query() {
        return request.getQueryString() == null ? "" : request.getQueryString();
    }

    void named(Map<String, String> values) {
        names = values;
    }

    /** Says which route answers, for the counters. */
    public void routed(String template) {
        route = template;
    }

    public String route() {
        return route;
    }

    public Exchange at(Route.Found found) {
        routed(found.route().path());
        named(found.values());
        return this;
    }

    /** Value of a {@code {name}} of the route: a plain word, so that it can go into addresses and headers. */
    public String part(String name) {
        return Optional.ofNullable(names.get(name)).filter(v -> v.matches("[A-Za-z0-9._~:@-]{1,128}")).orElseThrow(Refused::notFound);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    public HttpServletRequest request() {
        return request;
    }

    public boolean isMultipart() {
        String type = request.getContentType();
        return type != null && type.toLowerCase(java.util.Locale.ROOT).startsWith("multipart/");
    }

    /** Reads the form, files included when the route takes them; both are limited in size and number. */
    public void readForm(boolean files) {
        if (parameters != null) {
            return;
        }
        if (isPost() && request.getContentLengthLong() > (files && isMultipart() ? limits.upload() : limits.form())) {
            throw new Refused(413, "too-large");
        }
        if (isMultipart()) {
            if (!files) {
                throw new Refused(415, "wrong-type");
            }
            readParts();
        }
        Map<String, List<String>> read = new LinkedHashMap<>();
        try {
            request.getParameterMap().forEach((name, values) -> read.put(name, List.of(values)));
        } catch (IllegalStateException e) {
            throw new Refused(413, "too-large"); // Jetty: form too large, or too many fields
        } catch (Refused e) {
            throw e;
        } catch (RuntimeException e) {
            throw new Refused(400, "bad-request"); // Jetty: broken percent encoding or broken parts
        }
        int count = 0;
        for (List<String> values : read.values()) {
            count += values.size();
        }
        if (count > limits.fields()) {
            throw new Refused(413, "too-large");
        }
        parameters = read;
    }

    /** Reads the text of a form of somebody not signed in any more, so that it is not lost; files are left. */
    public boolean readTextOfAnybody() {
        if (request.getContentLengthLong() < 0 || request.getContentLengthLong() > limits.form()) {
            return false;
        }
        readForm(true);
        return true;
    }

    private void readParts() {
        try {
            parts = new ArrayList<>(request.getParts());
        } catch (IllegalStateException e) {
            throw new Refused(413, "too-large");
        } catch (IOException | ServletException e) {
            throw new Refused(400, "bad-request");
        }
        if (parts.size() > MOST_PARTS) {
            throw new Refused(413, "too-large");
        }
    }

    public Map<String, List<String>> parameters() {
        readForm(false);
        return parameters;
    }

    public Optional<String> parameter(String name) {
        List<String> values = parameters().get(name);
        return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /** The same, blank counting as absent. */
    public Optional<String> filled(String name) {
        return parameter(name).map(String::strip).filter(v -> !v.isEmpty());
    }

    /** Chosen, not empty files of a field. */
    public List<File> files(String field) {
        return parts.stream().filter(p -> p.getName().equals(field) && p.getSubmittedFileName() != null
                && !p.getSubmittedFileName().isBlank() && p.getSize() > 0)
                .map(p -> new File(p.getSubmittedFileName(), Optional.ofNullable(p.getContentType())
                        .orElse("application/octet-stream"), p.getSize(), p)).toList();
    }

    public Set<String> fileFields() {
        Set<String> fields = new java.util.LinkedHashSet<>();
        parts.stream().filter(p -> p.getSubmittedFileName() != null).forEach(p -> fields.add(p.getName()));
        return fields;
    }

    /** Chosen by the person, else Latvian. */
    public String language() {
        return cookie(LANGUAGE_COOKIE).filter(LANGUAGES::contains).orElse("lv");
    }

    public boolean hasChosenLanguage() {
        return cookie(LANGUAGE_COOKIE).filter(LANGUAGES::contains).isPresent();
    }

    public void chooseLanguage(String language) {
        if (!LANGUAGES.contains(language)) {
            throw Refused.notFound();
        }
        setCookie(LANGUAGE_COOKIE, language, 31_536_000);
    }

    public Optional<String> cookie(String name) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(name)) {
                    return Optional.of(cookie.getValue());
                }
            }
        }
        return Optional.empty();
    }

    /** Names and values are our own; a value never holds what a person typed. */
    public void setCookie(String name, String value, long seconds) {
        if (!value.matches("[A-Za-z0-9._~-]*")) {
            throw new IllegalArgumentException("not a cookie value");
        }
        response.addHeader("Set-Cookie", name + "=" + value + "; Path=/; HttpOnly; SameSite=Lax"
                + (seconds < 0 ? "" : "; Max-Age=" + seconds) + (passage.secure() ? "; Secure" : ""));
    }

    public void signedIn(Session session) {
        begun = session;
        setCookie(SESSION_COOKIE, session.token(), -1);
        setCookie(BEFORE_COOKIE, "", 0);
    }

    public void signedOut() {
        setCookie(SESSION_COOKIE, "", 0);
    }

    /** What every form of this browser carries: the session's value, or before sign-in the seal of a cookie of its own. */
    public String formToken() {
        return session().map(Session::csrf).orElseGet(() -> seal.sign("form", browser()));
    }

    /** Hidden fields of every form: the token, and for a signed-in person the seal that lets us keep what they typed. */
    public Map<String, String> formFields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(TOKEN, formToken());
        session().ifPresent(s -> fields.put(Kept.OWNER, Kept.owner(seal, s.csrf(), s.actor().id())));
        return fields;
    }

    /** An unguessable value bound to this browser before anybody signed in; the cookie is set when first asked for. */
    public String browser() {
        if (before == null) {
            before = cookie(BEFORE_COOKIE).filter(v -> v.matches("[A-Za-z0-9_-]{32}")).orElse(null);
            if (before == null) {
                before = Seal.random();
                setCookie(BEFORE_COOKIE, before, -1);
            }
        }
        return before;
    }

    /** Refuses a changing request whose form did not come from a page of ours in this browser. */
    public void checkFormToken() {
        String given = parameter(TOKEN).orElse("");
        boolean right = session().isPresent() ? Seal.same(session().get().csrf(), given)
                : cookie(BEFORE_COOKIE).isPresent() && seal.matches("form", browser(), given);
        if (!right) {
            throw new Refused(403, "form-expired");
        }
    }

    public Seal seal() {
        return seal;
    }

    public boolean wantsJson() {
        String accept = header("Accept").orElse("");
        return (accept.contains("application/json") || accept.contains("application/problem+json")) && !accept.contains("text/html");
    }

    /** Temporary files of a multipart form go with the request. */
    @Override
    public void close() {
        for (Part part : parts) {
            try {
                part.delete();
            } catch (IOException e) {
                continue; // the container's own clean-up takes it at the next start
            }
        }
    }
}
