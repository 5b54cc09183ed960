package lv.pkip.kernel.api.navigation;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The menu as the current actor may see it, built from what bundles declare. */
@ProviderType
public interface Navigation {

    /** Entries of {@code portal} or {@code work} in a language, sorted, filtered by permission. */
    List<Entry> entries(String area, String language);

    /** One entry; {@code href} is a path on this site. */
    record Entry(String id, String text, String href, String icon, int order) { }
}
