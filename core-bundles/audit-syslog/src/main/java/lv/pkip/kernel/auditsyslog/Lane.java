package lv.pkip.kernel.auditsyslog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lv.pkip.kernel.api.audit.AuditIntake;
import lv.pkip.kernel.api.audit.AuditRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one source's messages into the audit. While the audit is busy or away, nothing is taken off the belt, so nothing more
 * is read from the source's connections, and its sender keeps the rest.
 */
final class Lane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int LONGEST_WAIT_SECONDS = 10;

    private final Profile profile;
    private final AuditIntake intake;
    private final Counts counts;
    private final long endMillis;
    private final Belt belt = new Belt();
    private final CountDownLatch givenUp = new CountDownLatch(1);
    private final Thread writer;
    private volatile Optional<String> trouble = Optional.empty();

    /** @param endMillis how long the end may wait for the audit */
    Lane(Profile profile, AuditIntake intake, Counts counts, long endMillis) {
        this.profile = profile;
        this.intake = intake;
        this.counts = counts;
        this.endMillis = endMillis;
        this.writer = new Thread(this::run, "pkip-syslog-" + profile.name());
        writer.setDaemon(true);
        writer.setContextClassLoader(Lane.class.getClassLoader());
        writer.start();
    }

    Profile profile() {
        return profile;
    }

    Counts counts() {
        return counts;
    }

    /** Why records wait, when they do. */
    Optional<String> trouble() {
        return trouble;
    }

    /** Takes a frame; waits while there is no room for it. @return false when the lane has ended, and nothing more may come */
    boolean take(Frame frame, Naming naming) {
        counts.add(Counts.What.FRAME, 1);
        if (belt.put(item(frame, naming))) {
            return true;
        }
        counts.add(Counts.What.LOST, 1);
        return false;
    }

    private Belt.Item item(Frame frame, Naming naming) {
        String spare = naming.once(frame);
        try {
            if (frame.fault().isPresent()) {
                throw new Unreadable(frame.fault().get());
            }
            Message message = Message.read(frame.bytes());
            Mapping.Made made = profile.mapping().record(message, naming.of(message, frame, profile.mapping().id(message)), frame);
            return new Belt.Item(made.record(), frame, spare, made.cut(), made.unknownWords());
        } catch (Unreadable e) {
            return raw(frame, spare, e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("A message of {} could not be read because of a fault of ours: {}", profile.name(), e.getClass().getName());
            LOG.debug("It could not, because of", e);
            return raw(frame, spare, "a fault of the reader");
        }
    }

    private Belt.Item raw(Frame frame, String id, String why) {
        return new Belt.Item(Raw.of(profile.name(), id, frame, why), frame, id, false, 0);
    }

    private void run() {
        try {
            for (List<Belt.Item> batch = belt.take(); !batch.isEmpty(); batch = belt.take()) {
                write(batch);
            }
        } catch (InterruptedException e) {
            LOG.warn("The writing of {} was interrupted", profile.name());
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<Belt.Item> batch) throws InterruptedException {
        List<AuditIntake.Receipt> receipts;
        try {
            receipts = receipts(batch.stream().map(Belt.Item::record).toList());
        } catch (IllegalArgumentException e) {
            // One among them is at fault, and must not hold up the others.
            if (batch.size() > 1) {
                write(batch.subList(0, batch.size() / 2));
                write(batch.subList(batch.size() / 2, batch.size()));
            } else {
                again(batch.get(0), "the audit cannot take it");
            }
            return;
        }
        if (receipts.isEmpty()) {
            counts.add(Counts.What.LOST, batch.size());
            return;
        }
        List<Belt.Item> raw = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            settle(batch.get(i), receipts.get(i), raw);
        }
        if (!raw.isEmpty()) {
            write(raw);
        }
    }

    private void settle(Belt.Item item, AuditIntake.Receipt receipt, List<Belt.Item> raw) {
        switch (receipt.result()) {
            case NEW -> {
                counts.add(Counts.What.KEPT, 1);
                counts.add(Counts.What.UNREADABLE, item.isRaw() ? 1 : 0);
                counts.add(Counts.What.CUT, item.cut() ? 1 : 0);
                counts.add(Counts.What.UNKNOWN_WORD, item.unknownWords());
            }
            case SAME -> counts.add(Counts.What.REPEATED, 1);
            default -> {
                String why = receipt.result() == AuditIntake.Result.OTHER ? "another record has its id"
                        : receipt.field().orElse("") + ": " + receipt.problem().orElse("invalid");
                if (item.isRaw()) {
                    refused(why);
                } else {
                    raw.add(raw(item.frame(), item.spareId(), why));
                }
            }
        }
    }

    private void again(Belt.Item item, String why) throws InterruptedException {
        if (item.isRaw()) {
            refused(why);
        } else {
            write(List.of(raw(item.frame(), item.spareId(), why)));
        }
    }

    private void refused(String why) {
        counts.add(Counts.What.REFUSED, 1);
        LOG.error("The audit refused a message of {} also as it came: {}", profile.name(), why);
    }

    /** Tries until the audit has them; empty when the end came before. */
    private List<AuditIntake.Receipt> receipts(List<AuditRecord> records) throws InterruptedException {
        int failures = 0;
        while (true) {
            int seconds;
            try {
                List<AuditIntake.Receipt> receipts = intake.take(profile.name(), records);
                if (trouble.isPresent()) {
                    LOG.info("The audit takes records of {} again", profile.name());
                    trouble = Optional.empty();
                }
                return receipts;
            } catch (AuditIntake.Busy busy) {
                seconds = Math.max(1, busy.seconds());
            } catch (IllegalArgumentException e) {
                throw e;
            } catch (RuntimeException e) {
                seconds = 1 << Math.min(3, failures++);
                if (trouble.isEmpty()) {
                    LOG.error("The audit does not take records of {}; they wait: {}", profile.name(), e.toString());
                    trouble = Optional.of("the audit does not take its records: " + e.getClass().getSimpleName());
                }
            }
            if (givenUp.await(Math.min(LONGEST_WAIT_SECONDS, seconds), TimeUnit.SECONDS)) {
                return List.of();
            }
        }
    }

    /** Writes down what was read, as long as the audit takes it within some time. */
    @Override
    public void close() {
        belt.close();
        try {
            writer.join(endMillis);
            givenUp.countDown();
            // Never interrupted: an embedded database takes that for its own end.
            writer.join(endMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        long lost = counts.of(Counts.What.LOST) + belt.size();
        if (lost > 0 || writer.isAlive()) {
            LOG.error("{} messages of {} were read and could not be written down before the end{}", lost, profile.name(),
                    writer.isAlive() ? ", and one batch is still on its way" : "");
        }
    }
}
