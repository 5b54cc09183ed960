package lv.pkip.kernel.status;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.status.Attachments;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.status.calendar.LatvianCalendar;
import lv.pkip.kernel.status.files.DirectoryBlobs;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.InMemoryDispatcher;
import lv.pkip.kernel.testkit.KeyedPersons;
import lv.pkip.kernel.testkit.SettableClock;
import lv.pkip.kernel.testkit.TestJpa;

/** The bundle in a house of doubles, on a database of its own. */
final class House implements AutoCloseable {
    static final Actor ZANE = Actor.resident("p-zane", "Zane Kalniņa", Assurance.HIGH);
    static final Actor JANIS = Actor.resident("p-janis", "Jānis Āboliņš", Assurance.HIGH);
    static final Actor ANNA = Actor.staff("anna", "Anna Ozola", Optional.of("environment"));
    static final Actor BERTA = Actor.staff("berta", "Berta Liepa", Optional.of("environment"));
    static final Actor KARLIS = Actor.staff("karlis", "Kārlis Bērzs", Optional.of("roads"));

    final TestJpa jpa = TestJpa.open("status");
    /** Who was told what of which case. */
    final java.util.List<String> told = new java.util.ArrayList<>();
    final Bell bell = new Bell();
    final Witness witness = new Witness(jpa.and("witness"));
    final FixedActor actor = FixedActor.anonymous();
    final SettableClock clock = SettableClock.at("2026-03-02T08:00:00Z"); // a Monday
    final OneService services = new OneService(witness, clock);
    final InMemoryDispatcher dispatcher = new InMemoryDispatcher();
    final PlainOutputs outputs = new PlainOutputs();
    final SmallTown town = new SmallTown();
    final KeyedPersons people = new KeyedPersons();
    final Path directory;
    final DirectoryBlobs blobs;
    final CaseBook cases;
    final CaseFiles files;
    final CaseDrafts drafts;
    final Definition trees;

    House() {
        try {
            directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "blobs")), "t");
            blobs = new DirectoryBlobs(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bell.appeared((login, kind, key, values, href) -> told.add(login + " " + key + " " + values.get("number") + " " + href));
        cases = book();
        files = new CaseFiles(jpa, actor, people, services, witness.audit(), blobs, clock, 1_000_000, 20);
        drafts = new CaseDrafts(jpa, actor, people, witness.audit(), services, clock);
        trees = services.install(TreeService.plain().definition());
    }

    /** Another node on the same database. */
    CaseBook book() {
        return new CaseBook(new Kernel(jpa, actor, people, town, town, services, dispatcher, outputs, witness.outbox(),
                witness.audit(), LatvianCalendar.shipped(), blobs, clock, bell));
    }

    DeadlineWatch watch(int before) {
        return new DeadlineWatch(jpa, actor, town, town, witness.outbox(), witness.audit(), LatvianCalendar.shipped(), bell, clock,
                before);
    }

    Housekeeping housekeeping() {
        return new Housekeeping(jpa, people, blobs, clock);
    }

    House as(Actor who, String... permissions) {
        actor.become(who, permissions);
        return this;
    }

    House asZane() {
        return as(ZANE);
    }

    House asAnna() {
        return as(ANNA, "tree-felling:*");
    }

    static Answers answers(Object... pairs) {
        Map<String, Object> tree = new HashMap<>(Map.of("name", "Zane"));
        for (int i = 0; i < pairs.length; i += 2) {
            tree.put((String) pairs[i], pairs[i + 1]);
        }
        return Answers.of(tree);
    }

    static String key() {
        return UUID.randomUUID().toString();
    }

    Cases.Submit application(String key, Object... pairs) {
        return application(trees, key, answers(pairs));
    }

    static Cases.Submit application(Definition definition, String key, Answers answers) {
        return new Cases.Submit(definition.id(), definition.fingerprint(), answers, key, Optional.empty(), "lv",
                Optional.of("zane@mail.example"));
    }

    /** A case of Zane's, submitted now. */
    Cases.Receipt submitted(Object... pairs) {
        return asZane().cases.submit(application(key(), pairs));
    }

    Cases.Case act(String number, String action, Answers input, String reason) {
        long version = cases.read(number, "test").orElseThrow().version();
        return cases.act(new Cases.Act(number, action, version, input, Optional.ofNullable(reason), key()));
    }

    Cases.Case act(String number, String action) {
        return act(number, action, Answers.empty(), null);
    }

    /** A small PDF file of the present actor. */
    Attachments.Attachment file() {
        return files.store("plan.pdf", "application/pdf", List.of(), Long.MAX_VALUE,
                new ByteArrayInputStream("%PDF-1.7 plan".getBytes(StandardCharsets.US_ASCII)));
    }

    List<String> unreadNumbers() {
        return cases.list(Cases.Filter.of(Cases.Filter.Scope.UNREAD), Optional.empty(), 50).cases().stream()
                .map(Cases.Summary::number).toList();
    }

    /** Rows of a table, read past every cache. */
    long rows(String table) {
        return jpa.txExpr(em -> ((Number) em.createNativeQuery("select count(*) from " + table).getSingleResult()).longValue());
    }

    Map<String, Long> everything() {
        Map<String, Long> rows = new HashMap<>();
        for (String table : List.of("status_case", "status_history", "status_message", "status_note", "status_file",
                "status_issued", "status_draft")) {
            rows.put(table, rows(table));
        }
        for (String kind : List.of("archive", "outbox", "step", "handler")) {
            rows.put(kind, (long) witness.names(kind).size());
        }
        rows.put("changes", witness.names("audit").stream().filter(n -> !n.startsWith("case.read")).count());
        rows.put("counted", counted().values().stream().flatMap(m -> m.values().stream()).mapToLong(Long::longValue).sum());
        return rows;
    }

    /** Cases by service and phase, counted one by one. */
    Map<String, Map<Phase, Long>> counted() {
        Map<String, Map<Phase, Long>> counts = new HashMap<>();
        jpa.txExpr(em -> em.createQuery("select c.service, c.phase, count(c) from CaseRow c group by c.service, c.phase",
                Object[].class).getResultList()).forEach(r -> counts.computeIfAbsent((String) r[0], s -> new HashMap<>())
                .put(Phase.valueOf((String) r[1]), (Long) r[2]));
        return counts;
    }

    Map<String, Map<Phase, Long>> kept() {
        return jpa.txExpr(Counters::read);
    }

    void today(String day) {
        clock.set(LocalDate.parse(day).atTime(9, 0).atZone(clock.getZone()).toInstant());
    }

    @Override
    public void close() {
        jpa.close();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
