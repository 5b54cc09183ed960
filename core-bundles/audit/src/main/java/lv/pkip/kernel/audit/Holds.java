package lv.pkip.kernel.audit;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AuditKeeping.Hold;
import lv.pkip.kernel.api.audit.AuditKeeping.Scope;
import lv.pkip.kernel.auditproof.LogRecord;

/** Legal freezes as rows: a person with several keys has a row for each. */
final class Holds {
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    /** Of a record {@code r} and a hold {@code h}: the same as the database's own guards have. */
    static final String MATCHES = "h.lifted_ms is null and (h.case_number is null or h.case_number = r.case_number)"
            + " and (h.data_subject is null or h.data_subject = r.data_subject) and (h.source is null or h.source = r.source)"
            + " and (h.object_type is null or h.object_type = r.object_type) and (h.object_id is null or h.object_id = r.object_id)"
            + " and (h.from_ms is null or r.at_ms >= h.from_ms) and (h.to_ms is null or r.at_ms < h.to_ms)";

    private final Log log;

    Holds(Log log) {
        this.log = log;
    }

    /** A row. */
    record Row(Hold hold) {
        /** Whether it keeps a record that has left the database. */
        boolean keeps(LogRecord record) {
            Scope scope = hold.scope();
            Map<String, String> personal = record.personal();
            Map<String, Object> open = record.publicFields();
            long at = open.get("received") instanceof Number number ? number.longValue() : 0;
            return fits(scope.caseNumber(), personal.get("caseNumber")) && fits(scope.dataSubject(), personal.get("dataSubject"))
                    && fits(scope.source(), open.get("source")) && fits(scope.objectType(), open.get("objectType"))
                    && fits(scope.objectId(), personal.get("objectId")) && scope.from().map(from -> at >= from.toEpochMilli()).orElse(true)
                    && scope.to().map(to -> at < to.toEpochMilli()).orElse(true);
        }

        private static boolean fits(Optional<String> wanted, Object given) {
            return wanted.isEmpty() || wanted.get().equals(given);
        }
    }

    String place(Scope scope, Collection<String> subjects, String provision, String reason, String who, Instant now) {
        SecureRandom random = new SecureRandom();
        StringBuilder code = new StringBuilder();
        random.ints(10, 0, LETTERS.length()).forEach(i -> code.append(LETTERS.charAt(i)));
        for (String subject : subjects.isEmpty() ? java.util.Collections.<String>singleton(null) : subjects) {
            log.update("insert into audit_hold (code, case_number, data_subject, source, object_type, object_id, provision, reason, placed_by, placed_ms)"
                    + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", code.toString(), scope.caseNumber().orElse(null), subject, scope.source().orElse(null),
                    scope.objectType().orElse(null), scope.objectId().orElse(null), provision, reason, who, now.toEpochMilli());
        }
        scope.from().ifPresent(from -> log.update("update audit_hold set from_ms = ? where code = ?", from.toEpochMilli(), code.toString()));
        scope.to().ifPresent(to -> log.update("update audit_hold set to_ms = ? where code = ?", to.toEpochMilli(), code.toString()));
        return code.toString();
    }

    /** @return whether it stood */
    boolean lift(String code, String reason, String who, Instant now) {
        return log.update("update audit_hold set lifted_by = ?, lifted_ms = ?, lift_reason = ? where code = ? and lifted_ms is null",
                who, now.toEpochMilli(), reason, code) > 0;
    }

    List<Row> standing() {
        return rows("where lifted_ms is null");
    }

    /** One of each code, those that stand first. */
    List<Hold> all() {
        Map<String, Hold> all = new LinkedHashMap<>();
        rows("order by case when lifted_ms is null then 0 else 1 end, placed_ms desc, id").forEach(row -> all.putIfAbsent(row.hold().code(), row.hold()));
        return List.copyOf(all.values());
    }

    private List<Row> rows(String which) {
        return log.query("select code, case_number, data_subject, source, object_type, object_id, from_ms, to_ms, provision, reason, placed_by, placed_ms,"
                + " lifted_by, lifted_ms, lift_reason from audit_hold " + which, row -> new Row(new Hold(row.getString(1),
                        new Scope(Optional.ofNullable(row.getString(2)), Optional.ofNullable(row.getString(3)), Optional.ofNullable(row.getString(4)),
                                Optional.ofNullable(row.getString(5)), Optional.ofNullable(row.getString(6)), time(row.getObject(7)), time(row.getObject(8))),
                        row.getString(9), row.getString(10), row.getString(11), Instant.ofEpochMilli(row.getLong(12)), Optional.ofNullable(row.getString(13)),
                        time(row.getObject(14)), Optional.ofNullable(row.getString(15)))));
    }

    private static Optional<Instant> time(Object ms) {
        return Optional.ofNullable(ms).map(Number.class::cast).map(number -> Instant.ofEpochMilli(number.longValue()));
    }

    /** Whether one stands that matches a record of the month. */
    boolean hold(KeptMonth month) {
        List<Row> standing = standing();
        return !standing.isEmpty() && standing.stream().filter(row -> touches(row.hold().scope(), month)).findAny().isPresent()
                && !log.query("select 1 from audit_record r where r.keep = ? and r.at_ms >= ? and r.at_ms < ? and exists (select 1 from audit_hold h where "
                        + MATCHES + ") fetch first 1 rows only", row -> 1, month.keep(), month.from(), month.to()).isEmpty();
    }

    private static boolean touches(Scope scope, KeptMonth month) {
        return scope.from().map(from -> from.toEpochMilli() < month.to()).orElse(true)
                && scope.to().map(to -> to.toEpochMilli() > month.from()).orElse(true);
    }

}
