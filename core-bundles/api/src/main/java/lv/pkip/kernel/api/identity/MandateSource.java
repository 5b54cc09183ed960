package lv.pkip.kernel.api.identity;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A register of who may act for whom: of children, of companies, of powers of attorney; named by {@link MandateSourceId}.
 * It is asked after sign-in, and again every few seconds while somebody acts by one of its mandates, so it answers soon and
 * says by itself when one has ended.
 */
@ConsumerType
public interface MandateSource {

    /**
     * What a person may do in others' names now.
     *
     * @param personalCodes all codes of the one who acts, 11 digits each
     */
    List<Stated> of(Set<String> personalCodes);

    /**
     * A mandate as a register states it.
     *
     * @param id         stable in the source, tells nothing about anybody: {@code [A-Za-z0-9-]}, up to 64
     * @param number     personal code of the represented person, or registration number of the company
     * @param givenName  of a person; empty for a company
     * @param name       surname of a person, name of a company
     * @param services   ids of services it is good for; empty: all
     * @param from       first day
     * @param until      last day, if it has one
     */
    record Stated(String id, Mandate.Kind kind, String number, String givenName, String name, Set<String> services,
            LocalDate from, Optional<LocalDate> until) {
        public Stated {
            Objects.requireNonNull(kind);
            Objects.requireNonNull(givenName);
            Objects.requireNonNull(name);
            services = Set.copyOf(services);
            Objects.requireNonNull(from);
            Objects.requireNonNull(until);
            if (!id.matches("[A-Za-z0-9-]{1,64}") || !number.matches("[0-9]{11}")) {
                throw new IllegalArgumentException("not the id of a mandate, or not a number of 11 digits");
            }
        }

        @Override
        public String toString() {
            return "Stated[" + kind + "]";
        }
    }
}
