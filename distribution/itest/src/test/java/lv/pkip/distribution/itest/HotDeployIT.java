package lv.pkip.distribution.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A second e-service goes in, is upgraded and goes out while residents use the first and itself: no request fails anywhere, no
 * request gets past the sign-in, nothing submitted is lost or doubled.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HotDeployIT {

    private static final int CYCLES = Integer.getInteger("pkip.hot.cycles", 12);

    private static Container container;
    private static Resident resident;
    private static String firstCase;
    private static String firstDefinition;

    @BeforeAll
    static void start() {
        container = Container.unpacked()
                .withFeatures("pkip-sign-in-sandbox", "pkip-payment-sandbox", "pkip-service-tree-felling")
                .set("lv.pkip.municipality.cfg", "property.iban", "LV08PARA0000000000000")
                .set("lv.pkip.municipality.cfg", "registrationNumber", "00000000000").start();
        resident = Resident.signedIn(container, "32000000001");
    }

    @AfterAll
    static void stop() {
        container.close();
    }

    private static String services() {
        return container.get("/api/v1/services").body();
    }

    @Test
    @Order(1)
    void what_is_not_installed_is_nowhere() {
        assertFalse(services().contains("dog-fee"));
        assertEquals(404, container.get("/services/dog-fee").statusCode());
        assertFalse(container.get("/api/v1/openapi.json").body().contains("dog-fee"));
        assertFalse(container.console("pkip:services").contains("dog-fee"));
    }

    @Test
    @Order(2)
    void installed_it_is_in_portal_api_description_and_console_at_once() {
        String answer = container.console("pkip:install --yes dog-fee");
        assertTrue(services().contains("\"dog-fee\""), answer);
        assertEquals(200, container.get("/services/dog-fee").statusCode());
        assertTrue(container.get("/").body().contains("/services/dog-fee"));
        assertTrue(container.get("/api/v1/openapi.json").body().contains("/v1/services/dog-fee/cases"));
        assertTrue(container.console("pkip:services").contains("dog-fee"));
        firstDefinition = resident.definition("dog-fee");
        firstCase = Resident.number(resident.submit("dog-fee", firstDefinition, "first-" + UUID.randomUUID()));
    }

    @Test
    @Order(3)
    void upgrades_under_load_lose_nothing() throws Exception {
        Set<Long> before = bundlesBesides();
        Load load = new Load();
        load.submitting("tree-felling", 2);
        load.submitting("dog-fee", 2);
        load.looking("/services/tree-felling", 200);
        load.looking("/services/dog-fee", 200);
        load.looking("/api/v1/cases", 401);
        load.looking("/work/cases", 303);
        load.await(20);
        container.console(IntStream.rangeClosed(1, CYCLES).mapToObj(n -> "pkip:install --yes " + next(n))
                .collect(Collectors.joining("\n")));
        load.await(20);
        load.end();
        assertEquals(List.of(), load.failures(), () -> load.failures().size() + " of " + load.requests + " requests failed");
        assertTrue(services().contains("\"version\":\"0.1." + CYCLES + "\""), HotDeployIT::services);
        Set<String> cases = resident.cases();
        Set<String> lost = new TreeSet<>(load.accepted);
        lost.removeAll(cases);
        assertEquals(Set.of(), lost, "accepted and not there");
        Set<String> unknown = new TreeSet<>(cases);
        unknown.removeAll(load.accepted);
        unknown.remove(firstCase);
        assertEquals(Set.of(), unknown, "there and never accepted");
        assertEquals(before, bundlesBesides(), "no other bundle came or went");
        System.out.println(CYCLES + " upgrades, " + load.requests + " requests, 0 failed, " + load.accepted.size() + " cases");
    }

    @Test
    @Order(4)
    void a_running_case_keeps_the_form_it_was_submitted_under() {
        String now = resident.definition("dog-fee");
        assertFalse(now.equals(firstDefinition));
        assertTrue(resident.get("/api/v1/cases/" + firstCase).body().contains(firstDefinition));
    }

    @Test
    @Order(5)
    void removed_it_is_gone_and_its_cases_stay_and_come_back() {
        String answer = container.console("pkip:uninstall --yes dog-fee");
        assertFalse(services().contains("dog-fee"), answer);
        assertFalse(container.get("/").body().contains("/services/dog-fee"));
        assertFalse(container.get("/api/v1/openapi.json").body().contains("dog-fee"));
        assertEquals(200, resident.get("/api/v1/cases/" + firstCase).statusCode(), "the case can still be read");
        assertTrue(resident.cases().contains(firstCase));
        container.console("pkip:install --yes " + next(CYCLES + 1));
        assertTrue(services().contains("\"dog-fee\""));
        assertEquals(200, resident.get("/api/v1/cases/" + firstCase).statusCode());
    }

    private static Set<Long> bundlesBesides() {
        return container.table("bundle:list -t 0 -s").stream().filter(row -> !row.get(row.size() - 1).contains("dogfee"))
                .map(row -> Long.parseLong(row.get(0))).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The shipped bundle as its vendor's n-th version, with another text in its form. */
    private static Path next(int n) {
        Path shipped = container.home().resolve("system/lv/pkip/service/dog-fee/0.1.0/dog-fee-0.1.0.jar");
        Path fresh = container.home().resolve("data/tmp/dog-fee-0.1." + n + ".jar");
        try (JarFile from = new JarFile(shipped.toFile())) {
            Files.createDirectories(fresh.getParent());
            Manifest manifest = from.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", "0.1." + n);
            try (OutputStream out = Files.newOutputStream(fresh); JarOutputStream to = new JarOutputStream(out, manifest)) {
                for (JarEntry entry : from.stream().filter(e -> !e.isDirectory() && !e.getName().equals(JarFile.MANIFEST_NAME)).toList()) {
                    to.putNextEntry(new JarEntry(entry.getName()));
                    try (InputStream in = from.getInputStream(entry)) {
                        byte[] bytes = in.readAllBytes();
                        to.write(entry.getName().equals("form/application.json")
                                ? new String(bytes, StandardCharsets.UTF_8).replace("\"maxLength\": 60", "\"maxLength\": " + (60 + n))
                                        .getBytes(StandardCharsets.UTF_8) : bytes);
                    }
                }
            }
            return fresh;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Clients that do not stop to ask whether it suits just now. */
    private static final class Load {
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final AtomicBoolean running = new AtomicBoolean(true);
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
        private final AtomicLong requests = new AtomicLong();

        void submitting(String service, int clients) {
            for (int i = 0; i < clients; i++) {
                loop(() -> {
                    var answer = resident.submit(service, resident.definition(service), UUID.randomUUID().toString());
                    if (answer.statusCode() == 201) {
                        accepted.add(Resident.number(answer));
                        return "";
                    }
                    return answer.statusCode() + " " + service + " " + answer.body();
                });
            }
        }

        void looking(String path, int expected) {
            loop(() -> {
                int status = container.get(path).statusCode();
                return status == expected ? "" : status + " " + path;
            });
        }

        private void loop(Supplier<String> request) {
            threads.execute(() -> {
                while (running.get()) {
                    String failure;
                    try {
                        failure = request.get();
                    } catch (RuntimeException | AssertionError e) {
                        failure = String.valueOf(e);
                    }
                    requests.incrementAndGet();
                    if (!failure.isEmpty()) {
                        failures.add(failure);
                    }
                }
            });
        }

        /** Waits until so many more requests were answered. */
        void await(int more) {
            long wanted = requests.get() + more;
            container.await("answering requests", Duration.ofSeconds(60), () -> requests.get() >= wanted);
        }

        void end() throws InterruptedException {
            running.set(false);
            threads.shutdown();
            assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS));
        }

        List<String> failures() {
            return failures.stream().distinct().limit(10).toList();
        }
    }
}
