package lv.pkip.kernel.api.identity;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** The municipality that runs this container, from configuration {@code lv.pkip.municipality}. */
@ProviderType
public interface Municipality {

    /** Short id, for example {@code daugavpils}. */
    String id();

    /** Name in {@code lv}, {@code en} or {@code ru}; Latvian when there is no other. */
    String name(String language);

    String registrationNumber();

    String address();

    String email();

    String phone();

    /** Address residents use, without a slash at the end, for example {@code https://pakalpojumi.example.lv}. */
    String baseUrl();

    /** Free values for templates and rules, for example {@code appealTo}, {@code iban}, {@code city}. */
    Map<String, String> properties();

    /** Organisational units, sorted by id. */
    List<Unit> units();

    /** @param names language → name */
    record Unit(String id, Map<String, String> names) {
        public Unit {
            names = Map.copyOf(names);
        }

        public String name(String language) {
            return names.getOrDefault(language, names.getOrDefault("lv", id));
        }
    }
}
