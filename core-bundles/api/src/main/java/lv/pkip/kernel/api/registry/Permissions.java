package lv.pkip.kernel.api.registry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** What permissions there are: those that bundles declare ({@link DeclaresPermission}) and those of installed e-services. */
@ProviderType
public interface Permissions {

    /** Sorted by name. */
    List<Declared> declared();

    /** Permissions that roles hold and nobody declares (now), with the roles; a wildcard counts when it matches nothing. */
    Map<String, Set<String>> orphaned();

    /** True when a permission, wildcards included, grants something privileged. */
    boolean isPrivileged(String permission);

    /**
     * @param permission {@code prefix:action}
     * @param source     symbolic name of the bundle, or id of the e-service
     * @param texts      language → what it lets one do
     * @param privileged needs a second person's approval to be given
     */
    record Declared(String permission, String source, Map<String, String> texts, boolean privileged) {
        public Declared {
            texts = Map.copyOf(texts);
        }

        public String text(String language) {
            return texts.getOrDefault(language, texts.getOrDefault("lv", permission));
        }
    }
}
