package lv.pkip.kernel.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.audit.AuditKeeping;
import lv.pkip.kernel.api.audit.AuditProofs.Signed;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.PersonalCode;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.persistence.Sweeper;
import lv.pkip.kernel.api.registry.DeclaresPermission;
import lv.pkip.kernel.auditproof.LogRecord;
import lv.pkip.kernel.auditproof.SignedNote;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what the law lets end: month by month and class by class records go into files that prove themselves and leave the database in the
 * transaction that records it, and what is personal is erased when its own time is over. One node at a time; what was cut off begins anew.
 */
@DeclaresPermission("audit:hold")
@Component(service = {AuditKeeping.class, Keeper.class}, immediate = true)
public final class Keeper implements AuditKeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final String READ = "audit:read";
    private static final String HOLD = "audit:hold";
    private static final int AT_ONCE = 1_000;
    private static final int LISTED = 40;
    private static final Duration TURN = Duration.ofMinutes(30);
    /** After so long no record gets its place in a month any more but by a clock that was wrong. */
    private static final Duration SETTLED = Duration.ofDays(2);

    private final JpaTemplate jpa;
    private final Audit audit;
    private final CurrentActor current;
    private final Retention retention;
    private final Sealer sealer;
    private final Clock clock;
    private final Supplier<Path> folder;
    private final Consumer<String> steps;
    private final String node = UUID.randomUUID().toString().substring(0, 8);
    private final Sweeper wheel = new Sweeper("pkip-audit-keep");
    private final AtomicReference<Persons> persons = new AtomicReference<>();
    private final Map<KeptMonth, Long> counted = new ConcurrentHashMap<>();
    private volatile Map<String, String> told = Map.of();
    private final Map<KeptMonth, String> late = new ConcurrentHashMap<>();

    @Activate
    public Keeper(BundleContext context, @Reference(name = "jpa", target = "(osgi.unit.name=audit)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=audit)") SchemaReady schema, @Reference(name = "audit") Audit audit,
            @Reference(name = "current") CurrentActor current, @Reference(name = "retention") Retention retention,
            @Reference(name = "sealer") Sealer sealer) {
        this(jpa, audit, current, retention, sealer, Clock.systemUTC(), () -> retention.folder().map(Path::of).orElse(folder(context)), step -> { });
        wheel.every(20, 3600, TimeUnit.SECONDS, () -> quietly(this::turn));
    }

    /** @param steps is told what comes next */
    Keeper(JpaTemplate jpa, Audit audit, CurrentActor current, Retention retention, Sealer sealer, Clock clock, Supplier<Path> folder, Consumer<String> steps) {
        this.jpa = jpa;
        this.audit = audit;
        this.current = current;
        this.retention = retention;
        this.sealer = sealer;
        this.clock = clock;
        this.folder = folder;
        this.steps = steps;
    }

    private static Path folder(BundleContext context) {
        String data = context.getProperty("karaf.data");
        return data == null ? context.getDataFile("audit-archive").toPath() : Path.of(data, "audit-archive");
    }

    @Deactivate
    void stop() {
        wheel.stop();
    }

    @Reference(name = "persons", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, unbind = "gone")
    void appeared(Persons now) {
        persons.set(now);
    }

    void gone(Persons old) {
        persons.compareAndSet(old, null);
    }

    private static void quietly(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("records of the audit wait for their end: {}", e.toString());
        }
    }

    private <T> T in(Function<Log, T> work) {
        return jpa.txExpr(TransactionType.Required, em -> work.apply(new Log(em)));
    }

    // -- the turn

    /** Does all that is due, one month after the other; one that cannot end holds up no other. */
    void turn() {
        Instant now = in(log -> new Endings(log).now(clock.instant()));
        if (!in(log -> new Endings(log).turn(node, now, TURN.toMillis()))) {
            return;
        }
        List<String> names = retention.classes().stream().map(Retention.Kept::name).toList();
        alone("prepare", () -> in(log -> {
            new Endings(log).prepare(clock.instant(), names);
            return null;
        }));
        alone("setting", () -> asSystem(() -> in(this::tellSetting)));
        late.clear();
        for (KeptMonth month : in(log -> new Endings(log).months())) {
            Optional<Retention.Kept> kept = retention.named(month.keep());
            if (kept.isPresent()) {
                boolean over = isOver(month, kept.get().online(), now);
                if (over) {
                    alone(month, () -> archive(month, kept.get(), now));
                }
                if (isOver(month, kept.get().erased(), now) && (!over || in(log -> new Endings(log).isOnline(month)))) {
                    alone(month, () -> erase(month, kept.get(), now));
                }
            }
        }
        for (Endings.Filed filed : in(log -> new Endings(log).files())) {
            Optional<Retention.Kept> kept = retention.named(filed.month().keep());
            if (filed.file().erased().isEmpty() && kept.isPresent() && isOver(filed.month(), kept.get().erased(), now)) {
                alone(filed.month(), () -> erase(filed, kept.get(), now));
            }
        }
        alone("tidy", () -> {
            archive().tidy(in(log -> new Endings(log).files()).stream().map(filed -> filed.file().name()).collect(Collectors.toSet()), Instant.now());
            in(log -> {
                new Endings(log).clear(now.minus(Duration.ofDays(31L * 12)));
                return null;
            });
            return null;
        });
    }

    /** How long records are kept is itself a fact to be proved. */
    private Void tellSetting(Log log) {
        Map<String, String> now = retention.told();
        if (!now.equals(told)) {
            String text = Details.write(now);
            if (!new Endings(log).toldSetting().map(text::equals).orElse(false)) {
                audit.record(Event.ok("audit.configure", "audit", "configuration").with(now));
            }
            told = now;
        }
        return null;
    }

    private static boolean isOver(KeptMonth month, int months, Instant now) {
        return months > 0 && !now.isBefore(month.after(months));
    }

    private interface Work {
        Object run() throws IOException;
    }

    private void alone(Object what, Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException e) {
            if (what instanceof KeptMonth month) {
                late.put(month, e.toString());
            }
            LOG.warn("{} waits: {}", what, e.toString());
        }
    }

    /** What has waited for its end in vain at the last turn, and why. */
    Map<KeptMonth, String> late() {
        return Map.copyOf(late);
    }

    private Archive archive() {
        return new Archive(folder.get(), sealer, steps);
    }

    private <T> T asSystem(Supplier<T> work) {
        return current.asSystem("audit", work);
    }

    // -- into files

    /** What is to go, as one transaction saw it. */
    private record Plan(long since, long upto, int part, SignedNote checkpoint, Endings.Places places, List<Archive.Piece> pieces) { }

    private Void archive(KeptMonth month, Retention.Kept kept, Instant now) throws IOException {
        Optional<Plan> plan = in(log -> plan(log, month));
        if (plan.isEmpty()) {
            return null;
        }
        Plan its = plan.get();
        boolean erased = isOver(month, kept.erased(), now);
        Archive archive = archive();
        List<File> files = archive.write(prefix(month) + "-" + its.part(), its.pieces(), placed -> placed.keep().equals(month.keep())
                && placed.at() >= month.from() && placed.at() < month.to() && placed.place() >= its.since() && placed.place() < its.upto(),
                erased ? LogRecord::erased : record -> record, its.checkpoint(), this::in);
        try {
            steps.accept("end");
            asSystem(() -> jpa.txExpr(TransactionType.Required, em -> end(new Log(em), month, kept, its, files, now, erased)));
        } catch (RuntimeException e) {
            forget(archive, files);
            throw e;
        }
        steps.accept("ended");
        return null;
    }

    private static String prefix(KeptMonth month) {
        return month.keep() + "-" + month.month();
    }

    /** Empty when there is nothing, or something that may not go yet. */
    private Optional<Plan> plan(Log log, KeptMonth month) {
        Endings endings = new Endings(log);
        if (!endings.isOnline(month) || new Holds(log).hold(month)) {
            return Optional.empty();
        }
        Signed signed = log.signed(1).stream().findFirst().orElseThrow(() -> new IllegalStateException("nothing is signed yet"));
        List<Endings.Ending> before = endings.all();
        long since = Endings.since(before, month);
        Archive.Pieces pieces = new Archive.Pieces();
        Endings.Places places = endings.places(month, since, signed.size(), pieces::add);
        long records = endings.records(month);
        if (records != places.number()) {
            throw new IllegalStateException(records + " records, " + places.number() + " of them under a signed checkpoint");
        }
        return Optional.of(new Plan(since, signed.size(), Endings.nextPart(before, "archive", month), SignedNote.parse(signed.note()), places, pieces.all()));
    }

    private Void end(Log log, KeptMonth month, Retention.Kept kept, Plan plan, List<File> files, Instant now, boolean erased) {
        Endings endings = new Endings(log);
        // Who places a hold waits for this row too.
        endings.turn(node, now, TURN.toMillis());
        if (new Holds(log).hold(month)) {
            throw new IllegalStateException("a hold stands");
        }
        Map<String, String> details = new TreeMap<>();
        details.put("class", month.keep());
        details.put("month", month.month().toString());
        details.put("records", String.valueOf(plan.places().number()));
        details.put("places", plan.places().hash());
        details.put("size", String.valueOf(plan.upto()));
        details.put("provision", kept.provision());
        details.put("erased", String.valueOf(erased));
        details.put("files", String.valueOf(files.size()));
        details.put("filesHash", hash(files));
        files.stream().limit(LISTED).forEach(file -> details.put(file.name(), file.sha256()));
        audit.record(Event.ok("audit.archive", "audit", "retention").with(details));
        Endings.Ending ending = new Endings.Ending("archive", month.keep(), month.from(), plan.part(), month.to(), plan.upto(), plan.places().number(),
                plan.places().hash(), endings.lastNumber(), now, Optional.empty());
        endings.declare(ending);
        for (File file : files) {
            endings.file(month, plan.part(), file);
            if (erased) {
                endings.erased(file.name(), now);
            }
        }
        endings.end(ending);
        endings.done(ending, plan.places().number(), now);
        steps.accept("commit");
        return null;
    }

    /** A commit that came to no good end may have been one all the same: files that the database knows stay. */
    private void forget(Archive archive, List<File> files) {
        Set<String> known = in(log -> {
            wait(log);
            return new Endings(log).files().stream().map(filed -> filed.file().name()).collect(Collectors.toSet());
        });
        files.stream().filter(file -> !known.contains(file.name())).forEach(file -> archive.delete(file.name()));
    }

    private static String hash(List<File> files) {
        String all = files.stream().map(file -> file.name() + " " + file.sha256() + "\n").collect(Collectors.joining());
        return HexFormat.of().formatHex(Endings.sha256().digest(all.getBytes(StandardCharsets.UTF_8)));
    }

    // -- erasing

    private Void erase(KeptMonth month, Retention.Kept kept, Instant now) {
        List<Endings.Ending> before = in(log -> new Endings(log).all());
        Optional<Endings.Ending> begun = before.stream().filter(e -> e.kind().equals("erase") && e.is(month) && e.done().isEmpty()).findFirst();
        if (begun.isEmpty() && in(log -> new Endings(log).unerased(month, 0, 1)).isEmpty()) {
            return null;
        }
        Endings.Ending ending = begun.orElseGet(() -> asSystem(() -> in(log -> {
            Endings endings = new Endings(log);
            audit.record(Event.ok("audit.erase", "audit", "retention").with(Map.of("class", month.keep(), "month", month.month().toString(),
                    "provision", kept.provision())));
            Endings.Ending fresh = new Endings.Ending("erase", month.keep(), month.from(), Endings.nextPart(before, "erase", month), month.to(), 0, 0, "-",
                    endings.lastNumber(), now, Optional.empty());
            endings.declare(fresh);
            return fresh;
        })));
        long done = 0;
        long otherwise = 0;
        for (long above = 0; above >= 0;) {
            steps.accept("erase");
            long from = above;
            long[] some = in(log -> eraseSome(log, month, from));
            above = some[0];
            done += some[1];
            otherwise += some[2];
        }
        long erased = done;
        long changed = otherwise;
        steps.accept("erased");
        asSystem(() -> in(log -> {
            audit.record(Event.ok("audit.erase-end", "audit", "retention").outcome(changed == 0 ? "ok" : "failed").with(Map.of("class", month.keep(),
                    "month", month.month().toString(), "records", String.valueOf(erased), "changed", String.valueOf(changed))));
            new Endings(log).done(ending, erased, now);
            return null;
        }));
        return null;
    }

    /** @return up to which number it went, or -1 when there was no more; how many were erased, and how many not, because they are not as they were sealed */
    private static long[] eraseSome(Log log, KeptMonth month, long above) {
        Endings endings = new Endings(log);
        List<RecordRow> rows = endings.unerased(month, above, AT_ONCE);
        if (rows.isEmpty()) {
            return new long[] {-1, 0, 0};
        }
        Map<Long, Long> places = log.placesOf(rows.stream().map(RecordRow::seq).toList());
        var tree = log.tree(log.state());
        List<Endings.Erasure> some = new ArrayList<>();
        for (RecordRow row : rows) {
            LogRecord leaf = row.leaf();
            long place = places.get(row.seq());
            // To erase what was changed would take away the proof of it.
            if (Sealer.isSealed(row, tree.leafHashes(place, place + 1).get(0))) {
                some.add(new Endings.Erasure(row.seq(), Commitments.write(leaf.commitments())));
            }
        }
        long done = some.isEmpty() ? 0 : endings.erase(month, some);
        return new long[] {rows.get(rows.size() - 1).seq(), done, rows.size() - some.size()};
    }

    private Void erase(Endings.Filed filed, Retention.Kept kept, Instant now) throws IOException {
        Archive archive = archive();
        if (!archive.holds(filed.file().name())) {
            return null; // on another node, or carried away: there it has to be erased by those who did
        }
        List<Holds.Row> standing = in(log -> new Holds(log).standing());
        Optional<File> fresh = archive.erased(prefix(filed.month()) + "-" + filed.part() + "-erased", filed.file(),
                record -> standing.stream().anyMatch(hold -> hold.keeps(record)), this::in);
        if (fresh.isEmpty()) {
            return null;
        }
        try {
            steps.accept("replace");
            asSystem(() -> in(log -> {
                Endings endings = new Endings(log);
                endings.turn(node, now, TURN.toMillis());
                if (new Holds(log).standing().size() != standing.size() || !endings.replaced(filed.file(), fresh.get(), now)) {
                    throw new IllegalStateException("something came in between");
                }
                audit.record(Event.ok("audit.erase-file", "audit", "retention").with(Map.of("class", filed.month().keep(), "month",
                        filed.month().month().toString(), "file", filed.file().name(), "fresh", fresh.get().name(), "sha256", fresh.get().sha256(),
                        "provision", kept.provision())));
                steps.accept("commit");
                return null;
            }));
        } catch (RuntimeException e) {
            forget(archive, List.of(fresh.get()));
            throw e;
        }
        steps.accept("delete");
        archive.delete(filed.file().name());
        return null;
    }

    // -- what is told

    @Override
    public List<KeptClass> classes() {
        read("classes");
        return retention.classes().stream().map(one -> new KeptClass(one.name(), one.online(), one.erased(), one.provision())).toList();
    }

    @Override
    public List<Month> months() {
        read("months");
        Instant now = in(log -> new Endings(log).now(clock.instant()));
        return in(log -> {
            Endings endings = new Endings(log);
            List<Endings.Ending> all = endings.all();
            Map<KeptMonth, List<File>> files = new LinkedHashMap<>();
            endings.files().forEach(filed -> files.computeIfAbsent(filed.month(), any -> new ArrayList<>()).add(filed.file()));
            Holds holds = new Holds(log);
            return endings.months().stream().map(month -> month(endings, holds, month, all, files.getOrDefault(month, List.of()), now))
                    .sorted(Comparator.comparing(Month::month).reversed().thenComparing(Month::name)).toList();
        });
    }

    private Month month(Endings endings, Holds holds, KeptMonth month, List<Endings.Ending> all, List<File> files, Instant now) {
        Optional<Retention.Kept> kept = retention.named(month.keep());
        Optional<Instant> until = kept.filter(one -> one.online() > 0).map(one -> month.after(one.online()));
        Optional<Instant> erase = kept.filter(one -> one.erased() > 0).map(one -> month.after(one.erased()));
        Optional<Instant> ended = all.stream().filter(e -> e.kind().equals("archive") && e.is(month)).flatMap(e -> e.done().stream()).max(Comparator.naturalOrder());
        Optional<Instant> erased = all.stream().filter(e -> e.kind().equals("erase") && e.is(month)).map(Endings.Ending::at).max(Comparator.naturalOrder());
        State state;
        if (ended.isPresent() && !endings.isOnline(month)) {
            state = State.ARCHIVED;
        } else if (until.isEmpty() || now.isBefore(until.get())) {
            state = State.ONLINE;
        } else {
            state = holds.hold(month) ? State.HELD : State.ENDING;
        }
        return new Month(month.keep(), month.month(), count(endings, month, now), state, until, erase, erased, ended, files);
    }

    private long count(Endings endings, KeptMonth month, Instant now) {
        Long before = counted.get(month);
        if (before != null) {
            return before;
        }
        long records = endings.sealedRecords(month);
        if (now.isAfter(Instant.ofEpochMilli(month.to()).plus(SETTLED))) {
            counted.put(month, records);
        }
        return records;
    }

    @Override
    public List<Hold> holds() {
        read("holds");
        return in(log -> new Holds(log).all());
    }

    private void read(String what) {
        Event reading = Event.ok("audit.read", "audit", "oversight").with(Map.of("keeping", what));
        if (!current.may(READ) && !current.may(HOLD)) {
            audit.record(reading.outcome("refused"));
            throw new Forbidden(READ);
        }
        if (what.equals("holds")) {
            audit.record(reading); // holds tell of people
        }
    }

    // -- holds

    @Override
    public String place(Scope scope, String provision, String reason) {
        Event placing = Event.ok("audit.hold", "audit", "legal-hold").about(scope.caseNumber().orElse(null), scope.dataSubject().orElse(null));
        require(placing);
        text(provision, 256);
        text(reason, 500);
        boolean something = scope.caseNumber().isPresent() || scope.dataSubject().isPresent() || scope.source().isPresent()
                || scope.objectType().isPresent() || scope.objectId().isPresent() || scope.from().isPresent() || scope.to().isPresent();
        boolean forwards = scope.from().isEmpty() || scope.to().isEmpty() || scope.from().get().isBefore(scope.to().get());
        if (!something || !forwards) {
            throw new IllegalArgumentException("a hold is of something");
        }
        scope.caseNumber().ifPresent(value -> text(value, 64));
        scope.dataSubject().ifPresent(value -> text(value, 128));
        scope.source().ifPresent(value -> text(value, 63));
        scope.objectType().ifPresent(value -> text(value, 64));
        scope.objectId().ifPresent(value -> text(value, 128));
        return in(log -> {
            wait(log);
            String code = new Holds(log).place(scope, subjects(scope.dataSubject()), provision.strip(), reason.strip(), current.get().id(), clock.instant());
            Map<String, String> details = new TreeMap<>();
            details.put("hold", code);
            details.put("provision", provision.strip());
            scope.source().ifPresent(value -> details.put("source", value));
            scope.objectType().ifPresent(value -> details.put("objectType", value));
            scope.objectId().ifPresent(value -> details.put("objectId", value));
            scope.from().ifPresent(value -> details.put("from", value.toString()));
            scope.to().ifPresent(value -> details.put("to", value.toString()));
            audit.record(placing.with(details));
            return code;
        });
    }

    /** Until what is just ending has ended, so that whoever placed a hold knows that it holds. */
    private static void wait(Log log) {
        log.update("update audit_turn set id = id where id = 1");
    }

    @Override
    public void lift(String code, String reason) {
        Event lifting = Event.ok("audit.lift", "audit", "legal-hold").with(Map.of("hold", code));
        require(lifting);
        text(reason, 500);
        in(log -> {
            if (!new Holds(log).lift(code, reason.strip(), current.get().id(), clock.instant())) {
                throw new IllegalArgumentException("no such hold stands");
            }
            audit.record(lifting);
            return null;
        });
    }

    private void require(Event event) {
        if (!current.may(HOLD)) {
            audit.record(event.outcome("refused"));
            throw new Forbidden(HOLD);
        }
    }

    private static void text(String text, int most) {
        if (text == null || text.isBlank() || text.length() > most || text.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("1 to " + most + " characters are needed");
        }
    }

    /** All that the person may stand in a record as. */
    private Set<String> subjects(Optional<String> subject) {
        Set<String> all = new TreeSet<>();
        Persons known = persons.get();
        subject.ifPresent(key -> {
            all.add(PersonalCode.read(key).orElse(key));
            if (known != null) {
                all.addAll(known.keys(key));
                List.copyOf(all).forEach(each -> known.byKey(each).ifPresent(person -> all.add(person.personalCode())));
            }
        });
        return all;
    }
}
