package lv.pkip.kernel.identityoidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.extension.escaper.SafeString;
import io.pebbletemplates.pebble.loader.StringLoader;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lv.pkip.kernel.api.application.Application.Flow;
import lv.pkip.kernel.api.application.Application.Key;
import lv.pkip.kernel.api.page.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The pages with the models they are really given, and their texts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesTest {
    private static final Path PAGES = Path.of("src/main/resources/pages");
    private final Town town = new Town();
    private final ApplicationsPage page = new ApplicationsPage(town.clients);

    @BeforeAll
    void open() {
        town.web("app", "openid", "profile");
        town.register(Town.foreign(Town.application("shop", Set.of(Flow.AUTHORIZATION_CODE), Key.SECRET, "openid", "profile")));
        town.sitsThere(town.staff());
    }

    @AfterAll
    void close() {
        town.close();
    }

    private Page.Answer asked(String method, String path, Map<String, List<String>> parameters) {
        return town.asAdministrator(() -> page.handle(new Page.Request(method, path, parameters, Map.of(), new byte[0], "lv", Town.HOUSE)));
    }

    private Page.View view(String method, String path, Map<String, List<String>> parameters) {
        return (Page.View) asked(method, path, parameters);
    }

    private static Map<String, List<String>> form(String id, String redirect) {
        Map<String, List<String>> form = new LinkedHashMap<>(Town.lists(Map.of("id", id, "name", "Veikals", "redirects", redirect, "proof", "SECRET", "algorithm", "ES256",
                "version", "1")));
        form.put("people", List.of("STAFF", "RESIDENT"));
        form.put("flow", List.of("AUTHORIZATION_CODE"));
        form.put("scope", List.of("openid", "profile"));
        return form;
    }

    @Test
    void theRegisterIsListedWithItsKeys() {
        String html = html(view("GET", "", Map.of()));
        assertTrue(html.contains("/applications/app") && html.contains("[applications.foreign]") && html.contains("ES256"), html);
    }

    @Test
    void anApplicationIsRegisteredItsSecretShownOnceAndThenChanged() {
        assertTrue(html(view("GET", "new", Map.of())).contains("flow-CLIENT_CREDENTIALS"));
        String secret = html(view("POST", "new", form("made", "https://made.example/back")));
        assertTrue(secret.contains("pkip_cs_"), secret);
        String shown = html(view("GET", "made", Map.of()));
        assertTrue(shown.contains("https://made.example/back") && shown.contains("readonly"), shown);
        assertFalse(shown.contains("pkip_cs_"));
        assertEquals(new Page.Redirect("/applications/made?saved=1"), asked("POST", "made", form("made", "https://made.example/other")));
        assertEquals(List.of("https://made.example/other"), town.clients.find("made").orElseThrow().places().redirects());
        assertTrue(html(view("POST", "made", form("made", "https://made.example/again"))).contains("[applications.error.stale]"));
        assertTrue(html(view("POST", "made/secret", Map.of())).contains("pkip_cs_"));
        assertEquals(new Page.Redirect("/applications/made"), asked("POST", "made/disable", Map.of()));
        assertFalse(town.clients.find("made").orElseThrow().enabled());
        assertTrue(html(view("GET", "made", Map.of())).contains("/applications/made/enable"));
        assertEquals(new Page.Redirect("/applications/made"), asked("GET", "made/enable", Map.of()), "an address changes nothing");
        assertFalse(town.clients.find("made").orElseThrow().enabled());
    }

    @Test
    void whatIsWrongIsSaidAtItsFieldAndNothingTypedIsLost() {
        String html = html(view("POST", "new", form("wrong", "http://wrong.example/")));
        assertTrue(html.contains("[applications.error.redirects]") && html.contains("href=\"#redirects\"") && html.contains("http://wrong.example/"), html);
        assertTrue(html(view("POST", "new", form("app", "https://app.example/"))).contains("[applications.error.taken]"));
        assertEquals(new Page.Problem(404, "oidc.problem.client"), asked("GET", "nobody", Map.of()));
        assertEquals(new Page.Problem(404, "oidc.problem.client"), asked("POST", "app/nonsense", Map.of()));
    }

    @Test
    void consentNamesTheApplicationAndWhatItAsksForAndKeepsTheRequest() {
        String html = html((Page.View) town.authorize(Town.ask("shop", "openid profile", "state", "<\"&>")));
        assertTrue(html.contains("[csrf]") && html.contains("name=\"decision\" value=\"allow\"") && html.contains("Uzzināt jūsu vārdu un uzvārdu"), html);
        assertTrue(html.contains("value=\"&lt;&quot;&amp;&gt;\""), html);
        assertTrue(html.contains("[consent.foreign]"));
    }

    @Test
    void leavingWorksWithoutScript() {
        Map<String, String> allow = Town.ask("shop", "openid", "decision", "allow");
        String html = html((Page.View) town.browse(town.authorization, "POST", allow));
        assertTrue(html.contains("http-equiv=\"refresh\" content=\"0;url=" + Town.BACK + "?code=") && html.contains("<a class=\"ds-button\""), html);
        assertFalse(html.contains("<script"));
    }

    @Test
    void theOtherPagesShowWhatTheyAreAbout() {
        String code = town.devices.begin(town.clients.usable("app").orElseThrow(), Set.of("openid")).user();
        assertTrue(html((Page.View) town.browse(town.device, "GET", Map.of("user_code", code))).contains(code));
        assertTrue(html((Page.View) town.browse(town.device, "POST", Map.of("user_code", "WRNG-CODE"))).contains("[device.unknown]"));
        assertTrue(html((Page.View) town.browse(town.device, "POST", Map.of("user_code", code))).contains("[device.ask.warning]"));
        assertTrue(html((Page.View) town.browse(town.device, "POST", Map.of("user_code", code, "decision", "allow"))).contains("[device.allowed.title]"));
        String out = html((Page.View) town.browse(town.logout, "GET", Map.of("client_id", "app")));
        assertTrue(out.contains("[sign-out.asked]") && out.contains("[csrf]"), out);
    }

    // ------------------------------------------------------------------ texts

    @Test
    void theThreeLanguagesHaveTheSameKeysAndEveryTextAPageNamesIsThere() throws IOException {
        Set<String> keys = texts("lv").stringPropertyNames();
        assertEquals(keys, texts("en").stringPropertyNames());
        assertEquals(keys, texts("ru").stringPropertyNames());
        Pattern key = Pattern.compile("t\\('([A-Za-z._-]+)'( \\+)?");
        try (Stream<Path> pages = Files.list(PAGES)) {
            for (Path one : pages.toList()) {
                key.matcher(Files.readString(one)).results().forEach(found -> assertTrue(keys.stream().anyMatch(k -> found.group(2) == null
                        ? k.equals(found.group(1)) : k.startsWith(found.group(1))), one + " " + found.group(1)));
            }
        }
        for (String problem : List.of("client", "request", "long", "logout", "tries")) {
            assertTrue(keys.contains("oidc.problem." + problem));
        }
        Scopes.OF_THE_PERSON.forEach(scope -> assertTrue(keys.contains("scope." + scope), scope));
        assertTrue(keys.contains("permission.applications.manage"));
    }

    private static Properties texts(String language) {
        Properties texts = new Properties();
        try (var reader = new InputStreamReader(PagesTest.class.getResourceAsStream("/i18n/messages_" + language + ".properties"), StandardCharsets.UTF_8)) {
            texts.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }

    @Test
    void scopesOfServicesAndBundlesAreSaidInThreeLanguages() {
        var scope = Scopes.declared(Map.of("pkip.scope", "benches:read", "permissions", List.of("benches:read", " benches:list")),
                Map.of("lv", property("scope.benches.read", "Soliņi"), "en", property("scope.benches.read", "Benches")));
        assertEquals(Set.of("benches:read", "benches:list"), scope.permissions());
        assertEquals("Benches", scope.text("en"));
        assertEquals("Soliņi", scope.text("ru"));
        assertEquals("Zināt", new lv.pkip.kernel.api.application.Applications.Scope("x", Set.of(), Map.of("lv", "Zināt")).text("ru"));
    }

    private static Properties property(String key, String text) {
        Properties properties = new Properties();
        properties.setProperty(key, text);
        return properties;
    }

    // ------------------------------------------------------------------ what the kernel's frame gives to templates

    private static String html(Page.View view) {
        PebbleEngine engine = new PebbleEngine.Builder().loader(new StringLoader()).extension(new Kit()).strictVariables(false).build();
        StringWriter out = new StringWriter();
        try {
            String text = Files.readString(PAGES.resolve(view.template() + ".peb")).replaceAll("\\{% include \"kit/sure\"[^%]*%}", "[sure]");
            engine.getTemplate(text).evaluate(out, view.model());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static final class Kit extends AbstractExtension {
        @Override
        public Map<String, Function> getFunctions() {
            return Map.of("t", function(List.of("key", "values"), args -> "[" + args.get("key") + "]"), "icon", function(List.of("name"), args -> new SafeString("<svg/>")),
                    "csrf", function(List.of(), args -> "[csrf]"));
        }

        @Override
        public Map<String, Filter> getFilters() {
            return Map.of("moment", new Filter() {
                @Override
                public Object apply(Object input, Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
                    return String.valueOf(input);
                }

                @Override
                public List<String> getArgumentNames() {
                    return List.of();
                }
            });
        }

        private static Function function(List<String> names, java.util.function.Function<Map<String, Object>, Object> work) {
            return new Function() {
                @Override
                public Object execute(Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
                    return work.apply(args);
                }

                @Override
                public List<String> getArgumentNames() {
                    return names;
                }
            };
        }
    }
}
