package lv.pkip.kernel.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckpointsTest {
    private static final Duration NEVER = Duration.ofDays(1);

    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch three = new CountDownLatch(3);
    private Checkpoints checkpoints;

    private void open(Checkpoints.Act act, Duration look) {
        checkpoints = new Checkpoints(act, look);
    }

    @AfterEach
    void close() {
        checkpoints.close();
    }

    @Test
    void none_is_made_while_somebody_works() throws Exception {
        open(made::incrementAndGet, NEVER);
        checkpoints.begin("one");
        checkpoints.begin("two");
        assertFalse(checkpoints.made(false));
        checkpoints.end("one");
        assertFalse(checkpoints.made(true), "waited, and the other one did not come back");
        checkpoints.end("two");
        checkpoints.end("two");
        assertTrue(checkpoints.made(false));
        assertEquals(1, made.get());
        checkpoints.begin("three");
        assertFalse(checkpoints.made(false), "who came back twice is counted once");
    }

    @Test
    void who_comes_during_one_gets_a_connection_after_it() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        open(() -> {
            begun.countDown();
            await(go);
        }, NEVER);
        CompletableFuture<Boolean> one = CompletableFuture.supplyAsync(() -> make(true));
        await(begun);
        CompletableFuture<Void> comes = CompletableFuture.runAsync(() -> checkpoints.begin("late"));
        assertThrows(TimeoutException.class, () -> comes.get(50, TimeUnit.MILLISECONDS));
        go.countDown();
        assertTrue(one.get());
        comes.get();
        assertFalse(checkpoints.made(false));
    }

    @Test
    void who_comes_while_others_are_waited_for_is_held_up_for_a_moment_only() throws Exception {
        open(made::incrementAndGet, NEVER);
        checkpoints.begin("long");
        CompletableFuture<Boolean> one = CompletableFuture.supplyAsync(() -> make(true));
        for (int i = 0; !one.isDone(); i++) {
            checkpoints.begin(i);
            checkpoints.end(i);
        }
        assertFalse(one.get());
        assertEquals(0, made.get());
    }

    @Test
    void one_is_made_after_use_and_one_that_fails_ends_nothing() throws Exception {
        open(() -> {
            three.countDown();
            throw new SQLException("the disk is full");
        }, Duration.ofNanos(10_000));
        while (three.getCount() > 0) {
            checkpoints.begin("one");
            checkpoints.end("one");
        }
        checkpoints.begin("another");
        assertFalse(checkpoints.made(false));
    }

    private boolean make(boolean holdUp) {
        try {
            return checkpoints.made(holdUp);
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
