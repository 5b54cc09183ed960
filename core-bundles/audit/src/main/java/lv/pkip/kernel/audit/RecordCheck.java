package lv.pkip.kernel.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.audit.AuditIntake.Receipt;
import lv.pkip.kernel.api.audit.AuditIntake.Result;
import lv.pkip.kernel.api.audit.AuditRecord;

/** What a record of another system has to be like. Nothing is cut to fit: a record that was changed proves nothing. */
final class RecordCheck {
    static final Set<String> OUTCOMES = Set.of("ok", "refused", "failed");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Instant FIRST = Instant.parse("1990-01-01T00:00:00Z");
    /** A clock of a source may go ahead of ours by this much. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private RecordCheck() { }

    /** What is wrong with it first of all, if anything is. */
    static Optional<Receipt> wrong(AuditRecord record, Instant now) {
        Checking check = new Checking();
        check.text("id", record.id(), 128);
        check.that("time", "out-of-range", !record.time().isBefore(FIRST) && record.time().isBefore(now.plus(AHEAD)));
        check.text("actor.id", record.actor().id(), 128);
        check.text("actor.organisation", record.actor().organisation(), 128);
        check.text("onBehalfOf", record.onBehalfOf(), 128);
        check.text("application", record.application(), 64);
        check.text("address", record.address(), 64);
        check.text("session", record.session(), 128);
        check.text("sourceAction", record.sourceAction(), 64);
        check.text("object.type", record.object().map(AuditRecord.Thing::type), 64);
        check.text("object.id", record.object().map(AuditRecord.Thing::id), 128);
        check.text("caseNumber", record.caseNumber(), 64);
        check.text("dataSubject", record.dataSubject(), 128);
        check.text("purpose", record.purpose(), 256);
        check.text("legalBasis", record.legalBasis(), 256);
        check.text("permission", record.permission(), 64);
        check.that("outcome", "unknown-word", OUTCOMES.contains(record.outcome()));
        check.text("details", record.details(), Details.MAX_LENGTH);
        check.that("details", "no-json-object", Details.isObject(record.details()));
        check.that("before", "no-hash", record.before().map(HASH::matcher).map(java.util.regex.Matcher::matches).orElse(true));
        check.that("after", "no-hash", record.after().map(HASH::matcher).map(java.util.regex.Matcher::matches).orElse(true));
        return Optional.ofNullable(check.first);
    }

    /** Remembers the first thing that is wrong. */
    private static final class Checking {
        private Receipt first;

        void text(String field, Optional<String> value, int most) {
            value.ifPresent(given -> text(field, given, most));
        }

        void text(String field, String value, int most) {
            that(field, "missing", !value.isBlank());
            that(field, "too-long", value.length() <= most);
            that(field, "no-text", isText(value));
        }

        void that(String field, String problem, boolean right) {
            if (!right && first == null) {
                first = new Receipt(Result.INVALID, 0, Optional.of(field), Optional.of(problem));
            }
        }

        /** NUL is what PostgreSQL cannot keep, and half a character what UTF-8 cannot write. */
        private static boolean isText(String value) {
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                boolean pair = Character.isHighSurrogate(c) && i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1));
                if (c == 0 || (Character.isSurrogate(c) && !pair)) {
                    return false;
                }
                i += pair ? 1 : 0;
            }
            return true;
        }
    }
}
