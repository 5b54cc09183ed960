package lv.pkip.audit.sender;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Sends what waits, in order, again and again until the house has it. A record is put aside only when the house itself says of this
 * record that it will never take it; whatever else is wrong, it waits.
 */
final class Delivery implements Runnable {
    private static final int BYTES = 1024 * 1024;
    private static final long LOOK_MILLIS = 1_000;
    private static final Duration LONGEST_WISH = Duration.ofHours(1);
    /** What the house says of a body as a whole; one record alone that gets this is at fault itself. */
    private static final Set<Integer> OF_THE_BODY = Set.of(400, 409, 413, 422);

    private final Spool spool;
    private final House house;
    private final SenderSettings settings;
    private final Path aside;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private int attempts;

    Delivery(Spool spool, House house, SenderSettings settings) {
        this.spool = spool;
        this.house = house;
        this.settings = settings;
        this.aside = settings.spool().resolve("refused.ndjson");
    }

    void stop() {
        stopping.countDown();
    }

    @Override
    public void run() {
        try {
            while (stopping.getCount() > 0) {
                try {
                    List<Spool.Taken> batch = spool.take(settings.batch(), BYTES, LOOK_MILLIS);
                    if (!batch.isEmpty()) {
                        deliver(batch);
                        if (attempts > 0) {
                            attempts = 0;
                            tell(SenderListener::well);
                        }
                    }
                } catch (House.Trouble trouble) {
                    pause(trouble.getMessage(), trouble.seconds());
                } catch (RuntimeException e) {
                    pause(e.getClass().getSimpleName(), -1); // a full disk, say, when something is put aside
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed; what was not sent is in the spool
        }
    }

    private void pause(String what, long seconds) throws InterruptedException {
        attempts++;
        int now = attempts;
        tell(listener -> listener.trouble(what, now));
        long most = settings.firstPause().toNanos() << Math.min(attempts - 1, 16);
        long nanos = most <= 0 || most > settings.longestPause().toNanos() ? settings.longestPause().toNanos() : most;
        // many systems that lost the house at one moment do not all come back at one moment
        long pause = seconds >= 0 ? Math.min(TimeUnit.SECONDS.toNanos(seconds), LONGEST_WISH.toNanos()) : ThreadLocalRandom.current().nextLong(nanos / 2, nanos + 1);
        if (stopping.await(pause, TimeUnit.NANOSECONDS)) {
            throw new InterruptedException("closed");
        }
    }

    private void deliver(List<Spool.Taken> batch) throws InterruptedException {
        House.Answer answer = house.send(batch);
        Spool.Taken last = batch.get(batch.size() - 1);
        if (answer.status() == 200 || answer.status() == 207) {
            settle(batch, answer);
            spool.done(last, batch.size());
        } else if (OF_THE_BODY.contains(answer.status()) && batch.size() > 1) {
            deliver(batch.subList(0, batch.size() / 2));
            deliver(batch.subList(batch.size() / 2, batch.size()));
        } else if (OF_THE_BODY.contains(answer.status()) && answer.isProblem()) {
            putAside(last, answer.body());
            spool.done(last, 1);
        } else {
            throw new House.Trouble("answered " + answer.status(), answer.retrySeconds());
        }
    }

    /** Believes an answer only when it speaks of every record: a proxy's friendly page is a 200 as well. */
    private void settle(List<Spool.Taken> batch, House.Answer answer) {
        Map<?, ?> told = House.object(answer);
        if (answer.status() == 200 && is(told.get("kept"), batch.size())) {
            return;
        }
        if (!(told.get("results") instanceof List<?> results) || results.size() != batch.size()) {
            throw new House.Trouble("answered " + answer.status() + " but not of all records", -1);
        }
        for (int i = 0; i < batch.size(); i++) {
            Object result = results.get(i) instanceof Map<?, ?> one && is(one.get("line"), i + 1) ? one.get("result") : null;
            if (!Set.of("new", "same", "invalid", "conflict").contains(String.valueOf(result))) {
                throw new House.Trouble("answered " + answer.status() + " but not of all records", -1);
            }
        }
        for (int i = 0; i < batch.size(); i++) {
            Map<?, ?> one = (Map<?, ?>) results.get(i);
            if (Set.of("invalid", "conflict").contains(String.valueOf(one.get("result")))) {
                putAside(batch.get(i), Json.write(one));
            }
        }
    }

    private static boolean is(Object number, int expected) {
        return number instanceof BigDecimal told && told.compareTo(BigDecimal.valueOf(expected)) == 0;
    }

    /** On the disk before it leaves the spool; should the machine stop between the two, it stands there twice. */
    private void putAside(Spool.Taken taken, String problem) {
        String record = new String(taken.line(), StandardCharsets.UTF_8);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at", Instant.now().toString());
        line.put("problem", problem);
        line.put("record", Json.read(record));
        try (RandomAccessFile file = new RandomAccessFile(aside.toFile(), "rw")) {
            file.seek(file.length());
            file.write((Json.write(plain(line)) + "\n").getBytes(StandardCharsets.UTF_8));
            file.getFD().sync();
        } catch (IOException e) {
            throw new SpoolBroken("what was refused cannot be put aside", e);
        }
        String id = ((Map<?, ?>) line.get("record")).get("id") instanceof String known ? known : "";
        tell(listener -> listener.refused(id, problem));
    }

    /** The problem as an object where it is one, so that the file is read by other programs easily. */
    private static Map<String, Object> plain(Map<String, Object> line) {
        Map<String, Object> plain = new LinkedHashMap<>(line);
        try {
            plain.put("problem", Json.read(String.valueOf(line.get("problem"))));
        } catch (IllegalArgumentException noJson) {
            plain.put("problem", "");
        }
        return plain;
    }

    private void tell(java.util.function.Consumer<SenderListener> what) {
        try {
            what.accept(settings.listener());
        } catch (RuntimeException e) {
            System.getLogger(AuditSender.class.getName()).log(System.Logger.Level.WARNING, "a listener failed: {0}", e.getClass().getName());
        }
    }
}
