package lv.pkip.kernel.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TogetherTest {
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final List<List<Integer>> turns = new ArrayList<>();

    @AfterEach
    void stop() {
        callers.shutdownNow();
    }

    private void work(List<Integer> some) {
        first.countDown();
        try {
            assertTrue(goOn.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        turns.add(some);
        if (some.contains(13)) {
            throw new IllegalArgumentException("13");
        }
    }

    @Test
    void those_who_come_while_one_is_at_work_go_together_and_only_the_bad_one_fails() throws Exception {
        Together<Integer> together = new Together<>(100, each -> 1, this::work, e -> e instanceof IllegalStateException);
        List<Future<?>> all = new ArrayList<>();
        all.add(callers.submit(() -> together.run(1)));
        assertTrue(first.await(20, TimeUnit.SECONDS));
        CountDownLatch calling = new CountDownLatch(5);
        for (int each : new int[] {2, 3, 13, 4, 5}) {
            all.add(callers.submit(() -> {
                calling.countDown();
                together.run(each);
            }));
        }
        assertTrue(calling.await(20, TimeUnit.SECONDS));
        goOn.countDown();
        for (int i = 0; i < all.size(); i++) {
            Future<?> call = all.get(i);
            if (i == 3) {
                assertThrows(java.util.concurrent.ExecutionException.class, () -> call.get(20, TimeUnit.SECONDS));
            } else {
                call.get(20, TimeUnit.SECONDS);
            }
        }
        assertEquals(List.of(1), turns.get(0));
        for (int each : new int[] {1, 2, 3, 4, 5}) {
            assertTrue(turns.stream().anyMatch(turn -> turn.contains(each) && !turn.contains(13)), "done: " + each);
        }
        goOn.countDown();
        together.run(6);
        assertFalse(turns.get(turns.size() - 1).contains(13), "it goes on after a failure");
    }

    @Test
    void what_would_befall_all_is_told_to_all_without_trying_each_alone() throws Exception {
        List<Integer> tried = new ArrayList<>();
        Together<Integer> together = new Together<>(100, each -> 1, some -> {
            work(some);
            tried.addAll(some);
            throw new IllegalStateException("away");
        }, e -> e instanceof IllegalStateException);
        List<Future<?>> all = new ArrayList<>();
        all.add(callers.submit(() -> together.run(1)));
        assertTrue(first.await(20, TimeUnit.SECONDS));
        for (int each : new int[] {2, 3, 4, 5}) {
            all.add(callers.submit(() -> together.run(each)));
        }
        goOn.countDown();
        for (Future<?> call : all) {
            assertThrows(java.util.concurrent.ExecutionException.class, () -> call.get(20, TimeUnit.SECONDS));
        }
        assertEquals(List.of(1, 2, 3, 4, 5), tried.stream().sorted().toList(), "each was tried once");
    }

    @Test
    void a_turn_takes_no_more_than_it_may_but_one_big_call_is_done() {
        goOn.countDown();
        Together<Integer> together = new Together<>(10, each -> each, this::work, e -> e instanceof IllegalStateException);
        together.run(50);
        together.run(5);
        assertEquals(List.of(List.of(50), List.of(5)), turns);
    }
}
