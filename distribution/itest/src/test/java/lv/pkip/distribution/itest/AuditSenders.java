package lv.pkip.distribution.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Other systems that send audit records again and again while things break: what was not answered they send again under the same ids,
 * and they write down what they were told is kept. That must be there afterwards, once.
 */
final class AuditSenders {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WHERE = "/audit/v1/records";
    private static final int LARGEST_BATCH = 200;
    private static final Duration LONGEST = Duration.ofSeconds(70);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<Container> nodes;
    private final Random random;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> tried = ConcurrentHashMap.newKeySet();
    private final Queue<String> disagreeing = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final Answers answers = new Answers();

    /** So many programs, each a source of its own, that send to any of the nodes. */
    AuditSenders(String named, List<Container> nodes, int programs, long seed) {
        this.nodes = List.copyOf(nodes);
        this.random = new Random(seed);
        for (int i = 0; i < programs; i++) {
            String name = named + i;
            threads.add(new Thread(new Program(name, secret(nodes.get(0), name), new Random(seed + i)), name));
        }
        threads.forEach(Thread::start);
    }

    /** Registers a program that may send, and returns its secret. */
    static String secret(Container container, String name) {
        String answer = container.console("pkip:applications create " + name + " --name Programma --flows client --scopes audit:write --json");
        return json(answer.lines().filter(line -> line.startsWith("[")).findFirst().orElseThrow(() -> new AssertionError(answer))).get(0).path("secret").asText();
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text.substring(0, Math.min(500, text.length())), e);
        }
    }

    private static HttpRequest tokenRequest(Container node, String name, String secret) {
        return HttpRequest.newBuilder(node.uri("/oauth2/token")).timeout(LONGEST).header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString((name + ":" + secret).getBytes(StandardCharsets.UTF_8)))
                .POST(BodyPublishers.ofString("grant_type=client_credentials&scope=audit%3Awrite")).build();
    }

    private static HttpRequest request(Container node, String token, String type, String body) {
        return HttpRequest.newBuilder(node.uri(WHERE)).timeout(LONGEST).header("Authorization", "Bearer " + token).header("Content-Type", type)
                .header("Accept-Language", "en").POST(BodyPublishers.ofString(body)).build();
    }

    /** Good for every node of a house. */
    static String token(Container node, String name, String secret) {
        HttpResponse<String> answer = node.send(tokenRequest(node, name, secret));
        assertEquals(200, answer.statusCode(), answer::body);
        return json(answer.body()).path("access_token").asText();
    }

    /** What a node answers to a batch that is sent once. */
    static HttpResponse<String> sent(Container node, String token, String lines) {
        return node.send(request(node, token, "application/x-ndjson", lines));
    }

    /** As {@code source/id}: what the house said that it keeps. */
    Set<String> acknowledged() {
        return acknowledged;
    }

    /** As {@code source/id}: what was sent, whatever was answered. */
    Set<String> tried() {
        return tried;
    }

    Answers answers() {
        return answers;
    }

    /** Answers that were not what the records that were sent deserve. */
    List<String> wrong() {
        List<String> wrong = new ArrayList<>(answers.wrong());
        disagreeing.stream().distinct().limit(10).forEach(wrong::add);
        return wrong;
    }

    /** Comes back after some more acknowledgements, how many is chance: a moment in the midst of the work. */
    void awaitSome(Container watched) {
        int wanted = answered.get() + 1 + random.nextInt(30);
        watched.await("taking audit records", Duration.ofSeconds(120), () -> answered.get() >= wanted);
    }

    /** Begins nothing new, waits until everything begun was acknowledged. */
    void finish() throws InterruptedException {
        closing.countDown();
        for (Thread thread : threads) {
            thread.join(PATIENCE.toMillis());
            if (thread.isAlive()) {
                throw new AssertionError(thread.getName() + " still waits to be acknowledged; answers were " + answers + "; wrong were " + wrong());
            }
        }
    }

    /** One of them. */
    private final class Program implements Runnable {
        private final String name;
        private final String secret;
        private final Random random;
        private String token = "";

        Program(String name, String secret, Random random) {
            this.name = name;
            this.secret = secret;
            this.random = random;
        }

        @Override
        public void run() {
            try {
                for (int n = 0; closing.getCount() > 0; n++) {
                    int size = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(LARGEST_BATCH);
                    String prefix = n + "-";
                    send(IntStream.range(0, size).mapToObj(i -> prefix + i).toList());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void send(List<String> ids) throws InterruptedException {
            boolean single = ids.size() == 1;
            String body = ids.stream().map(this::record).collect(Collectors.joining("\n"));
            ids.forEach(id -> tried.add(name + "/" + id));
            while (true) {
                Container node = nodes.get(random.nextInt(nodes.size()));
                Optional<HttpResponse<String>> answer = token(node).isEmpty() ? Optional.empty()
                        : answers.ask(name, () -> node.send(request(node, token, single ? "application/json" : "application/x-ndjson", body)));
                if (answer.isPresent() && answer.get().statusCode() / 100 == 2) {
                    told(ids, single, json(answer.get().body()));
                    return;
                }
                // Sooner than Retry-After says: more trouble for the house. At the end nobody pauses at all.
                if (!closing.await(20 + random.nextInt(100), TimeUnit.MILLISECONDS) || answer.isEmpty()) {
                    Thread.onSpinWait();
                }
            }
        }

        private void told(List<String> ids, boolean single, JsonNode answer) {
            if (!single && answer.path("kept").asInt() != ids.size() || single && answer.path("sequence").asLong() == 0) {
                disagreeing.add(name + " sent " + ids.size() + " and was told " + answer.toString().substring(0, Math.min(300, answer.toString().length())));
                return;
            }
            ids.forEach(id -> acknowledged.add(name + "/" + id));
            answered.incrementAndGet();
        }

        private String record(String id) {
            return "{\"id\":\"" + id + "\",\"time\":\"" + Instant.now() + "\",\"actor\":{\"kind\":\"staff\",\"id\":\"a.ozola\"},\"application\":\"invoices\","
                    + "\"action\":\"read\",\"purpose\":\"Payment reminder\",\"outcome\":\"ok\",\"dataSubject\":\"32000000901\",\"details\":{\"n\":" + random.nextInt(1000) + "}}";
        }

        /** One token is enough for all: it is kept in the database and outlives the process that gave it. */
        private String token(Container node) {
            if (token.isEmpty()) {
                answers.ask(name, () -> node.send(tokenRequest(node, name, secret))).filter(answer -> answer.statusCode() == 200)
                        .ifPresent(answer -> token = json(answer.body()).path("access_token").asText());
            }
            return token;
        }
    }

    @Override
    public String toString() {
        return acknowledged.size() + " records acknowledged; answers " + answers;
    }

    /** Those that are not there, and how many there should be none of. */
    static Set<String> without(Set<String> all, Set<String> there) {
        Set<String> missing = new TreeSet<>(all);
        missing.removeAll(there);
        return missing;
    }
}
