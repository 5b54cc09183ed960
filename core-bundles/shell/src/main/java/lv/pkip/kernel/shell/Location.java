package lv.pkip.kernel.shell;

/** Keeps what goes into headers within one line, whoever made it up. */
final class Location {
    private Location() { }

    /** A path on this site or a full http(s) address; anything else leads home. */
    static String clean(String location) {
        boolean path = location.startsWith("/") && !location.startsWith("//") && !location.startsWith("/\\");
        boolean address = location.startsWith("https://") || location.startsWith("http://");
        return (path || address) && location.chars().allMatch(c -> c > ' ' && c < 127) ? location : "/";
    }

    static String header(String value) {
        return value.chars().allMatch(c -> c >= ' ' && c < 127) ? value : "application/octet-stream";
    }
}
