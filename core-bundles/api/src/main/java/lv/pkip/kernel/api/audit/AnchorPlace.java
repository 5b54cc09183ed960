package lv.pkip.kernel.api.audit;

import java.time.Duration;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A place outside of the house that keeps checkpoints of the audit. Whoever registers one as a service gets the newest checkpoint now and
 * then, from one node at a time; when, where and with what receipt is kept, and failures are tried again with growing pauses.
 */
@ConsumerType
public interface AnchorPlace {

    /** Its name for ever, small letters, digits, hyphens, at most 63: another place has another one. */
    String name();

    /** {@code file}, {@code email}, {@code witness}, {@code timestamp}, or a word of a vendor's, at most 16 letters. */
    String sort();

    /** How often. */
    Duration every();

    /**
     * Takes a checkpoint there. May be called again with one that is there already, when it is not known what became of an earlier call.
     *
     * @param last how many records the newest checkpoint holds that this place is known to have, 0 for none
     * @return the place's receipt, as text; a witness's is its signature line, a time stamp's the answer in base64
     * @throws Trouble that says what it is
     */
    String take(AuditProofs.Signed checkpoint, long last) throws Exception;

    /** Why a checkpoint is not there. */
    final class Trouble extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean contradiction;

        private Trouble(String code, boolean contradiction) {
            super(code);
            this.contradiction = contradiction;
        }

        /** It may be better later, or needs somebody to look at it. @param code a word like {@code unreachable}, at most 32 letters */
        public static Trouble of(String code) {
            return new Trouble(code, false);
        }

        /**
         * What is there is not a beginning of this log: an old state of the house was restored, the log or the place was changed. Nothing
         * there was overwritten.
         */
        public static Trouble contradiction(String code) {
            return new Trouble(code, true);
        }

        public String code() {
            return getMessage();
        }

        public boolean isContradiction() {
            return contradiction;
        }
    }
}
