package lv.pkip.kernel.status;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.status.Cases;

/** Lists of cases and the numbers beside them. */
final class Lists {
    private static final int MOST = 200;

    private final Kernel kernel;
    private final Transactions transactions;
    private final Access access;
    private final Riga riga;
    private final Deadlines deadlines;

    Lists(Kernel kernel, Transactions transactions, Access access, Riga riga, Deadlines deadlines) {
        this.kernel = kernel;
        this.transactions = transactions;
        this.access = access;
        this.riga = riga;
        this.deadlines = deadlines;
    }

    /** A line with what pages are cut by. */
    private record Line(Cases.Summary summary, LocalDate due) {
        Cursor cursor(Cases.Filter.Order order) {
            return new Cursor(order == Cases.Filter.Order.DUE ? Optional.of(due) : Optional.empty(), summary.id());
        }
    }

    Cases.Page list(Cases.Filter filter, Optional<String> cursor, int limit) {
        boolean own = filter.scope() == Cases.Filter.Scope.OWN;
        Actor actor = own ? access.resident("case:own") : staff();
        int size = Math.max(1, Math.min(limit, MOST));
        Optional<Cursor> after = cursor.map(text -> Cursor.read(text, filter.order()));
        return transactions.in(em -> {
            List<Line> lines = lines(em, filter, after, size + 1, own, actor);
            boolean more = lines.size() > size;
            List<Line> page = more ? lines.subList(0, size) : lines;
            kernel.audit().record(event(filter, own, actor, page.size()));
            return new Cases.Page(page.stream().map(Line::summary).toList(),
                    more ? Optional.of(page.get(size - 1).cursor(filter.order()).text()) : Optional.empty());
        });
    }

    private Actor staff() {
        Actor actor = access.actor();
        if (actor.kind() != Actor.Kind.STAFF && actor.kind() != Actor.Kind.SYSTEM) {
            throw new Forbidden("case:list");
        }
        return actor;
    }

    private static Audit.Event event(Cases.Filter filter, boolean own, Actor actor, int size) {
        Map<String, String> details = Map.of("scope", filter.scope().name().toLowerCase(Locale.ROOT), "cases",
                Integer.toString(size), "searched", Boolean.toString(filter.text().isPresent()));
        Audit.Event event = Audit.Event.ok("case.list", filter.service().orElse("status"), own ? Trail.OWN : Trail.HANDLING);
        return (own ? event.about(null, Access.applicantKey(actor)) : event).with(details);
    }

    int count(Cases.Filter filter, int most) {
        boolean own = filter.scope() == Cases.Filter.Scope.OWN;
        Actor actor = own ? access.resident("case:own") : staff();
        return transactions.in(em -> inbox(em, filter, Optional.empty(), Math.max(1, Math.min(most, MOST)), own, actor)
                .map(inbox -> inbox.count(em)).orElse(0));
    }

    private Optional<Inbox> inbox(EntityManager em, Cases.Filter filter, Optional<Cursor> after, int limit, boolean own, Actor actor) {
        Optional<Reach> reach = own ? Optional.of(Reach.EVERYTHING) : reach(em, filter);
        Inbox inbox = new Inbox(filter.order(), limit);
        return reach.filter(r -> ranges(filter, r, own, actor).addTo(inbox, after)).map(r -> inbox);
    }

    private Ranges ranges(Cases.Filter filter, Reach reach, boolean own, Actor actor) {
        return new Ranges(filter, reach, actor, own ? access.applicantKeys(actor) : List.of(),
                own ? access.mandate().map(m -> m.services().stream().sorted().toList()).orElse(List.of()) : List.of(), riga.today());
    }

    private List<Line> lines(EntityManager em, Cases.Filter filter, Optional<Cursor> after, int limit, boolean own,
            Actor actor) {
        Optional<Inbox> inbox = inbox(em, filter, after, limit, own, actor);
        if (inbox.isEmpty()) {
            return List.of();
        }
        Map<String, Line> lines = new LinkedHashMap<>();
        inbox.get().lines(em).forEach(columns -> {
            Line line = line(columns, own);
            lines.put(line.summary().id(), line);
        });
        return lines.values().stream().sorted(comparator(filter.order())).limit(limit).toList();
    }

    private static Comparator<Line> comparator(Cases.Filter.Order order) {
        Comparator<Line> byId = Comparator.comparing(line -> line.summary().id());
        return order == Cases.Filter.Order.DUE ? Comparator.comparing(Line::due).thenComparing(byId) : byId.reversed();
    }

    /** Services whose cases the actor may look at; empty when there is none. */
    private Optional<Reach> reach(EntityManager em, Cases.Filter filter) {
        if (filter.service().isPresent()) {
            String service = filter.service().get();
            if (!looksAt(service)) {
                throw new Forbidden(service + ":read");
            }
            return Optional.of(new Reach(false, List.of(service)));
        }
        TreeSet<String> known = new TreeSet<>(Counters.read(em).keySet());
        kernel.services().installed().forEach(d -> known.add(d.id()));
        List<String> allowed = known.stream().filter(this::looksAt).toList();
        return allowed.isEmpty() ? Optional.empty() : Optional.of(new Reach(allowed.size() == known.size(), allowed));
    }

    private boolean looksAt(String service) {
        return access.looksAt(service) || kernel.services().find(service).filter(access::handles).isPresent();
    }

    private Line line(Object[] c, boolean own) {
        LocalDate due = ((java.sql.Date) c[6]).toLocalDate();
        boolean closed = c[7] != null;
        Long pausedSince = c[8] == null ? null : ((Number) c[8]).longValue();
        boolean overdue = !closed && pausedSince == null && riga.today().isAfter(due);
        boolean unread = own ? ((Number) c[13]).intValue() == 1 : Lane.unread(((Number) c[12]).intValue());
        LocalDate shownDue = pausedSince == null ? due : projected((String) c[14], due, pausedSince);
        return new Line(new Cases.Summary((String) c[0], (String) c[1], (String) c[2], (String) c[14], Phase.valueOf((String) c[3]),
                (String) c[4], Instant.ofEpochMilli(((Number) c[5]).longValue()), shownDue, overdue, pausedSince != null,
                (String) c[9], Optional.ofNullable((String) c[10]), (String) c[11], unread), due);
    }

    private LocalDate projected(String fingerprint, LocalDate due, long pausedSince) {
        return kernel.services().byFingerprint(fingerprint).map(Definition::deadline)
                .map(term -> deadlines.projected(term, due, pausedSince, riga.today())).orElse(due);
    }

    Map<String, Map<Phase, Long>> counts() {
        return transactions.in(em -> {
            Actor actor = access.actor();
            if (actor.kind() == Actor.Kind.RESIDENT) {
                access.resident("case:own");
                Map<String, Map<Phase, Long>> own = own(em, access.applicantKeys(actor));
                own.keySet().removeIf(service -> !access.covers(service));
                return own;
            }
            staff();
            Map<String, Map<Phase, Long>> counts = new TreeMap<>(Counters.read(em));
            counts.keySet().removeIf(service -> !looksAt(service));
            return counts;
        });
    }

    /** Read from the index that inboxes are read from; a span is a few weeks, so this is a part of what is open. */
    Map<LocalDate, Long> due(LocalDate from, LocalDate to) {
        staff();
        return transactions.in(em -> {
            Map<LocalDate, Long> days = new TreeMap<>();
            reach(em, Cases.Filter.of(Cases.Filter.Scope.OPEN)).ifPresent(reach -> em.createQuery("select c.due, count(c) from CaseRow c "
                    + "where c.lane in :open and c.due between :from and :to and c.service in :services and c.pausedSince is null group by c.due",
                    Object[].class).setParameter("open", Lane.ALL_OPEN).setParameter("from", from).setParameter("to", to)
                    .setParameter("services", reach.services()).getResultList().forEach(row -> days.put((LocalDate) row[0], (Long) row[1])));
            return days;
        });
    }

    /** A resident's own cases are few and counted by an index. */
    private static Map<String, Map<Phase, Long>> own(EntityManager em, List<String> applicantKeys) {
        Map<String, Map<Phase, Long>> counts = new TreeMap<>();
        List<Object[]> rows = new ArrayList<>(em.createQuery("select c.service, c.phase, count(c) from CaseRow c "
                + "where c.applicantKey in :keys group by c.service, c.phase", Object[].class)
                .setParameter("keys", applicantKeys).getResultList());
        rows.forEach(row -> counts.computeIfAbsent((String) row[0], s -> new java.util.EnumMap<>(Phase.class))
                .put(Phase.valueOf((String) row[1]), (Long) row[2]));
        return counts;
    }
}
