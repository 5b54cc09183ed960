package lv.pkip.kernel.shell;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.shell.gate.Refused;

/** Reads {@code a=b&c=d} where the container must not, because the raw body is needed too. */
final class Decoding {
    private static final int MOST = 1000;

    private Decoding() { }

    static void into(Map<String, List<String>> all, String encoded) {
        if (encoded.isEmpty()) {
            return;
        }
        String[] pairs = encoded.split("&");
        if (pairs.length > MOST) {
            throw new Refused(413, "too-large");
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            all.computeIfAbsent(name, n -> new ArrayList<>()).add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refused(400, "bad-request");
        }
    }
}
