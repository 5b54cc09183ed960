package lv.pkip.kernel.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.CaseHandler;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Definition.Calculation;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.service.Rules;
import lv.pkip.kernel.api.service.StepType;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubmitTest {
    private final House house = new House();

    @AfterEach
    void close() {
        house.close();
    }

    private CaseProblem refused(CaseProblem.Code code, Cases.Submit submit) {
        CaseProblem problem = assertThrows(CaseProblem.class, () -> house.cases.submit(submit));
        assertEquals(code, problem.code());
        return problem;
    }

    @Test
    void makesACaseWithAllThatBelongsToIt() {
        Cases.Receipt receipt = house.submitted("trees", 3);

        assertEquals("KC-2026-1", receipt.number());
        assertEquals(Instant.parse("2026-03-02T08:00:00Z"), receipt.submitted());
        assertEquals(LocalDate.of(2026, 3, 31), receipt.due());
        assertFalse(receipt.repeated());
        Cases.Case made = house.cases.read("KC-2026-1", "own").orElseThrow();
        assertEquals(receipt.id(), made.id());
        assertEquals("completeness", made.step());
        assertEquals(Phase.RECEIVED, made.phase());
        assertEquals(1, made.version());
        assertEquals("p-zane", made.applicantKey());
        assertEquals("Zane Kalniņa", made.applicantName());
        assertEquals("environment", made.unit());
        assertEquals(House.answers("trees", 3), made.application());
        assertEquals(Optional.of("zane@mail.example"), made.email());
        assertEquals(house.trees, made.definition());
        assertEquals(List.of("withdraw"), made.actions().stream().map(Definition.Action::id).toList());
        assertEquals(List.of(house.trees.fingerprint()), house.witness.names("archive"));
        assertEquals("case.submit ok", house.witness.names("audit").get(0));
        assertEquals("tree-felling KC-2026-1 p-zane own-case {step=completeness}", house.witness.texts("audit").get(0));
        assertEquals(List.of(receipt.id() + ":submit:received:1"), house.witness.names("outbox"));
        assertEquals("email zane@mail.example language=lv|subject=Subject of received|text=Dear Zane Kalniņa,\nlv",
                house.witness.texts("outbox").get(0));
        List<Cases.HistoryEntry> history = house.cases.history("KC-2026-1");
        assertEquals(1, history.size());
        assertEquals(new Cases.HistoryEntry(receipt.submitted(), "RESIDENT", "Zane Kalniņa", "submit", "", "completeness",
                Phase.RECEIVED, Optional.empty(), true), history.get(0));
        assertEquals(house.counted(), house.kept());
    }

    @Test
    void sameKeyAndContentGiveTheSameReceipt() {
        Cases.Submit submit = house.application(House.key(), "trees", 3, "z", List.of("1.50"));
        Cases.Receipt first = house.asZane().cases.submit(submit);
        Map<String, Long> before = house.everything();
        house.clock.forward(Duration.ofDays(1));
        Cases.Receipt second = house.cases.submit(submit);
        assertTrue(second.repeated());
        assertEquals(first, new Cases.Receipt(second.id(), second.number(), second.submitted(), second.due(), false));
        assertEquals(before, house.everything());
    }

    @Test
    void equalAnswersInAnotherOrderAreTheSameContent() {
        String key = House.key();
        Map<String, Object> one = new java.util.LinkedHashMap<>();
        one.put("name", "Zane");
        one.put("size", new BigDecimal("1.50"));
        Map<String, Object> other = new java.util.LinkedHashMap<>();
        other.put("size", new BigDecimal("1.5"));
        other.put("name", "Zane");
        house.asZane().cases.submit(House.application(house.trees, key, Answers.of(one)));
        assertTrue(house.cases.submit(House.application(house.trees, key, Answers.of(other))).repeated());
    }

    @Test
    void aUsedKeyWithOtherContentIsRefused() {
        String key = House.key();
        house.asZane().cases.submit(house.application(key, "trees", 3));
        refused(CaseProblem.Code.KEY_REUSED, house.application(key, "trees", 4));
        refused(CaseProblem.Code.KEY_REUSED, House.application(house.trees, key, Answers.empty()));
        assertEquals(1, house.rows("status_case"));
    }

    @Test
    void theSameKeyOfSomebodyElseIsAnotherKey() {
        String key = House.key();
        house.asZane().cases.submit(house.application(key));
        assertFalse(house.as(House.JANIS).cases.submit(house.application(key)).repeated());
    }

    @Test
    void aRepeatedSubmissionSucceedsAlsoWhenItCouldNotBeMadeNow() {
        Cases.Submit submit = house.application(House.key());
        Cases.Receipt first = house.asZane().cases.submit(submit);
        house.services.installed.clear();
        assertEquals(first.number(), house.cases.submit(submit).number());
    }

    @Test
    void manyAtOnceWithOneKeyMakeOneCase() throws Exception {
        Cases.Submit submit = house.asZane().application(House.key());
        Set<String> numbers = ConcurrentHashMap.newKeySet();
        List<Boolean> repeated = together(8, i -> {
            Cases.Receipt receipt = house.cases.submit(submit);
            numbers.add(receipt.number());
            return receipt.repeated();
        });
        assertEquals(1, numbers.size());
        assertEquals(7, repeated.stream().filter(r -> r).count());
        assertEquals(1, house.rows("status_case"));
        assertEquals(1, house.rows("status_history"));
        assertEquals(1, house.witness.names("outbox").size());
        assertEquals(house.counted(), house.kept());
    }

    interface Numbered<T> {
        T call(int number) throws Exception;
    }

    static <T> List<T> together(int threads, Numbered<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CyclicBarrier start = new CyclicBarrier(threads);
        try {
            List<Callable<T>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                tasks.add(() -> {
                    start.await();
                    return work.call(number);
                });
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : pool.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void gaplessNumbersLeaveNoGapWhenSomeSubmissionsFail() throws Exception {
        house.asZane();
        house.dispatcher.with(CaseHandler.class, "tree-felling", new CaseHandler() { });
        List<String> numbers = together(6, i -> {
            List<String> own = new ArrayList<>();
            for (int n = 0; n < 6; n++) {
                if ((i + n) % 3 == 0) {
                    assertThrows(CaseProblem.class, () -> house.cases.submit(new Cases.Submit("tree-felling",
                            house.trees.fingerprint(), House.answers("papers", List.of(Map.of("id", House.key()))),
                            House.key(), Optional.empty(), "lv", Optional.empty())));
                } else {
                    own.add(house.cases.submit(house.application(House.key())).number());
                }
            }
            return own;
        }).stream().flatMap(List::stream).toList();
        Set<String> expected = new HashSet<>();
        IntStream.rangeClosed(1, 24).forEach(n -> expected.add("KC-2026-" + n));
        assertEquals(expected, new HashSet<>(numbers));
        assertEquals(24, numbers.size());
        assertEquals(house.counted(), house.kept());
    }

    @Test
    void aRolledBackGaplessNumberComesBack() {
        house.submitted();
        house.outputs.fail = true;
        assertThrows(IllegalStateException.class, house::submitted);
        house.outputs.fail = false;
        assertEquals("KC-2026-2", house.submitted().number());
    }

    @Test
    void numbersStartAnewEachYearOfRiga() {
        house.submitted();
        house.clock.set(Instant.parse("2026-12-31T21:59:59Z"));
        assertEquals("KC-2026-2", house.submitted().number());
        house.clock.set(Instant.parse("2026-12-31T22:00:00Z"));
        assertEquals("KC-2027-1", house.submitted().number());
    }

    @Test
    void numbersFromBlocksAreUniqueAlsoOverTwoNodes() throws Exception {
        Definition roads = house.services.install(TreeService.plain().withGaps().id("roads").definition());
        Cases[] nodes = {house.book(), house.book()};
        house.asZane();
        List<String> numbers = together(6, i -> {
            List<String> own = new ArrayList<>();
            for (int n = 0; n < 40; n++) {
                own.add(nodes[i % 2].submit(House.application(roads, House.key(), House.answers())).number());
            }
            return own;
        }).stream().flatMap(List::stream).toList();
        assertEquals(240, new HashSet<>(numbers).size());
        assertEquals(240, house.rows("status_case"));
        assertTrue(numbers.stream().allMatch(n -> n.matches("ROADS-2026-[0-9]+")));
        assertEquals(house.counted(), house.kept());
    }

    @Test
    void whatIsNotValidIsRefusedWithItsFindings() {
        house.asZane();
        CaseProblem problem = refused(CaseProblem.Code.INVALID, House.application(house.trees, House.key(), Answers.empty()));
        assertEquals(List.of(Finding.error("name", "error.required")), problem.findings());
        refused(CaseProblem.Code.INVALID, house.application("short"));
        refused(CaseProblem.Code.INVALID, house.application("with space in it"));
        refused(CaseProblem.Code.INVALID, house.application("x".repeat(201)));
        assertEquals(0, house.rows("status_case"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zane", "a@b@c", "zane@mail.example\nBcc: x@y.example", "zane <zane@mail.example>", "@mail.example"})
    void anAddressThatIsNoneIsRefused(String address) {
        house.asZane();
        CaseProblem problem = refused(CaseProblem.Code.INVALID, new Cases.Submit("tree-felling", house.trees.fingerprint(),
                House.answers(), House.key(), Optional.empty(), "lv", Optional.of(address)));
        assertEquals("email", problem.findings().get(0).field());
    }

    @Test
    void withoutAnAddressNoLetterIsSent() {
        house.asZane().cases.submit(new Cases.Submit("tree-felling", house.trees.fingerprint(), House.answers(),
                House.key(), Optional.empty(), "ru", Optional.empty()));
        assertEquals(List.of(), house.witness.names("outbox"));
    }

    @Test
    void onlyResidentsSurelyIdentifiedMaySubmit() {
        Cases.Submit submit = house.application(House.key());
        house.actor.become(Actor.anonymous());
        assertThrows(Forbidden.class, () -> house.cases.submit(submit));
        house.asAnna();
        assertThrows(Forbidden.class, () -> house.cases.submit(submit));
        house.actor.become(Actor.resident("p-zane", "Zane", Assurance.LOW));
        refused(CaseProblem.Code.ASSURANCE_TOO_LOW, submit);
        assertEquals(0, house.rows("status_case"));
        assertEquals(List.of("case.submit refused", "case.submit refused"), house.witness.names("audit"));
    }

    @Test
    void theDefinitionReplacedUnderTheApplicantsHandsIsTakenForADay() {
        house.submitted();
        Definition next = house.services.install(TreeService.plain().version("1.1.0").definition());
        house.clock.forward(Duration.ofHours(23));
        Cases.Receipt old = house.cases.submit(house.application(House.key()));
        assertEquals(house.trees, house.cases.read(old.number(), "own").orElseThrow().definition());
        Cases.Receipt fresh = house.cases.submit(House.application(next, House.key(), House.answers()));
        assertEquals(next, house.cases.read(fresh.number(), "own").orElseThrow().definition());
        house.clock.forward(Duration.ofHours(2));
        refused(CaseProblem.Code.STALE, house.application(House.key()));
    }

    @Test
    void nobodyChoosesAnOldDefinitionByNamingIt() {
        Definition old = TreeService.plain().version("0.9.0").definition();
        house.services.known.put(old.fingerprint(), old);
        house.asZane();
        refused(CaseProblem.Code.STALE, House.application(old, House.key(), House.answers()));
        Definition roads = house.services.install(TreeService.plain().id("roads").definition());
        refused(CaseProblem.Code.STALE, new Cases.Submit("tree-felling", roads.fingerprint(), House.answers(),
                House.key(), Optional.empty(), "lv", Optional.empty()));
    }

    @Test
    void aServiceThatIsGoneIsUnavailableAndComesBack() {
        house.submitted();
        house.services.installed.clear();
        assertTrue(assertThrows(Unavailable.class, house::submitted).known());
        house.services.known.clear();
        assertFalse(assertThrows(Unavailable.class, () -> house.cases.submit(new Cases.Submit("nothing", "f",
                House.answers(), House.key(), Optional.empty(), "lv", Optional.empty()))).known());
        house.services.install(house.trees);
        assertEquals("KC-2026-2", house.submitted().number());
    }

    @Test
    void theHandlerIsAskedAndItsStopRefuses() {
        Definition handled = house.services.install(TreeService.plain().withHandler().definition());
        List<Answers> asked = new ArrayList<>();
        house.dispatcher.with(CaseHandler.class, "tree-felling", new CaseHandler() {
            @Override
            public List<Finding> check(Submission submission) {
                asked.add(submission.answers());
                assertEquals(LocalDate.of(2026, 3, 2), submission.today());
                return submission.answers().text("fruit").isPresent() ? List.of(Finding.stop("fruit", "no.permit"))
                        : List.of(Finding.notice("", "wait"));
            }
        });
        house.asZane();
        assertEquals("KC-2026-1", house.cases.submit(House.application(handled, House.key(), House.answers())).number());
        CaseProblem stop = refused(CaseProblem.Code.INVALID,
                House.application(handled, House.key(), House.answers("fruit", "apple")));
        assertEquals(List.of(Finding.stop("fruit", "no.permit")), stop.findings());
        assertEquals(List.of(Finding.notice("", "wait")), house.cases.check(handled, House.answers()));
        refused(CaseProblem.Code.INVALID, House.application(handled, House.key(), Answers.empty()));
        assertEquals(3, asked.size(), "answers that break the schema never reach the handler");
        assertEquals(0, house.dispatcher.openLeases());
    }

    @Test
    void withoutItsHandlerTheServiceIsUnavailableAndLeavesNothing() {
        Definition handled = house.services.install(TreeService.plain().withHandler().definition());
        house.asZane();
        Map<String, Long> before = house.everything();
        assertThrows(Unavailable.class, () -> house.cases.submit(House.application(handled, House.key(), House.answers())));
        house.dispatcher.with(CaseHandler.class, "tree-felling", new CaseHandler() {
            @Override
            public List<Finding> check(Submission submission) {
                throw new IllegalStateException("broken");
            }
        });
        assertThrows(IllegalStateException.class,
                () -> house.cases.submit(House.application(handled, House.key(), House.answers())));
        assertEquals(before, house.everything());
        assertEquals(0, house.dispatcher.openLeases());
    }

    @Test
    void whateverFailsLeavesNothingBehind() {
        house.asZane();
        Map<String, Long> before = house.everything();
        house.outputs.fail = true;
        assertThrows(IllegalStateException.class, () -> house.cases.submit(house.application(House.key())));
        house.outputs.fail = false;
        house.services.archiveFails = true;
        assertThrows(IllegalStateException.class, () -> house.cases.submit(house.application(House.key())));
        house.services.archiveFails = false;
        Definition paid = house.services.install(TreeService.plain().firstType("payment").calculating(fee()).definition());
        house.dispatcher.with(StepType.class, "payment", new RefusingStep(house.witness));
        assertThrows(IllegalStateException.class,
                () -> house.cases.submit(House.application(paid, House.key(), House.answers("trees", 2))));
        assertEquals(before, house.everything());
        assertEquals(0, house.dispatcher.openLeases());
    }

    private record RefusingStep(Witness witness) implements StepType {
        @Override
        public void entered(Entered entered) {
            witness.say("step", entered.number());
            throw new IllegalStateException("no desk");
        }

        @Override
        public void left(String caseId, String step) {
            throw new AssertionError("not left");
        }

        @Override
        public Optional<Shown> shown(String caseId, String step, String language) {
            return Optional.empty();
        }
    }

    private static Calculation fee() {
        return new Calculation("fee", "submit", "submitted", Map.of("trees", "application.trees", "rate", "settings.rate",
                "absent", "application.nothing"), "fee");
    }

    @Test
    void calculationsAreKeptToTheLastDigit() {
        Definition fee = house.services.install(TreeService.plain().calculating(fee()).setting("rate", "12.3456789012345678901234567890").definition());
        house.asZane();
        String number = house.cases.submit(House.application(fee, House.key(), House.answers("trees", new BigDecimal("3.10")))).number();
        Rules.Result kept = house.cases.read(number, "own").orElseThrow().results().get("fee");
        assertEquals(house.cases.estimate(fee, House.answers("trees", new BigDecimal("3.10"))).get("fee"), kept);
        assertEquals(new BigDecimal("38.271604593827160459382716045900"), kept.amount("total").orElseThrow());
        assertEquals(Map.of("trees", new BigDecimal("3.10"), "rate", "12.3456789012345678901234567890"),
                house.services.facts.get(0));
        assertThrows(Rules.RuleProblem.class, () -> house.cases.submit(House.application(fee, House.key(), House.answers())));
        assertEquals(1, house.rows("status_case"));
    }

    @Test
    void enteringAForeignStepTellsItsTypeInTheTransaction() {
        Definition paid = house.services.install(TreeService.plain().firstType("payment").calculating(fee()).definition());
        List<StepType.Entered> entered = new ArrayList<>();
        house.dispatcher.with(StepType.class, "payment", new RecordingStep(entered, new ArrayList<>()));
        house.asZane();
        Cases.Receipt receipt = house.cases.submit(House.application(paid, House.key(), House.answers("trees", 2)));
        assertEquals(1, entered.size());
        assertEquals(new StepType.Entered(receipt.id(), "KC-2026-1", "tree-felling", "completeness",
                Map.of("amount", "fee.total"), Optional.of(new BigDecimal("21.00")), "KC-2026-1 Koku ciršana", "p-zane",
                "Zane Kalniņa"), entered.get(0));
        Definition without = house.services.install(TreeService.plain().firstType("payment").definition());
        assertThrows(Rules.RuleProblem.class,
                () -> house.cases.submit(House.application(without, House.key(), House.answers("trees", 2))));
        assertEquals(1, house.rows("status_case"));
    }

    record RecordingStep(List<StepType.Entered> entered, List<String> left) implements StepType {
        @Override
        public void entered(Entered one) {
            entered.add(one);
        }

        @Override
        public void left(String caseId, String step) {
            left.add(step);
        }

        @Override
        public Optional<Shown> shown(String caseId, String step, String language) {
            return Optional.empty();
        }
    }

    @Test
    void submittingDeletesTheDraftAndOnlyAnOwnOne() {
        var mine = house.asZane().drafts.start("tree-felling", house.trees.fingerprint(), "lv");
        var theirs = house.as(House.JANIS).drafts.start("tree-felling", house.trees.fingerprint(), "lv");
        house.asZane();
        for (var draft : List.of(mine, theirs)) {
            house.cases.submit(new Cases.Submit("tree-felling", house.trees.fingerprint(), House.answers(), House.key(),
                    Optional.of(draft.id()), "lv", Optional.empty()));
        }
        assertEquals(Optional.empty(), house.drafts.find(mine.id()));
        assertTrue(house.as(House.JANIS).drafts.find(theirs.id()).isPresent());
    }

    @Test
    void checkAndEstimateNeedSomebodySignedIn() {
        house.actor.become(Actor.anonymous());
        assertThrows(Forbidden.class, () -> house.cases.check(house.trees, House.answers()));
        assertThrows(Forbidden.class, () -> house.cases.estimate(house.trees, House.answers()));
    }
}
