package lv.pkip.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.service.Finding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApplyTest {
    private static final byte[] PDF = "%PDF-1.7 paraugs".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private TestSite site;
    private TestSite.Visitor paula;
    private String draft;

    @BeforeEach
    void start() throws Exception {
        site = TestSite.start();
        paula = site.resident("p1");
        draft = location(paula.post("/services/bench/apply")).replaceAll("/what$", "");
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private static String location(HttpResponse<String> response) {
        assertEquals(303, response.statusCode(), response.body());
        return response.headers().firstValue("Location").orElseThrow();
    }

    private String fillIn() throws Exception {
        location(paula.post(draft + "/what", "bench.kind", "wood", "bench.email", "paula@piemers.example"));
        location(paula.post(draft + "/where", "places[]", "1", "places[0].name", "Parks"));
        return location(paula.post(draft + "/end", "confirm.truth", "true"));
    }

    private HttpResponse<String> submit() throws Exception {
        return paula.post(draft + "/submit", "_definition", site.services.find("bench").orElseThrow().fingerprint());
    }

    @Test
    void errorsStandAtTheFieldAndInTheSummaryAndNothingTypedIsLost() throws Exception {
        HttpResponse<String> page = paula.post(draft + "/what", "bench.kind", "other", "bench.length", "ļoti garš", "bench.made", "32.13.2020.", "bench.email", "nav adrese");
        assertEquals(422, page.statusCode());
        assertTrue(page.body().contains("<a href=\"#f-bench-other\">Nosauciet materiālu</a>"), page.body());
        assertTrue(page.body().contains("<a href=\"#f-bench-length\">Garums: Ierakstiet skaitli, piemēram, 62,5</a>"), page.body());
        assertTrue(page.body().contains("value=\"ļoti garš\"") && page.body().contains("value=\"32.13.2020.\"") && page.body().contains("value=\"nav adrese\""));
        assertTrue(page.body().contains("<title>Kļūda: "), "the title tells it too");
        assertTrue(paula.get(draft + "/what").body().contains("value=\"ļoti garš\""), "the draft keeps it");
    }

    @Test
    void aBlankPageAsksForItsFields() throws Exception {
        HttpResponse<String> page = paula.post(draft + "/what");
        assertEquals(422, page.statusCode());
        assertTrue(page.body().contains("#f-bench-kind") && page.body().contains("#f-bench-email"), page.body());
        assertFalse(page.body().contains("#f-places"), "other pages are not spoken of");
    }

    @Test
    void placesAreAddedAndRemovedWithoutJavaScript() throws Exception {
        assertEquals(draft + "/where#f-places-1", location(paula.post(draft + "/where", "places[]", "1", "places[0].name", "Parks", "_add", "places")));
        assertTrue(paula.get(draft + "/where").body().contains("name=\"places[1].name\""));
        assertEquals(draft + "/where#f-places", location(paula.post(draft + "/where", "places[]", "2", "places[0].name", "Parks", "places[1].name", "Tirgus", "_remove", "places[0]")));
        String page = paula.get(draft + "/where").body();
        assertTrue(page.contains("value=\"Tirgus\"") && !page.contains("value=\"Parks\""));
    }

    @Test
    void filesAreKeptWhenTheRestIsNotRight() throws Exception {
        HttpResponse<String> page = paula.postFile(draft + "/where", "papers", "plāns.pdf", "application/pdf", PDF, "places[]", "1");
        assertEquals(422, page.statusCode());
        assertTrue(page.body().contains("plāns.pdf"), page.body());
        String id = page.body().replaceAll("(?s).*name=\"papers\\[0]\" value=\"([^\"]+)\".*", "$1");
        assertEquals(new String(PDF, java.nio.charset.StandardCharsets.US_ASCII), paula.get("/attachments/" + id).body());
        assertEquals(404, site.resident("p2").get("/attachments/" + id).statusCode(), "nobody else's");
        assertEquals(draft + "/where#f-papers", location(paula.post(draft + "/where", "papers[0]", id, "papers[]", "1", "_discard", "papers[0]")));
        assertEquals(0, site.files.count());
        assertFalse(paula.get(draft + "/where").body().contains("plāns.pdf"));
    }

    @Test
    void aRefusedFileIsAnErrorOfItsField() throws Exception {
        HttpResponse<String> page = paula.postFile(draft + "/where", "papers", "a.exe", "application/x-msdownload", PDF, "places[]", "1", "places[0].name", "Parks");
        assertEquals(422, page.statusCode());
        assertTrue(page.body().contains("Šāda veida datne nav atļauta") && page.body().contains("value=\"Parks\""), page.body());
        page = paula.postFile(draft + "/where", "papers", "a.pdf", "application/pdf", new byte[100_001]);
        assertTrue(page.body().contains("Datne ir par lielu; lielākais apjoms: 98\u00a0KB"), page.body());
        page = paula.postFile(draft + "/where", "evil", "a.pdf", "application/pdf", PDF);
        assertEquals(0, site.files.count(), "a field the form does not have takes no files");
    }

    @Test
    void aDraftIsSavedAndResumedWhereOneWas() throws Exception {
        assertEquals("/cases?done=draft", location(paula.post(draft + "/what", "bench.kind", "stone", "_save", "1")));
        assertTrue(paula.get("/cases").body().contains(draft));
        assertEquals(draft + "/what", location(paula.get(draft)));
        assertTrue(paula.get(draft + "/what").body().contains("value=\"stone\" checked"));
    }

    @Test
    void nobodyElseReachesADraft() throws Exception {
        TestSite.Visitor other = site.resident("p2");
        assertEquals(404, other.get(draft + "/what").statusCode());
        assertEquals(404, other.post(draft + "/what", "bench.kind", "wood").statusCode());
        assertEquals(404, other.get(draft + "/summary").statusCode());
    }

    @Test
    void theSummaryLeadsToWhatIsToBeMended() throws Exception {
        String page = paula.get(draft + "/summary").body();
        assertTrue(page.contains(draft + "/what"), page);
        assertFalse(page.contains("/submit\""), "nothing can be sent yet");
        assertEquals(422, submit().statusCode());
        assertEquals(0, site.cases.list(lv.pkip.kernel.api.status.Cases.Filter.of(lv.pkip.kernel.api.status.Cases.Filter.Scope.ALL), java.util.Optional.empty(), 5).cases().size());
    }

    @Test
    void whereNoApplicationIsNeededItSaysWhyAndStops() throws Exception {
        String summary = fillIn();
        site.cases.extra = List.of(Finding.stop("bench.kind", "application.bench.length.help"), Finding.notice("", "description"));
        String page = paula.get(summary).body();
        assertTrue(page.contains("data-kind=\"stop\"") && page.contains("No gala līdz galam"), page);
        assertTrue(page.contains("Soliņu drīkst novietot, ja tas netraucē gājējiem."), page);
        assertFalse(page.contains("/submit\""));
        assertEquals(422, submit().statusCode());
    }

    @Test
    void sendingTwiceGivesOneCase() throws Exception {
        fillIn();
        String first = location(submit());
        assertEquals("/cases/SO-2026-1/receipt", first);
        assertEquals("/cases/SO-2026-1/receipt", location(submit()));
        assertEquals(404, paula.get("/cases/SO-2026-2").statusCode());
    }

    @Test
    void aSummaryOfAnOlderVersionIsShownAgainBeforeSending() throws Exception {
        fillIn();
        HttpResponse<String> response = paula.post(draft + "/submit", "_definition", "older");
        assertEquals(409, response.statusCode());
        assertTrue(response.body().contains("Pārbaudiet un iesniedziet"));
    }

    @Test
    void theEMailForLettersIsFoundInTheForm() throws Exception {
        fillIn();
        location(submit());
        assertEquals("paula@piemers.example", site.actor.as(site.sessions.sessions.values().iterator().next(),
                () -> site.cases.read("SO-2026-1", "test").orElseThrow().email().orElseThrow()));
    }

    @Test
    void aWeakSignInIsToldBeforeAnythingIsFilledIn() throws Exception {
        TestSite.Visitor weak = new TestSite.Visitor(site, site.sessions.open(lv.pkip.kernel.api.identity.Actor.resident("p3", "Vājais", lv.pkip.kernel.api.identity.Assurance.NONE), java.util.Set.of(), false));
        assertTrue(weak.get("/services/bench/apply").body().contains("augstāks pieteikšanās drošības līmenis"));
        assertTrue(weak.post("/services/bench/apply").headers().firstValue("Location").orElseThrow().startsWith("/sign-in?level=low&to="));
    }

    @Test
    void applicationsInOtherLanguages() throws Exception {
        paula.cookie("PKIP-LANG", "ru");
        assertTrue(paula.get(draft + "/what").body().contains("Материал"));
        assertEquals(Map.of(), site.outbox.counts().entrySet().stream().filter(e -> e.getValue() > 0).collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
