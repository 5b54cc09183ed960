package lv.pkip.kernel.workplace.nav;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import lv.pkip.kernel.api.application.Application;
import lv.pkip.kernel.api.application.Applications;
import lv.pkip.kernel.api.identity.AccessTokens;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.workplace.Workplace;
import lv.pkip.kernel.workplace.Town;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The navigation for other systems: who may ask from where, and what is told. */
class NavTest {
    private static final String GIS = "https://gis.example.lv";
    private final Town town = new Town();
    private static final String KASE = "https://kase.example.lv";
    private final Map<String, Session> tokens = new HashMap<>();
    private final Map<String, Set<String>> scopes = new HashMap<>();
    private final List<Application> applications = new ArrayList<>();
    private final List<String> asWhom = new ArrayList<>();
    private NavPage page;

    @BeforeEach
    void start() throws Exception {
        town.actor.become(Actor.anonymous());
        page = page();
        applications.add(application("gis", GIS + "/back"));
        applications.add(application("kase", KASE + ":443/a/b?c=d"));
        tokens.put("good", session(Actor.staff("anna", "Anna Ozola", Optional.empty()), Optional.empty()));
        tokens.put("resident", session(Actor.resident("p1", "Paula", Assurance.HIGH), Optional.empty()));
        tokens.put("unfinished", session(Actor.staff("eva", "Ēva", Optional.empty()), Optional.of(Session.Due.SECOND_FACTOR)));
        tokens.keySet().forEach(token -> scopes.put(token, Set.of("openid", "profile", "workplace:navigation", "workplace:notifications")));
    }

    private NavPage page() throws IOException {
        NavPage made = new NavPage(town.actor, new Around(), town);
        made.appeared(issuer());
        made.opened(register());
        return made;
    }

    private AccessTokens issuer() {
        return new AccessTokens() {
            @Override
            public Optional<Session> resolve(String token, Optional<X509Certificate> certificate) {
                return Optional.ofNullable(tokens.get(token));
            }

            @Override
            public Set<String> scopes(String token) {
                return scopes.getOrDefault(token, Set.of());
            }
        };
    }

    /** The register as far as this page looks. */
    private Applications register() {
        return (Applications) Proxy.newProxyInstance(NavTest.class.getClassLoader(), new Class<?>[] {Applications.class}, (proxy, method, args) -> {
            assertEquals("all", method.getName());
            return List.copyOf(applications);
        });
    }

    private static Application application(String id, String... redirects) {
        return new Application(id, id, true, Set.of(Actor.Kind.STAFF), Set.of(Application.Flow.AUTHORIZATION_CODE), Set.of("openid"),
                new Application.Places(List.of(redirects), List.of(), ""), Application.Key.SECRET, Application.Options.USUAL, true, 1);
    }

    @AfterEach
    void close() {
        town.close();
    }

    private static Session session(Actor actor, Optional<Session.Due> due) {
        return new Session("", "", actor, Set.of("payments:*"), Optional.empty(), new Session.Proof(Set.of("pwd"), Instant.EPOCH), Instant.MAX, due);
    }

    /** What stands around pages, and who asked. */
    private final class Around implements Workplace {
        @Override
        public Bar bar(String language) {
            asWhom.add(town.actor.get().id());
            return new Bar(List.of(new Section("", List.of(new Item("menu.work", "Sākums", "/work", "home", false))),
                    new Section("Sistēmas", List.of(new Item("app.gis", "Karte", GIS + "/", "globe", true)))), List.of(), 3);
        }

        @Override
        public List<Notice> announcements(String area, String language) {
            return List.of();
        }

        @Override
        public Optional<Look> look() {
            return Optional.of(new Look(Map.of("accent", "#004d40", "highlight", "#ffd54f"), Map.of(), "/arms/ab"));
        }

        @Override
        public List<Placed> home() {
            return List.of();
        }

        @Override
        public void arrange(List<Placed> placed) {
            throw new UnsupportedOperationException();
        }
    }

    private Page.Content ask(String method, String path, String... headers) throws Exception {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return (Page.Content) page.handle(new Page.Request(method, path, Map.of("language", List.of("lv")), all, new byte[0], "lv", "https://town.example"));
    }

    private Page.Content by(String token, String origin) throws Exception {
        return ask("GET", "navigation", "authorization", "Bearer " + token, "origin", origin);
    }

    @Test
    void aKnownApplicationIsToldWhatItsUserSees() throws Exception {
        Page.Content answer = by("good", GIS);
        assertEquals(200, answer.status());
        assertEquals(GIS, answer.headers().get("Access-Control-Allow-Origin"));
        assertEquals("Origin", answer.headers().get("Vary"));
        assertFalse(answer.headers().containsKey("Access-Control-Allow-Credentials"), "cookies are of no use here");
        JsonNode told = new ObjectMapper().readTree(answer.stream().readAllBytes());
        assertEquals("Anna Ozola", told.get("user").asText());
        assertEquals(3, told.get("unread").asInt());
        assertEquals("https://town.example/work", told.at("/sections/0/items/0/href").asText());
        assertEquals(GIS + "/", told.at("/sections/1/items/0/href").asText());
        assertEquals("https://town.example/arms/ab", told.get("arms").asText());
        assertEquals("Atteikties", told.at("/texts/signOut").asText());
        assertEquals(List.of("anna"), asWhom);
        assertEquals(Actor.Kind.ANONYMOUS, town.actor.get().kind(), "and nobody stays signed in afterwards");
    }

    @Test
    void unknownOriginsAreTurnedAwayBeforeAnythingIsLookedUp() throws Exception {
        for (String origin : List.of("https://evil.example", "null", GIS + ".evil.example", "http://gis.example.lv", GIS + ":444", "")) {
            Page.Content answer = by("good", origin);
            assertEquals(403, answer.status(), origin);
            assertFalse(answer.headers().containsKey("Access-Control-Allow-Origin"), origin);
            assertEquals(403, ask("OPTIONS", "navigation", "origin", origin).status(), origin);
        }
        assertEquals(List.of(), asWhom);
    }

    @Test
    void theRegisterOfApplicationsSaysFromWhereAndIsLookedUpEachTime() throws Exception {
        applications.clear();
        assertEquals(403, by("good", GIS).status(), "nobody may unless registered");
        applications.add(application("gis", "https://other.example.lv/", GIS + "/back"));
        assertEquals(200, by("good", GIS).status(), "a newly registered one may at once");
        applications.set(0, applications.get(0).enabled(false));
        assertEquals(403, by("good", GIS).status(), "one that is shut out may not");
        assertEquals(403, ask("OPTIONS", "navigation", "origin", GIS).status());
        applications.set(0, application("gis", "https://other.example.lv/"));
        assertEquals(403, by("good", GIS).status(), "nor from an address that was taken away");
        applications.set(0, application("gis", GIS + "/back"));
        page.closed(register());
        assertEquals(200, by("good", GIS).status(), "another register went");
        NavPage alone = new NavPage(town.actor, new Around(), town);
        alone.appeared(issuer());
        assertEquals(403, ((Page.Content) alone.handle(new Page.Request("GET", "navigation", Map.of(), Map.of("origin", GIS), new byte[0], "lv", ""))).status(),
                "without a register nobody is known");
    }

    @Test
    void anApplicationIsToldOnlyWhatItsTokenWasGivenFor() throws Exception {
        for (Set<String> less : List.of(Set.<String>of(), Set.of("openid", "profile"), Set.of("workplace:notifications"), Set.of("workplace:navigations"))) {
            scopes.put("good", less);
            Page.Content refused = by("good", GIS);
            assertEquals(403, refused.status(), less.toString());
            assertEquals("Bearer error=\"insufficient_scope\", scope=\"workplace:navigation\"", refused.headers().get("WWW-Authenticate"));
            assertEquals(GIS, refused.headers().get("Access-Control-Allow-Origin"), "so that its page can tell why");
            assertEquals(0, refused.stream().readAllBytes().length);
        }
        assertEquals(List.of(), asWhom, "nothing was looked up");
        scopes.put("good", Set.of("openid", "workplace:navigation"));
        JsonNode bare = new ObjectMapper().readTree(by("good", GIS).stream().readAllBytes());
        assertTrue(bare.has("sections") && bare.has("favourites"));
        assertFalse(bare.has("user"), "who it is was not asked for");
        assertFalse(bare.has("unread") || bare.has("notifications"), bare.toString());
        scopes.put("good", Set.of("workplace:navigation", "workplace:notifications"));
        JsonNode counted = new ObjectMapper().readTree(by("good", GIS).stream().readAllBytes());
        assertEquals(3, counted.get("unread").asInt());
        assertFalse(counted.has("user"));
        scopes.put("good", Set.of("workplace:navigation", "profile"));
        JsonNode named = new ObjectMapper().readTree(by("good", GIS).stream().readAllBytes());
        assertEquals("Anna Ozola", named.get("user").asText());
        assertFalse(named.has("unread"));
    }

    @Test
    void aBrowserMayAskBeforehand() throws Exception {
        Page.Content answer = ask("OPTIONS", "navigation", "origin", KASE, "access-control-request-method", "GET");
        assertEquals(204, answer.status());
        assertEquals("authorization", answer.headers().get("Access-Control-Allow-Headers"));
        assertEquals("GET", answer.headers().get("Access-Control-Allow-Methods"));
    }

    @Test
    void withoutAGoodTokenNothingIsTold() throws Exception {
        assertEquals("Bearer", ask("GET", "navigation", "origin", GIS).headers().get("WWW-Authenticate"));
        for (String header : List.of("Bearer bad", "Basic Z29vZA==", "good", "Bearer ", "Bearer a b")) {
            assertEquals(401, ask("GET", "navigation", "origin", GIS, "authorization", header).status(), header);
        }
        assertEquals(403, by("resident", GIS).status());
        assertEquals(403, by("unfinished", GIS).status(), "a sign-in with something due is none yet");
        page.gone(null);
        assertEquals(200, by("good", GIS).status());
        assertEquals(List.of("anna"), asWhom);
    }

    @Test
    void withoutATokenIssuerEverybodyIsTurnedAway() throws Exception {
        NavPage early = new NavPage(town.actor, new Around(), town);
        early.opened(register());
        Page.Content answer = (Page.Content) early.handle(new Page.Request("GET", "navigation", Map.of(), Map.of("origin", GIS, "authorization", "Bearer good"), new byte[0], "lv", ""));
        assertEquals(401, answer.status());
    }

    @Test
    void onlyReadingIsPossible() throws Exception {
        assertEquals(405, ask("POST", "navigation", "origin", GIS, "authorization", "Bearer good").status());
        assertEquals(405, ask("DELETE", "pkip-nav.js").status());
        assertEquals(404, ask("GET", "other").status());
    }

    @Test
    void theScriptIsSmallPlainAndMayBeLoadedAnywhere() throws Exception {
        Page.Content script = ask("GET", "pkip-nav.js");
        assertEquals("*", script.headers().get("Access-Control-Allow-Origin"));
        assertEquals("cross-origin", script.headers().get("Cross-Origin-Resource-Policy"));
        byte[] bytes = script.stream().readAllBytes();
        assertTrue(packed(bytes) <= 15 * 1024, packed(bytes) + " bytes packed");
        String text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
        Stream.of("innerHTML", "eval(", "Function(", "import '", "import \"", "import(", "style=", ".style", "document.cookie", "localStorage")
                .forEach(no -> assertFalse(text.contains(no), no));
        assertTrue(text.contains("adoptedStyleSheets"));
    }

    private static int packed(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.size();
    }
}
