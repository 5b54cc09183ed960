package lv.pkip.integration.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every provider keeps to; a provider's test class implements it and inherits the tests. */
public interface PaymentProviderContract {

    @Test
    @DisplayName("asking twice with the same key gives the same answer")
    default void asking_twice_with_the_same_key_gives_the_same_answer() {
        PaymentOrder order = order("12.50");
        assertEquals(provider().create(order), provider().create(order));
    }

    /** The provider under test, talking to its partner or to a simulator that speaks the partner's protocol. */
    PaymentProvider provider();

    /** Does what a payer does at the partner's page: pays the whole amount. */
    void payerPays(PaymentSession session);

    /** Does what a payer does at the partner's page: gives up. */
    void payerRefuses(PaymentSession session);

    /** Lets the time pass until the partner gives the payment up. */
    void payerNeverComes(PaymentSession session);

    /** A genuine callback of the partner about a payment. */
    Callback callback(PaymentSession session);

    /** Makes the partner unreachable, or reachable again. */
    void partnerIsReachable(boolean reachable);

    /** Forgets everything the provider keeps in memory, as a restart does; the partner forgets nothing. */
    void restart();

    default PaymentOrder order(String amount) {
        return new PaymentOrder(UUID.randomUUID().toString().replace("-", ""), new BigDecimal(amount),
                "Paraugu novada pašvaldība", "LV80BANK0000435195001", "90000000000", "Lieta KC-2026-118",
                "RF07KC2026118", Optional.empty(), "Paraugs Paraudziņš", Instant.now().plusSeconds(3600), "lv",
                URI.create("http://127.0.0.1/payment/return"), URI.create("http://127.0.0.1:9/callback"));
    }

    @Test
    default void asking_again_after_a_restart_gives_the_same_answer() {
        PaymentOrder order = order("12.50");
        PaymentSession first = provider().create(order);
        restart();
        assertEquals(first, provider().create(order));
    }

    @Test
    default void asking_at_once_from_many_threads_opens_one_payment() throws Exception {
        PaymentOrder order = order("12.50");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<PaymentSession>> calls = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                calls.add(() -> provider().create(order));
            }
            var references = new HashSet<String>();
            for (Future<PaymentSession> call : threads.invokeAll(calls)) {
                references.add(call.get().reference());
            }
            assertEquals(1, references.size());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    default void the_same_key_with_another_amount_is_refused() {
        PaymentOrder order = order("12.50");
        provider().create(order);
        PaymentOrder other = new PaymentOrder(order.key(), new BigDecimal("12.51"), order.beneficiary(), order.iban(),
                order.registration(), order.purpose(), order.creditorReference(), order.classification(),
                order.payerName(), order.due(), order.language(), order.returnUrl(), order.callbackUrl());
        assertEquals(PaymentProblem.Code.KEY_REUSED,
                assertThrows(PaymentProblem.class, () -> provider().create(other)).code());
    }

    @Test
    default void other_keys_open_other_payments() {
        assertNotEquals(provider().create(order("5.00")).reference(), provider().create(order("5.00")).reference());
    }

    @Test
    default void a_payment_nobody_came_to_is_not_paid() {
        PaymentSession session = provider().create(order("5.00"));
        PaymentState state = provider().query(session.reference()).state();
        assertTrue(state == PaymentState.CREATED || state == PaymentState.PENDING, state.name());
    }

    @Test
    default void a_paid_payment_is_paid_with_its_exact_amount_currency_and_key() {
        PaymentOrder order = order("273.19");
        PaymentSession session = provider().create(order);
        payerPays(session);
        PaymentStatus status = provider().query(session.reference());
        assertEquals(PaymentState.PAID, status.state());
        assertEquals(0, status.amount().compareTo(new BigDecimal("273.19")));
        assertEquals("EUR", status.currency());
        assertEquals(order.key(), status.key());
    }

    @Test
    default void asking_for_the_state_changes_nothing() {
        PaymentSession session = provider().create(order("5.00"));
        payerPays(session);
        assertEquals(provider().query(session.reference()), provider().query(session.reference()));
    }

    @Test
    default void a_refused_payment_has_failed() {
        PaymentSession session = provider().create(order("5.00"));
        payerRefuses(session);
        assertEquals(PaymentState.FAILED, provider().query(session.reference()).state());
    }

    @Test
    default void a_payment_past_its_time_has_expired() {
        PaymentSession session = provider().create(order("5.00"));
        payerNeverComes(session);
        assertEquals(PaymentState.EXPIRED, provider().query(session.reference()).state());
    }

    @Test
    default void a_reference_the_partner_does_not_know_is_said_to_be_unknown() {
        assertEquals(PaymentProblem.Code.UNKNOWN_REFERENCE,
                assertThrows(PaymentProblem.class, () -> provider().query("00000000-unknown")).code());
    }

    @Test
    default void a_genuine_callback_names_its_payment() {
        PaymentSession session = provider().create(order("5.00"));
        payerPays(session);
        assertEquals(session.reference(), provider().reference(callback(session)));
    }

    @Test
    default void the_same_callback_a_second_time_is_a_replay_also_after_a_restart() {
        PaymentSession session = provider().create(order("5.00"));
        Callback callback = callback(session);
        provider().reference(callback);
        restart();
        assertEquals(PaymentProblem.Code.NOT_GENUINE,
                assertThrows(PaymentProblem.class, () -> provider().reference(callback)).code());
    }

    @Test
    default void a_callback_with_one_byte_changed_is_not_believed() {
        PaymentSession session = provider().create(order("5.00"));
        Callback genuine = callback(session);
        byte[] body = genuine.body();
        body[body.length / 2] ^= 1;
        Callback forged = new Callback(genuine.method(), genuine.parameters(), genuine.headers(), body);
        assertEquals(PaymentProblem.Code.NOT_GENUINE,
                assertThrows(PaymentProblem.class, () -> provider().reference(forged)).code());
    }

    @Test
    default void an_empty_callback_is_not_believed() {
        Callback empty = new Callback("POST", Map.of(), Map.of(), new byte[0]);
        assertEquals(PaymentProblem.Code.NOT_GENUINE,
                assertThrows(PaymentProblem.class, () -> provider().reference(empty)).code());
    }

    @Test
    default void a_partner_that_cannot_be_reached_is_said_to_be_unavailable_and_nothing_is_lost() {
        PaymentOrder order = order("5.00");
        PaymentSession session = provider().create(order);
        partnerIsReachable(false);
        try {
            assertEquals(PaymentProblem.Code.UNAVAILABLE,
                    assertThrows(PaymentProblem.class, () -> provider().query(session.reference())).code());
            assertEquals(PaymentProblem.Code.UNAVAILABLE,
                    assertThrows(PaymentProblem.class, () -> provider().create(order)).code());
        } finally {
            partnerIsReachable(true);
        }
        assertEquals(session, provider().create(order));
    }

    @Test
    default void a_refund_asked_twice_with_the_same_key_is_one_refund() {
        if (!provider().capabilities().refunds()) {
            return;
        }
        PaymentSession session = provider().create(order("20.00"));
        payerPays(session);
        PaymentStatus first = provider().refund(session.reference(), new BigDecimal("20.00"), "refund00001");
        assertEquals(PaymentState.REFUNDED, first.state());
        assertEquals(first, provider().refund(session.reference(), new BigDecimal("20.00"), "refund00001"));
        assertEquals(0, provider().query(session.reference()).refunded().compareTo(new BigDecimal("20.00")));
    }

    @Test
    default void more_than_was_paid_is_not_given_back() {
        if (!provider().capabilities().refunds()) {
            return;
        }
        PaymentSession session = provider().create(order("20.00"));
        payerPays(session);
        assertEquals(PaymentProblem.Code.REFUSED, assertThrows(PaymentProblem.class,
                () -> provider().refund(session.reference(), new BigDecimal("20.01"), "refund00002")).code());
    }

    @Test
    default void what_was_not_paid_is_not_given_back() {
        if (!provider().capabilities().refunds()) {
            return;
        }
        PaymentSession session = provider().create(order("20.00"));
        assertEquals(PaymentProblem.Code.REFUSED, assertThrows(PaymentProblem.class,
                () -> provider().refund(session.reference(), new BigDecimal("1.00"), "refund00003")).code());
    }

    @Test
    default void the_provider_has_a_name_in_each_language() {
        for (String language : List.of("lv", "en", "ru")) {
            assertNotNull(provider().capabilities().labels().get(language), language);
        }
    }
}
