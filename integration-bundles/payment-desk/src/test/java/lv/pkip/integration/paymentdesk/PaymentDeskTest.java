package lv.pkip.integration.paymentdesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lv.pkip.integration.payment.Callback;
import lv.pkip.integration.payment.PaymentProblem;
import lv.pkip.integration.payment.PaymentState;
import lv.pkip.integration.paymentdesk.Obligation.State;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.testkit.HouseRules;
import lv.pkip.kernel.testkit.MadeUpTown;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PaymentDeskTest {
    @TempDir
    Path folder;
    private Desk desk;

    @BeforeEach
    void open() {
        desk = new Desk(folder);
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
    }

    @Test
    void keeps_the_house_rules() {
        HouseRules.check(PaymentStep.class);
    }

    @Test
    void entering_a_payment_step_writes_one_obligation_with_a_reference_of_the_case() {
        Obligation o = desk.owes("KC-2026-118", "273.19");
        assertEquals(new BigDecimal("273.19"), o.amount);
        assertTrue(CreditorReference.valid(o.reference), o.reference);
        assertTrue(o.reference.endsWith("KC2026118"));
        assertEquals(o.id, desk.enters("KC-2026-118", "273.19").id);
    }

    @Test
    void an_obligation_vanishes_with_the_transaction_of_its_step() {
        assertThrows(IllegalStateException.class, () -> desk.jpa.tx(em -> {
            desk.step.entered(Desk.entered("KC-2026-1", "5.00"));
            throw new IllegalStateException("the case could not move");
        }));
        assertTrue(desk.obligations.ofStep("case-KC-2026-1", "payment").isEmpty());
    }

    @Test
    void a_changed_amount_cancels_the_first_obligation_and_writes_another_with_its_own_reference() {
        Obligation first = desk.owes("KC-2026-2", "5.00");
        Obligation second = desk.enters("KC-2026-2", "6.00");
        assertEquals(State.CANCELLED, desk.now(first).state);
        assertNotEquals(first.reference, second.reference);
        assertTrue(CreditorReference.valid(second.reference));
    }

    @Test
    void no_amount_parts_of_a_cent_and_less_than_nothing_refuse_the_step() {
        for (String wrong : List.of("0.001", "-1")) {
            assertThrows(IllegalStateException.class, () -> desk.enters("KC-2026-3", wrong), wrong);
        }
    }

    @Test
    void paying_settles_the_obligation_and_moves_the_case_by_the_callback_alone() throws Exception {
        Obligation o = desk.owes("KC-2026-4", "12.50");
        Attempt a = desk.tries(o);
        desk.sandbox.payer(a.reference, "pay");
        Desk.until("settled by callback", () -> desk.now(o).state == State.SETTLED);
        assertEquals("issued", desk.town.step("KC-2026-4"));
        assertEquals(1, desk.town.acts("KC-2026-4"));
        assertEquals(Effect.SETTLED, desk.effect(a));
        assertEquals(1, desk.audit.actions().stream().filter("payment.settle"::equals).count());
    }

    @Test
    void a_double_callback_settles_once() throws Exception {
        Obligation o = desk.owes("KC-2026-5", "12.50");
        Attempt a = desk.tries(o);
        desk.sandbox.payer(a.reference, "double");
        Desk.until("settled by callback", () -> desk.now(o).state == State.SETTLED);
        desk.attempts.called("sandbox", callback(a));
        assertEquals(1, desk.town.acts("KC-2026-5"));
        assertFalse(desk.now(o).attention());
    }

    @Test
    void a_lost_callback_is_found_by_asking_later_and_later() {
        Obligation o = desk.owes("KC-2026-6", "12.50");
        Attempt a = desk.tries(o);
        desk.sandbox.payer(a.reference, "lost");
        desk.poller.round();
        assertEquals(State.OPEN, desk.now(o).state);
        desk.clock.forward(Duration.ofSeconds(16));
        desk.poller.round();
        assertEquals(State.SETTLED, desk.now(o).state);
        assertEquals(1, desk.town.acts("KC-2026-6"));
        assertEquals(null, desk.attempts.find(a.id).orElseThrow().nextLook);
    }

    @Test
    void the_waits_between_looks_grow_up_to_an_hour() {
        Obligation o = desk.owes("KC-2026-7", "12.50");
        Attempt a = desk.tries(o);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            long next = desk.attempts.find(a.id).orElseThrow().nextLook;
            waits.add((next - desk.clock.millis()) / 1000);
            desk.clock.set(java.time.Instant.ofEpochMilli(next));
            desk.attempts.dueForLook(10);
        }
        assertEquals(List.of(15L, 30L, 60L, 120L, 240L, 480L, 960L, 1920L, 3600L, 3600L, 3600L, 3600L), waits);
    }

    @Test
    void a_late_payment_is_open_until_the_money_comes() throws Exception {
        Obligation o = desk.owes("KC-2026-8", "12.50");
        Attempt a = desk.tries(o);
        desk.sandbox.payer(a.reference, "late");
        assertEquals("/payment/" + o.id, ((Page.Redirect) desk.asks(o.id + "/return/" + a.id)).location());
        assertEquals(PaymentState.PENDING, desk.attempts.find(a.id).orElseThrow().state);
        assertEquals(State.OPEN, desk.now(o).state);
        desk.clock.forward(Duration.ofSeconds(61));
        Desk.until("settled by the late callback", () -> desk.now(o).state == State.SETTLED);
        assertEquals(1, desk.town.acts("KC-2026-8"));
    }

    @Test
    void another_amount_settles_nothing_and_waits_for_a_person() throws Exception {
        Obligation o = desk.owes("KC-2026-9", "12.50");
        Attempt a = desk.tries(o);
        desk.sandbox.payer(a.reference, "changed");
        Desk.until("looked at", () -> desk.effect(a) == Effect.MISMATCH);
        assertEquals(State.OPEN, desk.now(o).state);
        assertEquals(0, desk.town.acts("KC-2026-9"));
        assertTrue(desk.now(o).attention());
        desk.attempts.refund(a.id, "cita summa");
        assertEquals(Effect.REFUNDED, desk.effect(a));
        assertFalse(desk.now(o).attention());
        assertEquals(PaymentState.REFUNDED, desk.sandbox.provider().query(a.reference).state());
    }

    @Test
    void refused_and_then_paid_in_a_second_try_is_paid() throws Exception {
        Obligation o = desk.owes("KC-2026-10", "12.50");
        Attempt first = desk.tries(o);
        desk.sandbox.payer(first.reference, "refuse");
        desk.asks(o.id + "/return/" + first.id);
        assertEquals(PaymentState.FAILED, desk.attempts.find(first.id).orElseThrow().state);
        Attempt second = desk.tries(o);
        desk.sandbox.payer(second.reference, "pay");
        desk.asks(o.id + "/return/" + second.id);
        assertEquals(State.SETTLED, desk.now(o).state);
        assertEquals(second.id, desk.now(o).paidWith);
        assertFalse(desk.now(o).attention());
    }

    @Test
    void two_tries_paid_settle_once_and_the_second_is_to_be_given_back() {
        Obligation o = desk.owes("KC-2026-11", "12.50");
        Attempt first = desk.tries(o);
        Attempt second = desk.tries(o);
        desk.sandbox.payer(first.reference, "lost");
        desk.sandbox.payer(second.reference, "lost");
        desk.attempts.verify(first.id);
        desk.attempts.verify(second.id);
        assertEquals(Effect.SETTLED, desk.effect(first));
        assertEquals(Effect.DUPLICATE, desk.effect(second));
        assertEquals(1, desk.town.acts("KC-2026-11"));
        assertTrue(desk.now(o).attention());
    }

    @Test
    void money_for_a_withdrawn_case_is_to_be_given_back() {
        Obligation o = desk.owes("KC-2026-12", "12.50");
        Attempt a = desk.tries(o);
        desk.jpa.tx(em -> desk.step.left(o.caseId, o.step));
        assertEquals(State.CANCELLED, desk.now(o).state);
        desk.sandbox.payer(a.reference, "lost");
        desk.attempts.verify(a.id);
        assertEquals(Effect.CANCELLED, desk.effect(a));
        assertEquals(0, desk.town.acts("KC-2026-12"));
    }

    @Test
    void many_verifications_at_once_settle_once() throws Exception {
        Obligation o = desk.owes("KC-2026-13", "12.50");
        Attempt first = desk.tries(o);
        Attempt second = desk.tries(o);
        desk.sandbox.payer(first.reference, "lost");
        desk.sandbox.payer(second.reference, "lost");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> calls = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Attempt a = i % 2 == 0 ? first : second;
                calls.add(() -> {
                    desk.attempts.verify(a.id);
                    return null;
                });
            }
            for (Future<Void> call : threads.invokeAll(calls)) {
                call.get();
            }
        } finally {
            threads.shutdown();
        }
        for (int i = 0; i < 5; i++) { // what had to give way is tried again by the clockwork
            desk.clock.forward(Duration.ofHours(1));
            desk.poller.round();
        }
        assertEquals(1, desk.town.acts("KC-2026-13"));
        assertEquals(State.SETTLED, desk.now(o).state);
        List<Effect> effects = List.of(desk.effect(first), desk.effect(second));
        assertTrue(effects.contains(Effect.SETTLED) && effects.contains(Effect.DUPLICATE), effects.toString());
    }

    @Test
    void somebody_elses_change_of_the_case_is_met_by_trying_again() {
        Obligation o = desk.owes("KC-2026-14", "12.50");
        Attempt a = desk.tries(o);
        desk.sandbox.payer(a.reference, "lost");
        desk.town.stale.set(3);
        desk.attempts.verify(a.id);
        assertEquals(State.SETTLED, desk.now(o).state);
        assertEquals(1, desk.town.acts("KC-2026-14"));
    }

    @Test
    void money_is_kept_in_sight_while_the_case_cannot_move_and_settles_when_it_can() {
        Obligation o = desk.owes("KC-2026-15", "12.50");
        Attempt a = desk.tries(o);
        desk.sandbox.payer(a.reference, "lost");
        desk.town.blocked.set(1);
        desk.attempts.verify(a.id);
        assertEquals(Effect.WAITING, desk.effect(a));
        assertEquals(State.OPEN, desk.now(o).state);
        assertTrue(desk.now(o).attention());
        desk.clock.forward(Duration.ofHours(1));
        desk.poller.round();
        assertEquals(State.SETTLED, desk.now(o).state);
        assertFalse(desk.now(o).attention());
    }

    @Test
    void a_lost_answer_at_the_opening_is_asked_for_again_with_the_same_key() {
        Obligation o = desk.owes("KC-2026-16", "12.50");
        desk.sandbox.reachable(false);
        assertThrows(PaymentProblem.class, () -> desk.tries(o));
        Attempt a = desk.obligations.attempts(o.id).get(0);
        desk.sandbox.reachable(true);
        desk.clock.forward(Duration.ofSeconds(16));
        desk.poller.round();
        Attempt opened = desk.attempts.find(a.id).orElseThrow();
        assertEquals(opened.reference, desk.sandbox.provider().query(opened.reference).reference());
        assertEquals(1, desk.obligations.attempts(o.id).size());
    }

    @Test
    void the_same_form_sent_twice_is_one_try() {
        Obligation o = desk.owes("KC-2026-17", "12.50");
        String id = "0123456789abcdef0123456789abcdef";
        assertEquals(desk.attempts.start(o.id, "sandbox", id, "lv", desk.server.baseUrl()).redirect,
                desk.attempts.start(o.id, "sandbox", id, "lv", desk.server.baseUrl()).redirect);
        assertEquals(1, desk.obligations.attempts(o.id).size());
    }

    @Test
    void nothing_to_pay_settles_by_itself() {
        Obligation o = desk.owes("SN-2026-1", "0");
        desk.poller.round();
        assertEquals(State.SETTLED, desk.now(o).state);
        assertEquals("nothing", desk.now(o).paidBy);
        assertEquals(1, desk.town.acts("SN-2026-1"));
    }

    @Test
    void a_return_that_says_paid_is_not_believed() {
        Obligation o = desk.owes("KC-2026-18", "12.50");
        Attempt a = desk.tries(o);
        desk.page.handle(desk.request("GET", o.id + "/return/" + a.id, Map.of("status", List.of("paid"))));
        assertEquals(State.OPEN, desk.now(o).state);
    }

    @Test
    void a_stranger_sees_neither_payment_nor_that_it_exists() {
        Obligation o = desk.owes("KC-2026-19", "12.50");
        Attempt a = desk.tries(o);
        desk.asResident("person-2");
        for (String path : List.of(o.id, o.id + "/receipt", o.id + "/return/" + a.id, "nothing")) {
            assertEquals(new Page.Problem(404, "problem.unknown"), desk.asks(path), path);
        }
        desk.asStaff("*");
        assertEquals(new Page.Problem(404, "problem.unknown"), desk.asks(o.id));
    }

    @Test
    void the_page_shows_what_to_pay_and_after_paying_a_receipt() throws Exception {
        Obligation o = desk.owes("KC-2026-20", "1234.50");
        Page.View view = (Page.View) desk.asks(o.id);
        assertEquals("1\u00a0234,50", view.model().get("amount"));
        assertEquals(new Page.Problem(404, "problem.unknown"), desk.asks(o.id + "/receipt"));
        Page.Redirect start = (Page.Redirect) desk.page.handle(desk.request("POST", o.id + "/start",
                Map.of("provider", List.of("sandbox"), "attempt", List.of((String) view.model().get("attempt")))));
        assertTrue(start.location().startsWith(desk.server.baseUrl() + "/sandbox/payment/"), start.location());
        Attempt a = desk.obligations.attempts(o.id).get(0);
        desk.sandbox.payer(a.reference, "lost");
        desk.asks(o.id + "/return/" + a.id);
        Page.Content receipt = assertInstanceOf(Page.Content.class, desk.asks(o.id + "/receipt"));
        String text = new String(receipt.stream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(text.contains("1\u00a0234,50 EUR") && text.contains("KC-2026-20") && text.contains(o.reference), text);
    }

    @Test
    void a_provider_that_is_away_leaves_the_transfer() {
        Obligation o = desk.owes("KC-2026-21", "12.50");
        desk.providers.remove(desk.sandbox.provider());
        Page.View view = (Page.View) desk.asks(o.id);
        assertEquals(List.of(), view.model().get("providers"));
        assertEquals("/payment/" + o.id + "?problem=choose", ((Page.Redirect) desk.page.handle(desk.request("POST",
                o.id + "/start", Map.of("provider", List.of("sandbox"), "attempt", List.of("0".repeat(32)))))).location());
    }

    @Test
    void a_forged_or_replayed_callback_is_turned_away() {
        Obligation o = desk.owes("KC-2026-22", "12.50");
        Attempt a = desk.tries(o);
        CallbackPage page = new CallbackPage(desk.attempts);
        byte[] body = desk.sandbox.callbackBody(a.reference);
        assertEquals(200, status(page, "sandbox", body));
        assertEquals(400, status(page, "sandbox", body));
        assertEquals(400, status(page, "sandbox", "paid".getBytes(StandardCharsets.UTF_8)));
        assertEquals(503, status(page, "another", body));
        assertEquals(404, status(page, "../x", body));
        assertEquals(State.OPEN, desk.now(o).state);
    }

    @Test
    void a_callback_that_could_not_be_verified_asks_for_another_one() {
        Obligation o = desk.owes("KC-2026-23", "12.50");
        Attempt a = desk.tries(o);
        desk.sandbox.payer(a.reference, "lost");
        desk.sandbox.reachable(false);
        assertEquals(503, status(new CallbackPage(desk.attempts), "sandbox", desk.sandbox.callbackBody(a.reference)));
        assertEquals(State.OPEN, desk.now(o).state);
    }

    @Test
    void a_provider_is_not_taken_away_while_it_is_used() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            var inside = new java.util.concurrent.CountDownLatch(1);
            var go = new java.util.concurrent.CountDownLatch(1);
            Future<String> use = threads.submit(() -> desk.providers.use("sandbox", p -> {
                inside.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return "used";
            }));
            inside.await();
            Future<?> removal = threads.submit(() -> desk.providers.remove(desk.sandbox.provider()));
            Desk.until("no new ones enter", () -> desk.providers.ids().isEmpty());
            assertFalse(removal.isDone());
            go.countDown();
            assertEquals("used", use.get());
            removal.get();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void without_a_good_account_nothing_is_owed_and_health_says_why() {
        for (Map<String, String> properties : List.of(Map.<String, String>of(), Map.of("iban", "LV00PARA0000000000000"))) {
            Obligations lost = new Obligations(desk.jpa, new MadeUpTown(desk.server.baseUrl(), properties), desk.clock);
            CaseProblem problem = assertThrows(CaseProblem.class, () -> lost.open(Desk.entered("KC-2026-30", "1.00")));
            assertEquals(CaseProblem.Code.NOT_SET_UP, problem.code());
            assertEquals(Map.of("setting", "property.iban"), problem.findings().get(0).args());
            assertFalse(new DeskHealth(lost, desk.providers).probe().alive());
        }
        assertTrue(new DeskHealth(desk.obligations, desk.providers).probe().alive());
    }

    @Test
    void the_case_page_says_what_to_pay_and_where() {
        Obligation o = desk.owes("KC-2026-24", "12.50");
        var shown = desk.step.shown(o.caseId, o.step, "lv").orElseThrow();
        assertEquals("Jāsamaksā 12,50 EUR.", shown.text());
        assertEquals("/payment/" + o.id, shown.href().orElseThrow());
        assertTrue(desk.step.shown("case-none", "payment", "lv").isEmpty());
    }

    private Callback callback(Attempt a) {
        return new Callback("POST", Map.of(), Map.of(), desk.sandbox.callbackBody(a.reference));
    }

    private static int status(CallbackPage page, String path, byte[] body) {
        return ((Page.Content) page.handle(new Page.Request("POST", path, Map.of(), Map.of(), body, "lv", ""))).status();
    }
}
