package lv.pkip.kernel.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.audit.AuditIntake.Result;
import lv.pkip.kernel.api.audit.AuditKeeping.Hold;
import lv.pkip.kernel.api.audit.AuditKeeping.Month;
import lv.pkip.kernel.api.audit.AuditKeeping.Scope;
import lv.pkip.kernel.api.audit.AuditKeeping.State;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.auditproof.ExportCheck;
import lv.pkip.kernel.auditproof.NoteKey;
import lv.pkip.kernel.auditproof.Problem;
import lv.pkip.kernel.auditproof.Report;
import lv.pkip.kernel.auditproof.SignedNote;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.HouseRules;
import lv.pkip.kernel.testkit.SettableClock;
import lv.pkip.kernel.testkit.TestJpa;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends when its time is over, what does not, and that neither is done unseen. */
class KeeperTest {
    /** Long enough ago that the database's own clock lets it end. */
    private static final Instant BEGIN = Instant.parse("2022-03-10T10:00:00Z");

    private final FixedActor actor = FixedActor.staff("auditor", "audit:read", "audit:verify", "audit:export", "audit:hold");
    private final SettableClock clock = SettableClock.at(BEGIN.toString());
    private final List<String> done = new ArrayList<>();
    private Consumer<String> steps = done::add;
    private long nanos;
    @TempDir
    private Path folder;
    private TestJpa jpa;
    private Retention retention;
    private AuditLog audit;
    private Intake intake;
    private Sealer sealer;
    private Keeper keeper;

    @BeforeEach
    void open() throws Exception {
        jpa = TestJpa.open("audit");
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        retention = new Retention(Records.retention(Map.of("classes", new String[] {"general | 18 | 24 | provision A", "security | 18 | 0 | provision S",
            "register | 60 | 60 | provision B", "audit | 0 | 0 | provision C"})));
        audit = new AuditLog(jpa, actor, retention, clock, () -> null);
        intake = new Intake(jpa, retention, clock);
        sealer = new Sealer(jpa, audit, actor, clock, () -> nanos, pair);
        keeper = keeper();
    }

    private Keeper keeper() {
        return new Keeper(jpa, audit, actor, retention, sealer, clock, () -> folder.resolve("archive"), step -> steps.accept(step));
    }

    @AfterEach
    void close() {
        jpa.close();
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(Keeper.class);
    }

    private static boolean postgresql() {
        return System.getenv("PKIP_TEST_POSTGRESQL") != null;
    }

    /** Records of some classes in each of the first three months. */
    private void threeMonths() {
        for (int month = 0; month < 3; month++) {
            clock.set(BEGIN.plus(Duration.ofDays(31L * month)));
            for (int i = 0; i < 5; i++) {
                audit.record(Event.ok("case.read", "tree-felling", "case-handling").about("KC-" + month + "-" + i, "person-" + i));
                assertEquals(Result.NEW, intake.take("social", List.of(Records.at(Records.record("r" + month + "-" + i), clock.instant()))).get(0).result());
            }
            audit.record(Event.ok("session.start", "identity", "sign-in"));
            keeper.turn();
            seal();
        }
    }

    private void seal() {
        nanos += Duration.ofMinutes(2).toNanos();
        clock.forward(Duration.ofMinutes(2));
        sealer.turn();
        sealer.catchUp();
        nanos += Duration.ofMinutes(2).toNanos();
        clock.forward(Duration.ofMinutes(2));
        sealer.turn();
    }

    /** To a time when so many months after the month of the beginning are over. */
    private void later(int months) {
        clock.set(YearMonth.of(2022, 4).plusMonths(months).atDay(2).atStartOfDay(java.time.ZoneOffset.UTC).toInstant());
    }

    private long count(String where) {
        return jpa.txExpr(em -> ((Number) em.createNativeQuery("select count(*) from audit_record where " + where).getSingleResult()).longValue());
    }

    private Month month(String name, String month) {
        return keeper.months().stream().filter(m -> m.name().equals(name) && m.month().toString().equals(month)).findFirst().orElseThrow();
    }

    private List<Path> files() throws IOException {
        Path archive = folder.resolve("archive");
        if (!Files.exists(archive)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(archive)) {
            return all.filter(path -> path.toString().endsWith(Archive.END)).sorted().toList();
        }
    }

    private Report check(Path path) throws IOException {
        return new ExportCheck(List.of(NoteKey.parse(sealer.key())), List.of(), Map.of()).check(List.of(path));
    }

    private Path export() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        sealer.export(0, size(), "inspection", out);
        Path path = folder.resolve("all-" + done.size() + ".pkip-audit");
        Files.write(path, out.toByteArray());
        return path;
    }

    private long size() {
        return sealer.checkpoints(1).get(0).size();
    }

    private List<Event> told(String action) {
        return audit.newest(0, 500).stream().map(e -> e.event()).filter(e -> e.action().equals(action)).toList();
    }

    @Test
    void a_month_whose_time_is_over_goes_into_a_file_that_proves_itself_and_leaves_the_database() throws Exception {
        threeMonths();
        SignedNote old = SignedNote.parse(sealer.checkpoint().orElseThrow());
        later(17);
        keeper.turn();
        assertEquals(List.of(), files(), "not before its time");
        later(18);
        keeper.turn();
        assertEquals(State.ARCHIVED, month("general", "2022-03").state());
        assertEquals(State.ONLINE, month("general", "2022-04").state());
        assertEquals(State.ONLINE, month("register", "2022-03").state(), "another class is kept longer");
        assertEquals(0, count("case_number like 'KC-0-%'"));
        assertEquals(5, count("case_number like 'KC-1-%'"));
        assertEquals(5, count("source_id like 'r0-%'"));
        Month gone = month("general", "2022-03");
        Path file = folder.resolve("archive").resolve(gone.files().get(0).name());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
        Report report = check(file);
        assertTrue(report.isGood(), report.problems().toString());
        assertEquals(5, report.records() - report.removed());
        SignedNote signed = SignedNote.parse(Files.readAllBytes(file.resolveSibling(file.getFileName() + ".sig")));
        assertEquals(1, signed.verify(List.of(NoteKey.parse(sealer.key()))).size());
        assertTrue(signed.text().contains(Archive.hash(file)) && signed.text().contains(file.getFileName().toString()));
        assertEquals(Archive.hash(file), gone.files().get(0).sha256());

        Event told = told("audit.archive").stream().filter(e -> e.details().get("class").equals("general")).findFirst().orElseThrow();
        assertEquals("5", told.details().get("records"));
        assertEquals("provision A", told.details().get("provision"));
        assertEquals(gone.files().get(0).sha256(), told.details().get(gone.files().get(0).name()));

        seal();
        assertEquals(OptionalLong.empty(), sealer.firstBad(0, sealer.sealed().size()), "gone lawfully is not bad");
        Report all = new ExportCheck(List.of(NoteKey.parse(sealer.key())), List.of(), Map.of("old", old),
                List.of(new ExportCheck.Proof(17, size(), List.of()))).check(List.of(export()));
        assertTrue(all.isGood(), all.problems().toString());
        assertEquals(6, all.removed(), "the five, and the sign-in of that month");
    }

    @Test
    void the_offline_verifier_proves_what_is_in_the_file_and_finds_what_was_changed_in_it() throws Exception {
        threeMonths();
        later(18);
        keeper.turn();
        Path file = folder.resolve("archive").resolve(month("general", "2022-03").files().get(0).name());
        byte[] plain;
        try (var in = new java.util.zip.GZIPInputStream(Files.newInputStream(file))) {
            plain = in.readAllBytes();
        }
        Path changed = folder.resolve("changed.pkip-audit");
        Files.writeString(changed, new String(plain, StandardCharsets.UTF_8).replace("KC-0-3", "KC-9-9"));
        assertEquals(Problem.Kind.FIELDS_CHANGED, check(changed).problems().stream().filter(p -> p.index() >= 0).findFirst().orElseThrow().kind());
        assertTrue(check(file).isGood());
    }

    @Test
    void a_record_that_somebody_took_away_is_told_from_those_that_ended() throws Exception {
        threeMonths();
        later(18);
        keeper.turn();
        seal();
        long place = jpa.txExpr(em -> ((Number) em.createNativeQuery("select l.place from audit_leaf l join audit_record r on r.seq = l.seq"
                + " where r.case_number = 'KC-1-2'").getSingleResult()).longValue());
        unguarded("delete", "delete from audit_record where case_number = 'KC-1-2'");
        assertEquals(OptionalLong.of(place), sealer.firstBad(0, size()));
        Report report = check(export());
        assertEquals(Problem.Kind.MISSING, report.problems().get(0).kind());
        assertEquals(place, report.problems().get(0).index());
        // Who also says that it was of a month that ended is found out by what was recorded of that month.
        jpa.database().execute("update audit_leaf set at_ms = " + BEGIN.toEpochMilli() + " where place = " + place);
        assertTrue(sealer.firstBad(0, size()).isPresent());
        jpa.database().execute("update audit_ending set records = 6 where keep = 'general'");
        assertTrue(sealer.firstBad(0, size()).isPresent());
    }

    /** As the owner of the database does it. */
    private void unguarded(String event, String sql) {
        if (postgresql()) {
            jpa.database().execute("alter table audit_record disable trigger user");
            jpa.database().execute(sql);
            jpa.database().execute("alter table audit_record enable trigger user");
        } else {
            jpa.database().execute("drop trigger audit_record_no_" + event);
            jpa.database().execute(sql);
        }
    }

    @Test
    void a_hold_stops_the_end_until_it_is_lifted() throws Exception {
        threeMonths();
        String code = keeper.place(scope(Optional.of("KC-0-3"), Optional.empty()), "KPL 190", "criminal case 11");
        later(18);
        keeper.turn();
        assertEquals(State.HELD, month("general", "2022-03").state());
        assertEquals(5, count("case_number like 'KC-0-%' and action = 'case.read'"));
        keeper.lift(code, "the case is closed");
        keeper.turn();
        assertEquals(State.ARCHIVED, month("general", "2022-03").state());
        assertEquals(0, count("case_number like 'KC-0-%' and action = 'case.read'"));
        Hold hold = keeper.holds().get(0);
        assertEquals(List.of("auditor", "auditor"), List.of(hold.placedBy(), hold.liftedBy().orElseThrow()));
        assertEquals(1, told("audit.hold").size());
        assertEquals(1, told("audit.lift").size());
        assertThrows(IllegalArgumentException.class, () -> keeper.lift(code, "again"));
    }

    private static Scope scope(Optional<String> caseNumber, Optional<String> subject) {
        return new Scope(caseNumber, subject, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void how_long_records_are_kept_is_recorded_once_for_each_setting() {
        keeper.turn();
        keeper.turn();
        keeper().turn();
        assertEquals(1, told("audit.configure").size());
        assertEquals("18 | 24 | provision A", told("audit.configure").get(0).details().get("class general"));
        retention.configured(Records.retention(Map.of("classes", new String[] {"general | 5 | 20 | too short"})));
        keeper.turn();
        assertEquals(1, told("audit.configure").size(), "what makes no sense is not set");
        retention.configured(Records.retention(Map.of("rules", new String[0], "classes", new String[] {"general | 20 | 24 | provision D"})));
        keeper.turn();
        assertEquals(2, told("audit.configure").size());
    }

    @Test
    void each_record_is_of_the_class_of_the_first_rule_that_fits() {
        Retention standard = Records.retention();
        assertEquals("general", standard.classOf("social", "cases", Act.READ, "case.read", false));
        assertEquals("register", standard.classOf("social", "cases", Act.READ, "case.read", true));
        assertEquals("security", standard.classOf("social", "cases", Act.SIGN_IN, "login", false));
        assertEquals("register", standard.classOf("social", "cases", Act.SIGN_IN, "login", true), "the first that fits");
        assertEquals("audit", standard.classOf("pkip", "audit", Act.DELETE, "audit.archive", false));
        assertEquals("general", standard.classOf("social", "audit", Act.DELETE, "audit.archive", false), "another system's word is another");
        Retention one = new Retention(Records.retention(Map.of("classes", new String[] {"general | 20 | 24 | law, 5; long | 0 | 0 | law"}, "rules", new String[] {"*/*/READ/* | long;"})));
        assertEquals("long", one.classOf("social", "cases", Act.READ, "case.read", false), "as one line of a file says it");
        for (String[] wrong : List.of(new String[] {"general | 18 | 18"}, new String[] {"security | 18 | 18 | law"}, new String[] {"general | 17 | 18 | law"},
                new String[] {"general | 18 | 9999 | law"}, new String[] {"general | 18 | 18 | law", "general | 20 | 20 | law"}, new String[] {"Gen | 18 | 18 | law"})) {
            Retention broken = new Retention(Records.retention(Map.of("classes", wrong, "rules", new String[0])));
            assertEquals(List.of(0), broken.classes().stream().map(Retention.Kept::online).toList(), "nothing ends by a setting that makes no sense: " + String.join(",", wrong));
        }
        assertEquals("general", new Retention(Records.retention(Map.of("rules", new String[] {"*/*/*/* | nowhere"}))).classOf("a", "b", Act.READ, "c.d", true));
    }

    @Test
    void who_may_not_hold_or_read_is_refused_and_that_is_recorded() {
        actor.become(Actor.staff("clerk", "Clerk", Optional.empty()), "cases:read");
        assertThrows(Forbidden.class, () -> keeper.place(scope(Optional.of("KC-1"), Optional.empty()), "law", "reason"));
        assertThrows(Forbidden.class, () -> keeper.lift("ABC", "reason"));
        assertThrows(Forbidden.class, () -> keeper.months());
        assertThrows(Forbidden.class, () -> keeper.classes());
        assertThrows(Forbidden.class, () -> keeper.holds());
        actor.become(Actor.staff("auditor", "Auditor", Optional.empty()), "audit:read");
        assertThrows(Forbidden.class, () -> keeper.place(scope(Optional.of("KC-1"), Optional.empty()), "law", "reason"));
        assertEquals(6, audit.newest(0, 50).stream().filter(e -> e.event().outcome().equals("refused")).count());
        actor.become(Actor.staff("auditor", "Auditor", Optional.empty()), "audit:read", "audit:hold");
        assertThrows(IllegalArgumentException.class, () -> keeper.place(scope(Optional.empty(), Optional.empty()), "law", "reason"), "a hold of everything is none");
        assertThrows(IllegalArgumentException.class, () -> keeper.place(scope(Optional.of("x"), Optional.empty()), " ", "reason"));
        assertThrows(IllegalArgumentException.class, () -> keeper.place(scope(Optional.of("x"), Optional.empty()), "law", "r".repeat(501)));
        assertEquals(List.of(), keeper.holds());
    }

    @Test
    void personal_content_is_erased_where_it_stands_while_every_proof_stays() throws Exception {
        retention.configured(Records.retention(Map.of("classes", new String[] {"general | 60 | 20 | provision A", "security | 0 | 0 | S", "register | 0 | 0 | B",
            "audit | 0 | 0 | C"}, "leastMonths", 6)));
        threeMonths();
        String code = keeper.place(scope(Optional.empty(), Optional.of("person-1")), "KPL 190", "criminal case 11");
        later(20);
        keeper.turn();
        assertEquals(0, count("case_number like 'KC-0-%' and data_subject <> 'person-1'"));
        assertEquals(1, count("case_number = 'KC-0-1'"), "nothing is erased under a hold");
        assertEquals(5, count("case_number like 'KC-1-%'"));
        assertEquals(4, count("salt is null"));
        seal();
        assertEquals(OptionalLong.empty(), sealer.firstBad(0, size()));
        Report report = check(export());
        assertTrue(report.isGood(), report.problems().toString());
        assertEquals(4, report.erased());
        keeper.turn();
        assertEquals(1, told("audit.erase").size(), "what is done is not begun again");
        keeper.lift(code, "closed");
        keeper.turn();
        assertEquals(5, count("salt is null"));
        assertEquals(2, told("audit.erase").size());
        assertEquals(List.of("1", "4"), told("audit.erase-end").stream().map(e -> e.details().get("records")).toList());
        Trail trail = new Trail(jpa, audit, actor, clock, TrailTest.settings(0));
        long erased = jpa.txExpr(em -> ((Number) em.createNativeQuery("select min(seq) from audit_record where salt is null").getSingleResult()).longValue());
        var stored = trail.record(erased, "inspection").orElseThrow();
        assertEquals(Optional.empty(), stored.record().dataSubject());
        assertEquals("{}", stored.record().details());
        assertTrue(stored.erased());
    }

    @Test
    void a_record_that_was_changed_is_not_erased_so_that_the_proof_of_it_stays() throws Exception {
        retention.configured(Records.retention(Map.of("classes", new String[] {"general | 60 | 20 | provision A", "security | 0 | 0 | S", "register | 0 | 0 | B",
            "audit | 0 | 0 | C"}, "leastMonths", 6)));
        threeMonths();
        unguarded("update", "update audit_record set purpose = 'holiday' where case_number = 'KC-0-2'");
        later(20);
        keeper.turn();
        assertEquals(1, count("case_number = 'KC-0-2'"));
        assertEquals(4, count("salt is null"));
        assertEquals("failed", told("audit.erase-end").get(0).outcome());
    }

    @Test
    void a_month_with_a_record_that_was_changed_does_not_end() throws Exception {
        threeMonths();
        unguarded("update", "update audit_record set purpose = 'holiday' where case_number = 'KC-0-2'");
        later(18);
        keeper.turn();
        assertEquals(State.ENDING, month("general", "2022-03").state());
        assertEquals(5, count("case_number like 'KC-0-%'"));
        assertTrue(new KeepHealth(keeper).execute().toString().contains("general 2022-03"));
        assertTrue(files().stream().noneMatch(path -> path.getFileName().toString().startsWith("general")), "and leaves no file behind");
    }

    @Test
    void files_lose_what_is_personal_when_its_time_comes() throws Exception {
        threeMonths();
        later(18);
        keeper.turn();
        Path before = folder.resolve("archive").resolve(month("general", "2022-03").files().get(0).name());
        String code = keeper.place(scope(Optional.empty(), Optional.of("person-1")), "KPL 190", "criminal case 11");
        later(24);
        keeper.turn();
        assertTrue(Files.exists(before), "a hold keeps files too");
        keeper.lift(code, "closed");
        keeper.turn();
        assertFalse(Files.exists(before));
        assertFalse(Files.exists(before.resolveSibling(before.getFileName() + ".sig")));
        Month gone = month("general", "2022-03");
        assertTrue(gone.files().get(0).erased().isPresent());
        Path now = before.resolveSibling(gone.files().get(0).name());
        Report report = check(now);
        assertTrue(report.isGood(), report.problems().toString());
        assertEquals(5, report.erased());
        try (var in = new java.util.zip.GZIPInputStream(Files.newInputStream(now))) {
            assertFalse(new String(in.readAllBytes(), StandardCharsets.UTF_8).contains("person-1"));
        }
        assertEquals(1, told("audit.erase-file").stream().filter(e -> e.details().get("class").equals("general") && e.details().get("month").equals("2022-03")).count());
    }

    @Test
    void cut_off_at_any_step_it_ends_rightly_the_next_time() throws Exception {
        threeMonths();
        later(18);
        for (int cut = 1;; cut++) {
            AtomicInteger left = new AtomicInteger(cut);
            boolean[] wasCut = {false};
            steps = step -> {
                if (left.decrementAndGet() == 0) {
                    wasCut[0] = true;
                    throw new IllegalStateException("cut off before " + step);
                }
            };
            keeper.turn();
            steps = step -> { };
            long records = count("case_number like 'KC-0-%'");
            boolean ended = month("general", "2022-03").state() == State.ARCHIVED;
            assertEquals(ended ? 0 : 5, records, "all or nothing, cut at " + cut);
            assertEquals(ended ? 1 : 0, told("audit.archive").stream().filter(e -> e.details().get("class").equals("general")).count(), "and a record of it");
            if (ended) {
                assertTrue(check(folder.resolve("archive").resolve(month("general", "2022-03").files().get(0).name())).isGood());
            } else {
                assertTrue(files().stream().noneMatch(path -> path.getFileName().toString().startsWith("general")), "no file of what did not end, cut at " + cut);
            }
            if (!wasCut[0]) {
                break;
            }
        }
        keeper.turn();
        assertEquals(State.ARCHIVED, month("general", "2022-03").state());
        assertEquals(State.ARCHIVED, month("security", "2022-03").state());
        seal();
        assertEquals(OptionalLong.empty(), sealer.firstBad(0, size()));
    }

    @Test
    void two_nodes_at_once_end_a_month_once() throws Exception {
        threeMonths();
        later(18);
        List<Keeper> nodes = List.of(keeper, keeper());
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<?>> all = new ArrayList<>();
        for (Keeper node : nodes) {
            all.add(threads.submit(node::turn));
        }
        for (Future<?> each : all) {
            each.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertEquals(1, told("audit.archive").stream().filter(e -> e.details().get("class").equals("general")).count());
        assertEquals(1, month("general", "2022-03").files().size());
        assertEquals(0, count("case_number like 'KC-0-%'"));
    }

    @Test
    void a_clock_that_jumps_ahead_ends_nothing_young_and_what_it_stamped_is_sorted() throws Exception {
        threeMonths();
        // By the database's clock even what was written a moment ago is not old.
        clock.set(Instant.now());
        audit.record(Event.ok("case.read", "tree-felling", "case-handling").about("KC-NOW", "p"));
        seal();
        clock.set(Instant.now().plus(Duration.ofDays(4000)));
        audit.record(Event.ok("case.read", "tree-felling", "case-handling").about("KC-FUTURE", "p"));
        keeper.turn();
        seal();
        keeper.turn();
        assertEquals(2, count("case_number in ('KC-NOW', 'KC-FUTURE')"));
        assertEquals(OptionalLong.empty(), sealer.firstBad(0, size()));
        if (postgresql()) {
            Number unsorted = jpa.txExpr(em -> (Number) em.createNativeQuery("select count(*) from audit_record_rest").getSingleResult());
            assertEquals(0, unsorted.intValue());
        }
    }

    @Test
    void a_record_that_comes_into_a_month_that_has_ended_ends_in_a_file_of_its_own() throws Exception {
        threeMonths();
        later(18);
        keeper.turn();
        Instant now = clock.instant();
        clock.set(BEGIN);
        audit.record(Event.ok("case.read", "tree-felling", "case-handling").about("KC-LATE", "p"));
        clock.set(now);
        seal();
        keeper.turn();
        assertEquals(0, count("case_number = 'KC-LATE'"));
        assertEquals(2, month("general", "2022-03").files().size());
        seal();
        assertEquals(OptionalLong.empty(), sealer.firstBad(0, size()));
    }

    @Test
    void nothing_ends_that_is_not_sealed_and_signed() throws Exception {
        threeMonths();
        clock.set(BEGIN);
        audit.record(Event.ok("case.read", "tree-felling", "case-handling").about("KC-UNSEALED", "p"));
        later(18);
        keeper.turn();
        assertEquals(1, count("case_number = 'KC-UNSEALED'"));
        assertEquals(State.ENDING, month("general", "2022-03").state());
    }

    @Test
    void a_folder_that_cannot_be_written_ends_nothing() throws Exception {
        threeMonths();
        later(18);
        Files.writeString(folder.resolve("archive"), "in the way");
        keeper.turn();
        assertEquals(5, count("case_number like 'KC-0-%'"));
        Files.delete(folder.resolve("archive"));
        keeper.turn();
        assertEquals(0, count("case_number like 'KC-0-%'"));
    }

    @Test
    void nobody_changes_or_deletes_directly_whatever_the_table_is_called() {
        threeMonths();
        List<String> tables = postgresql() ? List.of("audit_record", "audit_record_202203", "audit_record_202203_rest", "audit_record_202203_register") : List.of("audit_record");
        for (String table : tables) {
            for (String sql : List.of("update %s set actor = 'x'", "delete from %s", "update %s set salt = null, commitments = 'x'", "truncate table %s")) {
                String statement = sql.formatted(table);
                if (postgresql() || !sql.startsWith("truncate")) {
                    assertThrows(SQLException.class, () -> execute(statement), statement);
                }
            }
        }
        assertEquals(15, count("case_number like 'KC-%'"));
        if (postgresql()) {
            assertThrows(SQLException.class, () -> execute("select audit_end('general', " + KeptMonth.begin(YearMonth.of(2022, 3)) + ", 1)"),
                    "nothing ends that was not declared");
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = jpa.database().getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void the_same_batch_again_is_known_as_long_as_its_month_is_there_and_another_record_under_the_id_is_told_for_a_month() {
        clock.set(Records.TIME);
        assertEquals(Result.NEW, intake.take("social", List.of(Records.record("r1"))).get(0).result());
        clock.forward(Duration.ofDays(300));
        assertEquals(Result.SAME, intake.take("social", List.of(Records.record("r1"))).get(0).result());
        clock.set(Records.TIME.plus(Duration.ofDays(20)));
        assertEquals(Result.OTHER, intake.take("social", List.of(Records.about("r1", "32000000001"))).get(0).result());
    }
}
