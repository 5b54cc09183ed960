package lv.pkip.distribution.itest;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody who calls addresses, with nothing but what makes him who he is: a cookie, a token of the API, or credentials of a system.
 *
 * @param kind        {@code nobody}, {@code resident}, {@code staff}, {@code system}, or {@code program}: one with an OAuth token of its own
 * @param session     of one who signed in
 * @param formToken   of that session
 * @param credentials of a system
 * @param permissions what staff hold, or the scopes of a program
 */
record Caller(String name, String kind, Optional<String> session, String formToken, Optional<String> credentials, Set<String> permissions) {

    static Caller nobody() {
        return new Caller("nobody", "nobody", Optional.empty(), "", Optional.empty(), Set.of());
    }

    static Caller resident(String name, Browser browser) {
        return new Caller(name, "resident", browser.cookie("PKIP"), token(browser, "/cases"), Optional.empty(), Set.of());
    }

    static Caller staff(String name, Browser browser, Set<String> permissions) {
        return new Caller(name, "staff", browser.cookie("PKIP"), token(browser, "/work"), Optional.empty(), permissions);
    }

    static Caller system(String login, String secret) {
        return new Caller(login, "system", Optional.empty(), "", Optional.of("Basic " + Base64.getEncoder().encodeToString((login + ":" + secret).getBytes())), Set.of());
    }

    static Caller program(String name, String token, Set<String> scopes) {
        return new Caller(name, "program", Optional.empty(), "", Optional.of("Bearer " + token), scopes);
    }

    /** Every form of a session carries the same. */
    private static String token(Browser browser, String page) {
        String body = browser.follow(browser.get(page)).body();
        java.util.regex.Matcher token = java.util.regex.Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(body);
        if (!token.find()) {
            throw new AssertionError("no form on " + page + "\n" + body);
        }
        return token.group(1);
    }

    /** Whether the rule of an endpoint lets this one in; a program comes to the API only, as staff who hold its scopes. */
    boolean may(String path, String who, String permission) {
        boolean asStaff = kind.equals("staff") || kind.equals("program") && path.startsWith("/api/");
        boolean kindFits = switch (who) {
            case "everybody" -> true;
            case "signed-in" -> kind.equals("resident") || asStaff;
            case "resident" -> kind.equals("resident");
            case "staff" -> asStaff;
            default -> false;
        };
        return kindFits && (permission.isEmpty() || permissions.stream().anyMatch(held -> covers(held, permission)));
    }

    /** As wildcard permissions do: {@code a:*} covers {@code a:b}, {@code *:b} too. */
    private static boolean covers(String held, String wanted) {
        String[] have = held.split(":");
        String[] want = wanted.split(":");
        for (int i = 0; i < have.length; i++) {
            if (!have[i].equals("*") && (i >= want.length || !Arrays.asList(have[i].split(",")).contains(want[i]))) {
                return false;
            }
        }
        return true;
    }

    /** As a browser or a program would; a page of another site is where it comes from. */
    HttpRequest.Builder request(Container container, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(container.uri(path)).timeout(Duration.ofSeconds(30)).header("Origin", "https://elsewhere.example");
        session.ifPresent(s -> request.header("Cookie", "PKIP=" + s));
        credentials.ifPresent(c -> request.header("Authorization", c));
        return request;
    }

    HttpResponse<String> get(Container container, String path) {
        return container.send(request(container, path).GET().build());
    }

    /** A change with all that this one could show: the form's token, or for the API the session as its token. */
    HttpResponse<String> change(Container container, String method, String path) {
        HttpRequest.Builder request = path.startsWith("/api/") ? HttpRequest.newBuilder(container.uri(path)).timeout(Duration.ofSeconds(30)) : request(container, path);
        if (path.startsWith("/api/")) {
            session.ifPresent(s -> request.header("Authorization", "Bearer " + s));
            credentials.ifPresent(c -> request.header("Authorization", c));
            return container.send(request.method(method, BodyPublishers.noBody()).build());
        }
        return container.send(request.header("Content-Type", "application/x-www-form-urlencoded").method(method, BodyPublishers.ofString("_csrf=" + formToken)).build());
    }

    /** The same change as another site could make a browser send it; a browser adds cookies and what was typed for HTTP Basic, but no token. */
    HttpResponse<String> forged(Container container, String method, String path) {
        return container.send((kind.equals("program") ? nobody() : this).request(container, path).header("Content-Type", "application/x-www-form-urlencoded").method(method, BodyPublishers.ofString("x=1")).build());
    }

    @Override
    public String toString() {
        return name;
    }
}
