package lv.pkip.kernel.api.identity;

import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** Under which keys one person is known, for parts that keep records by key and must not need all of {@link Persons}. */
@ProviderType
public interface PersonKeys {

    /** All keys of the person of a key, the key itself included, also where nobody is known by it. */
    Set<String> of(String key);
}
