package lv.pkip.audit.sender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lv.pkip.audit.sender.AuditEntry.Action;
import lv.pkip.audit.sender.FaultyHouse.Fault;
import lv.pkip.kernel.testkit.HouseRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SenderTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    static AuditEntry entry() {
        return AuditEntry.of("invoices", Action.READ, "Payment reminder").byStaff("a.ozola");
    }

    private SenderSettings settings(FaultyHouse house, Told told) {
        return SenderSettings.of(house.uri(), "ledger", () -> FaultyHouse.SECRET, folder.resolve("spool")).telling(told)
                .timed(Duration.ofSeconds(20), Duration.ofMillis(2), Duration.ofMillis(20));
    }

    private static void faults(FaultyHouse house, Fault... faults) {
        Queue<Fault> queue = new ArrayDeque<>(List.of(faults));
        house.fault = () -> {
            synchronized (queue) {
                Fault next = queue.poll();
                return next == null ? Fault.NONE : next;
            }
        };
    }

    private static List<String> ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> String.format("r-%05d", i)).toList();
    }

    private static void send(AuditSender sender, int count) {
        ids(count).forEach(id -> sender.send(entry().id(id)));
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(AuditSender.class);
    }

    @Test
    void what_was_sent_arrives_once_and_in_order() {
        try (FaultyHouse house = new FaultyHouse()) {
            AuditSender sender = AuditSender.open(settings(house, new Told()).batches(100));
            send(sender, 1_000);
            assertTrue(sender.close(LONG));
            assertEquals(ids(1_000), house.ids());
            assertEquals(1, house.tokens.get());
            assertTrue(house.sizes().stream().allMatch(size -> size <= 100), () -> house.sizes().toString());
        }
    }

    @Test
    void whatever_happens_on_the_way_it_arrives_once_and_in_order() throws InterruptedException {
        try (FaultyHouse house = new FaultyHouse()) {
            Told told = new Told();
            faults(house, Fault.DROP_ANSWER, Fault.DROP_REQUEST, Fault.BUSY, Fault.BROKEN, Fault.HANG, Fault.TOKEN_ENDED, Fault.PROXY_PAGE, Fault.FORBIDDEN, Fault.DROP_ANSWER);
            AuditSender sender = AuditSender.open(settings(house, told).batches(10).timed(Duration.ofSeconds(1), Duration.ofMillis(2), Duration.ofMillis(20)));
            send(sender, 200);
            assertTrue(sender.close(LONG));
            assertEquals(ids(200), house.ids());
            assertTrue(told.isWell());
            assertEquals(List.of(), told.refused);
            assertEquals(2, house.tokens.get(), "a token that is good no more is taken anew, others are kept");
            assertTrue(told.troubles.containsAll(List.of("answered 429", "answered 500", "answered 403", "no answer in time", "answered 200 but not of all records")), told.troubles::toString);
        }
    }

    @Test
    void comes_again_when_the_house_says() {
        try (FaultyHouse house = new FaultyHouse()) {
            house.retryAfter = "1";
            AtomicReference<Long> busyAt = new AtomicReference<>();
            house.fault = () -> {
                if (busyAt.get() == null) {
                    busyAt.set(System.nanoTime());
                    return Fault.BUSY;
                }
                return Fault.NONE;
            };
            AuditSender sender = AuditSender.open(settings(house, new Told()));
            send(sender, 1);
            assertTrue(sender.close(LONG));
            assertTrue(house.arrived - busyAt.get() >= 1_000_000_000L, "and not earlier, though its own pause would be 20 ms");
        }
    }

    @Test
    void a_record_that_the_house_will_never_take_is_put_aside_and_holds_up_none() throws IOException {
        try (FaultyHouse house = new FaultyHouse()) {
            Told told = new Told();
            house.invalid = record -> record.path("id").asText().equals("r-00003");
            AuditSender sender = AuditSender.open(settings(house, told));
            send(sender, 6);
            sender.send(entry().id("r-00001").outcome(AuditEntry.Outcome.FAILED));
            assertTrue(sender.close(LONG));
            assertEquals(List.of("r-00000", "r-00001", "r-00002", "r-00004", "r-00005"), house.ids());
            assertEquals(List.of("r-00003", "r-00001"), told.refused);
            List<String> lines = Files.readAllLines(folder.resolve("spool/refused.ndjson"));
            JsonNode first = new ObjectMapper().readTree(lines.get(0));
            assertEquals("r-00003 /problems/invalid", first.at("/record/id").asText() + " " + first.at("/problem/problem/type").asText());
            assertEquals("failed", new ObjectMapper().readTree(lines.get(1)).at("/record/outcome").asText());
            assertEquals(2, lines.size());
        }
    }

    @Test
    void a_proxy_that_takes_less_gets_less_and_no_record_is_given_up() throws InterruptedException {
        try (FaultyHouse house = new FaultyHouse()) {
            Told told = new Told();
            house.fault = () -> Fault.TOO_LARGE;
            AuditSender sender = AuditSender.open(settings(house, told));
            send(sender, 8);
            told.awaitThreeTroubles();
            house.fault = () -> Fault.NONE;
            assertTrue(sender.close(LONG));
            assertEquals(ids(8), house.ids());
            assertEquals(List.of(), told.refused);
        }
    }

    @Test
    void with_a_wrong_secret_records_wait_until_it_is_right() throws InterruptedException {
        try (FaultyHouse house = new FaultyHouse()) {
            Told told = new Told();
            house.secret = "another";
            AuditSender sender = AuditSender.open(settings(house, told));
            send(sender, 3);
            told.awaitThreeTroubles();
            assertEquals("no token: 401 invalid_client", told.troubles.get(0));
            assertEquals(3, sender.waiting());
            house.secret = FaultyHouse.SECRET;
            assertTrue(sender.close(LONG));
            assertEquals(ids(3), house.ids());
        }
    }

    @Test
    void what_could_not_be_sent_before_the_end_is_sent_after_the_next_beginning() {
        try (FaultyHouse house = new FaultyHouse()) {
            house.fault = () -> Fault.BROKEN;
            AuditSender sender = AuditSender.open(settings(house, new Told()));
            send(sender, 50);
            assertFalse(sender.close(Duration.ofMillis(50)));
            assertThrows(IllegalStateException.class, () -> sender.send(entry()));
            house.fault = () -> Fault.NONE;
            AuditSender again = AuditSender.open(settings(house, new Told()));
            assertTrue(again.close(LONG));
            assertEquals(ids(50), house.ids());
        }
    }

    @Test
    void a_full_spool_says_so_and_takes_records_again_once_it_is_emptier() throws InterruptedException {
        try (FaultyHouse house = new FaultyHouse()) {
            Told told = new Told();
            house.fault = () -> Fault.BROKEN;
            AuditSender sender = AuditSender.open(settings(house, told).limited(600 * 1024, 128 * 1024));
            int taken = 0;
            String big = "x".repeat(10_000);
            SpoolFull full = null;
            while (full == null) {
                try {
                    sender.send(entry().id(String.format("r-%05d", taken)).detail("filler", big));
                    taken++;
                } catch (SpoolFull e) {
                    full = e;
                }
            }
            assertTrue(taken > 50 && taken < 62, "taken: " + taken);
            assertEquals(taken, sender.waiting());
            house.fault = () -> Fault.NONE;
            assertTrue(told.isWell());
            boolean room = false;
            while (!room) { // until the first file is done; the timeout of the test bounds it
                try {
                    sender.send(entry().id("later").detail("filler", big));
                    room = true;
                } catch (SpoolFull e) {
                    Thread.onSpinWait();
                }
            }
            assertTrue(sender.close(LONG));
            assertEquals(taken + 1, house.ids().size());
            try (Stream<Path> files = Files.list(folder.resolve("spool"))) {
                assertEquals(1, files.filter(file -> file.toString().endsWith(".records")).count(), "files of what the house has are gone");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void one_spool_has_one_sender() throws Exception {
        try (FaultyHouse house = new FaultyHouse(); AuditSender sender = AuditSender.open(settings(house, new Told()))) {
            assertThrows(SpoolInUse.class, () -> AuditSender.open(settings(house, new Told())));
            Process other = process(house, "other");
            assertEquals(1, other.waitFor());
            assertTrue(new String(other.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).contains("SpoolInUse"));
            sender.send(entry());
        }
    }

    @Test
    void a_torn_tail_costs_nothing_that_was_promised() throws IOException {
        byte[] junk = {0, 0, 1, 44, 9, 9, 9, 9, '{', '"'};
        for (int cut = 0; cut <= junk.length; cut++) {
            Path spool = folder.resolve("torn-" + cut);
            try (FaultyHouse house = new FaultyHouse()) {
                house.fault = () -> Fault.BROKEN;
                SenderSettings settings = SenderSettings.of(house.uri(), "ledger", () -> FaultyHouse.SECRET, spool).timed(Duration.ofSeconds(5), Duration.ofMillis(1), Duration.ofMillis(5));
                AuditSender sender = AuditSender.open(settings);
                send(sender, 5);
                sender.close(Duration.ZERO);
                Files.write(spool.resolve("0000000000000000001.records"), java.util.Arrays.copyOf(junk, cut), StandardOpenOption.APPEND);
                house.fault = () -> Fault.NONE;
                AuditSender again = AuditSender.open(settings);
                assertEquals(5, again.waiting());
                again.send(entry().id("r-00005"));
                assertTrue(again.close(LONG));
                assertEquals(ids(6), house.ids());
            }
        }
    }

    @Test
    void a_lost_mark_only_means_that_records_are_sent_again() throws IOException {
        try (FaultyHouse house = new FaultyHouse()) {
            AuditSender sender = AuditSender.open(settings(house, new Told()));
            send(sender, 20);
            assertTrue(sender.close(LONG));
            Files.write(folder.resolve("spool/mark"), new byte[] {1, 2, 3});
            AuditSender again = AuditSender.open(settings(house, new Told()));
            assertEquals(20, again.waiting());
            assertTrue(again.close(LONG));
            assertEquals(ids(20), house.ids());
        }
    }

    @Test
    void many_threads_share_the_force_and_an_interrupted_one_breaks_nothing() throws Exception {
        try (FaultyHouse house = new FaultyHouse()) {
            AuditSender sender = AuditSender.open(settings(house, new Told()));
            ExecutorService threads = Executors.newFixedThreadPool(16);
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 16; t++) {
                String prefix = "t" + t + "-";
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 100; i++) {
                        if (i == 50) {
                            Thread.currentThread().interrupt();
                        }
                        sender.send(entry().id(prefix + i));
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get(60, TimeUnit.SECONDS);
            }
            threads.shutdown();
            assertTrue(sender.close(LONG));
            assertEquals(1_600, house.ids().size());
        }
    }

    private Process process(FaultyHouse house, String round) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-cp", System.getProperty("java.class.path"),
                KilledSender.class.getName(), house.uri().toString(), folder.resolve("spool").toString(), round).start();
    }

    @Test
    void killed_again_and_again_it_loses_nothing_it_took_and_sends_nothing_twice() throws Exception {
        Random random = new Random(20261128);
        List<String> taken = new ArrayList<>();
        try (FaultyHouse house = new FaultyHouse()) {
            Fault[] faults = {Fault.DROP_ANSWER, Fault.DROP_REQUEST, Fault.BUSY, Fault.BROKEN, Fault.HANG, Fault.TOKEN_ENDED};
            house.fault = () -> {
                synchronized (random) {
                    return random.nextInt(3) == 0 ? faults[random.nextInt(faults.length)] : Fault.NONE;
                }
            };
            for (int round = 0; round < 8; round++) {
                Process process = process(house, "k" + round);
                int until;
                synchronized (random) {
                    until = 50 + random.nextInt(400);
                }
                try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                    for (int i = 0; i < until; i++) {
                        String line = out.readLine();
                        assertTrue(line != null, () -> "the process ended by itself");
                        taken.add(line);
                    }
                    process.toHandle().destroyForcibly(); // not by the process itself, which would close what it had said and we did not read
                    process.waitFor();
                    for (String line = out.readLine(); line != null; line = out.readLine()) {
                        if (line.matches("k[0-9]-[0-9]{7}")) {
                            taken.add(line); // said between the last look and the end
                        }
                    }
                }
            }
            house.fault = () -> Fault.NONE;
            AuditSender last = AuditSender.open(settings(house, new Told()));
            assertTrue(last.close(LONG));
            List<String> arrived = house.ids();
            assertEquals(arrived.size(), new HashSet<>(arrived).size());
            assertTrue(arrived.containsAll(taken), () -> "lost: " + taken.stream().filter(id -> !arrived.contains(id)).toList());
            assertEquals(arrived.stream().sorted().toList(), arrived, "in order");
            // at most one of each process was on its way to the disk and not told yet
            assertTrue(arrived.size() - taken.size() <= 8, arrived.size() + " arrived of " + taken.size());
        }
    }

    @Test
    void what_it_writes_is_what_the_house_reads() throws IOException {
        var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("../../core-bundles/audit-intake/src/main/resources/schemas/record.schema.json")));
        AuditEntry all = entry().of("90000000001").id("1").time(Instant.parse("2026-11-28T08:15:30.123456Z")).onBehalfOf("40003627089").address("10.0.0.1").session("f3a1")
                .named("invoice.open").object("invoice", "R \"17\" \\ ž 😀").caseNumber("K-1").dataSubject("32000000901").legalBasis("VDAR 6(1)(e)").permission("V-1")
                .outcome(AuditEntry.Outcome.REFUSED).detail("list", List.of(1, 2.5, true, "a\tb\nc")).detail("map", Map.of("x", 9007199254740991L)).changed("0".repeat(64), "F".repeat(64));
        List<AuditEntry> entries = new ArrayList<>(List.of(all, entry().byNobodyKnown(), entry().bySystem("clock"), entry().byResident("32000000901"),
                entry().byViss("AU:100001-PK:32000000901"), entry().byViss("PK:32000000901-UR:40003627089").of("Pašvaldība")));
        Stream.of(Action.values()).forEach(action -> entries.add(AuditEntry.of("a", action, "p").byStaff("x")));
        for (AuditEntry each : entries) {
            String line = new String(each.complete(Instant.now()).line(), StandardCharsets.UTF_8);
            assertEquals(java.util.Set.of(), schema.validate(new ObjectMapper().readTree(line)), line);
        }
        JsonNode read = new ObjectMapper().readTree(all.line());
        assertEquals("R \"17\" \\ ž 😀", read.at("/object/id").asText());
        assertEquals("a\tb\nc", read.at("/details/list/3").asText());
        assertEquals("2026-11-28T08:15:30.123Z", read.path("time").asText());
    }

    @Test
    void mistakes_are_told_to_the_programmer_and_without_the_value() {
        for (Runnable mistake : List.<Runnable>of(() -> entry().dataSubject(" "), () -> entry().object("person", "x".repeat(129)), () -> entry().id("a b"),
                () -> entry().address("a\u0000b"), () -> entry().detail("n", Double.NaN), () -> entry().detail("n", 1L << 60), () -> entry().detail("o", new Object()),
                () -> entry().detail("x", "y".repeat(16_000)), () -> entry().changed("a", "b"), () -> AuditEntry.of("a", Action.READ, "p").complete(Instant.now()))) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, mistake::run);
            assertFalse(e.getMessage().contains("xxx") || e.getMessage().contains("yyy"), e.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> SenderSettings.of(URI.create("http://192.0.2.1"), "a", () -> "s", folder), "the secret would go in the clear");
        assertFalse(SenderSettings.of(URI.create("https://192.0.2.1"), "a", () -> "s3cr3t", folder).toString().contains("s3cr3t"));
    }

    @Test
    void the_reader_of_answers_takes_JSON_and_nothing_else() {
        assertEquals(Map.of("a", List.of(new java.math.BigDecimal("-1.5e2"), true, "\u00e9\n\"")), Json.read(" {\"a\" : [ -1.5e2 , true,\"\\u00e9\\n\\\"\"] } "));
        for (String broken : List.of("", "{", "{\"a\"}", "[1,]", "\"a", "tru", "{} x", "[".repeat(100), "\"\\u12", "1".repeat(50))) {
            assertThrows(IllegalArgumentException.class, () -> Json.read(broken), broken);
        }
    }
}
