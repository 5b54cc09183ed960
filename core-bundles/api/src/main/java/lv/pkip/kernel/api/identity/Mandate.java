package lv.pkip.kernel.api.identity;

import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a signed-in resident may do in somebody else's name, as the kernel found it at a {@link MandateSource}.
 *
 * @param id          the source and its mandate; tells nothing about anybody
 * @param kind        by what right
 * @param represented person key of a person, or registration number of a company
 * @param name        of the represented, as shown
 * @param services    ids of the services it is good for; empty: all
 * @param until       last day, if it has one
 */
public record Mandate(String id, Kind kind, String represented, String name, Set<String> services, Optional<LocalDate> until) {

    /** By what right somebody acts for another. */
    public enum Kind { CHILD, COMPANY, POWER_OF_ATTORNEY }

    public Mandate {
        Objects.requireNonNull(id);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(represented);
        Objects.requireNonNull(name);
        services = Set.copyOf(services);
        Objects.requireNonNull(until);
    }

    public boolean covers(String service) {
        return services.isEmpty() || services.contains(service);
    }

    @Override
    public String toString() {
        return "Mandate[" + kind + "]"; // never a name: this may reach a log
    }
}
