package lv.pkip.distribution.itest;

import static lv.pkip.distribution.itest.AuditSenders.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lv.pkip.audit.sender.AuditEntry;
import lv.pkip.audit.sender.AuditSender;
import lv.pkip.audit.sender.SenderSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * What befalls a house that takes audit records in: its PostgreSQL hangs, is killed, has no room on its disk; two nodes write at once.
 * Whoever sends is told to come again and is, and at the end everything that was acknowledged is in the log, once and proved.
 */
@EnabledIf(value = "lv.pkip.distribution.itest.PostgresqlServer#installed", disabledReason = "no PostgreSQL: ./pkip test installs it")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuditFaultsIT {
    private static final long SEED = Long.getLong("pkip.outage.seed", System.nanoTime());
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("pkip.audit.outage.seconds", 5));
    private static final Duration RECOVERY = Duration.ofSeconds(15);
    private static final int MORE_THREADS = 30;
    private static final int TOGETHER = 20;
    private static final int BATCH = 100;

    @TempDir
    private static Path folder;
    private static SmallDisk disk;
    private static PostgresqlServer server;
    private static Container container;
    private static AuditProven watcher;
    private static AuditSenders programs;
    private static final Set<String> ELSE = ConcurrentHashMap.newKeySet();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        System.out.println("audit under faults, -Dpkip.outage.seed=" + SEED);
        if (SmallDisk.available()) {
            disk = SmallDisk.of(400);
        }
        server = disk == null ? PostgresqlServer.started() : PostgresqlServer.startedIn(disk.folder());
        container = house().start();
        watcher = new AuditProven(container, folder);
        programs = new AuditSenders("program", List.of(container), 4, SEED);
        programs.awaitSome(container);
    }

    private static Container house() {
        // A shorter socketTimeout than the shipped minute: what was under way when the database began to hang is waited for so long.
        return Container.unpacked().withFeatures("pkip-audit-intake").withDatabase(server).set("org.ops4j.datasource-pkip.cfg", "url",
                server.jdbcUrl("pkip") + "?connectTimeout=3&loginTimeout=5&socketTimeout=20&tcpKeepAlive=true&logServerErrorDetail=false");
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        if (container != null) {
            container.close();
        }
        if (server != null) {
            server.close();
        }
        if (disk != null) {
            disk.close();
        }
    }

    private static int refused() {
        return programs.answers().count("503") + programs.answers().count("429");
    }

    private static int threads() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + container.pid() + "/task"))) {
            return (int) tasks.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Waits until so much time has passed and those who send were refused again and again. */
    private static void awaitRefusals(Duration atLeast) {
        int before = refused();
        long begun = System.nanoTime();
        container.await("refusing", Duration.ofSeconds(120).plus(atLeast), () -> refused() > before + 3 && System.nanoTime() - begun > atLeast.toNanos());
    }

    @Test
    @Order(1)
    void while_the_database_hangs_senders_are_told_to_come_again_and_the_librarys_spool_keeps_all() throws IOException {
        String secret = AuditSenders.secret(container, "library");
        SenderSettings settings = SenderSettings.of(URI.create(container.uri("/").toString()), "library", () -> secret, folder.resolve("spool"))
                .timed(Duration.ofSeconds(10), Duration.ofMillis(50), Duration.ofSeconds(1));
        AuditSender library = AuditSender.open(settings);
        send(library, 0, 200);
        int before = threads();
        int meanwhile;
        server.pause();
        try {
            container.await("red", Duration.ofSeconds(10), () -> !container.ready());
            send(library, 200, 400);
            awaitRefusals(OUTAGE);
            meanwhile = threads();
        } finally {
            server.resume();
        }
        container.await("ready again", RECOVERY, container::ready);
        programs.awaitSome(container);
        assertTrue(library.close(Duration.ofSeconds(60)), "the library has given everything");
        System.out.println("hung for " + OUTAGE.toSeconds() + " s or more: " + programs + "; threads " + before + ", then " + meanwhile);
        assertTrue(meanwhile <= before + MORE_THREADS, "threads pile up: " + before + ", then " + meanwhile);
    }

    private static void send(AuditSender library, int from, int to) {
        for (int i = from; i < to; i++) {
            library.send(AuditEntry.of("invoices", AuditEntry.Action.READ, "Payment reminder").byViss("AU:100001-PK:32000000901").id("n" + i).dataSubject("32000000902").detail("n", i));
            ELSE.add("library/n" + i);
        }
    }

    @Test
    @Order(2)
    void a_killed_database_loses_nothing_that_was_acknowledged() {
        for (int n = 0; n < 2; n++) {
            programs.awaitSome(container);
            watcher.remember();
            programs.awaitSome(container);
            server.kill();
            awaitRefusals(Duration.ZERO);
            server.start();
            container.await("ready again", RECOVERY, container::ready);
        }
        programs.awaitSome(container);
    }

    @Test
    @Order(3)
    void without_room_on_the_databases_disk_nothing_is_acknowledged_that_is_not_kept() {
        assumeTrue(disk != null, "only root may make a small disk");
        programs.awaitSome(container);
        watcher.remember();
        int told = container.log().length();
        disk.fill();
        try {
            awaitRefusals(Duration.ofSeconds(10));
        } finally {
            disk.free();
        }
        String said = container.log().substring(told);
        assertTrue(said.contains("Audit records are refused until the database takes them again"), said);
        // Without room for its own log the server ends itself, and whoever runs it starts it again.
        if (!server.running()) {
            server.start();
        }
        container.await("ready again", RECOVERY, container::ready);
        programs.awaitSome(container);
    }

    @Test
    @Order(4)
    void two_nodes_that_are_sent_the_same_records_at_once_keep_each_once() throws Exception {
        try (Container other = house()) {
            Files.createDirectories(other.home().resolve("data"));
            new ProcessBuilder("cp", "-a", container.home().resolve("data/security").toString(), other.home().resolve("data").toString()).inheritIO().start().waitFor();
            other.start();
            assertEquals(watcher.key(), other.get("/audit-log/key").body().strip(), "nodes of one house sign with one key");
            AuditSenders both = new AuditSenders("both", List.of(container, other), 3, SEED);
            both.awaitSome(container);
            String token = AuditSenders.token(container, "twin", AuditSenders.secret(container, "twin"));
            ExecutorService threads = Executors.newFixedThreadPool(2);
            for (int round = 0; round < TOGETHER; round++) {
                String prefix = "r" + round + "-";
                List<String> ids = IntStream.range(0, BATCH).mapToObj(i -> prefix + i).toList();
                String body = ids.stream().map(AuditFaultsIT::record).collect(Collectors.joining("\n"));
                List<CompletableFuture<HttpResponse<String>>> answers = Stream.of(container, other)
                        .map(node -> CompletableFuture.supplyAsync(() -> AuditSenders.sent(node, token, body), threads)).toList();
                int fresh = 0;
                for (CompletableFuture<HttpResponse<String>> each : answers) {
                    HttpResponse<String> answer = each.get();
                    assertEquals(200, answer.statusCode(), answer::body);
                    assertEquals(BATCH, json(answer.body()).path("kept").asInt());
                    fresh += json(answer.body()).path("new").asInt();
                }
                assertEquals(BATCH, fresh, "each record is new to one of the two nodes");
                ids.forEach(id -> ELSE.add("twin/" + id));
            }
            threads.shutdown();
            both.awaitSome(container);
            both.finish();
            assertEquals(List.of(), both.wrong());
            ELSE.addAll(both.acknowledged());
            System.out.println("two nodes: " + both);
        }
    }

    private static String record(String id) {
        return "{\"id\":\"" + id + "\",\"time\":\"2026-11-28T10:00:00Z\",\"actor\":{\"kind\":\"staff\",\"id\":\"a.ozola\"},\"application\":\"invoices\",\"action\":\"read\","
                + "\"purpose\":\"Payment reminder\",\"outcome\":\"ok\"}";
    }

    @Test
    @Order(5)
    void everything_acknowledged_is_in_the_log_once_and_proved() throws Exception {
        programs.finish();
        System.out.println("in all: " + programs);
        Set<String> acknowledged = new HashSet<>(ELSE);
        acknowledged.addAll(programs.acknowledged());
        Set<String> tried = new HashSet<>(ELSE);
        tried.addAll(programs.tried());
        System.out.println(watcher.check(acknowledged, tried));
        assertEquals(List.of(), programs.wrong());
        assertEquals(0, programs.answers().count("none"), () -> "connections were lost: " + Map.of("answers", programs.answers()));
    }
}
