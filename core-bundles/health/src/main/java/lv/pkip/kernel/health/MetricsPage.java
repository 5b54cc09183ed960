package lv.pkip.kernel.health;

import java.io.ByteArrayInputStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.ObjectName;
import lv.pkip.kernel.api.delivery.Channel;
import lv.pkip.kernel.api.dispatch.Dispatcher;
import lv.pkip.kernel.api.identity.IdentityProvider;
import lv.pkip.kernel.api.identity.SignIn;
import lv.pkip.kernel.api.service.CaseHandler;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.service.StepType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.request.Requests;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.Cases;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.execution.HealthCheckExecutionOptions;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /metrics} for Prometheus: numbers only, to whoever shows the token of {@code data/security/metrics-token}. */
@Component(service = Page.class)
@PagePath("metrics")
@PageAudience(Audience.MACHINE)
public final class MetricsPage implements Page {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsPage.class);
    private static final Map<String, Class<?>> KINDS = new TreeMap<>(Map.of("case-handler", CaseHandler.class, "page", Page.class,
            "channel", Channel.class, "step-type", StepType.class, "identity-provider", IdentityProvider.class));

    private final MetricsToken token;
    private final CurrentActor current;
    private final Cases cases;
    private final Outbox outbox;
    private final Services services;
    private final Dispatcher dispatcher;
    private final HealthCheckExecutor health;
    private final SignIn signIn;
    private final Requests requests;
    private final Clock clock;

    @Activate
    public MetricsPage(@Reference(name = "current") CurrentActor current, @Reference(name = "cases") Cases cases,
            @Reference(name = "outbox") Outbox outbox, @Reference(name = "services") Services services,
            @Reference(name = "dispatcher") Dispatcher dispatcher, @Reference(name = "health") HealthCheckExecutor health,
            @Reference(name = "signIn") SignIn signIn, @Reference(name = "requests") Requests requests) {
        this(MetricsToken.in(Path.of(System.getProperty("karaf.data", "data"), "security")), current, cases, outbox, services, dispatcher,
                health, signIn, requests, Clock.systemUTC());
    }

    MetricsPage(MetricsToken token, CurrentActor current, Cases cases, Outbox outbox, Services services,
            Dispatcher dispatcher, HealthCheckExecutor health, SignIn signIn, Requests requests, Clock clock) {
        this.signIn = signIn;
        this.requests = requests;
        this.clock = clock;
        this.token = token;
        this.current = current;
        this.cases = cases;
        this.outbox = outbox;
        this.services = services;
        this.dispatcher = dispatcher;
        this.health = health;
    }

    @Override
    public Answer handle(Request request) {
        if (!token.shownBy(request.headers().get("authorization"))) {
            return new Problem(401, "problem.sign-in.title");
        }
        Exposition text = new Exposition();
        machine(text);
        web(text);
        text.gauge("pkip_database_answers", "1 when the figures below could be read", current.asSystem("metrics", () -> platform(text)));
        return new Content(200, "text/plain; version=0.0.4; charset=utf-8", Optional.empty(),
                new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static void machine(Exposition text) {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        text.gauge("jvm_memory_heap_used_bytes", "Heap in use", heap.getUsed());
        text.gauge("jvm_memory_heap_max_bytes", "Largest heap", heap.getMax());
        text.gauge("jvm_memory_nonheap_used_bytes", "Memory besides the heap in use",
                ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getUsed());
        text.gauge("jvm_threads", "Live threads", ManagementFactory.getThreadMXBean().getThreadCount());
        text.gauge("jvm_classes_loaded", "Loaded classes", ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
        text.gauge("process_uptime_seconds", "Seconds since start", ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0);
        system("ProcessCpuTime").ifPresent(nanos -> text.metric("process_cpu_seconds_total", "counter", "Processor time used")
                .sample("process_cpu_seconds_total", Map.of(), nanos.doubleValue() / 1e9));
        system("OpenFileDescriptorCount").ifPresent(n -> text.gauge("process_open_fds", "Open files and sockets", n));
        system("MaxFileDescriptorCount").ifPresent(n -> text.gauge("process_max_fds", "Most files and sockets that may be open", n));
        text.metric("jvm_gc_seconds_total", "counter", "Seconds spent collecting garbage");
        for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
            text.sample("jvm_gc_seconds_total", Map.of("gc", gc.getName()), gc.getCollectionTime() / 1000.0);
        }
    }

    /** Read by name, because the interface that has it is not a part of Java SE. */
    private static Optional<Number> system(String attribute) {
        try {
            return Optional.of((Number) ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME), attribute));
        } catch (JMException | ClassCastException absent) {
            return Optional.empty();
        }
    }

    private void web(Exposition text) {
        List<Requests.Figure> figures = requests.figures();
        text.metric("pkip_http_requests_total", "counter", "Requests by route, method and class of status");
        figures.forEach(f -> text.sample("pkip_http_requests_total", labels("route", f.route(), "method", f.method(), "status", f.status()), f.count()));
        text.metric("pkip_http_request_duration_seconds", "histogram", "Time until the answer, by route, method and class of status");
        figures.forEach(f -> {
            for (int i = 0; i < Requests.BOUNDS.size(); i++) {
                text.sample("pkip_http_request_duration_seconds_bucket", labels("route", f.route(), "method", f.method(), "status", f.status(),
                        "le", Requests.BOUNDS.get(i).toString()), f.within().get(i));
            }
            text.sample("pkip_http_request_duration_seconds_bucket", labels("route", f.route(), "method", f.method(), "status", f.status(), "le", "+Inf"), f.count());
            text.sample("pkip_http_request_duration_seconds_sum", labels("route", f.route(), "method", f.method(), "status", f.status()), f.seconds());
            text.sample("pkip_http_request_duration_seconds_count", labels("route", f.route(), "method", f.method(), "status", f.status()), f.count());
        });
    }

    private static Map<String, String> labels(String... namesAndValues) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return labels;
    }

    /** What monitoring needs most when the database is away is the rest, so that must not go with it. */
    private int platform(Exposition text) {
        parts(text);
        text.metric("pkip_health", "gauge", "1 when a health check is well, 0 when not");
        health.execute(HealthCheckSelector.tags("database", "disk", "features", "outbox", "memory", "connectors", "audit-log", "audit-anchors"), new HealthCheckExecutionOptions().setCombineTagsWithOr(true)).forEach(r ->
                text.sample("pkip_health", Map.of("check", r.getHealthCheckMetadata().getName()),
                        r.getHealthCheckResult().getStatus() == Result.Status.OK ? 1 : 0));
        try {
            Exposition figures = new Exposition();
            house(figures);
            text.append(figures);
            return 1;
        } catch (RuntimeException e) {
            LOG.warn("Figures could not be read for monitoring: {}", e.toString());
            return 0;
        }
    }

    /** What bundles bring now: it comes and goes with them. */
    private void parts(Exposition text) {
        text.metric("pkip_parts", "gauge", "What bundles bring now, by kind");
        KINDS.forEach((kind, type) -> text.sample("pkip_parts", Map.of("kind", kind), dispatcher.ids(type).size()));
    }

    private void house(Exposition text) {
        text.gauge("pkip_services", "E-services offered now", services.installed().size());
        text.metric("pkip_service", "gauge", "1 for each e-service offered now");
        services.installed().forEach(d -> text.sample("pkip_service", Map.of("service", d.id()), 1));
        text.gauge("pkip_services_rejected", "Bundles whose declaration was refused", services.rejected().size());
        Map<String, Map<Phase, Long>> counts = cases.counts();
        text.metric("pkip_cases", "gauge", "Cases by service and phase");
        counts.forEach((service, phases) -> phases.forEach((phase, count) ->
                text.sample("pkip_cases", labels("service", service, "phase", phase.word()), count)));
        text.metric("pkip_cases_open", "gauge", "Open cases by service");
        counts.forEach((service, phases) -> text.sample("pkip_cases_open", labels("service", service),
                phases.entrySet().stream().filter(e -> !e.getKey().closed()).mapToLong(Map.Entry::getValue).sum()));
        text.metric("pkip_sessions", "gauge", "Live sessions by kind of actor");
        signIn.live().forEach((kind, count) -> text.sample("pkip_sessions", labels("kind", kind.name().toLowerCase(Locale.ROOT)), count));
        text.gauge("pkip_outbox_age_seconds", "Age of the oldest waiting outbox entry",
                outbox.oldest().map(at -> Math.max(0, Duration.between(at, clock.instant()).toMillis() / 1000.0)).orElse(0.0));
        text.metric("pkip_outbox", "gauge", "Outbox entries by state");
        outbox.counts().forEach((state, count) ->
                text.sample("pkip_outbox", Map.of("state", state.name().toLowerCase(Locale.ROOT)), count));
    }
}
