package lv.pkip.kernel.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.SignIn;
import lv.pkip.kernel.api.integration.ConnectorHealth;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.request.Requests;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.HouseRules;
import lv.pkip.kernel.testkit.InMemoryDispatcher;
import lv.pkip.kernel.testkit.RecordingOutbox;
import lv.pkip.kernel.testkit.SettableClock;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceReference;

class HealthTest {

    private final Map<String, Result.Status> checks = new java.util.TreeMap<>(Map.of("database", Result.Status.OK,
            "disk", Result.Status.OK, "features", Result.Status.OK));

    @SuppressWarnings("unchecked")
    private static <T> T only(Class<T> type, String method, Object answer) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, called, args) -> {
            if (!called.getName().equals(method)) {
                throw new AssertionError(called);
            }
            return answer;
        });
    }

    private HealthCheckExecutor executor() {
        return (HealthCheckExecutor) Proxy.newProxyInstance(HealthCheckExecutor.class.getClassLoader(),
                new Class<?>[] {HealthCheckExecutor.class}, (proxy, called, args) -> {
                    List<HealthCheckExecutionResult> results = new ArrayList<>();
                    checks.forEach((name, status) -> {
                        ServiceReference<?> reference = (ServiceReference<?>) Proxy.newProxyInstance(
                                ServiceReference.class.getClassLoader(), new Class<?>[] {ServiceReference.class},
                                (p, m, a) -> m.getName().equals("getProperty") && "hc.name".equals(a[0]) ? name
                                        : m.getName().equals("getProperty") && "service.id".equals(a[0]) ? (Object) 1L : null);
                        HealthCheckMetadata metadata = new HealthCheckMetadata(reference);
                        results.add((HealthCheckExecutionResult) Proxy.newProxyInstance(getClass().getClassLoader(),
                                new Class<?>[] {HealthCheckExecutionResult.class}, (p, m, a) -> switch (m.getName()) {
                                    case "getHealthCheckMetadata" -> metadata;
                                    case "getHealthCheckResult" -> new Result(status, "secret detail");
                                    default -> throw new AssertionError(m);
                                }));
                    });
                    return results;
                });
    }

    private Page.Content get(Page page, String path, String... headers) throws Exception {
        Map<String, String> all = headers.length == 0 ? Map.of() : Map.of(headers[0], headers[1]);
        Page.Answer answer = page.handle(new Page.Request("GET", path, Map.of(), all, new byte[0], "lv", "http://localhost"));
        return answer instanceof Page.Content content ? content : new Page.Content(((Page.Problem) answer).status(), "", Optional.empty(),
                java.io.InputStream.nullInputStream());
    }

    private static String body(Page.Content content) throws Exception {
        return new String(content.stream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(HealthPage.class);
    }

    @Test
    void ready_says_so_and_tells_no_detail() throws Exception {
        checks.put("disk", Result.Status.WARN);
        Page.Content ready = get(new HealthPage(executor()), "ready");
        assertEquals(200, ready.status());
        String body = body(ready);
        assertTrue(body.startsWith("{\"status\":\"UP\""), body);
        assertFalse(body.contains("secret"), body);
        assertEquals(200, get(new HealthPage(executor()), "live").status());
        assertEquals(404, get(new HealthPage(executor()), "else").status());
    }

    @Test
    void what_is_waited_for_is_named_while_it_is() throws Exception {
        checks.put("features", Result.Status.TEMPORARILY_UNAVAILABLE);
        checks.put("database", Result.Status.CRITICAL);
        String body = body(get(new HealthPage(executor()), "ready"));
        assertTrue(body.contains("{\"name\":\"features\",\"status\":\"TEMPORARILY_UNAVAILABLE\",\"waiting\":[\"secret detail\"]}"), body);
        assertTrue(body.contains("{\"name\":\"database\",\"status\":\"CRITICAL\"}"), body);
    }

    @Test
    void a_critical_or_missing_check_is_503() throws Exception {
        checks.put("database", Result.Status.CRITICAL);
        assertEquals(503, get(new HealthPage(executor()), "ready").status());
        checks.remove("database");
        assertEquals(503, get(new HealthPage(executor()), "ready").status(), "the check itself is not there yet");
        assertEquals(200, get(new HealthPage(executor()), "live").status());
    }

    @Test
    void a_disk_that_fills_up_warns_and_then_alarms() {
        assertEquals(Result.Status.OK, DiskHealth.judge(DiskHealth.WARN).getStatus());
        assertEquals(Result.Status.WARN, DiskHealth.judge(DiskHealth.WARN - 1).getStatus());
        assertEquals(Result.Status.CRITICAL, DiskHealth.judge(DiskHealth.CRITICAL - 1).getStatus());
        assertEquals(Result.Status.CRITICAL, new DiskHealth(Path.of("/no/such/place")).execute().getStatus());
    }

    @Test
    void a_connector_that_lacks_something_warns_and_says_what() {
        ConnectorsHealth health = new ConnectorsHealth();
        assertEquals(Result.Status.OK, health.execute().getStatus());
        ConnectorHealth well = () -> new ConnectorHealth.Probe(true, "fine", Instant.EPOCH);
        ConnectorHealth lacking = () -> new ConnectorHealth.Probe(false, "property.iban is missing", Instant.EPOCH);
        ConnectorHealth broken = () -> {
            throw new IllegalStateException("secret");
        };
        health.appeared(well, Map.of("pkip.connector", "bank"));
        assertEquals(Result.Status.OK, health.execute().getStatus());
        health.appeared(lacking, Map.of("pkip.connector", "payment-desk"));
        health.appeared(broken, Map.of("pkip.connector", "mail"));
        assertEquals(Result.Status.WARN, health.execute().getStatus());
        assertEquals("mail: its probe failed with IllegalStateException; payment-desk: property.iban is missing",
                health.execute().iterator().next().getMessage());
        health.gone(lacking);
        health.gone(broken);
        assertEquals(Result.Status.OK, health.execute().getStatus());
    }

    @Test
    void metrics_are_for_those_who_show_the_token(@TempDir Path directory) throws Exception {
        MetricsToken token = MetricsToken.in(directory.resolve("security"));
        Path file = directory.resolve("security/metrics-token");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        String secret = Files.readString(file);
        assertTrue(MetricsToken.in(directory.resolve("security")).shownBy("Bearer " + secret), "the same after a restart");
        Cases cases = only(Cases.class, "counts", Map.of("tree-felling", new EnumMap<>(Map.of(Phase.RECEIVED, 3L, Phase.COMPLETED, 4L))));
        SettableClock clock = SettableClock.at("2026-11-24T08:00:00Z");
        RecordingOutbox outbox = new RecordingOutbox(clock);
        Requests requests = only(Requests.class, "figures", List.of(new Requests.Figure("GET", "/cases/{number}", "2xx", 3, 0.75,
                List.of(0L, 0L, 0L, 1L, 2L, 3L, 3L, 3L, 3L))));
        Services services = (Services) Proxy.newProxyInstance(Services.class.getClassLoader(), new Class<?>[] {Services.class},
                (proxy, called, args) -> List.of());
        MetricsPage page = new MetricsPage(token, FixedActor.anonymous(), cases, outbox, services, new InMemoryDispatcher(), executor(),
                only(SignIn.class, "live", new EnumMap<>(Map.of(Actor.Kind.STAFF, 2L))), requests, clock);
        outbox.put(new Outbox.Item("k", "email", "a@example.org", Optional.empty(), Map.of()));
        clock.forward(Duration.ofSeconds(90));
        assertEquals(401, get(page, "").status());
        assertEquals(401, get(page, "", "authorization", "Bearer " + secret + "x").status());
        String text = body(get(page, "", "authorization", "Bearer " + secret));
        assertTrue(text.contains("pkip_cases{service=\"tree-felling\",phase=\"received\"} 3\n"), text);
        assertTrue(text.contains("pkip_cases_open{service=\"tree-felling\"} 3\n"), text);
        assertTrue(text.contains("pkip_sessions{kind=\"staff\"} 2\n"), text);
        assertTrue(text.contains("pkip_outbox_age_seconds 90.0\n"), text);
        String labels = "{route=\"/cases/{number}\",method=\"GET\",status=\"2xx\"";
        assertTrue(text.contains("pkip_http_requests_total" + labels + "} 3\n"), text);
        assertTrue(text.contains("pkip_http_request_duration_seconds_bucket" + labels + ",le=\"0.25\"} 2\n"), text);
        assertTrue(text.contains("pkip_http_request_duration_seconds_bucket" + labels + ",le=\"+Inf\"} 3\n"), text);
        assertTrue(text.contains("pkip_http_request_duration_seconds_sum" + labels + "} 0.75\n"), text);
        assertTrue(Arrays.stream(Outbox.State.values()).count() == 3 && text.contains("pkip_health{check=\"disk\"} 1\n"), text);
        assertTrue(text.lines().allMatch(l -> l.startsWith("#") || l.matches("[a-z_]+(\\{.*})? [0-9.E-]+")), text);
    }

    @Test
    void metrics_tell_of_the_machine_while_the_database_is_away(@TempDir Path directory) throws Exception {
        MetricsToken token = MetricsToken.in(directory);
        Cases broken = (Cases) Proxy.newProxyInstance(Cases.class.getClassLoader(), new Class<?>[] {Cases.class}, (proxy, called, args) -> {
            throw new IllegalStateException("no database");
        });
        Services services = (Services) Proxy.newProxyInstance(Services.class.getClassLoader(), new Class<?>[] {Services.class},
                (proxy, called, args) -> List.of());
        InMemoryDispatcher dispatcher = new InMemoryDispatcher().with(Page.class, "payment", request -> null);
        Page.Content told = get(new MetricsPage(token, FixedActor.anonymous(), broken, new RecordingOutbox(), services, dispatcher,
                executor(), only(SignIn.class, "live", Map.of()), only(Requests.class, "figures", List.of()), SettableClock.at("2026-11-24T08:00:00Z")),
                "", "authorization", "Bearer " + Files.readString(directory.resolve("metrics-token")));
        String text = body(told);
        assertEquals(200, told.status());
        assertTrue(text.contains("pkip_database_answers 0\n"), text);
        assertTrue(text.contains("pkip_parts{kind=\"page\"} 1\n"), text);
        assertTrue(text.contains("process_cpu_seconds_total "), text);
        assertFalse(text.contains("pkip_cases"), text);
    }

    @Test
    void a_vendors_fault_warns_and_one_of_the_platform_is_critical() {
        assertEquals(Result.Status.OK, FeaturesHealth.judge(List.of(), List.of()).getStatus());
        assertEquals(Result.Status.WARN, FeaturesHealth.judge(List.of(), List.of("dog-fee is not started")).getStatus());
        assertEquals(Result.Status.CRITICAL, FeaturesHealth.judge(List.of("status lacks jpa"), List.of("x")).getStatus());
    }

    @Test
    void a_heap_that_stays_full_alarms() {
        assertEquals(Result.Status.OK, MemoryHealth.judge(84, 100).getStatus());
        assertEquals(Result.Status.WARN, MemoryHealth.judge(85, 100).getStatus());
        assertEquals(Result.Status.CRITICAL, MemoryHealth.judge(95, 100).getStatus());
        System.gc();
        assertEquals(Result.Status.OK, new MemoryHealth().execute().getStatus());
    }

    @Test
    void labels_cannot_break_the_format() {
        assertEquals("m{a=\"x\\\\\\\"\\ny\"} 1\n", new Exposition().sample("m", Map.of("a", "x\\\"\ny"), 1).toString());
    }
}
