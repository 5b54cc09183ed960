package lv.pkip.kernel.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import lv.pkip.kernel.api.delivery.Channel;
import lv.pkip.kernel.api.delivery.Outbox.Item;
import lv.pkip.kernel.api.delivery.Outbox.State;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.HouseRules;
import lv.pkip.kernel.testkit.InMemoryDispatcher;
import lv.pkip.kernel.testkit.RecordingAudit;
import lv.pkip.kernel.testkit.SettableClock;
import lv.pkip.kernel.testkit.TestJpa;
import org.apache.aries.jpa.template.TransactionType;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final SettableClock clock = SettableClock.at("2026-11-23T10:00:00Z");
    private final FixedActor actor = FixedActor.staff("clerk", "outbox:*");
    private final InMemoryDispatcher dispatcher = new InMemoryDispatcher();
    private final List<String> delivered = Collections.synchronizedList(new ArrayList<>());
    private final RecordingAudit audit = new RecordingAudit();
    private TestJpa jpa;
    private OutboxDesk outbox;

    @BeforeEach
    void open() {
        jpa = TestJpa.open("delivery");
        outbox = desk();
        dispatcher.with(Channel.class, "post", (Channel) item -> delivered.add(item.key()));
    }

    @AfterEach
    void close() {
        outbox.stop();
        jpa.close();
    }

    private OutboxDesk desk() {
        return new OutboxDesk(new Rows(jpa), jpa.synchronizations(), dispatcher, actor, audit, clock, new SplittableRandom(7));
    }

    private static Item item(String key) {
        return new Item(key, "post", "anna@example.lv", Optional.of("KC-2026-1"), Map.of("subject", "Čau", "text", "rinda\nrinda"));
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(OutboxDesk.class);
    }

    @Test
    void what_a_letter_said_is_forgotten_after_its_time_and_that_it_was_sent_is_not() throws Exception {
        for (int i = 0; i < 201; i++) {
            outbox.put(item("a" + i));
        }
        while (outbox.workers().round() > 0) {
            assertTrue(delivered.size() <= 201);
        }
        clock.forward(Duration.ofDays(1));
        dispatcher.with(Channel.class, "post", (Channel) item -> {
            throw new Channel.Undeliverable("no");
        });
        outbox.put(item("dead"));
        outbox.workers().round();
        outbox.put(new Item("waiting", "none", "x", Optional.empty(), Map.of("text", "later")));
        Retention retention = new Retention(new Rows(jpa), clock, 90);
        clock.forward(Duration.ofDays(89).minusSeconds(1));
        assertEquals(0, retention.round());
        clock.forward(Duration.ofSeconds(2));
        assertEquals(0, new Retention(new Rows(jpa), clock, 0).round(), "0 days: for ever");
        assertEquals(201, retention.round());
        assertEquals(0, retention.round());
        var sent = outbox.list(State.SENT, 0, 1).get(0);
        assertEquals(Map.of(), sent.item().content());
        assertEquals("anna@example.lv", sent.item().address());
        assertTrue(sent.done().isPresent());
        String hash = java.util.HexFormat.of().formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(
                "{\"subject\":\"Čau\",\"text\":\"rinda\\nrinda\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertEquals(List.of(hash), jpa.txExpr(TransactionType.Required, em -> em.createNativeQuery(
                "select distinct content_sha256 from delivery_item where state = 'SENT'").getResultList()));
        clock.forward(Duration.ofDays(900));
        retention.round();
        assertEquals("later", outbox.list(State.WAITING, 0, 1).get(0).item().content().get("text"), "what is not sent is needed");
        assertEquals("Čau", outbox.list(State.DEAD, 0, 1).get(0).item().content().get("subject"));
        outbox.put(item("a0"));
        assertEquals(201L, outbox.counts().get(State.SENT));
        assertEquals(1L, outbox.counts().get(State.WAITING), "its key still guards against doubles");
    }

    @Test
    void the_oldest_item_that_waits_is_known() {
        assertEquals(Optional.empty(), outbox.oldest());
        outbox.put(item("a"));
        Instant put = clock.instant();
        clock.forward(Duration.ofMinutes(5));
        outbox.put(item("b"));
        assertEquals(Optional.of(put.toEpochMilli()), outbox.oldest().map(Instant::toEpochMilli));
        outbox.workers().round();
        assertEquals(Optional.empty(), outbox.oldest());
    }

    @Test
    void an_item_is_delivered_once_and_counted() {
        outbox.put(item("a"));
        assertEquals(1, outbox.workers().round());
        assertEquals(0, outbox.workers().round());
        assertEquals(List.of("a"), delivered);
        assertEquals(Map.of(State.WAITING, 0L, State.SENT, 1L, State.DEAD, 0L), outbox.counts());
        assertEquals("rinda\nrinda", outbox.list(State.SENT, 0, 10).get(0).item().content().get("text"));
    }

    @Test
    void the_same_key_twice_is_one_item_even_within_one_transaction() {
        jpa.tx(TransactionType.Required, em -> {
            outbox.put(item("a"));
            outbox.put(item("a"));
            outbox.put(item("b"));
        });
        outbox.workers().round();
        assertEquals(List.of("a", "b"), delivered.stream().sorted().toList());
    }

    @Test
    void an_item_vanishes_with_the_transaction_that_caused_it() {
        assertThrows(IllegalStateException.class, () -> jpa.tx(TransactionType.Required, em -> {
            outbox.put(item("a"));
            throw new IllegalStateException("the business failed");
        }));
        assertEquals(0, outbox.workers().round());
    }

    @Test
    void a_failure_is_tried_again_later_and_later_until_a_person_must_look() {
        dispatcher.with(Channel.class, "post", (Channel) item -> {
            throw new IOException("no route");
        });
        outbox.put(item("a"));
        Duration last = Duration.ZERO;
        for (int attempt = 1; attempt <= BackOff.MAX_ATTEMPTS; attempt++) {
            assertEquals(1, outbox.workers().round(), "try " + attempt);
            assertEquals(0, outbox.workers().round(), "not at once again after try " + attempt);
            if (attempt < BackOff.MAX_ATTEMPTS) {
                Instant next = outbox.list(State.WAITING, 0, 1).get(0).next().orElseThrow();
                Duration wait = Duration.between(clock.instant(), next);
                assertTrue(wait.compareTo(Duration.ofSeconds(26)) > 0 && wait.compareTo(Duration.ofHours(7)) < 0, wait.toString());
                assertTrue(attempt > 8 || wait.compareTo(last) > 0, "grows: " + wait);
                last = wait;
                clock.set(next);
            }
        }
        assertEquals(1, outbox.counts().get(State.DEAD));
        assertEquals("IOException: no route", outbox.list(State.DEAD, 0, 1).get(0).lastError().orElseThrow());
    }

    @Test
    void a_final_refusal_is_dead_at_once_and_staff_can_send_it_again() {
        dispatcher.with(Channel.class, "post", (Channel) item -> {
            throw new Channel.Undeliverable("no such person");
        });
        outbox.put(item("a"));
        outbox.workers().round();
        long id = outbox.list(State.DEAD, 0, 1).get(0).id();
        dispatcher.with(Channel.class, "post", (Channel) item -> delivered.add(item.key()));
        outbox.resend(id);
        outbox.workers().round();
        assertEquals(List.of("a"), delivered);
        assertEquals(List.of("outbox.read", "outbox.resend"), audit.actions());
        assertThrows(IllegalStateException.class, () -> outbox.resend(id), "sent items are not sent again");
    }

    @Test
    void a_channel_that_is_not_installed_is_no_failed_try() {
        outbox.put(new Item("x", "pigeon", "roof", Optional.empty(), Map.of()));
        for (int attempt = 0; attempt < BackOff.MAX_ATTEMPTS + 3; attempt++) {
            assertEquals(1, outbox.workers().round());
            clock.forward(Duration.ofMinutes(1));
        }
        assertEquals(0, outbox.list(State.WAITING, 0, 1).get(0).attempts());
        dispatcher.with(Channel.class, "pigeon", (Channel) item -> delivered.add(item.key()));
        outbox.workers().round();
        assertEquals(List.of("x"), delivered);
    }

    @Test
    void a_committed_item_is_sent_at_once_and_not_at_the_next_poll() throws InterruptedException {
        CountDownLatch sent = new CountDownLatch(2);
        dispatcher.with(Channel.class, "post", (Channel) item -> sent.countDown());
        outbox.workers().start();
        jpa.tx(TransactionType.Required, em -> outbox.put(item("a")));
        outbox.put(item("b"));
        assertTrue(sent.await(10, TimeUnit.SECONDS), "the poll comes every 15 s only");
    }

    @Test
    void stopping_waits_for_the_delivery_under_way_and_gives_the_rest_back() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        dispatcher.with(Channel.class, "post", (Channel) item -> {
            inside.countDown();
            release.await();
            delivered.add(item.key());
        });
        jpa.tx(TransactionType.Required, em -> {
            outbox.put(item("a"));
            outbox.put(item("b"));
            outbox.put(item("c"));
        });
        outbox.workers().start();
        inside.await();
        var stopper = Executors.newSingleThreadExecutor();
        Future<?> stopping = stopper.submit(() -> outbox.stop());
        while (!outbox.workers().isStopping()) {
            Thread.onSpinWait();
        }
        release.countDown();
        stopping.get(20, TimeUnit.SECONDS);
        stopper.shutdown();
        int sent = delivered.size();
        assertTrue(sent >= 1 && sent < 3, "what was under way ended, no more was begun: " + delivered);
        assertEquals((long) sent, outbox.counts().get(State.SENT));
        OutboxDesk next = desk();
        assertEquals(3 - sent, next.workers().round(), "nothing waits for a lease to end");
        assertEquals(3, new HashSet<>(delivered).size());
        assertEquals(3, delivered.size());
    }

    @Test
    void a_worker_survives_a_database_that_goes_and_comes() throws InterruptedException {
        CountDownLatch sent = new CountDownLatch(1);
        dispatcher.with(Channel.class, "post", (Channel) item -> sent.countDown());
        jpa.database().execute(rename("delivery_item", "delivery_away"));
        outbox.workers().start();
        outbox.workers().wake();
        jpa.database().execute(rename("delivery_away", "delivery_item"));
        outbox.put(item("a"));
        assertTrue(sent.await(10, TimeUnit.SECONDS));
    }

    private String rename(String from, String to) {
        return jpa.database().isPostgresql() ? "alter table " + from + " rename to " + to : "rename table " + from + " to " + to;
    }

    @Test
    void health_tells_of_items_that_need_a_person() {
        OutboxHealth health = new OutboxHealth(outbox);
        outbox.put(item("a"));
        assertEquals(Result.Status.WARN, health.execute().getStatus(), "due since last November");
        outbox.workers().round();
        assertEquals(Result.Status.OK, health.execute().getStatus());
        dispatcher.with(Channel.class, "post", (Channel) item -> {
            throw new Channel.Undeliverable("no such person");
        });
        outbox.put(item("b"));
        outbox.workers().round();
        assertEquals(Result.Status.WARN, health.execute().getStatus());
    }

    @Test
    void the_lease_of_a_worker_that_died_runs_out_and_another_takes_over() {
        outbox.put(item("a"));
        Rows rows = new Rows(jpa);
        long now = clock.millis();
        assertEquals(1, rows.lease("dead-worker", now, now + 1000, 10).size());
        assertEquals(0, outbox.workers().round(), "leased by the other");
        clock.set(clock.instant().plusSeconds(2));
        assertEquals(1, outbox.workers().round());
        assertEquals(List.of("a"), delivered);
        assertFalse(rows.sent(outbox.list(State.SENT, 0, 1).get(0).id(), "dead-worker", clock.millis()), "the dead one cannot confirm");
    }

    @Test
    void many_workers_at_once_deliver_each_item_once() throws Exception {
        for (int i = 0; i < 60; i++) {
            outbox.put(item("k" + i));
        }
        var threads = Executors.newFixedThreadPool(4);
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            work.add(() -> {
                int done = 0;
                for (int n = outbox.workers().round(); n > 0; n = outbox.workers().round()) {
                    done += n;
                }
                return done;
            });
        }
        for (Future<Integer> future : threads.invokeAll(work)) {
            future.get();
        }
        threads.shutdown();
        outbox.workers().round();
        assertEquals(60, delivered.size());
        assertEquals(60, new HashSet<>(delivered).size());
    }

    @Test
    void only_those_who_may_see_and_resend() {
        outbox.put(item("a"));
        actor.become(Actor.staff("other", "Other", Optional.empty()), "tree-felling:*");
        assertThrows(Forbidden.class, () -> outbox.list(State.WAITING, 0, 10));
        assertThrows(Forbidden.class, () -> outbox.resend(1));
    }
}
