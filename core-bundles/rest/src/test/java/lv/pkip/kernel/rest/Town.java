package lv.pkip.kernel.rest;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignIn;
import lv.pkip.kernel.api.navigation.Navigation;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.Attachments;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.testkit.FixedActor;
import org.apache.cxf.jaxrs.servlet.CXFNonSpringJaxrsServlet;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.StatisticsHandler;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

/** The API on a real HTTP server over small doubles of the kernel: one service, cases in memory, two sessions. */
final class Town implements AutoCloseable {

    static final String RESIDENT = "resident-token";
    static final String STAFF = "staff-token";

    static final Definition DEFINITION = new Definition("bench", "1.0.0", "f".repeat(64), "other", "office", Assurance.LOW,
            "B", false, new Definition.Deadline(10, 0, "law", 0, false), "application", false,
            List.of(new Definition.Step("start", Phase.RECEIVED, "task", false, Map.of(), List.of())), List.of(), List.of(),
            Map.of("application", "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}}}"), Map.of(),
            Map.of("lv", Map.of("title", "Soliņš", "summary", "Soliņa uzstādīšana", "application.name", "Nosaukums"),
                    "en", Map.of("title", "Bench")), Map.of(), Map.of());

    private final Server server;
    final String address;
    final FixedActor current = FixedActor.anonymous();
    final Map<String, Cases.Submit> submitted = new ConcurrentHashMap<>();
    final List<String> calls = java.util.Collections.synchronizedList(new ArrayList<>());
    volatile RuntimeException failure;

    Town() throws Exception {
        RestApplication application = new RestApplication(signIn(), current, services(), cases(), attachments(),
                (area, language) -> List.of(new Navigation.Entry("home", area, "/", "dot", 1)), municipality());
        ServletContextHandler context = new ServletContextHandler();
        ServletHolder holder = new ServletHolder(new CXFNonSpringJaxrsServlet(application));
        holder.setInitParameter("hide-service-list-page", "true"); // else CXF answers every address ending in /services itself
        context.addServlet(holder, "/api/*");
        server = new Server(new InetSocketAddress("127.0.0.1", 0));
        StatisticsHandler graceful = new StatisticsHandler();
        graceful.setHandler(context);
        server.setHandler(graceful);
        server.setStopTimeout(5000);
        server.start();
        address = "http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort() + "/api";
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }

    /** A double that answers the named methods and fails on every other call. */
    @SuppressWarnings("unchecked")
    static <T> T only(Class<T> type, InvocationHandler handler) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private SignIn signIn() {
        Map<String, Session> sessions = Map.of(
                RESIDENT, new Session(RESIDENT, "resident-csrf", Actor.resident("p1", "Anna Paraugs", Assurance.HIGH), Set.of(), Instant.MAX, false),
                STAFF, new Session(STAFF, "staff-csrf", Actor.staff("clerk", "Klerks", Optional.empty()), Set.of("bench:*"), Instant.MAX, false),
                "new-token", new Session("new-token", "c", Actor.staff("new", "New", Optional.empty()), Set.of(), Instant.MAX, true));
        return only(SignIn.class, (proxy, method, args) -> switch (method.getName()) {
            case "resolve" -> Optional.ofNullable(sessions.get(args[0]));
            case "password" -> {
                if (!"right".equals(new String((char[]) args[1]))) {
                    throw new lv.pkip.kernel.api.identity.SignInRefused(
                            lv.pkip.kernel.api.identity.SignInRefused.Reason.WRONG_CREDENTIALS, java.time.Duration.ZERO);
                }
                yield sessions.get(STAFF);
            }
            case "signOut" -> calls.add("signOut");
            default -> throw new AssertionError(method);
        });
    }

    private Services services() {
        return only(Services.class, (proxy, method, args) -> switch (method.getName()) {
            case "installed" -> List.of(DEFINITION);
            case "find" -> Optional.of(DEFINITION).filter(d -> d.id().equals(args[0]));
            default -> throw new AssertionError(method);
        });
    }

    private Cases cases() {
        return only(Cases.class, (proxy, method, args) -> {
            calls.add(method.getName() + " as " + current.get().id());
            if (failure != null) {
                throw failure;
            }
            if (current.get().kind() == Actor.Kind.ANONYMOUS) {
                throw new Forbidden("cases");
            }
            return switch (method.getName()) {
                case "check" -> List.of(Finding.error("name", "error.required"));
                case "estimate", "counts" -> Map.of();
                case "submit" -> {
                    Cases.Submit submit = (Cases.Submit) args[0];
                    boolean repeated = submitted.putIfAbsent(submit.key(), submit) != null;
                    yield new Cases.Receipt("id", "B-2026-1", Instant.EPOCH, LocalDate.of(2026, 12, 8), repeated);
                }
                case "read" -> "B-2026-1".equals(args[0]) ? Optional.of(one()) : Optional.empty();
                case "act" -> {
                    if (((Cases.Act) args[0]).version() != 7) {
                        throw new CaseProblem(CaseProblem.Code.STALE, "stale");
                    }
                    yield one();
                }
                case "assign", "moveToUnit", "extend" -> one();
                case "preview" -> new Cases.Preview(Optional.of("start"), List.of(), Map.of(), Map.of());
                case "list" -> new Cases.Page(List.of(), Optional.of("next-cursor"));
                case "history", "messages" -> List.of();
                case "message" -> new Cases.Message("m", Instant.EPOCH, true, "Anna", (String) args[1], false);
                default -> throw new AssertionError(method);
            };
        });
    }

    static Cases.Case one() {
        return new Cases.Case("id", "B-2026-1", "bench", 7, DEFINITION, Phase.RECEIVED, "start", Instant.EPOCH,
                LocalDate.of(2026, 12, 8), Optional.empty(), Optional.empty(), false, "office", Optional.empty(), "p1",
                "Anna Paraugs", "lv", Optional.empty(), lv.pkip.kernel.api.service.Answers.of(Map.of("name", "Sols")), Map.of(),
                Map.of(), List.of(), Optional.empty());
    }

    private Attachments attachments() {
        Map<String, byte[]> stored = new ConcurrentHashMap<>();
        return only(Attachments.class, (proxy, method, args) -> {
            calls.add(method.getName() + " as " + current.get().id());
            return switch (method.getName()) {
                case "store" -> {
                    byte[] bytes = ((java.io.InputStream) args[4]).readAllBytes();
                    stored.put("a1", bytes);
                    yield new Attachments.Attachment("a1", "attachment", (String) args[0], (String) args[1], bytes.length, "00", Instant.EPOCH, Optional.empty());
                }
                case "find" -> Optional.ofNullable(stored.get(args[0])).map(b -> new Attachments.Attachment("a1", "attachment",
                        "plāns \"1\".pdf", "application/pdf", b.length, "00", Instant.EPOCH, Optional.empty()));
                case "open" -> new java.io.ByteArrayInputStream(stored.get(args[0]));
                case "discard" -> stored.remove(args[0]) == null;
                case "ofCase" -> List.of();
                default -> throw new AssertionError(method);
            };
        });
    }

    private static Municipality municipality() {
        return only(Municipality.class, (proxy, method, args) -> switch (method.getName()) {
            case "name" -> "Paraugpils";
            case "baseUrl" -> "https://paraugpils.example";
            default -> throw new AssertionError(method);
        });
    }
}
