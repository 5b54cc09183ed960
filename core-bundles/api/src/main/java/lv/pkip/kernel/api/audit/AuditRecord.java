package lv.pkip.kernel.api.audit;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One record of the audit in full, of this platform or of any other system of the municipality.
 *
 * @param id           the source's own name of the record, unique there: sent twice it is kept once; at most 128 characters
 * @param time         when it happened, by the clock of the source
 * @param actor        who did it
 * @param onBehalfOf   person key, personal code or registration number of the one represented
 * @param application  which application of the source; at most 64 characters
 * @param address      network address it was done from
 * @param session      session it was done in, as the source names it
 * @param action       which sort of act, of the closed vocabulary
 * @param sourceAction the source's own name of the act, for example {@code case.submit}; at most 64 characters
 * @param object       the thing that was acted on
 * @param caseNumber   the case concerned
 * @param dataSubject  whose data it is: person key, personal code or registration number
 * @param purpose      why, in words of the law or of the task; at most 256 characters
 * @param legalBasis   the provision it rests on
 * @param permission   number of the permission in VIRSIS, the register of state information systems
 * @param outcome      {@code ok}, {@code refused} or {@code failed}
 * @param details      further facts, an object of JSON; at most 16 000 characters
 * @param before       SHA-256 of the object before, 64 hexadecimal digits
 * @param after        SHA-256 of the object after
 */
public record AuditRecord(String id, Instant time, Party actor, Optional<String> onBehalfOf, String application, Optional<String> address,
        Optional<String> session, Act action, String sourceAction, Optional<Thing> object, Optional<String> caseNumber,
        Optional<String> dataSubject, String purpose, Optional<String> legalBasis, Optional<String> permission, String outcome,
        String details, Optional<String> before, Optional<String> after) {

    /** The closed vocabulary of acts, the same for every source, so that reports and alerts can be made over all of them. */
    public enum Act {
        CREATE, READ, SEARCH, UPDATE, DELETE, PRINT, EXPORT, SEND, RECEIVE, SIGN, APPROVE, REFUSE, GRANT, REVOKE, SIGN_IN, SIGN_OUT,
        CONFIGURE, START, STOP, OTHER,
        /** What a source sent and could not be understood; it is kept as it came, in {@code details}. */
        UNREADABLE
    }

    /** The sorts of actors. */
    public enum PartyKind { RESIDENT, STAFF, SYSTEM, ANONYMOUS }

    /**
     * Who acts.
     *
     * @param id           login, person key, name of a system, or a URN of VISS; at most 128 characters
     * @param organisation the institution, by registration number or by name; at most 128 characters
     */
    public record Party(PartyKind kind, String id, Optional<String> organisation) {
        public Party {
            Objects.requireNonNull(kind);
            Objects.requireNonNull(id);
            Objects.requireNonNull(organisation);
        }
    }

    /**
     * What was acted on.
     *
     * @param type for example {@code invoice}; at most 64 characters
     * @param id   at most 128 characters
     */
    public record Thing(String type, String id) {
        public Thing {
            Objects.requireNonNull(type);
            Objects.requireNonNull(id);
        }
    }

    public AuditRecord {
        Objects.requireNonNull(id);
        Objects.requireNonNull(time);
        Objects.requireNonNull(actor);
        Objects.requireNonNull(onBehalfOf);
        Objects.requireNonNull(application);
        Objects.requireNonNull(address);
        Objects.requireNonNull(session);
        Objects.requireNonNull(action);
        Objects.requireNonNull(sourceAction);
        Objects.requireNonNull(object);
        Objects.requireNonNull(caseNumber);
        Objects.requireNonNull(dataSubject);
        Objects.requireNonNull(purpose);
        Objects.requireNonNull(legalBasis);
        Objects.requireNonNull(permission);
        Objects.requireNonNull(outcome);
        Objects.requireNonNull(details);
        Objects.requireNonNull(before);
        Objects.requireNonNull(after);
    }
}
