package lv.pkip.kernel.auditwatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The rules: those that come with the platform, as the municipality changed them. */
@Component(service = Rules.class)
public final class Rules {
    private final JpaTemplate jpa;
    private final Audit audit;
    private final CurrentActor current;
    private final Clock clock;
    private final List<Rule> shipped = read();

    @Activate
    public Rules(@Reference(name = "jpa", target = "(osgi.unit.name=auditwatch)") JpaTemplate jpa, @Reference(name = "schema", target = "(unit=auditwatch)") SchemaReady schema,
            @Reference(name = "audit") Audit audit, @Reference(name = "current") CurrentActor current) {
        this(jpa, audit, current, Clock.systemUTC());
    }

    Rules(JpaTemplate jpa, Audit audit, CurrentActor current, Clock clock) {
        this.jpa = jpa;
        this.audit = audit;
        this.current = current;
        this.clock = clock;
    }

    private static List<Rule> read() {
        try (InputStream in = Rules.class.getResourceAsStream("/rules/rules.json")) {
            List<Rule> all = new ArrayList<>();
            for (JsonNode one : new ObjectMapper().readTree(in)) {
                all.add(new Rule(one.get("id").asText(), !one.path("off").asBoolean(), Severity.valueOf(one.get("severity").asText()), Spec.read(one.get("spec").toString()), Instant.EPOCH,
                        Optional.empty()));
            }
            return List.copyOf(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All, in the order they are shipped. */
    List<Rule> all() {
        return jpa.txExpr(TransactionType.Required, this::all);
    }

    List<Rule> all(EntityManager em) {
        Map<String, RuleRow> rows = new java.util.HashMap<>();
        em.createQuery("select r from RuleRow r", RuleRow.class).getResultList().forEach(row -> rows.put(row.id, row));
        return shipped.stream().map(rule -> Optional.ofNullable(rows.get(rule.id())).map(Rules::rule).orElse(rule)).toList();
    }

    private static Rule rule(RuleRow row) {
        return new Rule(row.id, row.active == 1, Severity.valueOf(row.severity), Spec.read(row.spec), Instant.ofEpochMilli(row.changed), Optional.ofNullable(row.changedBy));
    }

    Optional<Rule> find(String id) {
        return all().stream().filter(rule -> rule.id().equals(id)).findFirst();
    }

    /** Keeps a rule as it was changed; it counts from the next records on. */
    void keep(Rule rule) {
        current.require(Desk.CONFIGURE);
        jpa.tx(TransactionType.Required, em -> {
            Rule before = all(em).stream().filter(r -> r.id().equals(rule.id())).findFirst().orElseThrow();
            RuleRow row = Optional.ofNullable(em.find(RuleRow.class, rule.id())).orElseGet(() -> {
                RuleRow fresh = new RuleRow();
                fresh.id = rule.id();
                em.persist(fresh);
                return fresh;
            });
            row.active = rule.on() ? 1 : 0;
            row.severity = rule.severity().name();
            row.spec = rule.spec().write();
            row.changed = clock.millis();
            row.changedBy = current.get().id();
            audit.record(Event.ok("audit-rule.configure", "audit", "configuration").with(Map.of("rule", rule.id(), "before", told(before), "after", told(rule))));
        });
    }

    private static String told(Rule rule) {
        return (rule.on() ? "on " : "off ") + rule.severity().word() + " " + rule.spec().write();
    }

    Set<String> ids() {
        Set<String> ids = new HashSet<>();
        shipped.forEach(rule -> ids.add(rule.id()));
        return ids;
    }
}
