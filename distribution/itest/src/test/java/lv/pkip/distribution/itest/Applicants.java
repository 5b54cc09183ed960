package lv.pkip.distribution.itest;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Residents who apply again and again while things break: they repeat with the same key what was not answered, sometimes give
 * up, and write down what they were told. What they were told must be true afterwards.
 */
final class Applicants {
    private static final List<String> SERVICES = List.of("tree-felling", "dog-fee");
    private static final int MOST_UPLOADS = 60; // below the limit of files one person may leave unsubmitted
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final Set<String> tried = ConcurrentHashMap.newKeySet();
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, String> uploads = new ConcurrentHashMap<>();
    private final AtomicInteger afterRefusal = new AtomicInteger();
    private final Answers answers = new Answers();

    /** So many people, whose choices follow from the seed. */
    Applicants(Container container, int people, long seed) {
        Map<String, String> definitions = new TreeMap<>();
        for (int i = 0; i < people; i++) {
            Resident resident = Resident.signedIn(container, "32000000" + (100 + i));
            SERVICES.forEach(service -> definitions.computeIfAbsent(service, resident::definition));
            Person person = new Person(resident, definitions, "nr" + i, new Random(seed + i));
            threads.add(new Thread(person, "applicant-" + i));
        }
        threads.forEach(Thread::start);
    }

    /** Marks of what was submitted, whether or not it was acknowledged. */
    Set<String> tried() {
        return tried;
    }

    /** Number of the case by mark. */
    Map<String, String> acknowledged() {
        return acknowledged;
    }

    /** SHA-256 by id of each file whose receipt was acknowledged. */
    Map<String, String> uploads() {
        return uploads;
    }

    /** How many were first told to come again, and were taken under the same key when they did. */
    int acknowledgedAfterRefusal() {
        return afterRefusal.get();
    }

    Answers answers() {
        return answers;
    }

    /** Begins nothing new, waits until everything begun was acknowledged or given up. */
    void finish() throws InterruptedException {
        closing.countDown();
        for (Thread thread : threads) {
            thread.join(PATIENCE.toMillis());
            if (thread.isAlive()) {
                throw new AssertionError(thread.getName() + " still waits to be acknowledged; answers were " + answers + "; wrong were " + answers.wrong());
            }
        }
    }

    private final class Person implements Runnable {
        private final Resident resident;
        private final Map<String, String> definitions;
        private final String name;
        private final Random random;
        private int files;

        Person(Resident resident, Map<String, String> definitions, String name, Random random) {
            this.resident = resident;
            this.definitions = definitions;
            this.name = name;
            this.random = random;
        }

        @Override
        public void run() {
            for (int n = 1; closing.getCount() > 0; n++) {
                String mark = name + "-" + n + ".";
                try {
                    if (files < MOST_UPLOADS && random.nextInt(8) == 0) {
                        upload(mark);
                    } else {
                        apply(mark);
                    }
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        private void apply(String mark) throws InterruptedException {
            String service = SERVICES.get(random.nextInt(SERVICES.size()));
            tried.add(mark);
            insist(mark, () -> resident.submit(service, definitions.get(service), "key-of-" + mark, mark))
                    .ifPresent(accepted -> acknowledged.put(mark, Resident.number(accepted)));
        }

        private void upload(String mark) throws InterruptedException {
            files++;
            String text = "Pielikums " + mark + " " + "teksts ".repeat(random.nextInt(2000));
            insist(mark, () -> resident.upload(mark + "txt", "key-of-" + mark, text)).ifPresent(accepted ->
                    uploads.put(accepted.body().replaceAll("(?s).*\"id\":\"([^\"]+)\".*", "$1"), sha256(text)));
        }

        /** Repeats until it is acknowledged; nothing when this person, as people do, gave up after a lost answer. */
        private Optional<HttpResponse<String>> insist(String mark, Supplier<HttpResponse<String>> request) throws InterruptedException {
            boolean patient = random.nextInt(6) > 0;
            boolean refused = false;
            while (true) {
                Optional<HttpResponse<String>> answer = answers.ask(mark, request);
                if (answer.isPresent() && answer.get().statusCode() / 100 == 2) {
                    if (refused) {
                        afterRefusal.incrementAndGet();
                    }
                    return answer;
                }
                if (answer.isEmpty() && !patient) {
                    return answer;
                }
                refused |= answer.isPresent();
                Thread.sleep(100 + random.nextInt(200)); // sooner than Retry-After says: more trouble for the container
            }
        }
    }

    static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
