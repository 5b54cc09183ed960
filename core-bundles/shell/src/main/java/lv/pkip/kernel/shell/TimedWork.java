package lv.pkip.kernel.shell;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs several pieces of work beside each other and waits for all of them together no longer than a limit. One kind of work
 * never holds more than a few of the threads, so that one that hangs does not stop the others.
 */
final class TimedWork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TimedWork.class);
    private static final int THREADS = 16;
    private static final int WAITING = 128;
    private static final int OF_ONE_KIND = 4;
    private final ThreadPoolExecutor threads;
    private final Map<String, Semaphore> room = new ConcurrentHashMap<>();

    TimedWork(String name) {
        threads = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
    }

    /** What came of it: a text, or nothing; {@code late}: it may still come. */
    record Outcome(Optional<String> text, boolean late) { }

    /** @param last nobody will ask again for what is late: what has not begun is not begun */
    Map<String, Outcome> all(Map<String, Supplier<String>> jobs, long millis, boolean last) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        Map<String, Running> running = new HashMap<>();
        jobs.forEach((kind, job) -> {
            if (room(kind).tryAcquire()) {
                start(kind, job).ifPresent(begun -> running.put(kind, begun));
            }
        });
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        jobs.forEach((kind, job) -> {
            Running begun = running.get(kind);
            outcomes.put(kind, begun != null ? await(kind, begun, end, last) : queued(kind, job, end, last));
        });
        return outcomes;
    }

    private Semaphore room(String kind) {
        return room.computeIfAbsent(kind, k -> new Semaphore(OF_ONE_KIND));
    }

    private Outcome queued(String kind, Supplier<String> job, long end, boolean last) {
        try {
            if (room(kind).tryAcquire(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                return start(kind, job).map(begun -> await(kind, begun, end, last)).orElse(new Outcome(Optional.empty(), true));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Outcome(Optional.empty(), true);
    }

    /** Work handed to a thread; its room is given back by the thread, or by who calls it off before a thread took it. */
    private record Running(Future<String> future, AtomicBoolean taken, Semaphore held) {
        void callOff() {
            future.cancel(false); // embedded Derby would close the connection of an interrupted thread
            if (taken.compareAndSet(false, true)) {
                held.release();
            }
        }
    }

    private Optional<Running> start(String kind, Supplier<String> job) {
        Map<String, String> logged = MDC.getCopyOfContextMap();
        Semaphore held = room(kind);
        AtomicBoolean taken = new AtomicBoolean();
        try {
            return Optional.of(new Running(threads.submit(() -> {
                if (!taken.compareAndSet(false, true)) {
                    return "";
                }
                if (logged != null) {
                    MDC.setContextMap(logged);
                }
                try {
                    return job.get();
                } finally {
                    MDC.clear();
                    held.release();
                }
            }), taken, held));
        } catch (RejectedExecutionException full) {
            held.release();
            return Optional.empty();
        }
    }

    private static Outcome await(String kind, Running running, long end, boolean last) {
        try {
            return new Outcome(Optional.of(running.future().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)), false);
        } catch (TimeoutException late) {
            if (last) {
                running.callOff();
                LOG.warn("{} took too long and is shown without", kind);
            }
            return new Outcome(Optional.empty(), true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(Optional.empty(), true);
        } catch (ExecutionException | CancellationException e) {
            LOG.warn("{} failed and is shown without", kind, e.getCause());
            return new Outcome(Optional.empty(), false);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
