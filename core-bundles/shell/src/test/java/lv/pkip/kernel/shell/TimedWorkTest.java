package lv.pkip.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Work that is late goes on once, and whoever asks again gets what it makes. */
class TimedWorkTest {
    private static final long LONG = 20_000;
    private final TimedWork work = new TimedWork("pkip-test");
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger mostInside = new AtomicInteger();

    @AfterEach
    void close() {
        released.countDown();
        work.close();
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertTrue(condition.getAsBoolean());
    }

    /** Says what it is told to say, once it is released. */
    private Supplier<String> slow(String text) {
        return () -> {
            begun.incrementAndGet();
            mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
            try {
                assertTrue(released.await(30, TimeUnit.SECONDS));
                return text;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                inside.decrementAndGet();
            }
        };
    }

    private TimedWork.Outcome ask(String whose, String view, Supplier<String> job, long millis, boolean last) {
        return work.all(List.of(new TimedWork.Job("slow", whose, view, job)), millis, last).get("slow");
    }

    /** Asks on a thread of its own; comes back when that one waits. */
    private FutureTask<TimedWork.Outcome> waiting(String whose, String view, Supplier<String> job) {
        FutureTask<TimedWork.Outcome> asked = new FutureTask<>(() -> ask(whose, view, job, LONG, true));
        Thread thread = new Thread(asked);
        thread.setDaemon(true);
        thread.start();
        until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return asked;
    }

    @Test
    void whoAsksAgainGetsWhatIsUnderWay() throws Exception {
        assertEquals(TimedWork.Outcome.LATE, ask("anna", "s1", slow("first"), 0, false));
        until(() -> begun.get() == 1);
        FutureTask<TimedWork.Outcome> again = waiting("anna", "s1", slow("second"));
        released.countDown();
        assertEquals(Optional.of("first"), again.get(20, TimeUnit.SECONDS).text());
        assertEquals(1, begun.get());
        assertEquals(Optional.of("third"), ask("anna", "s1", slow("third"), LONG, true).text(), "once it is over it runs anew");
    }

    @Test
    void whatIsCalledOffWhileItRunsIsStillNotBegunASecondTime() {
        ask("anna", "s1", slow("first"), 0, false);
        until(() -> begun.get() == 1);
        for (int i = 0; i < 5; i++) {
            assertEquals(TimedWork.Outcome.LATE, ask("anna", "s1", slow("again"), 1, true));
            assertEquals(TimedWork.Outcome.LATE, ask("anna", "s2", slow("another session"), 1, true));
        }
        assertEquals(1, begun.get());
    }

    @Test
    void anotherSessionOfTheSamePersonWaitsAndThenGetsItsOwn() throws Exception {
        ask("anna", "s1", slow("first"), 0, false);
        until(() -> begun.get() == 1);
        FutureTask<TimedWork.Outcome> other = waiting("anna", "s2", slow("with a token of its own"));
        assertEquals(1, begun.get());
        released.countDown();
        assertEquals(Optional.of("with a token of its own"), other.get(20, TimeUnit.SECONDS).text());
        assertEquals(2, begun.get());
        assertEquals(1, mostInside.get(), "one after the other");
    }

    @Test
    void otherPeopleAreNotHeldUpUntilTheRoomOfTheKindIsFull() throws Exception {
        for (int i = 0; i < 6; i++) {
            assertEquals(TimedWork.Outcome.LATE, ask("person" + i, "s" + i, slow("theirs"), 0, false));
        }
        until(() -> begun.get() == 4);
        FutureTask<TimedWork.Outcome> fifth = waiting("person4", "s4", slow("fifth"));
        assertEquals(4, mostInside.get());
        released.countDown();
        assertEquals(Optional.of("fifth"), fifth.get(20, TimeUnit.SECONDS).text());
        assertTrue(mostInside.get() <= 4);
    }

    @Test
    void oneThatFailsFailsForWhoWaitsToo() throws Exception {
        Supplier<String> failing = () -> {
            slow("").get();
            throw new IllegalStateException("no");
        };
        ask("anna", "s1", failing, 0, false);
        until(() -> begun.get() == 1);
        FutureTask<TimedWork.Outcome> again = waiting("anna", "s1", slow("never"));
        released.countDown();
        assertEquals(TimedWork.Outcome.FAILED, again.get(20, TimeUnit.SECONDS));
        assertEquals(Map.of("slow", new TimedWork.Outcome(Optional.of("well"), false)),
                work.all(List.of(new TimedWork.Job("slow", "anna", "s1", () -> "well")), LONG, true), "and the next one begins anew");
    }

    @Test
    void whatChangedWithItsBundleIsNotWaitedFor() {
        ask("anna", "s1", slow("of the old one"), 0, false);
        until(() -> begun.get() == 1);
        work.forget();
        assertEquals(Optional.of("of the new one"), ask("anna", "s1", () -> "of the new one", LONG, true).text());
    }
}
