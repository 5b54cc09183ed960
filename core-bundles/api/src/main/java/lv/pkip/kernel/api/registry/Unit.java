package lv.pkip.kernel.api.registry;

import java.util.Map;
import java.util.Objects;

/**
 * A part of the municipality.
 *
 * @param id                 {@code [a-z][a-z0-9-]{1,62}}
 * @param parent             id of the unit above, empty for one at the top
 * @param names              language → name; Latvian is there always
 * @param registrationNumber of an institution, else empty
 * @param head               login of the one who leads it, empty when none
 */
public record Unit(String id, String parent, Kind kind, Map<String, String> names, String registrationNumber, String head, long version) {

    /** An institution (iestāde), a unit (struktūrvienība), or a parish administration (pagasta pārvalde). */
    public enum Kind { INSTITUTION, UNIT, PARISH }

    public Unit {
        Objects.requireNonNull(id);
        Objects.requireNonNull(parent);
        Objects.requireNonNull(kind);
        names = Map.copyOf(names);
        Objects.requireNonNull(registrationNumber);
        Objects.requireNonNull(head);
    }

    public String name(String language) {
        return names.getOrDefault(language, names.getOrDefault("lv", id));
    }
}
