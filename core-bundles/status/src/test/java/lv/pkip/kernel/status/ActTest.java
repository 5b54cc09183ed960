package lv.pkip.kernel.status;

import lv.pkip.kernel.api.identity.Session;
import java.util.Set;
import java.time.Instant;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.CaseHandler;
import lv.pkip.kernel.api.service.Decision;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Definition.Calculation;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.service.StepType;
import lv.pkip.kernel.api.status.Attachments;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActTest {
    private final House house = new House();

    @AfterEach
    void close() {
        house.close();
    }

    private static Cases.Act act(String action, long version, String key) {
        return new Cases.Act("KC-2026-1", action, version, Answers.empty(), Optional.empty(), key);
    }

    private CaseProblem refused(CaseProblem.Code code, Cases.Act act) {
        CaseProblem problem = assertThrows(CaseProblem.class, () -> house.cases.act(act));
        assertEquals(code, problem.code());
        return problem;
    }

    @Test
    void movesTheCaseAndWritesItDown() {
        house.submitted();
        Cases.Case moved = house.asAnna().cases.act(act("accept", 1, House.key()));
        assertEquals("review", moved.step());
        assertEquals(Phase.IN_REVIEW, moved.phase());
        assertEquals(2, moved.version());
        assertEquals(moved, house.cases.read("KC-2026-1", "work").orElseThrow());
        Cases.HistoryEntry line = house.cases.history("KC-2026-1").get(1);
        assertEquals(new Cases.HistoryEntry(house.clock.instant(), "STAFF", "Anna Ozola", "accept", "completeness", "review",
                Phase.IN_REVIEW, Optional.empty(), true), line);
        assertTrue(house.witness.texts("audit").contains(
                "tree-felling KC-2026-1 p-zane case-handling {action=accept, from=completeness, to=review}"));
        assertEquals(house.counted(), house.kept());
    }

    @Test
    void theSameKeyActsOnceWhateverTheCaseIsLikeNow() {
        house.submitted();
        Cases.Act accept = act("accept", 1, House.key());
        house.asAnna().cases.act(accept);
        Cases.Case again = house.cases.act(accept);
        assertEquals(2, again.version());
        assertEquals(2, house.rows("status_history"));
        refused(CaseProblem.Code.KEY_REUSED, act("accept", 2, accept.key()));
        refused(CaseProblem.Code.KEY_REUSED, act("look", 2, accept.key()));
        house.as(House.KARLIS, "roads:process");
        assertThrows(Forbidden.class, () -> house.cases.act(accept));
    }

    @Test
    void aStaleVersionIsRefused() {
        house.submitted();
        house.asAnna().cases.act(act("accept", 1, House.key()));
        refused(CaseProblem.Code.STALE, act("look", 1, House.key()));
        refused(CaseProblem.Code.STALE, act("look", 3, House.key()));
        assertEquals(2, house.rows("status_history"));
    }

    @Test
    void ofTwoWhoActAtOnceOneIsStale() throws Exception {
        house.submitted();
        house.asAnna();
        AtomicInteger stale = new AtomicInteger();
        SubmitTest.together(6, i -> {
            try {
                return house.cases.act(act("accept", 1, House.key())).version();
            } catch (CaseProblem problem) {
                assertEquals(CaseProblem.Code.STALE, problem.code());
                return (long) stale.incrementAndGet();
            }
        });
        assertEquals(5, stale.get());
        assertEquals(2, house.rows("status_history"));
        assertEquals(house.counted(), house.kept());
    }

    @Test
    void manyAtOnceWithOneKeyActOnce() throws Exception {
        house.submitted();
        house.asAnna();
        Cases.Act accept = act("accept", 1, House.key());
        assertEquals(List.of(2L, 2L, 2L, 2L, 2L, 2L),
                SubmitTest.together(6, i -> house.cases.act(accept).version()));
        assertEquals(2, house.rows("status_history"));
        assertEquals(house.counted(), house.kept());
    }

    @Test
    void stayingAtAStepIsANewVersionToo() {
        house.submitted();
        house.asAnna().act("KC-2026-1", "accept");
        assertEquals(3, house.act("KC-2026-1", "look").version());
        assertEquals(4, house.act("KC-2026-1", "look").version());
        assertEquals(4, house.rows("status_history"));
        assertEquals("review", house.cases.read("KC-2026-1", "work").orElseThrow().step());
    }

    @Test
    void whatTheStepDoesNotOfferIsNotPossible() {
        house.submitted();
        house.asAnna();
        refused(CaseProblem.Code.NOT_POSSIBLE, act("grant", 1, House.key()));
        refused(CaseProblem.Code.NOT_POSSIBLE, act("nonsense", 1, House.key()));
        house.asZane().act("KC-2026-1", "withdraw");
        house.asAnna();
        refused(CaseProblem.Code.NOT_POSSIBLE, act("accept", 2, House.key()));
    }

    @Test
    void eachActionHasItsOwnPermission() {
        house.submitted();
        house.as(House.ANNA, "tree-felling:read");
        assertThrows(Forbidden.class, () -> house.cases.act(act("accept", 1, House.key())));
        house.as(House.ANNA, "tree-felling:process");
        assertThrows(Forbidden.class, () -> house.cases.act(act("withdraw", 1, House.key())));
        assertThrows(Forbidden.class, () -> house.cases.act(act("paid", 1, House.key())));
        house.act("KC-2026-1", "accept");
        assertThrows(Forbidden.class, () -> house.cases.act(act("grant", 2, House.key())));
        assertEquals(List.of("look", "opinion", "calculate"), house.cases.read("KC-2026-1", "work").orElseThrow().actions()
                .stream().map(Definition.Action::id).toList());
        house.asZane();
        assertThrows(Forbidden.class, () -> house.cases.act(act("look", 2, House.key())));
        assertThrows(Forbidden.class, () -> house.actor.asSystem("x", () -> house.cases.act(act("withdraw", 2, House.key()))));
        assertEquals(6, house.witness.names("audit").stream().filter("case.act refused"::equals).count());
    }

    @Test
    void aReasonDeclaredMustBeGivenAndIsKept() {
        house.submitted();
        house.asAnna();
        assertEquals(List.of(Finding.error("reason", "error.required")),
                refused(CaseProblem.Code.INVALID, act("request-correction", 1, House.key())).findings());
        refused(CaseProblem.Code.INVALID, new Cases.Act("KC-2026-1", "request-correction", 1, Answers.empty(),
                Optional.of(" \n"), House.key()));
        refused(CaseProblem.Code.INVALID, new Cases.Act("KC-2026-1", "request-correction", 1, Answers.empty(),
                Optional.of("x".repeat(2001)), House.key()));
        house.act("KC-2026-1", "request-correction", Answers.empty(), "Trūkst plāna");
        Cases.Case seen = house.asZane().cases.read("KC-2026-1", "own").orElseThrow();
        assertEquals(Optional.of("Trūkst plāna"), seen.reason());
        assertEquals(Optional.of("Trūkst plāna"), house.cases.history("KC-2026-1").get(1).reason());
        assertTrue(house.witness.names("outbox").get(1).endsWith(":step:correction:correction:2"));
    }

    @Test
    void aFormIsCheckedAndItsAnswersKept() {
        house.submitted();
        house.asAnna().act("KC-2026-1", "accept");
        refused(CaseProblem.Code.INVALID, act("opinion", 2, House.key()));
        house.act("KC-2026-1", "opinion", House.answers("trees", new BigDecimal("2.0")), null);
        assertEquals(Map.of("opinion", House.answers("trees", new BigDecimal("2.0"))),
                house.cases.read("KC-2026-1", "work").orElseThrow().data());
        CaseProblem unasked = refused(CaseProblem.Code.INVALID, new Cases.Act("KC-2026-1", "look", 3, House.answers(),
                Optional.empty(), House.key()));
        assertEquals("error.unexpected", unasked.findings().get(0).key());
    }

    @Test
    void aCorrectionReplacesTheApplicationAndTheOldOneStaysInTheHistory() {
        house.submitted("trees", 3);
        house.asAnna().act("KC-2026-1", "request-correction", Answers.empty(), "Skaits");
        house.asZane();
        refused(CaseProblem.Code.INVALID, act("correct", 2, House.key()));
        Cases.Case corrected = house.act("KC-2026-1", "correct", House.answers("trees", 4), null);
        assertEquals(House.answers("trees", 4), corrected.application());
        assertEquals("completeness", corrected.step());
        HistoryRow line = house.jpa.txExpr(em -> em.createQuery("select h from HistoryRow h where h.version = 3",
                HistoryRow.class).getSingleResult());
        assertEquals(House.answers("trees", 3), Json.answers(line.replaced));
        assertEquals(House.answers("trees", 4), Json.answers(line.answers));
    }

    private List<StepType.Entered> payments(List<String> left) {
        List<StepType.Entered> entered = new ArrayList<>();
        house.dispatcher.with(StepType.class, "payment", new SubmitTest.RecordingStep(entered, left));
        return entered;
    }

    private Definition calculating() {
        return house.services.install(TreeService.plain().calculating(new Calculation("compensation", "action:calculate",
                "input.day", Map.of("trees", "input.trees", "asked", "application.name", "seen", "opinion.trees"),
                "compensation")).definition());
    }

    @Test
    void aCalculationComesBeforeThePaymentAndTheDocumentAfterIt() throws IOException {
        List<String> left = new ArrayList<>();
        List<StepType.Entered> entered = payments(left);
        Definition definition = calculating();
        String number = house.asZane().cases.submit(House.application(definition, House.key(), House.answers())).number();
        house.asAnna().act(number, "accept");
        house.act(number, "opinion", House.answers("trees", 7), null);
        Cases.Case calculated = house.act(number, "calculate", House.answers("trees", 2, "day", "2026-01-05"), null);
        assertEquals(Map.of("trees", BigDecimal.valueOf(2), "asked", "Zane", "seen", BigDecimal.valueOf(7)),
                house.services.facts.get(0));
        assertEquals(new BigDecimal("21.00"), calculated.results().get("compensation").amount("total").orElseThrow());
        assertEquals(Optional.of(new BigDecimal("21.00")), entered.get(0).amount());
        assertTrue(calculated.pausedSince().isPresent());
        Session application = new Session("", "", Actor.system("application:robot"), Set.of("*"), Optional.of(Set.of("*")),
                new Session.Proof(Set.of(), Instant.EPOCH), Instant.MAX, Optional.empty());
        assertThrows(Forbidden.class, () -> house.actor.as(application, () -> house.act(number, "paid")), "an application is no part of this house");
        house.actor.asSystem("payment", () -> house.act(number, "paid"));
        assertEquals(List.of(), left, "its own action needs no telling");

        house.asZane();
        Cases.Case issued = house.cases.read(number, "own").orElseThrow();
        assertEquals("issued", issued.step());
        assertEquals(Optional.of(house.clock.instant()), issued.closed());
        assertEquals(List.of(), issued.actions());
        Attachments.Attachment permit = house.files.ofCase(number).get(0);
        assertEquals("permit", permit.kind());
        assertEquals("Atļauja KC-2026-1.pdf", permit.name());
        String code = permit.code().orElseThrow();
        assertEquals("https://town.example/verify/" + code, house.outputs.verifyUrls.get(0));
        try (InputStream in = house.files.open(permit.id())) {
            assertArrayEquals(("%PDF-1.7\npermit lv " + code).getBytes(StandardCharsets.UTF_8), in.readAllBytes());
        }
        house.actor.become(Actor.anonymous());
        Cases.Issued verified = house.cases.verify(code.toLowerCase(java.util.Locale.ROOT).replace("-", " ")).orElseThrow();
        assertEquals(new Cases.Issued(number, "tree-felling", definition.fingerprint(), "permit", house.clock.instant(), permit.sha256(), true), verified);
        assertEquals(Optional.empty(), house.cases.verify(code.substring(1)));
        assertEquals(Optional.empty(), house.cases.verify(VerificationCode.next()));
        assertEquals(house.counted(), house.kept());
    }

    @Test
    void templatesSeeTheWholeCase() {
        payments(new ArrayList<>());
        Definition definition = calculating();
        String number = house.asZane().cases.submit(House.application(definition, House.key(), House.answers("place", "park"))).number();
        house.asAnna().act(number, "accept");
        house.act(number, "calculate", House.answers("trees", 2, "day", "2026-01-05"), null);
        house.outputs.models.clear();
        house.actor.asSystem("payment", () -> house.act(number, "paid", House.answers("paid", "21.00"), "samaksāts"));
        Map<String, Object> model = house.outputs.models.get(0);
        assertEquals(Map.of("number", number, "submitted", java.time.LocalDate.of(2026, 3, 2), "due",
                java.time.LocalDate.of(2026, 3, 31), "step", "issued", "phase", "completed", "applicantName", "Zane Kalniņa",
                "language", "lv"), model.get("case"));
        assertEquals(House.answers("place", "park").asMap(), model.get("application"));
        assertEquals(House.answers("trees", 2, "day", "2026-01-05").asMap(), ((Map<?, ?>) model.get("data")).get("calculate"));
        assertEquals(House.answers("paid", "21.00").asMap(), model.get("input"));
        assertTrue(((Map<?, ?>) model.get("results")).containsKey("compensation"));
        assertEquals("samaksāts", model.get("reason"));
        assertEquals(Map.of("name", "payment", "kind", "system", "unit", ""), model.get("actor"));
        assertEquals(java.time.LocalDate.of(2026, 3, 2), model.get("today"));
        assertEquals(house.town, model.get("municipality"));
    }

    @Test
    void leavingAForeignStepAnotherWayTellsItsType() {
        List<String> left = new ArrayList<>();
        payments(left);
        Definition definition = calculating();
        Cases.Receipt receipt = house.asZane().cases.submit(House.application(definition, House.key(), House.answers()));
        house.asAnna().act(receipt.number(), "accept");
        house.act(receipt.number(), "calculate", House.answers("trees", 2, "day", "2026-01-05"), null);
        house.act(receipt.number(), "lapse", Answers.empty(), "Nav samaksāts");
        assertEquals(List.of("payment"), left);
        assertEquals(Phase.WITHDRAWN, house.cases.read(receipt.number(), "work").orElseThrow().phase());
    }

    @Test
    void aMissingResultRefusesThePaymentStep() {
        List<StepType.Entered> entered = payments(new ArrayList<>());
        house.submitted();
        house.asAnna().act("KC-2026-1", "accept");
        Map<String, Long> before = house.everything();
        assertThrows(lv.pkip.kernel.api.service.Rules.RuleProblem.class,
                () -> house.act("KC-2026-1", "calculate", House.answers(), null));
        assertEquals(before, house.everything());
        assertEquals(List.of(), entered);
    }

    @Test
    void aNewDocumentOfAKindTakesTheValidityOfTheOld() {
        house.submitted();
        house.asAnna().act("KC-2026-1", "accept");
        house.act("KC-2026-1", "reissue");
        house.act("KC-2026-1", "reissue");
        List<Attachments.Attachment> files = house.files.ofCase("KC-2026-1");
        assertEquals(2, files.size());
        assertFalse(house.cases.verify(files.get(0).code().orElseThrow()).orElseThrow().valid());
        assertTrue(house.cases.verify(files.get(1).code().orElseThrow()).orElseThrow().valid());
    }

    private CaseHandler deciding(java.util.function.Function<CaseHandler.StepRequest, Decision> decision) {
        return new CaseHandler() {
            @Override
            public Decision decide(StepRequest request) {
                return decision.apply(request);
            }
        };
    }

    private String handled(CaseHandler handler) {
        Definition definition = house.services.install(TreeService.plain().withHandler().definition());
        house.dispatcher.with(CaseHandler.class, "tree-felling", handler);
        return house.asZane().cases.submit(House.application(definition, House.key(), House.answers())).number();
    }

    @Test
    void theHandlerSeesTheCaseAndDecidesTheWay() {
        List<CaseHandler.StepRequest> asked = new ArrayList<>();
        var result = house.services.rules(house.trees).evaluate("own", java.time.LocalDate.of(2026, 1, 1),
                Map.of("trees", BigDecimal.TEN));
        String number = handled(deciding(request -> {
            asked.add(request);
            return request.action().equals("accept") ? Decision.to("refused").keeping("own", result) : Decision.asDeclared();
        }));
        house.clock.forward(Duration.ofDays(2));
        Cases.Case moved = house.asAnna().act(number, "accept");
        assertEquals("refused", moved.step());
        assertEquals(Map.of("own", result), moved.results());
        CaseHandler.StepRequest request = asked.get(0);
        assertEquals("completeness", request.step());
        assertEquals(House.answers(), request.application());
        assertEquals(java.time.LocalDate.of(2026, 3, 2), request.submitted());
        assertEquals(java.time.LocalDate.of(2026, 3, 4), request.today());
        assertEquals(0, house.dispatcher.openLeases());
    }

    @Test
    void aHandlersRefusalAFailureAndAnAbsenceLeaveNothing() {
        String number = handled(deciding(request -> Decision.refuse(List.of(Finding.error("", "not.yet")))));
        house.asAnna();
        Map<String, Long> before = house.everything();
        assertEquals(List.of(Finding.error("", "not.yet")),
                assertThrows(CaseProblem.class, () -> house.act(number, "accept")).findings());
        house.dispatcher.with(CaseHandler.class, "tree-felling", deciding(r -> {
            throw new IllegalStateException("broken");
        }));
        assertThrows(IllegalStateException.class, () -> house.act(number, "accept"));
        house.dispatcher.with(CaseHandler.class, "tree-felling", deciding(r -> Decision.to("nowhere")));
        assertThrows(IllegalStateException.class, () -> house.act(number, "accept"));
        house.dispatcher.without(CaseHandler.class, "tree-felling");
        assertThrows(Unavailable.class, () -> house.act(number, "accept"));
        assertEquals(before, house.everything());
        assertEquals(0, house.dispatcher.openLeases());
    }

    @Test
    void aFailingOutputOrStepTypeLeavesNothing() {
        house.asZane().cases.submit(House.application(calculating(), House.key(), House.answers()));
        house.asAnna().act("KC-2026-1", "accept");
        Map<String, Long> before = house.everything();
        house.outputs.fail = true;
        assertThrows(IllegalStateException.class, () -> house.act("KC-2026-1", "grant"));
        house.outputs.fail = false;
        CaseProblem problem = assertThrows(CaseProblem.class,
                () -> house.act("KC-2026-1", "calculate", House.answers("trees", 2, "day", "2026-01-05"), null));
        assertEquals(CaseProblem.Code.NOT_SET_UP, problem.code(), "the house lacks something, the address is right");
        assertEquals(List.of(Finding.error("", "error.step-type").with(Map.of("type", "payment"))), problem.findings());
        assertEquals(before, house.everything());
        assertEquals("review", house.cases.read("KC-2026-1", "work").orElseThrow().step());
        assertEquals(2, house.cases.read("KC-2026-1", "work").orElseThrow().version());
    }

    @Test
    void aPreviewShowsWhatAnActionWouldDoAndDoesNothing() {
        house.submitted();
        house.asAnna().act("KC-2026-1", "accept");
        Map<String, Long> before = house.everything();
        Cases.Preview preview = house.cases.preview(act("grant", 2, House.key()));
        assertEquals(Optional.of("issued"), preview.to());
        assertEquals("%PDF-1.7\npermit lv DRAFT", new String(preview.documents().get("permit"), StandardCharsets.UTF_8));
        Cases.Preview unfit = house.cases.preview(act("refuse", 2, House.key()));
        assertEquals(List.of(Finding.error("reason", "error.required")), unfit.findings());
        assertEquals(Map.of(), unfit.documents());
        assertEquals(Optional.empty(), house.cases.preview(act("look", 2, House.key())).to());
        assertThrows(CaseProblem.class, () -> house.cases.preview(act("look", 1, House.key())));
        Map<String, Long> after = house.everything();
        assertEquals(before.put("changes", 0L) + 3, after.put("changes", 0L), "three previews are three records");
        assertEquals(before, after);
    }

    @Test
    void aRunningCaseKeepsTheDefinitionItWasSubmittedUnder() {
        house.submitted();
        house.services.install(TreeService.plain().version("2.0.0").setting("rate", "99").definition());
        Cases.Case old = house.asAnna().act("KC-2026-1", "accept");
        assertEquals("1.0.0", old.definition().version());
        house.services.installed.clear();
        assertEquals("review", house.act("KC-2026-1", "look").step(), "also when the service is gone");
    }
}
