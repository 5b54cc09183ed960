package lv.pkip.kernel.api.audit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Append-only records of what was done with whose data.
 * The kernel stamps actor, on whose behalf, time and sequence; the caller says what happened.
 * A record made inside a transaction commits or vanishes with it.
 */
@ProviderType
public interface Audit {

    void record(Event event);

    /**
     * What happened.
     *
     * @param action      closed vocabulary in dotted form: {@code case.submit}, {@code case.read}, {@code user.create} …
     * @param application which part of the platform or which service, for example {@code tree-felling}
     * @param caseNumber  the case concerned
     * @param dataSubject person key of the one whose data it is
     * @param purpose     why, in words of the law or of the task, for example {@code case-handling}
     * @param outcome     {@code ok}, {@code refused} or {@code failed}
     * @param details     further facts without personal data
     */
    record Event(String action, String application, Optional<String> caseNumber, Optional<String> dataSubject,
            String purpose, String outcome, Map<String, String> details) {
        public Event {
            Objects.requireNonNull(action);
            Objects.requireNonNull(application);
            Objects.requireNonNull(purpose);
            Objects.requireNonNull(outcome);
            details = Map.copyOf(details);
        }

        public static Event ok(String action, String application, String purpose) {
            return new Event(action, application, Optional.empty(), Optional.empty(), purpose, "ok", Map.of());
        }

        public Event about(String caseNumber, String dataSubject) {
            return new Event(action, application, Optional.ofNullable(caseNumber), Optional.ofNullable(dataSubject),
                    purpose, outcome, details);
        }

        public Event outcome(String outcome) {
            return new Event(action, application, caseNumber, dataSubject, purpose, outcome, details);
        }

        public Event with(Map<String, String> details) {
            return new Event(action, application, caseNumber, dataSubject, purpose, outcome, details);
        }
    }

    /** A stored record: the event with the kernel's stamps. */
    record Entry(long sequence, Instant time, String actorKind, String actor, Optional<String> onBehalfOf, Event event) { }

    /** Records of one case, oldest first. Needs {@code audit:read} or ownership of the case; the reading is recorded too. */
    List<Entry> ofCase(String caseNumber);

    /** Newest records before a sequence number (0 = from the newest), at most {@code limit}. Needs {@code audit:read}. */
    List<Entry> newest(long before, int limit);
}
