package lv.pkip.kernel.shell;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
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
 * never holds more than a few of the threads, so that one that hangs does not stop the others; and for one person it runs once at a
 * time: who asks again while it runs waits for what is under way.
 */
final class TimedWork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TimedWork.class);
    private static final int THREADS = 16;
    private static final int WAITING = 128;
    private static final int OF_ONE_KIND = 4;
    private final ThreadPoolExecutor threads;
    private final Map<String, Semaphore> room = new ConcurrentHashMap<>();
    private final Map<String, Running> underWay = new ConcurrentHashMap<>();

    TimedWork(String name) {
        threads = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * A piece of work.
     *
     * @param kind  of which only a few run at a time
     * @param whose for whom only one of the kind runs at a time
     * @param view  what of two for the same person is the same result: another session has another form token
     */
    record Job(String kind, String whose, String view, Supplier<String> work) {
        String key() {
            return kind + " " + whose;
        }

        @Override
        public String toString() {
            return kind; // whose it is and the session are nobody's to read
        }
    }

    /** What came of it: a text, or nothing; {@code late}: it may still come. */
    record Outcome(Optional<String> text, boolean late) {
        static final Outcome LATE = new Outcome(Optional.empty(), true);
        static final Outcome FAILED = new Outcome(Optional.empty(), false);
    }

    /**
     * By kind.
     *
     * @param last nobody will ask again for what is late: what has not begun is not begun
     */
    Map<String, Outcome> all(List<Job> jobs, long millis, boolean last) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        Map<String, Running> running = new HashMap<>();
        jobs.forEach(job -> begin(job, false).ifPresent(begun -> running.put(job.kind(), begun)));
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        jobs.forEach(job -> {
            Running begun = running.get(job.kind());
            outcomes.put(job.kind(), begun != null ? await(job, begun, end, last) : queued(job, end, last));
        });
        return outcomes;
    }

    /** What is under way of work that came and went with a bundle is not waited for by those who ask the new one. */
    void forget() {
        underWay.clear();
    }

    private Semaphore room(String kind) {
        return room.computeIfAbsent(kind, k -> new Semaphore(OF_ONE_KIND));
    }

    /** The work, begun now or under way already; empty where there is no room, or where it is under way for another view. */
    private Optional<Running> begin(Job job, boolean roomTaken) {
        Running mine = new Running(job, new AtomicBoolean(), new CompletableFuture<>(), room(job.kind()));
        boolean[] begun = new boolean[1];
        Running now = underWay.compute(job.key(), (key, other) -> {
            if (other != null) {
                return other;
            }
            begun[0] = roomTaken || room(job.kind()).tryAcquire();
            return begun[0] ? mine : null;
        });
        if (begun[0] && !handOver(mine)) {
            return Optional.empty();
        }
        if (!begun[0] && roomTaken) {
            room(job.kind()).release();
        }
        return Optional.ofNullable(now).filter(running -> running.job().view().equals(job.view()));
    }

    private boolean handOver(Running running) {
        Map<String, String> logged = MDC.getCopyOfContextMap();
        try {
            threads.execute(() -> run(running, logged));
            return true;
        } catch (RejectedExecutionException full) {
            callOff(running);
            return false;
        }
    }

    private void run(Running running, Map<String, String> logged) {
        if (!running.taken().compareAndSet(false, true)) {
            return; // called off while it waited for a thread
        }
        if (logged != null) {
            MDC.setContextMap(logged);
        }
        try {
            String text = running.job().work().get();
            leave(running);
            running.result().complete(text);
        } catch (RuntimeException | Error e) {
            leave(running);
            running.result().completeExceptionally(e);
        } finally {
            MDC.clear();
        }
    }

    /** Makes room first and tells then, so that whoever waited can begin. */
    private void leave(Running running) {
        underWay.remove(running.job().key(), running);
        running.held().release();
    }

    private Outcome queued(Job job, long end, boolean last) {
        try {
            while (true) {
                Running other = underWay.get(job.key());
                if (other == null || other.job().view().equals(job.view())) {
                    boolean taken = other == null && room(job.kind()).tryAcquire(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                    Optional<Running> begun = taken || other != null ? begin(job, taken) : Optional.empty();
                    if (begun.isPresent()) {
                        return await(job, begun.get(), end, last);
                    }
                } else {
                    other.ended(end);
                }
                if (System.nanoTime() >= end || threads.isShutdown() || threads.getQueue().remainingCapacity() == 0) {
                    return Outcome.LATE;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.LATE;
        }
    }

    /** Work handed to a thread; its room is given back by the thread, or by who calls it off before a thread took it. */
    private record Running(Job job, AtomicBoolean taken, CompletableFuture<String> result, Semaphore held) {

        /** Waits until it is over, however it ended. */
        void ended(long end) throws InterruptedException {
            try {
                result.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException | ExecutionException | CancellationException over) {
                // who asked for it is told; here only its end counts
            }
        }
    }

    /** Work that has begun goes on: embedded Derby would close the connection of an interrupted thread. */
    private void callOff(Running running) {
        if (running.taken().compareAndSet(false, true)) {
            leave(running);
            running.result().cancel(false);
        }
    }

    private Outcome await(Job job, Running running, long end, boolean last) {
        try {
            return new Outcome(Optional.of(running.result().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)), false);
        } catch (TimeoutException late) {
            if (last) {
                callOff(running);
                LOG.warn("{} took too long and is shown without", job);
            }
            return Outcome.LATE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.LATE;
        } catch (CancellationException calledOff) {
            return Outcome.LATE; // by another page of the same person
        } catch (ExecutionException e) {
            LOG.warn("{} failed and is shown without", job, e.getCause());
            return Outcome.FAILED;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
