package lv.pkip.distribution.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The container as it is shipped, with everything that can be installed in it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContainerIT {

    private static final long MEGABYTE = 1024 * 1024;

    private static Container container;

    @BeforeAll
    static void start() {
        container = Container.unpacked().withFeatures("pkip-demo").start();
    }

    @AfterAll
    static void stop() {
        container.close();
    }

    @Test
    @Order(1)
    void a_fresh_container_starts_and_answers() {
        assertTrue(container.ready());
        System.out.println("first start took " + container.lastStart().toMillis() + " ms");
    }

    @Test
    @Order(0)
    void a_first_start_logs_nothing_that_somebody_must_look_at() {
        assertEquals(List.of(), alarms(container.log()));
    }

    private static List<String> alarms(String log) {
        return log.lines().filter(line -> line.matches("\\S+ \\| (WARN |ERROR|FATAL) .*") || line.startsWith("\tat ")).toList();
    }

    @Test
    @Order(1)
    void every_bundle_is_active() {
        container.await("every bundle is active", Duration.ofSeconds(30), () -> lying().isEmpty());
    }

    private static List<String> lying() {
        // A fragment is resolved and never started.
        return container.table("bundle:list -t 0").stream()
                .filter(row -> !List.of("Active", "Resolved").contains(row.get(1)))
                .map(row -> row.get(row.size() - 1) + " is " + row.get(1)).toList();
    }

    @Test
    @Order(1)
    void no_library_is_there_in_two_versions() {
        Map<String, Long> times = container.table("bundle:list -t 0 -s").stream()
                .collect(Collectors.groupingBy(row -> row.get(row.size() - 1), Collectors.counting()));
        assertFalse(times.isEmpty());
        assertEquals(List.of(), times.entrySet().stream().filter(name -> name.getValue() > 1).map(Map.Entry::getKey).toList());
    }

    @Test
    @Order(1)
    void only_this_machine_is_listened_to() {
        String console = "127.0.0.1:" + container.consolePort();
        container.await("the console is there", Duration.ofSeconds(30), () -> Listeners.of(container.pid()).contains(console));
        // The demo's mail simulator and directory have fixed ports, which another container on this machine may hold.
        List<String> heard = Listeners.of(container.pid()).stream().filter(at -> !List.of("127.0.0.1:2525", "127.0.0.1:10389").contains(at)).toList();
        assertEquals(Stream.of(console, "127.0.0.1:" + container.httpPort()).sorted().toList(), heard);
    }

    @Test
    @Order(1)
    void the_only_console_user_was_made_by_the_first_start_and_is_nobody_elses_business() throws IOException {
        Path users = container.home().resolve("etc/users.properties");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(users)));
        List<String> named = Files.readAllLines(users).stream().filter(line -> !line.startsWith("_g_")).toList();
        assertEquals(1, named.size());
        assertTrue(named.get(0).matches("pkip = [0-9a-f]{48},_g_:admingroup"), "a random password");
        try (Container other = Container.unpacked()) {
            assertTrue(Files.readAllLines(other.home().resolve("etc/users.properties")).stream().allMatch(line -> line.startsWith("#")),
                    "none is delivered");
        }
    }

    @Test
    @Order(1)
    void an_account_of_the_registry_does_on_the_console_what_its_permissions_allow() {
        container.console("pkip:users define watcher --permissions console:use");
        String all = secret("keeper", "administrator");
        String some = secret("watcher", "watcher");
        String none = secret("stranger", "cashier");
        assertTrue(container.consoleAs("keeper", all, "pkip:users list").contains("watcher"));
        assertTrue(container.consoleAs("watcher", some, "pkip:services").contains("dog-fee"));
        for (String refused : List.of("pkip:users list", "pkip:uninstall dog-fee --yes", "config:list", "shell:exec id")) {
            String answer = container.consoleAs("watcher", some, refused);
            assertFalse(answer.contains("administrator") || answer.contains("removed") || answer.contains("Pid:") || answer.contains("uid="), answer);
        }
        assertFalse(container.consoleAs("stranger", none, "pkip:services").contains("dog-fee"), "without a permission");
        assertFalse(container.consoleAs("keeper", some, "pkip:services").contains("dog-fee"), "with another's secret");
        assertTrue(container.consoleAs("keeper", all, "pkip:users history watcher").contains("console:pkip"), "who did it");
    }

    private static String secret(String login, String role) {
        String answer = container.console("pkip:users create " + login + " --service --json --roles " + role);
        Matcher secret = Pattern.compile("\"secret\":\"([^\"]+)\"").matcher(answer);
        assertTrue(secret.find(), answer);
        return secret.group(1);
    }

    @Test
    @Order(1)
    void code_is_taken_from_nowhere_else() throws IOException {
        assertFalse(Files.exists(container.home().resolve("deploy")));
        try (Stream<Path> settings = Files.list(container.home().resolve("etc"))) {
            for (Path file : settings.filter(Files::isRegularFile).toList()) {
                String text = Files.readAllLines(file).stream().filter(line -> !line.startsWith("#")).collect(Collectors.joining("\n"));
                assertFalse(text.contains("repo1.maven") || text.contains("repository.apache.org"), file + " names a repository");
                assertFalse(file.getFileName().toString().startsWith("org.apache.felix.fileinstall"), file + " watches a folder");
            }
        }
        String answer = container.console("bundle:install mvn:commons-lang/commons-lang/2.6");
        assertTrue(answer.contains("Error"), answer);
    }

    @Test
    @Order(1)
    void checkpoints_of_the_audit_are_given_to_who_keeps_them_and_the_verifier_takes_them(@TempDir Path folder) throws Exception {
        AuditProven proven = new AuditProven(container, folder);
        String told = container.console("pkip:audit-anchor --now --json");
        assertTrue(told.matches("(?s).*\\{\"place\":\"file\"[^}]*\"state\":\"ok\"}.*\\{\"place\":\"timestamp\"[^}]*\"state\":\"ok\"}.*"), told);
        Path kept;
        try (Stream<Path> data = Files.list(container.home().resolve("data"))) {
            kept = data.filter(file -> file.toString().endsWith(".checkpoints")).findFirst().orElseThrow();
        }
        Process verifier = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-jar", container.home().resolve("verifier/audit-verifier.jar").toString(),
                "--key", proven.key(), "--checkpoint", kept.toString(), proven.export("anchored.pkip-audit").toString()).redirectErrorStream(true).start();
        String said = new String(verifier.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, verifier.waitFor(), said);
        Matcher stamp = Pattern.compile("/audit-log/stamp\\?place=timestamp&amp;size=\\d+").matcher(container.get("/audit-log").body());
        assertTrue(stamp.find(), "the page shows the time stamp");
        assertEquals("application/timestamp-reply", container.get(stamp.group().replace("&amp;", "&")).headers().firstValue("content-type").orElse(""));
        assertTrue(container.console("pkip:status").contains("audit-anchors"));
    }

    @Test
    @Order(1)
    void there_is_no_web_console_and_no_soap_listing() {
        for (String path : List.of("/system/console", "/system/console/bundles", "/cxf", "/cxf/", "/services", "/jolokia")) {
            assertTrue(container.get(path).statusCode() >= 300, path + " is answered");
        }
        String bundles = container.console("bundle:list -t 0 -s");
        for (String unwanted : List.of("webconsole", "hawtio", "jolokia", "karaf.management")) {
            assertFalse(bundles.contains(unwanted), unwanted);
        }
    }

    @Test
    @Order(1)
    void the_server_does_not_tell_its_make() {
        HttpResponse<String> answer = container.get("/no/such/page");
        Map<String, List<String>> headers = answer.headers().map();
        assertFalse(headers.containsKey("server"), headers.toString());
        assertFalse(headers.containsKey("x-powered-by"), headers.toString());
        assertFalse(headers.toString().contains("JSESSIONID"), headers.toString());
        assertFalse(answer.body().toLowerCase().contains("jetty"), answer.body());
    }

    @Test
    @Order(1)
    void nothing_is_written_outside_data_etc_and_instances() throws IOException {
        try (Stream<Path> top = Files.list(container.home())) {
            assertEquals(List.of("bin", "contrib", "data", "etc", "instances", "lib", "out.log", "system", "verifier"),
                    top.map(file -> file.getFileName().toString()).sorted().toList());
        }
        assertTrue(Files.exists(container.home().resolve("data/log/derby.log")));
    }

    @Test
    @Order(1)
    void features_come_and_go_without_refreshing_what_runs() {
        Container.Change without = container.changedBy("feature:uninstall pkip-demo");
        assertTrue(without.gone().stream().anyMatch(line -> line.contains("lv.pkip.service.treefelling")), without::toString);
        assertEquals(List.of(), without.refreshed());
        assertEquals(new Container.Change(List.of(), List.of()), container.changedBy("feature:install pkip-demo"));
    }

    @Test
    @Order(2)
    void it_lives_in_512_megabytes_after_use() {
        IntStream.range(0, 40).parallel().forEach(n -> {
            for (String path : List.of("/", "/work", "/health/ready", "/api/v1/services", "/api/v1/openapi.json")) {
                container.get(path);
            }
        });
        long resident = container.residentBytes() / MEGABYTE;
        System.out.println("resident after use: " + resident + " MB");
        assertTrue(resident <= 512, resident + " MB are resident");
    }

    @Test
    @Order(3)
    void it_starts_again_after_the_plug_was_pulled() {
        container.kill();
        container.start();
        System.out.println("start after kill took " + container.lastStart().toMillis() + " ms");
        assertTrue(container.ready());
    }

    @Test
    @Order(4)
    void it_stops_when_asked_and_starts_warm() {
        int before = container.log().length();
        assertTrue(container.stop(), "stopped by itself");
        assertEquals(List.of(), alarms(container.log().substring(before)), "the stop");
        container.start();
        System.out.println("warm start took " + container.lastStart().toMillis() + " ms");
        assertTrue(container.lastStart().compareTo(Duration.ofSeconds(60)) < 0);
    }
}
