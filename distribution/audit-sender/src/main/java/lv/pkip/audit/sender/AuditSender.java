package lv.pkip.audit.sender;

import java.time.Duration;
import java.time.Instant;

/**
 * Gives audit records to the house and loses none: {@link #send} comes back once a record is on the disk of this machine, and a thread
 * brings it to the house, in order and exactly once, whatever happens between. For any number of threads.
 */
public final class AuditSender implements AutoCloseable {
    private static final Duration USUAL = Duration.ofSeconds(10);
    private static final Duration LAST_WORD = Duration.ofSeconds(5);
    private final Spool spool;
    private final Delivery delivery;
    private final Thread thread;

    private AuditSender(SenderSettings settings) {
        this.spool = Spool.open(settings.spool(), settings.limit(), settings.segment());
        this.delivery = new Delivery(spool, new House(settings), settings);
        this.thread = new Thread(delivery, "audit-sender");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Begins; what waited in the spool from before is sent first.
     *
     * @throws SpoolInUse when another sender has the folder
     */
    public static AuditSender open(SenderSettings settings) {
        return new AuditSender(settings);
    }

    /**
     * Takes a record.
     *
     * @return its id, once it is on the disk
     * @throws SpoolFull   when too much waits; the record was not taken
     * @throws SpoolBroken when the disk failed; the record was not taken
     */
    public String send(AuditEntry entry) {
        AuditEntry complete = entry.complete(Instant.now());
        spool.put(complete.line());
        return complete.id();
    }

    /** How many records the house does not have yet. */
    public long waiting() {
        return spool.waiting();
    }

    /**
     * Ends: waits until the house has everything, but no longer than this. What is left is sent after the next {@link #open}.
     *
     * @return true when nothing is left
     */
    public boolean close(Duration atMost) {
        boolean empty = false;
        try {
            empty = spool.awaitEmpty(atMost.toNanos());
            delivery.stop();
            thread.interrupt();
            thread.join(LAST_WORD.toMillis());
        } catch (InterruptedException e) {
            delivery.stop();
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        spool.close();
        return empty;
    }

    /** Ends within ten seconds. */
    @Override
    public void close() {
        close(USUAL);
    }
}
