package lv.pkip.kernel.status;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.status.Attachments.Attachment;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CaseFilesTest {
    private static final byte[] PDF = "%PDF-1.7 plan".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2, 3};
    private final House house = new House();

    @AfterEach
    void close() {
        house.close();
    }

    private Attachment stored(String name, String type, byte[] content) {
        return house.files.store(name, type, List.of(), Long.MAX_VALUE, new ByteArrayInputStream(content));
    }

    private CaseProblem.Code refusal(String type, List<String> accepted, long limit, InputStream content) {
        return assertThrows(CaseProblem.class, () -> house.files.store("f", type, accepted, limit, content)).code();
    }

    private long blobs() {
        try (Stream<Path> all = Files.walk(house.directory)) {
            return all.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answers with(Attachment... papers) {
        return House.answers("papers", Stream.of(papers).map(p -> Map.of("id", p.id())).toList());
    }

    @Test
    void keepsWhatWasSentAndTellsWhatItIs() throws IOException {
        house.asZane();
        Attachment file = stored("../../etc/Plāns.pdf", "application/pdf; charset=binary", PDF);
        assertEquals("Plāns.pdf", file.name());
        assertEquals("application/pdf", file.type());
        assertEquals(PDF.length, file.size());
        assertEquals("attachment", file.kind());
        assertEquals(64, file.sha256().length());
        assertEquals(Optional.of(file), house.files.find(file.id()));
        try (InputStream in = house.files.open(file.id())) {
            assertArrayEquals(PDF, in.readAllBytes());
        }
        assertEquals(List.of("file.store ok", "file.read ok"), house.witness.names("audit"));
        assertTrue(Files.exists(house.directory.resolve(file.sha256().substring(0, 2)).resolve(file.sha256().substring(2, 4))
                .resolve(file.sha256())));
    }

    @Test
    void theSameBytesAreKeptOnce() throws IOException {
        Attachment first = house.asZane().file();
        Attachment second = house.as(House.JANIS).file();
        assertEquals(first.sha256(), second.sha256());
        assertEquals(1, blobs());
        house.files.discard(second.id());
        house.asZane();
        try (InputStream in = house.files.open(first.id())) {
            assertArrayEquals(PDF, in.readAllBytes());
        }
    }

    @Test
    void refusesWhatIsTooLargeOrNotWhatItSays() {
        house.asZane();
        List<String> any = List.of();
        assertEquals(CaseProblem.Code.TOO_LARGE, refusal("application/pdf", any, 5, new ByteArrayInputStream(PDF)));
        assertEquals(CaseProblem.Code.TOO_LARGE, refusal("application/pdf", any, Long.MAX_VALUE, new Endless()));
        assertEquals(CaseProblem.Code.WRONG_TYPE, refusal("image/png", any, 100, new ByteArrayInputStream(PDF)));
        assertEquals(CaseProblem.Code.WRONG_TYPE,
                refusal("application/pdf", List.of("image/png"), 100, new ByteArrayInputStream(PDF)));
        assertEquals(CaseProblem.Code.WRONG_TYPE, refusal("", List.of("image/png"), 100, new ByteArrayInputStream(PDF)));
        assertEquals(CaseProblem.Code.WRONG_TYPE, refusal("text/html", any, 100,
                new ByteArrayInputStream("<html>".getBytes(StandardCharsets.US_ASCII))));
        assertEquals(CaseProblem.Code.WRONG_TYPE, refusal("", any, 100, new ByteArrayInputStream(new byte[] {0, 1, 2})));
        assertEquals(CaseProblem.Code.WRONG_TYPE, refusal("text/plain", any, 100, InputStream.nullInputStream()));
        assertEquals(0, blobs(), "what is refused leaves nothing on the disk");
        assertEquals(0, house.rows("status_file"));
    }

    /** A sender that never ends: only the limit stops it. */
    private static final class Endless extends InputStream {
        private long sent;

        @Override
        public int read() {
            throw new AssertionError("read in blocks");
        }

        @Override
        public int read(byte[] into, int from, int length) {
            sent += length;
            assertTrue(sent < 2_000_000, "reading goes on past the limit");
            return length;
        }
    }

    @Test
    void aConnectionThatBreaksLeavesNothing() {
        house.asZane();
        InputStream broken = new InputStream() {
            private int left = 3;

            @Override
            public int read() throws IOException {
                if (left-- <= 0) {
                    throw new IOException("reset");
                }
                return '%';
            }
        };
        assertThrows(UncheckedIOException.class, () -> house.files.store("f", "", List.of(), 100, broken));
        assertEquals(0, blobs());
    }

    @Test
    void nobodyUploadsWithoutEnd() {
        house.asZane();
        for (int i = 0; i < 20; i++) {
            house.file();
        }
        assertEquals(CaseProblem.Code.TOO_LARGE, assertThrows(CaseProblem.class, house::file).code());
        house.as(House.JANIS).file();
        house.actor.become(Actor.anonymous());
        assertThrows(Forbidden.class, house::file);
    }

    @Test
    void anUnboundFileIsItsUploadersAlone() {
        Attachment file = house.asZane().file();
        for (Actor other : List.of(House.JANIS, House.ANNA, Actor.anonymous())) {
            house.as(other, "*");
            assertEquals(Optional.empty(), house.files.find(file.id()));
            assertThrows(Forbidden.class, () -> house.files.open(file.id()));
            assertThrows(Forbidden.class, () -> house.files.discard(file.id()));
            assertThrows(Forbidden.class, () -> house.files.open("../../etc/passwd"));
        }
        assertTrue(house.asZane().files.find(file.id()).isPresent());
        assertEquals(6, house.witness.names("audit").stream().filter("file.read refused"::equals).count());
    }

    @Test
    void submittingBindsTheFilesAndTheCasesPeopleSeeThem() {
        Attachment plan = house.asZane().file();
        Cases.Submit submit = House.application(house.trees, House.key(), with(plan));
        house.cases.submit(submit);
        assertTrue(house.cases.submit(submit).repeated(), "although its files are taken now");
        assertEquals(List.of(plan), house.files.ofCase("KC-2026-1"));
        assertEquals(CaseProblem.Code.NOT_POSSIBLE,
                assertThrows(CaseProblem.class, () -> house.files.discard(plan.id())).code());
        house.asAnna();
        assertEquals(Optional.of(plan), house.files.find(plan.id()));
        house.as(House.JANIS);
        assertEquals(Optional.empty(), house.files.find(plan.id()));
        assertThrows(Forbidden.class, () -> house.files.open(plan.id()));
        house.as(House.KARLIS, "roads:*");
        assertThrows(Forbidden.class, () -> house.files.open(plan.id()));
    }

    @Test
    void aFileOfSomebodyElseOfAnotherCaseOrOfAWrongTypeIsAFinding() {
        Attachment theirs = house.as(House.JANIS).file();
        Attachment used = house.asZane().file();
        house.cases.submit(House.application(house.trees, House.key(), with(used)));
        Attachment text = stored("a.txt", "text/plain", "text".getBytes(StandardCharsets.US_ASCII));
        Attachment fine = house.file();
        CaseProblem problem = assertThrows(CaseProblem.class, () -> house.cases.submit(House.application(house.trees,
                House.key(), House.answers("papers", List.of(Map.of("id", theirs.id()), Map.of("id", used.id()),
                Map.of("id", text.id()), Map.of("id", fine.id()), Map.of("id", "nonsense"), Map.of("no", "id")),
                "trees", List.of(Map.of("photo", List.of(Map.of("id", fine.id()))))))));
        assertEquals(List.of(Finding.error("papers.0", "error.file"), Finding.error("papers.1", "error.file"),
                Finding.error("papers.2", "error.file-type"), Finding.error("papers.4", "error.file"),
                Finding.error("papers.5", "error.file"), Finding.error("trees.0.photo.0", "error.file-type")).stream()
                .sorted(java.util.Comparator.comparing(Finding::field)).toList(),
                problem.findings().stream().sorted(java.util.Comparator.comparing(Finding::field)).toList());
        assertEquals(1, house.rows("status_case"));
        Attachment large = stored("p.png", "image/png", java.util.Arrays.copyOf(PNG, 3000));
        assertEquals(List.of(Finding.error("trees.0.photo.0", "error.file-size")), house.cases.check(house.trees,
                House.answers("trees", List.of(Map.of("photo", List.of(Map.of("id", large.id())))))));
    }

    @Test
    void aCorrectionKeepsOldFilesAndAddsNewOnes() {
        Attachment plan = house.asZane().file();
        house.cases.submit(House.application(house.trees, House.key(), with(plan)));
        house.asAnna().act("KC-2026-1", "request-correction", Answers.empty(), "x");
        house.asZane();
        Attachment more = stored("p.png", "", PNG);
        house.act("KC-2026-1", "correct", with(plan, more), null);
        assertEquals(List.of(plan, more), house.files.ofCase("KC-2026-1"));
        assertEquals("image/png", more.type());
    }

    @Test
    void ofTwoApplicationsWithOneFileOnlyOneIsTaken() throws Exception {
        Attachment plan = house.asZane().file();
        List<Boolean> taken = SubmitTest.together(2, i -> {
            try {
                house.cases.submit(House.application(house.trees, House.key(), with(plan)));
                return true;
            } catch (CaseProblem problem) {
                assertEquals(CaseProblem.Code.INVALID, problem.code());
                return false;
            }
        });
        assertEquals(1, taken.stream().filter(t -> t).count());
        assertEquals(1, house.rows("status_case"));
    }

    @Test
    void discardingDeletesTheRowAndTheSweepTheBytes() throws Exception {
        Attachment file = house.asZane().file();
        Attachment kept = stored("k.png", "image/png", PNG);
        house.files.discard(file.id());
        assertEquals(Optional.empty(), house.files.find(file.id()));
        Housekeeping keeping = house.housekeeping();
        assertEquals(0, keeping.sweep(Duration.ofHours(1)), "young bytes may belong to a transaction that runs");
        assertEquals(0, keeping.sweep(Duration.ofSeconds(-5)), "first to the trash");
        assertEquals(1, keeping.sweep(Duration.ofSeconds(-5)), "then for good");
        assertEquals(1, blobs());
        try (InputStream in = house.files.open(kept.id())) {
            assertArrayEquals(PNG, in.readAllBytes());
        }
    }

    @Test
    void bytesNeededAgainComeBackFromTheTrash() throws Exception {
        Attachment file = house.asZane().file();
        house.files.discard(file.id());
        house.housekeeping().sweep(Duration.ofSeconds(-5));
        Attachment again = house.file();
        try (InputStream in = house.files.open(again.id())) {
            assertArrayEquals(PDF, in.readAllBytes());
        }
        house.housekeeping().sweep(Duration.ofSeconds(-5));
        try (InputStream in = house.files.open(again.id())) {
            assertArrayEquals(PDF, in.readAllBytes());
        }
    }

    @Test
    void aRolledBackDocumentLeavesBytesOnlyUntilTheSweep() throws Exception {
        house.submitted();
        house.asAnna().act("KC-2026-1", "accept");
        house.dispatcher.with(lv.pkip.kernel.api.service.StepType.class, "payment",
                new SubmitTest.RecordingStep(new java.util.ArrayList<>(), new java.util.ArrayList<>()));
        long version = house.cases.read("KC-2026-1", "test").orElseThrow().version();
        assertThrows(IllegalStateException.class, () -> house.jpa.txExpr(em -> {
            house.cases.act(new Cases.Act("KC-2026-1", "grant", version, Answers.empty(), Optional.empty(), House.key()));
            throw new IllegalStateException("the caller's transaction fails");
        }));
        assertEquals(List.of(), house.files.ofCase("KC-2026-1"));
        assertEquals(1, blobs());
        house.housekeeping().sweep(Duration.ofSeconds(-5));
        house.housekeeping().sweep(Duration.ofSeconds(-5));
        assertEquals(0, blobs());
    }

    @Test
    void filesNeverSubmittedExpireUnlessADraftMayNameThem() {
        Attachment forgotten = house.asZane().file();
        house.as(House.JANIS);
        var draft = house.drafts.start("tree-felling", house.trees.fingerprint(), "lv");
        Attachment inUse = house.file();
        house.clock.forward(Duration.ofDays(60));
        house.drafts.save(draft.id(), with(inUse), "files");
        house.clock.forward(Duration.ofDays(32));
        assertEquals(new Housekeeping.Deleted(0, 1), house.housekeeping().expire());
        assertTrue(house.files.find(inUse.id()).isPresent());
        assertEquals(Optional.empty(), house.asZane().files.find(forgotten.id()));
    }

    private static final Actor EARLIER = Actor.resident("p-zane-earlier", "Zane Kalniņa", Assurance.HIGH);

    @Test
    void aFileUploadedUnderAnEarlierKeyOfTheSamePersonIsFoundAndSubmittedUnderEither() throws Exception {
        Attachment before = house.as(EARLIER).file();
        house.asZane();
        assertEquals(Optional.empty(), house.files.find(before.id()), "not known to be one person");
        house.people.join("p-zane", "p-zane-earlier");
        Attachment after = stored("k.png", "image/png", PNG);
        for (Actor who : List.of(EARLIER, House.ZANE)) {
            house.as(who);
            assertEquals("plan.pdf", house.files.find(before.id()).orElseThrow().name());
            try (InputStream in = house.files.open(after.id())) {
                assertArrayEquals(PNG, in.readAllBytes());
            }
        }
        house.as(House.JANIS);
        assertEquals(Optional.empty(), house.files.find(before.id()));
        assertThrows(Forbidden.class, () -> house.files.open(before.id()));
        assertThrows(Forbidden.class, () -> house.files.discard(before.id()));
        assertEquals(CaseProblem.Code.INVALID, assertThrows(CaseProblem.class, () -> house.cases.submit(
                House.application(house.trees, House.key(), with(before)))).code());
        house.asZane();
        String number = house.cases.submit(House.application(house.trees, House.key(), with(before))).number();
        assertEquals(List.of(before.id()), house.files.ofCase(number).stream().map(Attachment::id).toList());
        house.as(EARLIER).files.discard(after.id());
        assertEquals(Optional.empty(), house.files.find(after.id()));
    }

    @Test
    void oneWhoWasKnownTwiceHasTheRoomOfOne() {
        house.people.join("p-zane", "p-zane-earlier");
        for (int i = 0; i < 20; i++) {
            house.as(i % 2 == 0 ? EARLIER : House.ZANE).file();
        }
        for (Actor who : List.of(EARLIER, House.ZANE)) {
            house.as(who);
            assertEquals(CaseProblem.Code.TOO_LARGE, refusal("application/pdf", List.of(), 1000, new ByteArrayInputStream(PDF)));
        }
        house.as(House.JANIS).file();
    }

    @Test
    void aDraftKeepsTheFilesThatItsOwnerUploadedUnderAnotherKey() {
        Attachment named = house.as(EARLIER).file();
        Attachment forgotten = house.as(House.JANIS).file();
        house.people.join("p-zane", "p-zane-earlier");
        var draft = house.asZane().drafts.start("tree-felling", house.trees.fingerprint(), "lv");
        house.clock.forward(Duration.ofDays(60));
        house.drafts.save(draft.id(), with(named), "files");
        house.clock.forward(Duration.ofDays(32));
        assertEquals(new Housekeeping.Deleted(0, 1), house.housekeeping().expire());
        assertTrue(house.files.find(named.id()).isPresent());
        assertEquals(Optional.empty(), house.as(House.JANIS).files.find(forgotten.id()));
        house.clock.forward(Duration.ofDays(91));
        assertEquals(new Housekeeping.Deleted(1, 1), house.housekeeping().expire());
    }
}
