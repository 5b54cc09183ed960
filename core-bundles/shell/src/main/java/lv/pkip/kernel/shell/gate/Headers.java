package lv.pkip.kernel.shell.gate;

import java.util.List;
import java.util.regex.Pattern;
import javax.servlet.http.HttpServletResponse;

/** The strict headers of every answer; what a page may load is stated once, here. */
public final class Headers {
    private static final Pattern ORIGIN = Pattern.compile("https?://[A-Za-z0-9.*-]+(:[0-9]{1,5})?");
    private final String policy;

    /**
     * @param tiles   address pattern of map tiles, empty when maps are off
     * @param partners origins a form may lead to by a redirect, for example a payment gateway
     */
    public Headers(String tiles, List<String> partners) {
        String images = tiles.isBlank() ? "" : " " + origin(tiles);
        StringBuilder forms = new StringBuilder();
        for (String partner : partners) {
            if (!partner.isBlank()) {
                forms.append(' ').append(origin(partner.trim()));
            }
        }
        policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:" + images
                + "; font-src 'self'; connect-src 'self'; form-action 'self'" + forms
                + "; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";
    }

    /** Scheme, host and port of an address; {@code {s}} of tile servers becomes a wildcard. */
    static String origin(String address) {
        String plain = address.replace("{s}", "*");
        int end = plain.indexOf('/', plain.indexOf("://") + 3);
        String origin = end < 0 ? plain : plain.substring(0, end);
        if (!ORIGIN.matcher(origin).matches()) {
            throw new IllegalArgumentException("not an http(s) address: " + address);
        }
        return origin;
    }

    public void write(HttpServletResponse response, boolean secure) {
        response.setHeader("Content-Security-Policy", policy);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Permissions-Policy", "camera=(), microphone=(), geolocation=(self), payment=(), usb=()");
        response.setHeader("Cache-Control", "no-store");
        if (secure) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        }
    }
}
