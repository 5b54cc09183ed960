package lv.pkip.distribution.benchmark;

/** As much of reading JSON as is needed to know an answer; a client that does more would be measured with the server. */
final class Json {

    private Json() {
    }

    /** A text under this name, without escapes; empty when there is none. */
    static String text(String json, String name) {
        int at = value(json, name);
        if (at < 0 || at >= json.length() || json.charAt(at) != '"') {
            return "";
        }
        int end = json.indexOf('"', at + 1);
        return end < 0 ? "" : json.substring(at + 1, end).replace("\\/", "/");
    }

    static boolean isTrue(String json, String name) {
        int at = value(json, name);
        return at >= 0 && json.startsWith("true", at);
    }

    private static int value(String json, String name) {
        int at = json.indexOf("\"" + name + "\"");
        if (at < 0) {
            return -1;
        }
        at += name.length() + 2;
        while (at < json.length() && (json.charAt(at) == ' ' || json.charAt(at) == ':')) {
            at++;
        }
        return at;
    }
}
