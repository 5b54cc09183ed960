package lv.pkip.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.identity.Actor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing typed is lost when a session ends, and nobody else gets it. */
class KeptTest {
    private static final String TYPED = "Ļoti garš pamatojums\nar \"<b>zīmēm</b>\"";
    private TestSite site;
    private TestSite.Visitor anna;
    private String owner;

    @BeforeEach
    void start() throws Exception {
        site = TestSite.start();
        anna = site.staff("anna", "bench:*");
        Matcher matcher = Pattern.compile("name=\"_owner\" value=\"([^\"]+)\"").matcher(anna.get("/work/cases").body());
        assertTrue(matcher.find());
        owner = matcher.group(1);
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private HttpResponse<String> sendWhenOver() throws Exception {
        site.sessions.sessions.clear();
        return anna.post("/work/cases/SO-2026-1/notes", "note", TYPED, "_owner", owner);
    }

    private void signInAgain(String login) {
        anna.cookie("PKIP", site.sessions.open(Actor.staff(login, login, Optional.empty()), Set.of("bench:*"), false));
    }

    @Test
    void whatWasTypedIsGivenBackAfterSigningInAgain() throws Exception {
        assertEquals("/sign-in/staff?to=%2Fkept", sendWhenOver().headers().firstValue("Location").orElseThrow());
        signInAgain("anna");
        String page = anna.get("/kept").body();
        assertTrue(page.contains("action=\"/work/cases/SO-2026-1/notes\""), page);
        assertTrue(page.contains("Ļoti garš pamatojums\nar &quot;&lt;b&gt;zīmēm"), page);
        assertFalse(page.contains("csrf-of-" + anna.csrf()), "the old token is of no use");
        assertEquals(303, anna.get("/kept").statusCode(), "given back once");
    }

    @Test
    void anotherPersonDoesNotGetIt() throws Exception {
        sendWhenOver();
        signInAgain("eva");
        assertEquals("/", anna.get("/kept").headers().firstValue("Location").orElseThrow());
        signInAgain("anna");
        assertEquals(303, anna.get("/kept").statusCode(), "and it is gone");
    }

    @Test
    void aFormOfAForeignSiteIsNotKept() throws Exception {
        site.sessions.sessions.clear();
        HttpResponse<String> response = anna.post("/work/cases/SO-2026-1/notes", "note", "evil", "_owner", "anna!AAAA");
        assertFalse(response.headers().firstValue("Location").orElseThrow().contains("kept"));
        response = anna.postPlain("/work/cases/SO-2026-1/notes", "note", "evil", "_owner", owner, "_csrf", "another");
        assertFalse(response.headers().firstValue("Location").orElseThrow().contains("kept"));
        signInAgain("anna");
        assertEquals(303, anna.get("/kept").statusCode());
    }

    @Test
    void theTextOfAFormWithFilesIsKeptToo() throws Exception {
        site.sessions.sessions.clear();
        anna.postFile("/work/cases/SO-2026-1/actions/accept", "papers", "a.pdf", "application/pdf", new byte[10], "seen", "redzēju", "_owner", owner);
        signInAgain("anna");
        assertTrue(anna.get("/kept").body().contains("redzēju"));
        assertEquals(0, site.files.count(), "a file of nobody is not stored");
    }
}
