package lv.pkip.kernel.auditwatch;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.persistence.EntityManager;
import javax.persistence.FlushModeType;
import javax.persistence.TypedQuery;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.auditwatch.Window.Mark;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the rules found: one alert for a rule and group, which grows until somebody says what it was. */
@Component(service = Alerts.class)
public final class Alerts {
    static final String WATCHER = "audit-watch";
    /** How many alerts one rule opens in a day; what is more goes into one alert together. */
    static final int MOST_A_DAY = 200;
    /** How many notes people write on one alert. */
    static final int MOST_NOTES = 200;
    static final int LONGEST_NOTE = 1000;
    static final int EXAMPLES = 20;
    private static final int FIRST_EXAMPLES = 5;
    private static final int MOST_HOURS = 48;
    private static final int MOST_WHAT = 10;
    private static final int LONGEST_WHAT = 390;
    private static final long HOUR = Duration.ofHours(1).toMillis();
    /** Closed longer ago, it is another alert. */
    private static final Duration SAME = Duration.ofDays(30);
    private final JpaTemplate jpa;
    private final Audit audit;
    private final CurrentActor current;
    private final Bell bell;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    @Activate
    public Alerts(@Reference(name = "jpa", target = "(osgi.unit.name=auditwatch)") JpaTemplate jpa, @Reference(name = "schema", target = "(unit=auditwatch)") SchemaReady schema,
            @Reference(name = "audit") Audit audit, @Reference(name = "current") CurrentActor current, @Reference(name = "bell") Bell bell) {
        this(jpa, audit, current, bell, Clock.systemUTC());
    }

    Alerts(JpaTemplate jpa, Audit audit, CurrentActor current, Bell bell, Clock clock) {
        this.jpa = jpa;
        this.audit = audit;
        this.current = current;
        this.bell = bell;
        this.clock = clock;
    }

    /** An alert as it is now. */
    record Alert(String id, String rule, Spec spec, Spec.By by, String label, String source, Severity severity, State state, long hits, Instant first, Instant last, Instant opened,
            List<Long> examples, TreeMap<Long, Long> hours, List<String> what, int notes) { }

    /** A line of its history; {@code deed} is a state that somebody gave it, or {@code opened}, {@code reopened}, {@code note}, {@code sends-again}. */
    record Note(int nr, Instant at, String author, String deed, String text) { }

    /** Writes down what was found, within the transaction of the one who goes through the stream. */
    void found(EntityManager em, PositionRow position, List<Hit> hits) {
        Map<String, AlertRow> met = newest(em, hits);
        Map<String, Long> today = new HashMap<>();
        Map<AlertRow, List<Hit>> growth = new LinkedHashMap<>();
        List<AlertRow> told = new ArrayList<>();
        for (Hit hit : hits) {
            Rule rule = hit.rule();
            AlertRow own = met.get(key(rule, hit.group()));
            boolean tooMany = own == null && openedToday(em, rule, today) >= MOST_A_DAY;
            Group group = tooMany ? Group.others(hit.group().by()) : hit.group();
            AlertRow row = tooMany ? met.get(key(rule, group)) : own;
            boolean waiting = row != null && State.WAITING.contains(State.valueOf(row.state));
            if (waiting) {
                growth.computeIfAbsent(row, any -> new ArrayList<>()).add(hit);
                continue;
            }
            AlertRow opened = row != null ? row : fresh(em, rule, group);
            opened.severity = rule.severity().ordinal();
            opened.spec = rule.spec().write();
            opened.state = State.OPEN.name();
            opened.opened = clock.millis();
            opened.openings++;
            grow(opened, hit.all().isEmpty() ? List.of(hit.mark()) : hit.all(), List.of(hit.what()));
            note(em, opened, WATCHER, opened.openings == 1 ? "opened" : "reopened", "");
            met.put(key(rule, group), opened);
            today.merge(rule.id(), 1L, Long::sum);
            told.add(opened);
        }
        growth.forEach((row, more) -> grow(row, more.stream().map(Hit::mark).toList(), more.stream().map(Hit::what).toList()));
        em.flush();
        told.forEach(row -> {
            bell.tell(position, row.id, Severity.values()[row.severity], row.openings);
            audit.record(Event.ok("audit-alert.raise", "audit", "oversight").with(Map.of("alert", row.id, "rule", row.rule, "severity", Severity.values()[row.severity].word())));
        });
    }

    /** The newest alert of each rule and group that something was found about, and of all others. */
    private Map<String, AlertRow> newest(EntityManager em, List<Hit> hits) {
        long old = clock.instant().minus(SAME).toEpochMilli();
        Set<String> hashes = hits.stream().map(hit -> hit.group().hash()).collect(Collectors.toSet());
        hits.stream().map(hit -> Group.others(hit.group().by()).hash()).forEach(hashes::add);
        Map<String, AlertRow> newest = new HashMap<>();
        for (List<String> piece : Pieces.of(hashes)) {
            em.createQuery("select a from AlertRow a where a.groupHash in :hashes order by a.opened", AlertRow.class)
                    .setParameter("hashes", piece).getResultList().stream()
                    .filter(row -> row.opened > old || State.WAITING.contains(State.valueOf(row.state))).forEach(row -> newest.put(row.rule + "/" + row.groupHash, row));
        }
        return newest;
    }

    private static String key(Rule rule, Group group) {
        return rule.id() + "/" + group.hash();
    }

    private long openedToday(EntityManager em, Rule rule, Map<String, Long> known) {
        return known.computeIfAbsent(rule.id(), id -> em.createQuery("select count(a) from AlertRow a where a.rule = :rule and a.opened > :day", Long.class).setFlushMode(FlushModeType.COMMIT).setParameter("rule", id)
                .setParameter("day", clock.instant().minus(Duration.ofDays(1)).toEpochMilli()).getSingleResult());
    }

    private AlertRow fresh(EntityManager em, Rule rule, Group group) {
        AlertRow row = new AlertRow();
        row.id = name();
        row.rule = rule.id();
        row.spec = rule.spec().write();
        row.groupHash = group.hash();
        row.groupKind = group.by().name();
        row.label = group.label();
        row.source = group.source();
        row.state = State.OPEN.name();
        row.first = Long.MAX_VALUE;
        row.last = Long.MIN_VALUE;
        row.examples = "";
        row.hours = "";
        row.what = "";
        em.persist(row);
        return row;
    }

    private String name() {
        byte[] name = new byte[15];
        random.nextBytes(name);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name);
    }

    private static void grow(AlertRow row, List<Mark> marks, List<String> news) {
        TreeMap<Long, Long> hours = Tally.read(row.hours);
        LinkedHashSet<Long> examples = new LinkedHashSet<>(examples(row));
        for (Mark mark : marks) {
            row.hits++;
            row.first = Math.min(row.first, mark.when());
            row.last = Math.max(row.last, mark.when());
            hours.merge(Math.floorDiv(mark.when(), HOUR), 1L, Long::sum);
            if (mark.sequence() > 0) {
                examples.add(mark.sequence());
            }
        }
        row.hours = Tally.write(hours, MOST_HOURS);
        List<Long> kept = new ArrayList<>(examples);
        while (kept.size() > EXAMPLES) {
            kept.remove(FIRST_EXAMPLES);
        }
        row.examples = String.join(" ", kept.stream().map(String::valueOf).toList());
        LinkedHashSet<String> all = new LinkedHashSet<>(what(row));
        news.stream().filter(one -> !one.isEmpty()).forEach(one -> all.add(Codes.brief(one, LONGEST_WHAT).replace('\n', ' ')));
        List<String> newest = new ArrayList<>(all);
        row.what = String.join("\n", newest.subList(Math.max(0, newest.size() - MOST_WHAT), newest.size()));
    }

    private static List<Long> examples(AlertRow row) {
        return row.examples.isEmpty() ? List.of() : Arrays.stream(row.examples.split(" ")).map(Long::valueOf).toList();
    }

    private static List<String> what(AlertRow row) {
        return row.what.isEmpty() ? List.of() : List.of(row.what.split("\n"));
    }

    private void note(EntityManager em, AlertRow row, String author, String deed, String text) {
        NoteRow note = new NoteRow();
        note.nr = ++row.notes;
        note.id = row.id + "/" + note.nr;
        note.alert = row.id;
        note.at = clock.millis();
        note.author = author;
        note.deed = deed;
        note.note = text;
        em.persist(note);
    }

    /** A source of which an alert of silence waits sends again. */
    void sendsAgain(EntityManager em, String source) {
        em.createQuery("select a from AlertRow a where a.rule = 'silent-source' and a.groupHash = :hash and a.state in ('OPEN', 'ESCALATED')", AlertRow.class)
                .setParameter("hash", Group.of(Spec.By.SOURCE, source, source).hash()).getResultList().forEach(row -> note(em, row, WATCHER, "sends-again", ""));
    }

    private static Alert alert(AlertRow row) {
        return new Alert(row.id, row.rule, Spec.read(row.spec), Spec.By.valueOf(row.groupKind), row.label, row.source, Severity.values()[row.severity], State.valueOf(row.state), row.hits,
                Instant.ofEpochMilli(row.first), Instant.ofEpochMilli(row.last), Instant.ofEpochMilli(row.opened), examples(row), Tally.read(row.hours), what(row), row.notes);
    }

    // ---- what people see and do

    /** What is listed; empty means any. */
    record Wanted(Optional<State> state, Optional<Severity> severity, Order order) {
        /** In which order. */
        enum Order { LAST, SEVERITY, HITS }
    }

    List<Alert> list(Wanted wanted, int from, int most) {
        current.require(Desk.WATCH);
        String by = switch (wanted.order()) {
            case LAST -> "a.last desc";
            case SEVERITY -> "a.severity desc, a.last desc";
            case HITS -> "a.hits desc";
        };
        return jpa.txExpr(TransactionType.Required, em -> {
            TypedQuery<AlertRow> query = em.createQuery("select a from AlertRow a where 1 = 1" + (wanted.state().isPresent() ? " and a.state = :state" : "")
                    + (wanted.severity().isPresent() ? " and a.severity = :severity" : "") + " order by " + by + ", a.id", AlertRow.class);
            wanted.state().ifPresent(state -> query.setParameter("state", state.name()));
            wanted.severity().ifPresent(severity -> query.setParameter("severity", severity.ordinal()));
            return query.setFirstResult(from).setMaxResults(most).getResultList().stream().map(Alerts::alert).toList();
        });
    }

    /** Alerts that wait for somebody, by how grave they are. */
    Map<Severity, Long> waiting() {
        current.require(Desk.WATCH);
        Map<Severity, Long> counts = new java.util.EnumMap<>(Severity.class);
        jpa.tx(TransactionType.Required, em -> em.createQuery("select a.severity, count(a) from AlertRow a where a.state in ('OPEN', 'ESCALATED') group by a.severity", Object[].class)
                .getResultList().forEach(one -> counts.put(Severity.values()[((Number) one[0]).intValue()], ((Number) one[1]).longValue())));
        return counts;
    }

    /** One, looked at by somebody, which is recorded. */
    Optional<Alert> find(String id) {
        current.require(Desk.WATCH);
        return jpa.txExpr(TransactionType.Required, em -> Optional.ofNullable(em.find(AlertRow.class, id)).map(row -> {
            audit.record(Event.ok("audit-alert.read", "audit", "oversight").with(Map.of("alert", id, "rule", row.rule)));
            return alert(row);
        }));
    }

    /** Its history, oldest first. */
    List<Note> notes(String id) {
        current.require(Desk.WATCH);
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery("select n from NoteRow n where n.alert = :alert order by n.nr", NoteRow.class).setParameter("alert", id)
                .setMaxResults(MOST_NOTES * 2).getResultList()).stream().map(row -> new Note(row.nr, Instant.ofEpochMilli(row.at), row.author, row.deed, row.note)).toList();
    }

    /**
     * Somebody says what an alert is, or notes something. What the rule remembers of the group is forgotten, so that only as much again
     * opens it anew.
     *
     * @return false when there is no such alert, or so much was noted already
     */
    boolean settle(String id, Optional<State> state, String text) {
        current.require(Desk.ACKNOWLEDGE);
        return jpa.txExpr(TransactionType.Required, em -> {
            // The one who goes through the stream and the one who settles change the same rows: one after the other.
            Watcher.held(em);
            AlertRow row = em.find(AlertRow.class, id);
            if (row == null || row.notes >= MOST_NOTES && state.isEmpty() || row.notes >= MOST_NOTES * 2) {
                return false;
            }
            state.ifPresent(now -> {
                row.state = now.name();
                if (!State.WAITING.contains(now) && Spec.read(row.spec).sort() == Spec.Sort.COUNT) {
                    em.createQuery("delete from StateRow s where s.id = :id").setParameter("id", row.rule + "/" + row.groupHash).executeUpdate();
                }
            });
            note(em, row, current.get().id(), state.map(State::word).orElse("note"), text);
            em.flush();
            if (state.isPresent()) {
                bell.settled(id);
            }
            audit.record(Event.ok("audit-alert.change", "audit", "oversight").with(Map.of("alert", id, "rule", row.rule, "deed", state.map(State::word).orElse("note"))));
            return true;
        });
    }

    /** Takes away what was closed long ago, with its history. */
    int sweep(EntityManager em, Duration kept) {
        List<AlertRow> old = em.createQuery("select a from AlertRow a where a.state not in ('OPEN', 'ESCALATED') and a.last < :old and a.opened < :old", AlertRow.class)
                .setParameter("old", clock.instant().minus(kept).toEpochMilli()).setMaxResults(MOST_A_DAY).getResultList();
        old.forEach(row -> {
            em.createQuery("delete from NoteRow n where n.alert = :alert").setParameter("alert", row.id).executeUpdate();
            em.remove(row);
        });
        return old.size();
    }
}
