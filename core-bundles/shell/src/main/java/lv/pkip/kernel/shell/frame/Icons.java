package lv.pkip.kernel.shell.frame;

import java.util.Set;
import lv.pkip.kernel.api.service.Definition;

/** Icon of a service: its setting {@code icon}, else its category's. */
public final class Icons {
    private static final Set<String> CATEGORIES = Set.of("environment");

    private Icons() { }

    public static String of(Definition service) {
        String set = service.settings().get("icon");
        if (set != null) {
            return set;
        }
        return CATEGORIES.contains(service.category()) ? service.category() : service.category().equals("fees") ? "euro" : "case";
    }
}
