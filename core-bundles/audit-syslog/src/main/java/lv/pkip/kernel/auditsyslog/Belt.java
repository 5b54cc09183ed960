package lv.pkip.kernel.auditsyslog;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Carries what the connections of a source have read to the one who writes it down. It is short: who puts on it waits for room. */
final class Belt {
    private static final int BATCH = 1_000;
    private static final long BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int MOST = 2 * BATCH;
    private static final long MOST_OCTETS = 4L * 1024 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Item> items = new ArrayDeque<>();
    private long octets;
    private long oldest;
    private boolean closed;

    /** A record on its way, with the frame it came from. */
    record Item(lv.pkip.kernel.api.audit.AuditRecord record, Frame frame, String spareId, boolean cut, int unknownWords) {

        boolean isRaw() {
            return record.action() == lv.pkip.kernel.api.audit.AuditRecord.Act.UNREADABLE;
        }
    }

    /** Waits while there is no room. @return false when the belt has ended, and the item is not on it */
    boolean put(Item item) {
        lock.lock();
        try {
            while (!closed && (items.size() >= MOST || octets > 0 && octets + item.frame().bytes().length > MOST_OCTETS)) {
                changed.awaitUninterruptibly();
            }
            if (closed) {
                return false;
            }
            if (items.isEmpty()) {
                oldest = System.nanoTime();
            }
            items.add(item);
            octets += item.frame().bytes().length;
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a thousand, or for those of 50 ms, or for the end; empty when it has come and nothing is left. */
    List<Item> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (items.isEmpty() && !closed) {
                changed.await();
            }
            long left = BATCH_NANOS - (System.nanoTime() - oldest);
            while (items.size() < BATCH && octets < MOST_OCTETS / 2 && left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
            List<Item> batch = new ArrayList<>(Math.min(BATCH, items.size()));
            while (batch.size() < BATCH && !items.isEmpty()) {
                Item item = items.poll();
                octets -= item.frame().bytes().length;
                batch.add(item);
            }
            oldest = System.nanoTime();
            changed.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is put on it; what is there may be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return items.size();
        } finally {
            lock.unlock();
        }
    }
}
