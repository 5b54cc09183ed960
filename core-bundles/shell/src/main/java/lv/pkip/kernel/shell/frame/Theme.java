package lv.pkip.kernel.shell.frame;

import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The municipality's colours as a style sheet of custom properties; colours one could not read text on are not taken. */
public final class Theme {
    private static final Logger LOG = LoggerFactory.getLogger(Theme.class);
    private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");
    private static final double ENOUGH = 4.5; // WCAG 2.1, 1.4.3

    private Theme() { }

    /** @param properties of the municipality: {@code theme.accent} and {@code theme.highlight} */
    public static String css(Map<String, String> properties) {
        StringBuilder css = new StringBuilder(":root{");
        String accent = properties.get("theme.accent");
        if (accent != null) {
            if (COLOUR.matcher(accent).matches() && contrastToWhite(accent) >= ENOUGH) {
                css.append("--pkip-accent:").append(accent).append(';');
            } else {
                LOG.warn("theme.accent {} is not taken: it must be #rrggbb with a contrast of {} to white", accent, ENOUGH);
            }
        }
        String highlight = properties.get("theme.highlight");
        if (highlight != null && COLOUR.matcher(highlight).matches()) {
            css.append("--pkip-highlight:").append(highlight).append(';');
        }
        return css.append('}').toString();
    }

    static double contrastToWhite(String colour) {
        int rgb = Integer.parseInt(colour.substring(1), 16);
        double light = 0.2126 * linear(rgb >> 16 & 255) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255);
        return 1.05 / (light + 0.05);
    }

    private static double linear(int channel) {
        double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
}
