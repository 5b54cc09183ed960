package lv.pkip.kernel.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

import lv.pkip.kernel.api.dispatch.Dispatcher.Lease;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.service.CaseHandler;
import lv.pkip.kernel.testkit.HouseRules;
import lv.pkip.kernel.testkit.TestFramework;

class GenerationDispatcherTest {
    /** Long enough never to be reached by a test that passes. */
    private static final long LONG = 60_000;

    @TempDir
    private Path storage;
    private TestFramework framework;
    private GenerationDispatcher dispatcher;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeEach
    void start() {
        framework = new TestFramework(storage);
        dispatcher = new GenerationDispatcher(framework.context(), LONG, LONG);
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        dispatcher.close();
        framework.close();
    }

    /** A handler whose only property is to be itself. */
    private static final class Handler implements CaseHandler {
        final AtomicInteger inside = new AtomicInteger();
        volatile boolean gone;
    }

    private Bundle bundle(String version) {
        return framework.install("trees", version, Map.of(), Map.of());
    }

    private static ServiceRegistration<CaseHandler> bring(Bundle bundle, String id, CaseHandler handler) {
        return bundle.getBundleContext().registerService(CaseHandler.class, handler, new Hashtable<>(Map.of("pkip.eservice", id)));
    }

    private GenerationDispatcher patient(long waitMillis, long drainMillis) {
        dispatcher.close();
        dispatcher = new GenerationDispatcher(framework.context(), waitMillis, drainMillis);
        return dispatcher;
    }

    @Test
    void whatABundleBringsIsEntered() {
        CaseHandler handler = new Handler();
        Bundle bundle = bundle("1.0.0");
        bring(bundle, "trees", handler);
        try (Lease<CaseHandler> lease = dispatcher.enter(CaseHandler.class, "trees")) {
            assertEquals(handler, lease.service());
            assertEquals("1.0.0", lease.version());
            assertEquals(bundle.getBundleId(), lease.bundleId());
        }
    }

    @Test
    void theNewestVersionWinsAlsoOverAHigherRanking() {
        CaseHandler fresh = new Handler();
        bring(bundle("1.10.0"), "trees", fresh);
        bundle("1.9.0").getBundleContext().registerService(CaseHandler.class, new Handler(),
                new Hashtable<>(Map.of("pkip.eservice", "trees", "service.ranking", 1000)));
        try (Lease<CaseHandler> lease = dispatcher.enter(CaseHandler.class, "trees")) {
            assertEquals(fresh, lease.service());
        }
        assertEquals(Optional.of("trees"), dispatcher.properties(CaseHandler.class, "trees").map(p -> p.get("pkip.eservice")));
    }

    @Test
    void theOlderOneServesAgainWhenTheNewerOneGoes() {
        CaseHandler old = new Handler();
        bring(bundle("1.0.0"), "trees", old);
        ServiceRegistration<CaseHandler> fresh = bring(bundle("1.1.0"), "trees", new Handler());
        fresh.unregister();
        try (Lease<CaseHandler> lease = dispatcher.enter(CaseHandler.class, "trees")) {
            assertEquals(old, lease.service());
        }
    }

    @Test
    void anUnknownIdIsUnavailableAtOnce() {
        Unavailable unavailable = assertTimeoutPreemptively(Duration.ofSeconds(10),
                () -> assertThrows(Unavailable.class, () -> dispatcher.enter(CaseHandler.class, "never")));
        assertFalse(unavailable.known());
    }

    @Test
    void aKnownIdIsWaitedForUpToTheLimit() {
        patient(50, LONG);
        bring(bundle("1.0.0"), "trees", new Handler()).unregister();
        long start = System.nanoTime();
        Unavailable unavailable = assertThrows(Unavailable.class, () -> dispatcher.enter(CaseHandler.class, "trees"));
        assertTrue(unavailable.known());
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(50));
    }

    @Test
    void whoWaitsGetsTheNextGeneration() throws Exception {
        Bundle bundle = bundle("1.0.0");
        bring(bundle, "trees", new Handler()).unregister();
        CountDownLatch asking = new CountDownLatch(1);
        Future<CaseHandler> waiting = threads.submit(() -> {
            asking.countDown();
            try (Lease<CaseHandler> lease = dispatcher.enter(CaseHandler.class, "trees")) {
                return lease.service();
            }
        });
        asking.await();
        CaseHandler next = new Handler();
        bring(bundle, "trees", next);
        assertEquals(next, waiting.get(10, TimeUnit.SECONDS));
    }

    @Test
    void goingWaitsForTheLastCall() throws Exception {
        ServiceRegistration<CaseHandler> registration = bring(bundle("1.0.0"), "trees", new Handler());
        Lease<CaseHandler> first = dispatcher.enter(CaseHandler.class, "trees");
        Lease<CaseHandler> second = dispatcher.enter(CaseHandler.class, "trees");
        CountDownLatch left = new CountDownLatch(1);
        try (AutoCloseable listening = dispatcher.onChange(left::countDown)) {
            Future<?> going = threads.submit(registration::unregister);
            left.await();
            assertEquals(List.of(), dispatcher.ids(CaseHandler.class));
            first.close();
            first.close();
            assertFalse(going.isDone(), "closing a lease twice counts once");
            second.close();
            going.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aCallThatNeverEndsHoldsUpGoingOnlyUntilTheDeadline() {
        patient(0, 100);
        ServiceRegistration<CaseHandler> registration = bring(bundle("1.0.0"), "trees", new Handler());
        dispatcher.enter(CaseHandler.class, "trees");
        long start = System.nanoTime();
        assertTimeoutPreemptively(Duration.ofSeconds(20), registration::unregister);
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(100));
    }

    @Test
    void whenTheDispatcherGoesAllShareOneDeadline() {
        patient(0, 300);
        Bundle bundle = bundle("1.0.0");
        for (int i = 0; i < 20; i++) {
            bring(bundle, "s" + i, new Handler());
            dispatcher.enter(CaseHandler.class, "s" + i);
        }
        long start = System.nanoTime();
        dispatcher.close();
        assertTrue(System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(300 * 20 / 2));
    }

    @Test
    void noCallIsLostOrCutWhileGenerationsSwapAThousandTimes() throws Exception {
        Bundle older = bundle("1.0.0");
        Bundle newer = bundle("1.1.0");
        AtomicBoolean running = new AtomicBoolean(true);
        AtomicLong calls = new AtomicLong();
        Handler first = new Handler();
        ServiceRegistration<CaseHandler> present = bring(older, "trees", first);
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(threads.submit(() -> call(running, calls)));
        }
        Handler current = first;
        for (int swap = 0; swap < 1000; swap++) {
            // side by side on even swaps, with a gap on odd ones: then callers have to wait
            boolean gap = swap % 2 == 1;
            if (gap) {
                present.unregister();
                current.gone = true;
            }
            Handler next = new Handler();
            ServiceRegistration<CaseHandler> fresh = bring(swap % 2 == 0 ? newer : older, "trees", next);
            if (!gap) {
                present.unregister();
                current.gone = true;
            }
            assertEquals(0, current.inside.get(), "a call was still inside");
            present = fresh;
            current = next;
            awaitMore(calls, 4);
        }
        running.set(false);
        for (Future<?> caller : callers) {
            caller.get(10, TimeUnit.SECONDS);
        }
    }

    private Void call(AtomicBoolean running, AtomicLong calls) {
        while (running.get()) {
            try (Lease<CaseHandler> lease = dispatcher.enter(CaseHandler.class, "trees")) {
                Handler handler = (Handler) lease.service();
                handler.inside.incrementAndGet();
                Thread.yield();
                boolean cut = handler.gone;
                handler.inside.decrementAndGet();
                calls.incrementAndGet();
                if (cut) {
                    throw new IllegalStateException("the handler went while it was called");
                }
            }
        }
        return null;
    }

    private static void awaitMore(AtomicLong calls, int more) {
        long goal = calls.get() + more;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (calls.get() < goal) {
            assertTrue(System.nanoTime() < deadline, "the callers stand still");
            Thread.onSpinWait();
        }
    }

    @Test
    void aComponentThatDoesNotComeToLifeLeavesTheCallsToTheOlderOne() {
        CaseHandler old = new Handler();
        bring(bundle("1.0.0"), "trees", old);
        bundle("2.0.0").getBundleContext().registerService(CaseHandler.class, new ServiceFactory<CaseHandler>() {
            @Override
            public CaseHandler getService(Bundle asking, ServiceRegistration<CaseHandler> registration) {
                throw new IllegalStateException("no life");
            }

            @Override
            public void ungetService(Bundle asking, ServiceRegistration<CaseHandler> registration, CaseHandler service) {
                // nothing was made
            }
        }, new Hashtable<>(Map.of("pkip.eservice", "trees")));
        try (Lease<CaseHandler> lease = dispatcher.enter(CaseHandler.class, "trees")) {
            assertEquals(old, lease.service());
        }
    }

    @Test
    void idsAreSortedAndKindsKeptApart() {
        Bundle bundle = bundle("1.0.0");
        bring(bundle, "b", new Handler());
        bring(bundle, "a", new Handler());
        bundle.getBundleContext().registerService(Page.class, request -> new Page.Redirect("/"),
                new Hashtable<>(Map.of("pkip.page.path", "p")));
        assertEquals(List.of("a", "b"), dispatcher.ids(CaseHandler.class));
        assertEquals(List.of("p"), dispatcher.ids(Page.class));
        assertThrows(IllegalArgumentException.class, () -> dispatcher.ids(Runnable.class));
    }

    @Test
    void listenersHearOfComingAndGoingUntilTheyStop() throws Exception {
        AtomicInteger heard = new AtomicInteger();
        dispatcher.onChange(() -> {
            throw new IllegalStateException("a listener that fails disturbs nobody");
        });
        AutoCloseable listening = dispatcher.onChange(heard::incrementAndGet);
        ServiceRegistration<CaseHandler> registration = bring(bundle("1.0.0"), "trees", new Handler());
        assertEquals(1, heard.get());
        registration.unregister();
        assertEquals(2, heard.get());
        listening.close();
        bring(bundle("1.1.0"), "trees", new Handler());
        assertEquals(2, heard.get());
    }

    @Test
    void aServiceWithoutAProperIdIsLeftOut() throws ExecutionException, InterruptedException {
        Bundle bundle = bundle("1.0.0");
        bundle.getBundleContext().registerService(CaseHandler.class, new Handler(),
                new Hashtable<>(Map.of("pkip.eservice", new String[] {"a", "b"})));
        bundle.getBundleContext().registerService(CaseHandler.class, new Handler(), new Hashtable<>(Map.of("pkip.eservice", " ")));
        assertEquals(List.of(), dispatcher.ids(CaseHandler.class));
    }

    @Test
    void theBundleKeepsTheHouseRules() {
        HouseRules.check(GenerationDispatcher.class);
    }
}
