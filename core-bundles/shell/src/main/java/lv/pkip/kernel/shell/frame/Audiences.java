package lv.pkip.kernel.shell.frame;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.page.Audience;

/** Reads from a page's service properties who may open it. */
public final class Audiences {
    private Audiences() { }

    /** Empty when the page does not say, or says something unknown: such a page is refused. */
    public static Optional<Audience> of(Map<String, Object> properties) {
        Object value = properties.get("pkip.page.audience");
        return Arrays.stream(Audience.values()).filter(a -> a.name().equals(String.valueOf(value))).findFirst();
    }

    public static Optional<String> permission(Map<String, Object> properties) {
        return properties.get("pkip.page.permission") instanceof String s && !s.isBlank() ? Optional.of(s) : Optional.empty();
    }
}
