package lv.pkip.kernel.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lv.pkip.kernel.api.audit.AuditAnchors;
import lv.pkip.kernel.api.audit.AuditKeeping.File;
import lv.pkip.kernel.api.audit.AuditKeeping.Month;
import lv.pkip.kernel.api.audit.AuditKeeping.Scope;
import lv.pkip.kernel.api.audit.AuditKeeping.State;
import lv.pkip.kernel.api.audit.AuditProofs;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.Party;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.MemoryAuditKeeping;
import lv.pkip.kernel.testkit.MemoryAuditTrail;
import lv.pkip.kernel.testkit.SettableClock;
import org.apache.karaf.shell.api.action.Action;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandsTest {
    private final FixedActor actor = FixedActor.staff("nobody");
    private final MemoryAuditTrail trail = new MemoryAuditTrail(actor);
    private final MadeUpProofs proofs = new MadeUpProofs();

    /** A log of as many records as are said, one of which may be bad. */
    private static final class MadeUpProofs implements AuditProofs {
        private long size = 25_000;
        private long bad = -1;
        private boolean breaks;

        @Override
        public String key() {
            return "log+00000000+key";
        }

        @Override
        public Optional<String> checkpoint() {
            return Optional.of("note");
        }

        @Override
        public List<Signed> checkpoints(int limit) {
            return size == 0 ? List.of() : List.of(new Signed(size, Instant.EPOCH, "note"));
        }

        @Override
        public Sealed sealed() {
            return new Sealed(size, 3, Optional.empty(), Optional.empty());
        }

        @Override
        public OptionalLong place(long sequence) {
            return OptionalLong.empty();
        }

        @Override
        public List<String> inclusion(long place, long at) {
            return List.of();
        }

        @Override
        public List<String> consistency(long first, long second) {
            return List.of();
        }

        @Override
        public String leaf(long place) {
            return "";
        }

        @Override
        public OptionalLong firstBad(long from, long to) {
            return bad >= from && bad < to ? OptionalLong.of(bad) : OptionalLong.empty();
        }

        @Override
        public void export(long from, long to, String purpose, OutputStream out) {
            try {
                out.write((from + "-" + to + " " + purpose).getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (breaks) {
                throw new IllegalStateException("the database is away");
            }
        }
    }

    @BeforeEach
    void records() {
        for (int i = 0; i < 30; i++) {
            trail.add("social", Instant.parse("2026-11-23T10:00:00Z"), new AuditRecord("r" + i, Instant.EPOCH,
                    new Party(PartyKind.STAFF, i % 2 == 0 ? "anna" : "zane\u001b[2J", Optional.empty()), Optional.empty(), "a", Optional.empty(), Optional.empty(),
                    Act.READ, "person.open", Optional.empty(), Optional.empty(), Optional.empty(), "p", Optional.empty(), Optional.empty(), "ok", "{}",
                    Optional.empty(), Optional.empty()));
        }
    }

    private static String printed(Action action) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            action.execute();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private AuditSearchCommand search() {
        AuditSearchCommand command = new AuditSearchCommand();
        command.current = actor;
        command.trail = trail;
        command.purpose = "complaint 17";
        return command;
    }

    @Test
    void a_search_lists_what_matches_and_is_made_for_a_purpose() throws Exception {
        AuditSearchCommand command = search();
        command.actor = "anna";
        command.act = "read";
        command.from = "2026-11-23";
        command.to = "2026-11-24";
        command.json = true;
        String found = printed(command);
        assertEquals(15, found.split("\"sequence\"", -1).length - 1);
        assertEquals(List.of("complaint 17"), trail.purposes());
    }

    @Test
    void words_that_are_none_are_refused_with_those_that_are() {
        AuditSearchCommand command = search();
        command.act = "looked";
        assertTrue(assertThrows(IllegalArgumentException.class, command::execute).getMessage().contains("sign_in"));
        AuditSearchCommand other = search();
        other.from = "yesterday";
        assertTrue(assertThrows(IllegalArgumentException.class, other::execute).getMessage().contains("2026-11-28"));
    }

    @Test
    void the_tail_is_short_and_text_from_outside_does_not_steer_the_terminal() throws Exception {
        AuditTailCommand command = new AuditTailCommand();
        command.current = actor;
        command.trail = trail;
        String tail = printed(command);
        assertEquals(20, tail.lines().filter(line -> line.contains("person.open")).count());
        assertFalse(tail.contains("\u001b[2J"));
    }

    private AuditVerifyCommand verify() {
        AuditVerifyCommand command = new AuditVerifyCommand();
        command.current = actor;
        command.proofs = proofs;
        return command;
    }

    @Test
    void verifying_tells_how_far_it_is_and_names_the_first_bad_place() throws Exception {
        String good = printed(verify());
        assertTrue(good.contains("20000 of 25000"), good);
        assertTrue(good.contains("25000 records are as they were"), good);
        proofs.bad = 12_345;
        assertTrue(assertThrows(IllegalStateException.class, () -> printed(verify())).getMessage().contains("12345"));
    }

    /** Two places, one of which may get nothing; who asks must be allowed to. */
    private final class MadeUpAnchors implements AuditAnchors {
        private Optional<Failing> trouble = Optional.empty();
        private boolean asked;

        @Override
        public List<Place> places() {
            actor.require("audit:verify");
            return List.of(new Place("archive", "file", Duration.ofHours(1),
                    Optional.of(new Anchored("archive", "file", 132, Instant.parse("2026-11-28T19:50:02.7Z"), "note", Optional.empty(), List.of())), trouble),
                    new Place("mail", "email", Duration.ofDays(1), Optional.empty(), Optional.empty()));
        }

        @Override
        public List<Place> anchorNow() {
            actor.require("audit:anchor");
            asked = true;
            return places();
        }

        @Override
        public List<Anchored> anchored(int limit) {
            return List.of();
        }

        @Override
        public Optional<Anchored> anchored(String place, long size) {
            return Optional.empty();
        }

        @Override
        public Optional<String> cosigned() {
            return Optional.empty();
        }
    }

    @Test
    void anchors_are_listed_and_taken_at_once_and_a_trouble_is_a_failure() throws Exception {
        MadeUpAnchors anchors = new MadeUpAnchors();
        AuditAnchorCommand command = new AuditAnchorCommand();
        command.current = actor;
        String told = printed(() -> command.print(anchors));
        assertTrue(told.lines().anyMatch(line -> line.matches("archive +[│|] file +[│|] 60 min +[│|] 132 +[│|] 2026-11-28T19:50:02Z [│|] ok *")), told);
        assertTrue(told.lines().anyMatch(line -> line.matches("mail +[│|] email +[│|] 1440 min [│|] 0 +[│|] never +[│|] waiting *")), told);
        assertFalse(anchors.asked);
        command.now = true;
        command.json = true;
        assertTrue(printed(() -> command.print(anchors)).contains("{\"place\":\"archive\",\"sort\":\"file\",\"every\":\"60 min\",\"records\":132,"));
        assertTrue(anchors.asked);
        anchors.trouble = Optional.of(new AuditAnchors.Failing("forked", Instant.parse("2026-11-28T19:50:02Z"), true));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            assertThrows(IllegalStateException.class, () -> command.print(anchors));
        } finally {
            System.setOut(before);
        }
        assertTrue(bytes.toString(StandardCharsets.UTF_8).contains("CONTRADICTS THIS LOG: forked since 2026-11-28T19:50:02Z"), bytes::toString);
    }

    @Test
    void an_export_is_for_its_owner_alone_and_whole_or_not_there(@TempDir Path folder) throws Exception {
        AuditExportCommand command = new AuditExportCommand();
        command.current = actor;
        command.proofs = proofs;
        command.purpose = "inspection";
        Path file = folder.resolve("a.pkip-audit");
        command.file = file.toString();
        assertTrue(printed(command).contains("--key log+00000000+key"));
        assertEquals("0-25000 inspection", Files.readString(file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertThrows(IllegalStateException.class, () -> printed(command), "it never replaces a file");
        command.file = folder.resolve("b").toString();
        proofs.breaks = true;
        assertThrows(IllegalStateException.class, () -> printed(command));
        assertFalse(Files.exists(folder.resolve("b")));
        proofs.size = 0;
        assertTrue(assertThrows(IllegalStateException.class, () -> printed(command)).getMessage().contains("signed"));
    }

    @Test
    void months_files_and_holds_are_listed_without_saying_whom_a_hold_is_about() throws Exception {
        MemoryAuditKeeping keeping = new MemoryAuditKeeping(actor, SettableClock.at("2026-11-28T10:00:00Z"));
        keeping.add(new Month("register", YearMonth.of(2021, 5), 7, State.ARCHIVED, Optional.of(Instant.EPOCH), Optional.empty(), Optional.empty(),
                Optional.of(Instant.EPOCH), List.of(new File("register-2021-05-1.pkip-audit", 10, 20, 7, "cd".repeat(32), Optional.empty()))));
        actor.asSystem("x", () -> keeping.place(new Scope(Optional.empty(), Optional.of("32000000001"), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty()), "KPL 190", "reason"));
        assertTrue(keeping(keeping, false, false).contains("\"state\":\"archived\""));
        String files = keeping(keeping, true, false);
        assertTrue(files.contains("\"first\":10,\"last\":19") && files.contains("cd".repeat(32)), files);
        String holds = keeping(keeping, false, true);
        assertTrue(holds.contains("KPL 190") && !holds.contains("32000000001"), holds);
    }

    private String keeping(MemoryAuditKeeping keeping, boolean files, boolean holds) throws Exception {
        AuditKeepingCommand command = new AuditKeepingCommand();
        command.current = actor;
        command.keeping = keeping;
        command.files = files;
        command.holds = holds;
        command.json = true;
        return printed(command);
    }
}
