package lv.pkip.kernel.audit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Lets callers that come at one time do their work together: while one of them is at it for all that waited, the others that come
 * wait for the next turn, which one of them takes. It has no thread of its own.
 */
final class Together<T> {
    private final int most;
    private final ToIntFunction<T> size;
    private final Consumer<List<T>> work;
    private final Predicate<RuntimeException> ofAll;
    private final Deque<Turn<T>> waiting = new ArrayDeque<>();
    private boolean busy;

    /**
     * @param most how much one turn may bring, unless a single caller brings more
     * @param size how much one caller brings
     * @param work does what several brought; when it throws, each is tried alone and only the one that fails is told so
     * @param ofAll what every one of them would meet alone too: nobody is tried again, and all are told at once
     */
    Together(int most, ToIntFunction<T> size, Consumer<List<T>> work, Predicate<RuntimeException> ofAll) {
        this.most = most;
        this.size = size;
        this.work = work;
        this.ofAll = ofAll;
    }

    private static final class Turn<T> {
        private final T brought;
        private boolean done;
        private RuntimeException failure;

        Turn(T brought) {
            this.brought = brought;
        }
    }

    /** Comes back when the work is done, and throws what it threw. */
    void run(T brought) {
        Turn<T> mine = new Turn<>(brought);
        List<Turn<T>> some;
        while ((some = mineOrOthers(mine)) != null) {
            try {
                doTogether(some);
            } finally {
                end(some);
            }
        }
        if (mine.failure != null) {
            throw mine.failure;
        }
    }

    /** The turns this caller has to do now; null when its own is done. */
    private synchronized List<Turn<T>> mineOrOthers(Turn<T> mine) {
        if (!mine.done && !waiting.contains(mine)) {
            waiting.add(mine);
        }
        boolean interrupted = false;
        while (busy && !mine.done) {
            try {
                wait();
            } catch (InterruptedException e) {
                // What was handed over is written whatever the caller wants now; it has to know what became of it.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (mine.done) {
            return null;
        }
        busy = true;
        List<Turn<T>> some = new ArrayList<>();
        int all = 0;
        while (!waiting.isEmpty() && (some.isEmpty() || all + size.applyAsInt(waiting.peek().brought) <= most)) {
            all += size.applyAsInt(waiting.peek().brought);
            some.add(waiting.remove());
        }
        return some;
    }

    private void doTogether(List<Turn<T>> some) {
        try {
            work.accept(some.stream().map(turn -> turn.brought).toList());
        } catch (RuntimeException e) {
            if (some.size() == 1 || ofAll.test(e)) {
                some.forEach(turn -> turn.failure = e);
            } else {
                some.forEach(turn -> doTogether(List.of(turn)));
            }
        }
    }

    private synchronized void end(List<Turn<T>> some) {
        some.forEach(turn -> turn.done = true);
        busy = false;
        notifyAll();
    }
}
