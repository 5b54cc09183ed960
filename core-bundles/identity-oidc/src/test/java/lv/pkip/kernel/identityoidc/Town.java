package lv.pkip.kernel.identityoidc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import lv.pkip.kernel.api.application.Application;
import lv.pkip.kernel.api.application.Application.Flow;
import lv.pkip.kernel.api.application.Application.Key;
import lv.pkip.kernel.api.application.Application.Options;
import lv.pkip.kernel.api.application.Application.Places;
import lv.pkip.kernel.api.application.Applications.Scope;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignIn;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Grant;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.api.registry.Unit;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.MadeUpTown;
import lv.pkip.kernel.testkit.RecordingAudit;
import lv.pkip.kernel.testkit.RecordingOutbox;
import lv.pkip.kernel.testkit.SettableClock;
import lv.pkip.kernel.testkit.TestJpa;

/** A whole provider over an empty database, with a clerk, a resident and a few applications. */
final class Town implements AutoCloseable {
    static final String HOUSE = "https://paraugpils.example";
    static final String BACK = "https://app.example/callback";
    static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    static final UUID ANNA = UUID.fromString("0a0a0a0a-0000-4000-8000-000000000001");

    final SettableClock clock = SettableClock.at("2026-12-01T08:00:00Z");
    final TestJpa jpa = TestJpa.open("oidc");
    final FixedActor current = FixedActor.anonymous();
    final RecordingAudit audit = new RecordingAudit(current, clock);
    final RecordingOutbox outbox = new RecordingOutbox(clock);
    final MadeUpTown municipality = MadeUpTown.at(HOUSE);
    final Path folder = temporary();
    final KeyRing keys = new KeyRing(folder.resolve("security").resolve("oidc-keys.json"), clock, Duration.ofDays(90), Duration.ofHours(48));
    final Scopes scopes = new Scopes(() -> List.of(new Scope("cases:own", Set.of("cases:own"), Map.of("lv", "Jūsu lietas")),
            new Scope("benches:read", Set.of("benches:read"), Map.of("lv", "Soliņi"))), List::of, clock);
    final Clients clients = new Clients(jpa, current, audit, scopes, keys, clock);
    final Tokens tokens = new Tokens(jpa, audit, clock, Tokens.Lives.USUAL);
    final Devices devices = new Devices(jpa, tokens, audit, clock);
    final Consents consents = new Consents(jpa, audit, clock);
    final ClientGate gate = new ClientGate(jpa, clients, municipality, audit, clock);
    final People people = new People(registry(), persons(), keys, audit, clock);
    final IdTokens idTokens = new IdTokens(keys, municipality, people, tokens, clock);
    final Origins origins = new Origins(clients);
    final SignInRequests requests = new SignInRequests(jpa, null, clients, tokens);
    final Metadata metadata = new Metadata(municipality, scopes);
    final Farewell farewell = new Farewell(tokens, clients, outbox, current);
    final List<String> signedOut = new ArrayList<>();
    final SignIn signIn = signIn();
    final AccessTokenDesk accessTokens = new AccessTokenDesk(tokens, clients, scopes, signIn, clock);

    final Page token = new TokenPage(gate, tokens, devices, idTokens, people, origins);
    final Page introspection = new IntrospectionPage(gate, clients, tokens, people, municipality);
    final Page revocation = new RevocationPage(gate, tokens, origins);
    final Page userinfo = new UserinfoPage(tokens, clients, people, idTokens, origins);
    final Page par = new ParPage(gate, requests);
    final Page deviceAuthorization = new DeviceAuthorizationPage(gate, devices);
    final Page device = new DevicePage(devices, clients, scopes, people, current, clock);
    final Page authorization = new AuthorizationPage(requests, tokens, consents, scopes, people, idTokens, keys, current, municipality, clock);
    final Page logout = new LogoutPage(clients, idTokens, signIn, current);

    /** Who sits at the browser; nobody when null. */
    private Session session;
    boolean annaWorksHere = true;
    Set<String> annaMay = Set.of("benches:*", "users:manage");

    private static Path temporary() {
        try {
            return Files.createTempDirectory("oidc");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    static <T> T only(Class<T> type, InvocationHandler handler) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private Registry registry() {
        return only(Registry.class, (proxy, method, args) -> switch (method.getName()) {
            case "directory" -> directory();
            case "grants" -> List.of(new Grant("clerk", Grant.Way.OWN, ""));
            default -> throw new AssertionError(method);
        });
    }

    private Directory directory() {
        Account anna = new Account(ANNA, "anna", Account.Kind.PERSON, new Account.Profile("Anna", "Ozola", "Anna Ozola", "anna@paraugpils.example",
                "+371 60000000", "lv"), Account.Employment.in("environment"), Set.of("clerk"), annaWorksHere, Instant.EPOCH, Instant.EPOCH, 1);
        return Directory.of(1, List.of(anna), List.of(new Unit("environment", "", Unit.Kind.UNIT, Map.of("lv", "Vides nodaļa"), "", "", 1)), List.of(),
                List.of(new Group(new UUID(0, 7), "cutters", 10_001, "Cirtēji", Set.of("anna"), Set.of(), "", 1)), List.of(Role.of("clerk", Set.of("benches:read"))));
    }

    private static Persons persons() {
        return only(Persons.class, (proxy, method, args) -> switch (method.getName()) {
            case "byKey" -> Optional.of(new Persons.Person((String) args[0], "01020312345", "Jānis", "Bērziņš")).filter(p -> p.key().startsWith("p-"));
            default -> throw new AssertionError(method);
        });
    }

    private SignIn signIn() {
        return only(SignIn.class, (proxy, method, args) -> switch (method.getName()) {
            case "signOut" -> {
                signedOut.add((String) args[0]);
                farewell.ended(List.of(Secret.hash((String) args[0]))); // as the real one does
                yield null;
            }
            case "delegated" -> annaWorksHere ? Optional.of(new Session("", "", args[0] == Actor.Kind.STAFF ? Actor.staff((String) args[1], "Anna Ozola",
                    Optional.of("environment")) : Actor.resident((String) args[1], "Jānis Bērziņš", Assurance.LOW), args[0] == Actor.Kind.STAFF ? annaMay : Set.of(),
                    Optional.of(castSet(args[2])), (Session.Proof) args[3], Instant.MAX, Optional.empty())) : Optional.empty();
            default -> throw new AssertionError(method);
        });
    }

    @SuppressWarnings("unchecked")
    private static Set<String> castSet(Object set) {
        return (Set<String>) set;
    }

    // ------------------------------------------------------------------ applications

    static Application application(String id, Set<Flow> flows, Key key, String... scopes) {
        boolean people = flows.contains(Flow.AUTHORIZATION_CODE) || flows.contains(Flow.DEVICE_CODE);
        return new Application(id, "Lietotne " + id, true, people ? Set.of(Actor.Kind.STAFF, Actor.Kind.RESIDENT) : Set.of(), flows, Set.of(scopes),
                flows.contains(Flow.AUTHORIZATION_CODE) ? new Places(List.of(BACK), List.of("https://app.example/bye"), "") : Places.NONE, key, Options.USUAL, true, 0);
    }

    static Application foreign(Application a) {
        return new Application(a.id(), a.name(), false, a.people(), a.flows(), a.scopes(), a.places(), a.key(), a.options(), true, a.version());
    }

    static Application with(Application a, Options options) {
        return new Application(a.id(), a.name(), a.own(), a.people(), a.flows(), a.scopes(), a.places(), a.key(), options, true, a.version());
    }

    static Application with(Application a, Places places) {
        return new Application(a.id(), a.name(), a.own(), a.people(), a.flows(), a.scopes(), places, a.key(), a.options(), true, a.version());
    }

    /** Signs people in and refreshes; returns its secret. */
    String web(String id, String... scopes) {
        return register(application(id, Set.of(Flow.AUTHORIZATION_CODE, Flow.REFRESH_TOKEN), Key.SECRET, scopes));
    }

    String register(Application application) {
        return asAdministrator(() -> clients.register(application).secret());
    }

    <T> T asAdministrator(Supplier<T> work) {
        return current.asSystem("test", work);
    }

    // ------------------------------------------------------------------ people

    Session staff() {
        return session(Actor.staff("anna", "Anna Ozola", Optional.of("environment")), "session-of-anna");
    }

    Session resident(String key, Assurance assurance) {
        return session(Actor.resident(key, "Jānis Bērziņš", assurance), "session-of-" + key);
    }

    private Session session(Actor actor, String token) {
        return Session.of(token, "csrf", actor, Set.of(), new Session.Proof(Set.of("pwd"), clock.instant()), Instant.MAX);
    }

    void sitsThere(Session now) {
        session = now;
    }

    // ------------------------------------------------------------------ requests

    /** What a browser gets that comes with these parameters. */
    Page.Answer browse(Page page, String method, Map<String, String> parameters) {
        Supplier<Page.Answer> work = () -> {
            try {
                return page.handle(new Page.Request(method, "", lists(parameters), Map.of(), new byte[0], "lv", HOUSE));
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        };
        return session == null ? work.get() : current.as(session, work);
    }

    static Map<String, List<String>> lists(Map<String, String> parameters) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        parameters.forEach((name, value) -> lists.put(name, List.of(value)));
        return lists;
    }

    /** A whole sign-in request; further names and values replace or (empty) remove. */
    static Map<String, String> ask(String client, String scope, String... more) {
        Map<String, String> ask = new LinkedHashMap<>(Map.of("response_type", "code", "client_id", client, "redirect_uri", BACK, "scope", scope,
                "state", "s-1", "nonce", "n-1", "code_challenge", CHALLENGE, "code_challenge_method", "S256"));
        for (int i = 0; i < more.length; i += 2) {
            if (more[i + 1].isEmpty()) {
                ask.remove(more[i]);
            } else {
                ask.put(more[i], more[i + 1]);
            }
        }
        return ask;
    }

    Page.Answer authorize(Map<String, String> ask) {
        return browse(authorization, "GET", ask);
    }

    /** Parameters of the address a browser is sent to, by a redirect or by the page that leads there. */
    static Map<String, String> sent(Page.Answer answer) {
        String address = answer instanceof Page.Redirect redirect ? redirect.location() : (String) ((Page.View) answer).model().get("href");
        return Form.decode(address.substring(address.indexOf('?') + 1)).values();
    }

    String code(String client, String scope, String... more) {
        Map<String, String> sent = sent(authorize(ask(client, scope, more)));
        assertTrue(sent.containsKey("code"), sent::toString);
        return sent.get("code");
    }

    /** What an endpoint answered. */
    record Reply(int status, Map<String, Object> body, Map<String, String> headers) {
        String text(String name) {
            return String.valueOf(body.get(name));
        }

        String error() {
            return status + " " + body.get("error");
        }
    }

    static String basic(String client, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((client + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    Reply post(Page page, Map<String, String> form, String authorization) {
        return post(page, form, authorization, Optional.empty());
    }

    Reply post(Page page, Map<String, String> form, String authorization, Optional<X509Certificate> certificate) {
        return post(page, Door.query(lists(form)), authorization, certificate);
    }

    Reply post(Page page, String body, String authorization, Optional<X509Certificate> certificate) {
        Map<String, String> headers = new LinkedHashMap<>(Map.of("content-type", "application/x-www-form-urlencoded"));
        if (!authorization.isEmpty()) {
            headers.put("authorization", authorization);
        }
        return call(page, "POST", headers, body, certificate);
    }

    Reply get(Page page, String authorization) {
        return call(page, "GET", authorization.isEmpty() ? Map.of() : Map.of("authorization", authorization), "", Optional.empty());
    }

    Reply call(Page page, String method, Map<String, String> headers, String body, Optional<X509Certificate> certificate) {
        try {
            Page.Content content = (Page.Content) page.handle(new Page.Request(method, "", Map.of(), headers, body.getBytes(StandardCharsets.UTF_8), "lv", HOUSE,
                    Map.of(), new Page.Caller("192.0.2.1", certificate)));
            String text = new String(content.stream().readAllBytes(), StandardCharsets.UTF_8);
            return new Reply(content.status(), text.isEmpty() ? Map.of() : JSONObjectUtils.parse(text), content.headers());
        } catch (ParseException e) {
            throw new AssertionError(e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    Reply redeem(String client, String secret, String code, String... more) {
        Map<String, String> form = new LinkedHashMap<>(Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", BACK, "code_verifier", VERIFIER));
        for (int i = 0; i < more.length; i += 2) {
            if (more[i + 1].isEmpty()) {
                form.remove(more[i]);
            } else {
                form.put(more[i], more[i + 1]);
            }
        }
        return post(token, form, basic(client, secret));
    }

    Reply refresh(String client, String secret, String refresh) {
        return post(token, Map.of("grant_type", "refresh_token", "refresh_token", refresh), basic(client, secret));
    }

    boolean isGood(String accessToken) {
        return tokens.find(accessToken).isPresent();
    }

    @Override
    public void close() {
        tokens.stop();
        keys.stop();
        jpa.close();
    }
}
