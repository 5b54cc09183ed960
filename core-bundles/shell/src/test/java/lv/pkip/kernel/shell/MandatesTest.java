package lv.pkip.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.identity.Mandate;
import lv.pkip.kernel.api.identity.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MandatesTest {
    private static final Mandate CHILD = new Mandate("book.child", Mandate.Kind.CHILD, "p-child", "Anna Bērziņa", Set.of(), Optional.empty());
    private static final Mandate LIMITED = new Mandate("book.power", Mandate.Kind.POWER_OF_ATTORNEY, "p-other", "Jānis Kalniņš", Set.of("bench"), Optional.of(LocalDate.parse("2030-05-01")));
    private TestSite site;
    private TestSite.Visitor paula;

    @BeforeEach
    void start() throws Exception {
        site = TestSite.start();
        paula = site.resident("p1");
        site.mandates.all.put("p1", List.of(CHILD, LIMITED));
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private static String location(HttpResponse<String> response) {
        assertEquals(303, response.statusCode());
        return response.headers().firstValue("Location").orElseThrow();
    }

    private Session session() {
        return site.sessions.sessions.values().iterator().next();
    }

    @Test
    void showsForWhomOneMayActAndHowFar() throws Exception {
        String page = paula.get("/mandates?to=%2Fcases").body();
        assertTrue(page.contains("Anna Bērziņa") && page.contains("likumiskais pārstāvis"), page);
        assertTrue(page.contains("Jānis Kalniņš") && page.contains("Spēkā līdz"), page);
        assertTrue(page.contains("savā vārdā (Paula Paraudziņa)") && page.contains("value=\"/cases\""), page);
    }

    @Test
    void isSeenOnEveryPageWhileActingForAnotherAndCanBeChanged() throws Exception {
        assertFalse(paula.get("/cases").body().contains("Jūs rīkojaties"));
        assertEquals("/cases", location(paula.post("/mandates", "mandate", "book.child", "to", "/cases")));
        assertEquals(Optional.of("p-child"), session().actor().onBehalfOf());
        for (String path : new String[] {"/", "/cases", "/services/bench", "/mandates", "/help", "/verify"}) {
            assertTrue(paula.get(path).body().contains("Jūs rīkojaties šīs personas vārdā: Anna Bērziņa"), path);
        }
        assertEquals("/", location(paula.post("/mandates", "mandate", "")));
        assertFalse(paula.get("/cases").body().contains("Jūs rīkojaties"));
    }

    @Test
    void refusesAMandateThatIsNotThere() throws Exception {
        HttpResponse<String> response = paula.post("/mandates", "mandate", "book.somebody");
        assertEquals(409, response.statusCode());
        assertTrue(response.body().contains("Pārstāvība vairs nav spēkā"));
        assertTrue(session().actor().onBehalfOf().isEmpty());
    }

    @Test
    void leadsNowhereElse() throws Exception {
        assertEquals("/", location(paula.post("/mandates", "mandate", "", "to", "https://evil.example/")));
        assertEquals("/", location(paula.post("/mandates", "mandate", "", "to", "//evil.example/")));
    }

    @Test
    void doesNothingByAMandateThatHasEndedUntilOneChoosesAnew() throws Exception {
        paula.post("/mandates", "mandate", "book.child");
        site.sessions.actBy(session().token(), Optional.empty(), Optional.of(Session.Due.MANDATE));
        assertEquals("/mandates?to=%2Fcases%3Fafter%3Dx&ended=1", location(paula.get("/cases?after=x")));
        assertEquals("/mandates?to=%2Fcases&ended=1", location(paula.post("/services/bench/apply")));
        assertTrue(paula.get("/mandates?ended=1").body().contains("Pārstāvība vairs nav spēkā"));
        assertEquals("/", location(paula.post("/mandates", "mandate", "")));
        assertEquals(200, paula.get("/cases").statusCode());
    }

    @Test
    void asksInWhoseNameAfterSigningIn() throws Exception {
        site.mandates.all.put("p-" + "32000000001".hashCode(), List.of(CHILD));
        TestSite.Visitor fresh = site.anonymous();
        Matcher token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(fresh.get("/sign-in").body());
        assertTrue(token.find());
        String away = location(fresh.postPlain("/sign-in/resident", "_csrf", token.group(1), "provider", "plain", "to", "/cases"));
        assertEquals("/mandates?to=%2Fcases", location(fresh.get("/sign-in/return/plain?ok=yes&state=" + away.substring(away.indexOf("state=") + 6))));
    }

    @Test
    void isForResidentsAlone() throws Exception {
        assertTrue(location(site.anonymous().get("/mandates")).startsWith("/sign-in"));
        assertEquals(403, site.staff("anna", "*").get("/mandates").statusCode());
    }
}
