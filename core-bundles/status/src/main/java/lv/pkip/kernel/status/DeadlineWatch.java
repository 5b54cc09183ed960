package lv.pkip.kernel.status;

import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.Users;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.status.Calendar;
import org.apache.aries.jpa.template.JpaTemplate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Warns by e-mail when a term is about to end and when it has ended: the assignee, else the unit that has the case. */
@Component(service = DeadlineWatch.class)
@Designate(ocd = DeadlineWatch.Config.class)
public final class DeadlineWatch {

    /** When to warn. */
    @ObjectClassDefinition(name = "PKIP: deadline warnings")
    public @interface Config {
        @AttributeDefinition(description = "Working days before the last day on which the first warning goes out; 0: none")
        int workingDaysBefore() default 3;
    }

    private static final int BATCH = 200;
    private static final int DUE_SOON = 1;
    private static final int OVERDUE = 2;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd.MM.yyyy.");

    private final Transactions transactions;
    private final CurrentActor actor;
    private final Users users;
    private final Municipality municipality;
    private final Outbox outbox;
    private final Audit audit;
    private final Calendar calendar;
    private final Bell bell;
    private final Riga riga;
    private final int before;

    @Activate
    public DeadlineWatch(@Reference(name = "jpa", target = "(osgi.unit.name=status)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=status)") SchemaReady schema,
            @Reference(name = "actor") CurrentActor actor, @Reference(name = "users") Users users,
            @Reference(name = "municipality") Municipality municipality, @Reference(name = "outbox") Outbox outbox,
            @Reference(name = "audit") Audit audit, @Reference(name = "calendar") Calendar calendar,
            @Reference(name = "bell") Bell bell, Config config) {
        this(jpa, actor, users, municipality, outbox, audit, calendar, bell, Clock.systemUTC(), config.workingDaysBefore());
    }

    DeadlineWatch(JpaTemplate jpa, CurrentActor actor, Users users, Municipality municipality, Outbox outbox, Audit audit,
            Calendar calendar, Bell bell, Clock clock, int before) {
        this.transactions = new Transactions(jpa);
        this.actor = actor;
        this.users = users;
        this.municipality = municipality;
        this.outbox = outbox;
        this.audit = audit;
        this.calendar = calendar;
        this.bell = bell;
        this.riga = new Riga(clock);
        this.before = before;
    }

    /** Warns of all cases that came to a new stage since the last look; returns how many. */
    int warn() {
        return actor.asSystem("deadlines", () -> {
            LocalDate today = riga.today();
            int warned = all(today, OVERDUE);
            return before == 0 ? warned : warned + all(calendar.plusWorkingDays(today, before, false).plusDays(1), DUE_SOON);
        });
    }

    private int all(LocalDate dueBefore, int stage) {
        int all = 0;
        for (int batch = BATCH; batch == BATCH; all += batch) {
            batch = transactions.in(em -> batch(em, dueBefore, stage));
        }
        return all;
    }

    private int batch(EntityManager em, LocalDate dueBefore, int stage) {
        List<CaseRow> rows = em.createQuery("select c from CaseRow c where c.lane in (1, 2, 3, 4) and c.due < :before "
                + "and c.pausedSince is null and c.warned < :stage order by c.due", CaseRow.class)
                .setParameter("before", dueBefore).setParameter("stage", stage).setMaxResults(BATCH).getResultList();
        rows.forEach(row -> one(em, row, stage));
        return rows.size();
    }

    /** Of two nodes only one finds the row unwarned. */
    private void one(EntityManager em, CaseRow row, int stage) {
        boolean first = Marks.warned(em, row, stage);
        if (first) {
            String event = stage == OVERDUE ? "overdue" : "due-soon";
            if (stage == OVERDUE) {
                bell.ring(row, "overdue");
            }
            addresses(row).forEach(address -> outbox.put(letter(row, event, address)));
            audit.record(Audit.Event.ok("case." + event, row.service, Trail.HANDLING).about(row.number, row.applicantKey));
        }
    }

    private Set<String> addresses(CaseRow row) {
        Set<String> addresses = new TreeSet<>();
        if (row.assignee != null) {
            users.find(row.assignee).filter(Users.User::active).map(Users.User::email).ifPresent(addresses::add);
        } else {
            users.holding(row.service + ":process").stream().filter(u -> u.unit().equals(row.unit))
                    .map(Users.User::email).forEach(addresses::add);
        }
        addresses.removeIf(String::isBlank);
        return addresses;
    }

    private Outbox.Item letter(CaseRow row, String event, String address) {
        Map<String, String> values = Map.of("number", row.number, "due", row.due.format(DAY),
                "link", municipality.baseUrl() + "/work/cases/" + row.number);
        Texts texts = Texts.of("lv");
        String text = texts.get("warning." + event + ".text", values) + "\n\n" + texts.get("warning.link", values);
        return new Outbox.Item(row.id + ":" + event + ":" + row.due + ":" + Hash.of(address).substring(0, 10), "email", address,
                Optional.of(row.number), Map.of("subject", texts.get("warning." + event + ".subject", values),
                "text", text, "language", "lv"));
    }
}
