package lv.pkip.kernel.rest;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.servlet.DispatcherType;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Mandate;
import lv.pkip.kernel.api.identity.Mandates;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignIn;
import lv.pkip.kernel.api.navigation.Navigation;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.service.Rules;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.Attachments;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.api.status.Drafts;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.MadeUpTown;
import lv.pkip.kernel.testkit.RecordingRequests;
import lv.pkip.kernel.testkit.TestJpa;
import org.apache.cxf.jaxrs.servlet.CXFNonSpringJaxrsServlet;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.StatisticsHandler;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

/** The API on a real HTTP server over small doubles of the kernel: one service, cases in memory, two sessions. */
final class Town implements AutoCloseable {

    static final String RESIDENT = "resident-token";
    static final String STAFF = "staff-token";
    private static final Map<String, Rules.Result> RESULTS = Map.of("fee", new Rules.Result("fee", LocalDate.of(2026, 1, 1), "law", "EUR",
            Map.of("total", new BigDecimal("4.27")), List.of(new Rules.Line("total", 1, "percent", List.of(new Rules.Operand("base",
            new BigDecimal("8.54"))), new BigDecimal("4.27"), Optional.of("r1"), Optional.of("law"), Optional.of("2 HALF_UP")))));

    static final Definition DEFINITION = new Definition("bench", "1.0.0", "f".repeat(64), "other", "office", Assurance.LOW,
            "B", false, new Definition.Deadline(10, 0, "law", 0, false), "application", false,
            List.of(new Definition.Step("start", Phase.RECEIVED, "task", false, Map.of(), List.of())), List.of(), List.of(),
            Map.of("application", "{\"$id\":\"https://example.org/bench\",\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},"
                    + "\"legs\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/leg\"}}},\"$defs\":{\"leg\":{\"type\":\"string\"}}}"), Map.of(),
            Map.of("lv", Map.of("title", "Soliņš", "summary", "Soliņa uzstādīšana", "application.name", "Nosaukums",
                            "finding.no-bench", "Soliņu šeit nevar likt."),
                    "en", Map.of("title", "Bench")), Map.of(), Map.of());

    /** Tokens of applications, by what they are held to. */
    static final lv.pkip.kernel.api.identity.AccessTokens TOKENS = (token, certificate) -> switch (token) {
        case "of-staff" -> Optional.of(held(Actor.staff("clerk", "Klerks", Optional.empty()), Set.of("bench:*"), Set.of("bench:read")));
        case "of-staff-for-nothing" -> Optional.of(held(Actor.staff("clerk", "Klerks", Optional.empty()), Set.of("bench:*"), Set.of()));
        case "of-resident" -> Optional.of(held(Actor.resident("p1", "Anna Paraugs", Assurance.HIGH), Set.of(), Set.of("cases:own")));
        case "of-resident-for-another" -> Optional.of(held(Actor.resident("p1", "Anna Paraugs", Assurance.HIGH), Set.of(), Set.of("bench:read")));
        case "of-application" -> Optional.of(held(Actor.system("application:robot"), Set.of("bench:read"), Set.of("bench:read")));
        case "of-representative" -> Optional.of(held(Actor.resident("p1", "Anna Paraugs", Assurance.HIGH), Set.of(), Set.of("cases:own", "mandates:use")));
        case "of-certificate" -> certificate.map(shown -> held(Actor.system("application:" + shown.getSubjectX500Principal().getName()),
                Set.of("bench:read"), Set.of("bench:read")));
        default -> Optional.empty();
    };

    private static Session held(Actor actor, Set<String> permissions, Set<String> held) {
        return new Session("", "", actor, permissions, Optional.of(held), new Session.Proof(Set.of("pwd"), Instant.EPOCH), Instant.MAX, Optional.empty());
    }

    final RecordingRequests requests = new RecordingRequests();
    final TestJpa jpa = TestJpa.open("rest");
    private final Server server;
    private volatile List<Definition> installed = List.of(DEFINITION);
    final String address;
    final FixedActor current = FixedActor.anonymous();
    final Map<String, Cases.Submit> submitted = new ConcurrentHashMap<>();
    final List<String> calls = java.util.Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger files = new AtomicInteger();
    volatile RuntimeException failure;
    /** The certificate that callers show. */
    volatile X509Certificate shown;

    Town() throws Exception {
        RestApplication application = new RestApplication(signIn(), current, mandates(), services(), cases(), attachments(), drafts(),
                (area, language) -> List.of(new Navigation.Entry("home", area, "/", "dot", 1)), MadeUpTown.at("https://paraugpils.example"), requests, jpa, null);
        application.appeared(TOKENS);
        ServletContextHandler context = new ServletContextHandler();
        ServletHolder holder = new ServletHolder(new CXFNonSpringJaxrsServlet(application));
        holder.setInitParameter("hide-service-list-page", "true"); // else CXF answers every address ending in /services itself
        context.addServlet(holder, "/api/*");
        // Where CXF answers while the application is not behind it yet.
        context.addServlet(new ServletHolder(new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.setStatus(404);
                response.getWriter().write("No service was found.");
            }
        }), "/api/early/*");
        context.addFilter(new FilterHolder(new Starting()), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addFilter(new FilterHolder((request, response, chain) -> {
            if (shown != null) { // as the connection, or the filter that asks the proxy, says it
                request.setAttribute("javax.servlet.request.X509Certificate", new X509Certificate[] {shown});
            }
            chain.doFilter(request, response);
        }), "/*", EnumSet.of(DispatcherType.REQUEST));
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
        jpa.close();
    }

    /** A double that answers the named methods and fails on every other call. */
    @SuppressWarnings("unchecked")
    static <T> T only(Class<T> type, InvocationHandler handler) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private SignIn signIn() {
        Session.Proof proof = new Session.Proof(Set.of("pwd"), Instant.EPOCH);
        Map<String, Session> sessions = Map.of(
                RESIDENT, Session.of(RESIDENT, "resident-csrf", Actor.resident("p1", "Anna Paraugs", Assurance.HIGH), Set.of(), proof, Instant.EPOCH),
                STAFF, Session.of(STAFF, "staff-csrf", Actor.staff("clerk", "Klerks", Optional.empty()), Set.of("bench:*"), proof, Instant.EPOCH),
                "ended-token", new Session("ended-token", "c", Actor.resident("p2", "Jānis", Assurance.HIGH).actingFor("p3"), Set.of(), Optional.empty(), proof,
                        Instant.EPOCH, Optional.of(Session.Due.MANDATE)),
                "new-token", new Session("new-token", "c", Actor.staff("new", "New", Optional.empty()), Set.of(), Optional.empty(), proof,
                        Instant.EPOCH, Optional.of(Session.Due.PASSWORD_CHANGE)));
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
            case "installed" -> installed;
            case "find" -> installed.stream().filter(d -> d.id().equals(args[0])).findFirst();
            case "byFingerprint" -> java.util.stream.Stream.of(DEFINITION).filter(d -> d.fingerprint().equals(args[0])).findFirst();
            default -> throw new AssertionError(method);
        });
    }

    private Cases cases() {
        return only(Cases.class, (proxy, method, args) -> {
            calls.add(method.getName() + " as " + current.get().id() + current.get().onBehalfOf().map(other -> " for " + other).orElse(""));
            if (failure != null) {
                throw failure;
            }
            if (method.getName().equals("verify")) {
                return Optional.of(new Cases.Issued("B-2026-1", "bench", DEFINITION.fingerprint(), "permit", Instant.EPOCH, "ab", true))
                        .filter(i -> "GOOD-CODE".equals(args[0]));
            }
            if (current.get().kind() == Actor.Kind.ANONYMOUS) {
                throw new Forbidden("cases");
            }
            return switch (method.getName()) {
                case "check" -> ((Answers) args[1]).isEmpty() ? List.of(Finding.error("name", "error.required")) : List.of();
                case "estimate" -> RESULTS;
                case "counts" -> Map.of("bench", Map.of(Phase.IN_REVIEW, 3L));
                case "submit" -> {
                    Cases.Submit submit = (Cases.Submit) args[0];
                    if (submit.answers().isEmpty()) {
                        throw new CaseProblem(CaseProblem.Code.INVALID, "invalid", List.of(
                                Finding.error("name", "error.required"), Finding.stop("", "finding.no-bench")));
                    }
                    if (submit.email().filter(e -> !e.contains("@")).isPresent()) {
                        throw new CaseProblem(CaseProblem.Code.INVALID, "invalid", List.of(Finding.error("email", "error.format.email")));
                    }
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
                case "preview" -> new Cases.Preview(Optional.of("start"), List.of(Finding.notice("name", "error.required")), RESULTS, Map.of("permit", new byte[1]));
                case "list" -> new Cases.Page(List.of(new Cases.Summary("id", "B-2026-1", "bench", DEFINITION.fingerprint(), Phase.RECEIVED,
                        "start", Instant.EPOCH, LocalDate.of(2026, 12, 8), false, false, "office", Optional.of("clerk"), "Anna Paraugs", true)),
                        Optional.of("next-cursor"));
                case "history" -> List.of(new Cases.HistoryEntry(Instant.EPOCH, "RESIDENT", "Anna Paraugs", "submit", "", "start",
                        Phase.RECEIVED, Optional.of("reason"), true, Optional.of("Bērns Paraugs")));
                case "messages" -> List.of(new Cases.Message("m", Instant.EPOCH, true, "Anna", "text", false, Optional.of("Bērns Paraugs")));
                case "message" -> new Cases.Message("m", Instant.EPOCH, true, "Anna", (String) args[1], false);
                default -> throw new AssertionError(method);
            };
        });
    }

    static Cases.Case one() {
        return new Cases.Case("id", "B-2026-1", "bench", 7, DEFINITION, Phase.RECEIVED, "start", Instant.EPOCH,
                LocalDate.of(2026, 12, 8), Optional.empty(), Optional.empty(), false, "office", Optional.empty(), "p1",
                "Anna Paraugs", "lv", Optional.empty(), Answers.of(Map.of("name", "Sols")), Map.of("look", Answers.of(Map.of("seen", true))),
                RESULTS, List.of(new Definition.Action("look", Definition.By.STAFF, "process", Optional.of("look"), Optional.empty(),
                        true, false, List.of(), false)), Optional.of("reason"), Optional.of("Zane Paraudziņa"));
    }

    static final Mandate CHILD = new Mandate("book.1", Mandate.Kind.CHILD, "p7", "Bērns Paraugs", Set.of("bench"), Optional.of(LocalDate.of(2030, 1, 1)));

    /** One mandate of p1, as the real one looks at sessions. */
    private Mandates mandates() {
        return new Mandates() {
            private Session resident() {
                return current.session().filter(s -> s.held().map(limits -> limits.contains(ACT_FOR_OTHERS)).orElse(true)).orElseThrow(() -> new Forbidden("mandate:act"));
            }

            @Override
            public List<Mandate> own() {
                return resident().actor().id().equals("p1") ? List.of(CHILD) : List.of();
            }

            @Override
            public void choose(Optional<String> id) {
                throw new AssertionError("the API stores no choice");
            }

            @Override
            public Session by(Optional<String> id) {
                Session s = resident();
                Optional<Mandate> mandate = id.map(wanted -> own().stream().filter(m -> m.id().equals(wanted)).findFirst().orElseThrow(() -> new Forbidden("mandate:act")));
                Actor own = Actor.resident(s.actor().id(), s.actor().name(), s.actor().assurance());
                return new Session(s.token(), s.csrf(), mandate.map(m -> own.actingFor(m.represented())).orElse(own), s.permissions(), s.held(), s.proof(), s.expires(),
                        Optional.empty(), mandate);
            }
        };
    }

    void install(Definition... definitions) {
        installed = List.of(definitions);
    }

    private Drafts drafts() {
        Map<String, Drafts.Draft> all = new ConcurrentHashMap<>();
        return only(Drafts.class, (proxy, method, args) -> {
            calls.add(method.getName() + " as " + current.get().id() + current.get().onBehalfOf().map(other -> " for " + other).orElse(""));
            return switch (method.getName()) {
                case "own" -> List.copyOf(all.values());
                case "start" -> {
                    Drafts.Draft draft = new Drafts.Draft("d" + (all.size() + 1), (String) args[0], (String) args[1],
                            Answers.empty(), "", (String) args[2], Instant.EPOCH);
                    all.put(draft.id(), draft);
                    yield draft;
                }
                case "find" -> Optional.ofNullable(all.get(args[0]));
                case "save" -> all.computeIfPresent((String) args[0], (id, d) -> new Drafts.Draft(id, d.service(), d.definition(),
                        (Answers) args[1], (String) args[2], d.language(), Instant.EPOCH));
                case "delete" -> all.remove(args[0]) == null;
                default -> throw new AssertionError(method);
            };
        });
    }

    private Attachments attachments() {
        Map<String, byte[]> stored = new ConcurrentHashMap<>();
        return only(Attachments.class, (proxy, method, args) -> {
            calls.add(method.getName() + " as " + current.get().id() + current.get().onBehalfOf().map(other -> " for " + other).orElse(""));
            return switch (method.getName()) {
                case "store" -> {
                    byte[] bytes = ((java.io.InputStream) args[4]).readAllBytes();
                    String id = "a" + files.incrementAndGet();
                    stored.put(id, bytes);
                    yield new Attachments.Attachment(id, "attachment", (String) args[0], (String) args[1], bytes.length, sha256(bytes), Instant.EPOCH, Optional.empty());
                }
                case "find" -> Optional.ofNullable(stored.get(args[0])).map(b -> new Attachments.Attachment((String) args[0], "attachment",
                        "plāns \"1\".pdf", "application/pdf", b.length, sha256(b), Instant.EPOCH, Optional.empty()));
                case "open" -> new java.io.ByteArrayInputStream(stored.get(args[0]));
                case "discard" -> stored.remove(args[0]) == null;
                case "ofCase" -> List.of(new Attachments.Attachment("a1", "permit", "permit.pdf", "application/pdf", 1, sha256(new byte[1]),
                        Instant.EPOCH, Optional.of("AB12-CD34")));
                default -> throw new AssertionError(method);
            };
        });
    }

    private static String sha256(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(Keys.sha256().digest(bytes));
    }
}
