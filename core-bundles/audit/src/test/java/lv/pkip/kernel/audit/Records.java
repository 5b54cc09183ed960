package lv.pkip.kernel.audit;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.Party;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.audit.AuditRecord.Thing;

/** Records of another system, as tests need them. */
final class Records {
    static final Instant TIME = Instant.parse("2026-11-23T08:00:00.123Z");

    private Records() { }

    static Retention retention() {
        return new Retention(retention(Map.of()));
    }

    /** As the setting is when nobody has set it, but for these. */
    static Retention.Config retention(Map<String, Object> but) {
        return (Retention.Config) Proxy.newProxyInstance(Records.class.getClassLoader(), new Class<?>[] {Retention.Config.class},
                (self, method, arguments) -> but.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    static AuditRecord record(String id) {
        return about(id, "01018015097");
    }

    static AuditRecord about(String id, String subject) {
        return of(id, subject, "case-handling", "{\"field\":\"address\"}");
    }

    static AuditRecord of(String id, String subject, String purpose, String details) {
        return new AuditRecord(id, TIME, new Party(PartyKind.STAFF, "urn:viss:user:1", Optional.of("90000000000")), Optional.empty(),
                "social", Optional.of("10.1.2.3"), Optional.of("s1"), Act.READ, "person.open", Optional.of(new Thing("person", "p-17")),
                Optional.of("SP-2026-1"), Optional.of(subject), purpose, Optional.of("SPSAPL 4"), Optional.of("V-12"), "ok", details,
                Optional.empty(), Optional.of("ab".repeat(32)));
    }

    static AuditRecord at(AuditRecord r, Instant time) {
        return new AuditRecord(r.id(), time, r.actor(), r.onBehalfOf(), r.application(), r.address(), r.session(), r.action(), r.sourceAction(),
                r.object(), r.caseNumber(), r.dataSubject(), r.purpose(), r.legalBasis(), r.permission(), r.outcome(), r.details(), r.before(), r.after());
    }
}
