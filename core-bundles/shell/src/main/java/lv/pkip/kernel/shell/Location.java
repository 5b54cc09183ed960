package lv.pkip.kernel.shell;

import javax.servlet.http.HttpServletResponse;

/** Keeps what goes into headers within one line, whoever made it up. */
final class Location {
    private Location() { }

    /** A path on this site or a full http(s) address; anything else leads home. */
    static String clean(String location) {
        boolean path = location.startsWith("/") && !location.startsWith("//") && !location.startsWith("/\\");
        boolean address = location.startsWith("https://") || location.startsWith("http://");
        return (path || address) && location.chars().allMatch(c -> c > ' ' && c < 127) ? location : "/";
    }

    /** A header that a page asked for; one that would set a cookie, or break the line, is left out. */
    static void header(HttpServletResponse response, String name, String value) {
        boolean plain = name.matches("[A-Za-z0-9-]{1,64}") && value.chars().allMatch(c -> c >= ' ' && c < 127);
        if (plain && !name.equalsIgnoreCase("Set-Cookie")) {
            response.setHeader(name, value);
        }
    }

    static String header(String value) {
        return value.chars().allMatch(c -> c >= ' ' && c < 127) ? value : "application/octet-stream";
    }
}
