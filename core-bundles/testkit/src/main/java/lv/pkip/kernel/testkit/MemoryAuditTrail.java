package lv.pkip.kernel.testkit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditTrail;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;

/** An audit in memory to look things up in; the looks and their purposes are remembered. */
public final class MemoryAuditTrail implements AuditTrail {
    private final List<Stored> records = new ArrayList<>();
    private final List<String> purposes = new ArrayList<>();
    private final CurrentActor current;

    public MemoryAuditTrail(CurrentActor current) {
        this.current = current;
    }

    /** Puts a record in; every one but the last five has its place in the log. */
    public void add(String source, Instant received, AuditRecord record) {
        records.add(new Stored(records.size() + 1L, received, source, OptionalLong.empty(), record));
    }

    /** Why people looked, in turn. */
    public List<String> purposes() {
        return List.copyOf(purposes);
    }

    @Override
    public List<Stored> search(Query query, String purpose, long before, int limit) {
        reading(purpose);
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("between 1 and " + MOST + " records at a time");
        }
        return newest(before, limit, stored -> matches(query, stored));
    }

    @Override
    public Counts count(Counting what, String purpose, Function<List<String>, Optional<String>> column) {
        reading(purpose);
        Map<List<String>, Map<String, Long>> all = new TreeMap<>(Comparator.comparing(List::toString));
        List<Stored> found = records.stream().filter(r -> matches(what.query(), r) && (what.acts().isEmpty() || what.acts().contains(r.record().action()))
                && (what.kinds().isEmpty() || what.kinds().contains(r.record().actor().kind()))).toList();
        found.forEach(r -> column.apply(what.columns().stream().map(by -> value(by, r)).toList()).ifPresent(name ->
                all.computeIfAbsent(what.lines().stream().map(by -> value(by, r)).toList(), any -> new TreeMap<>()).merge(name, 1L, Long::sum)));
        List<Line> lines = all.entrySet().stream().map(e -> new Line(e.getKey(), e.getValue())).sorted(Comparator.comparingLong(Line::sum).reversed()).toList();
        Map<String, Long> rest = new TreeMap<>();
        lines.stream().skip(what.most()).forEach(line -> line.counts().forEach((name, number) -> rest.merge(name, number, Long::sum)));
        return new Counts(lines.stream().limit(what.most()).toList(), rest, lines.size(), found.size());
    }

    private static String value(By by, Stored stored) {
        AuditRecord r = stored.record();
        return switch (by) {
            case SOURCE -> stored.source();
            case APPLICATION -> r.application();
            case ACTOR -> r.actor().id();
            case ACTOR_KIND -> r.actor().kind().name();
            case ACT -> r.action().name();
            case SOURCE_ACTION -> r.sourceAction();
            case OBJECT_TYPE -> r.object().map(AuditRecord.Thing::type).orElse("");
            case OUTCOME -> r.outcome();
            case HOUR -> String.valueOf(r.time().toEpochMilli() / 3_600_000);
        };
    }

    @Override
    public Optional<Stored> record(long sequence, String purpose) {
        reading(purpose);
        return records.stream().filter(r -> r.sequence() == sequence).map(this::placed).findFirst();
    }

    @Override
    public List<Stored> aboutMe(long before, int limit) {
        String me = current.get().onBehalfOf().orElse(current.get().id());
        return newest(before, limit, stored -> stored.record().dataSubject().equals(Optional.of(me)));
    }

    @Override
    public List<Source> sources() {
        reading("oversight");
        return records.stream().map(Stored::source).distinct().sorted().map(name -> {
            List<Stored> its = records.stream().filter(r -> r.source().equals(name)).toList();
            return new Source(name, its.get(its.size() - 1).received(), its.size(),
                    its.stream().filter(r -> r.record().action() == AuditRecord.Act.UNREADABLE).count());
        }).toList();
    }

    private void reading(String purpose) {
        if (!current.may("audit:read")) {
            throw new Forbidden("audit:read");
        }
        if (purpose.isBlank()) {
            throw new IllegalArgumentException("a purpose is needed");
        }
        purposes.add(purpose);
    }

    private List<Stored> newest(long before, int limit, Predicate<Stored> wanted) {
        List<Stored> turned = new ArrayList<>(records);
        Collections.reverse(turned);
        return turned.stream().filter(r -> before == 0 || r.sequence() < before).filter(wanted).limit(limit).map(this::placed).toList();
    }

    private Stored placed(Stored stored) {
        boolean sealed = stored.sequence() <= records.size() - 5;
        return sealed ? new Stored(stored.sequence(), stored.received(), stored.source(), OptionalLong.of(stored.sequence() - 1), stored.record())
                : stored;
    }

    private static boolean matches(Query query, Stored stored) {
        AuditRecord r = stored.record();
        return query.from().map(from -> !stored.received().isBefore(from)).orElse(true)
                && query.to().map(stored.received()::isBefore).orElse(true)
                && same(query.dataSubject(), r.dataSubject()) && same(query.actor(), Optional.of(r.actor().id()))
                && same(query.source(), Optional.of(stored.source())) && same(query.application(), Optional.of(r.application()))
                && same(query.action(), Optional.of(r.action())) && named(query.sourceAction(), r.sourceAction())
                && same(query.caseNumber(), r.caseNumber())
                && same(query.objectType(), r.object().map(AuditRecord.Thing::type))
                && same(query.objectId(), r.object().map(AuditRecord.Thing::id)) && same(query.outcome(), Optional.of(r.outcome()))
                && query.text().map(text -> r.details().toLowerCase().contains(text.toLowerCase())).orElse(true);
    }

    private static <T> boolean same(Optional<T> wanted, Optional<T> is) {
        return wanted.isEmpty() || wanted.equals(is);
    }

    private static boolean named(Optional<String> wanted, String is) {
        return wanted.map(name -> name.endsWith("*") ? is.startsWith(name.substring(0, name.length() - 1)) : name.equals(is)).orElse(true);
    }
}
