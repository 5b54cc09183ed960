package lv.pkip.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A resident applies and a clerk decides, without JavaScript. */
class WalkTest {
    private TestSite site;

    @BeforeEach
    void start() throws Exception {
        site = TestSite.start();
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private static String location(HttpResponse<String> response) {
        assertEquals(303, response.statusCode(), response.body());
        return response.headers().firstValue("Location").orElseThrow();
    }

    private static String page(HttpResponse<String> response) {
        assertEquals(200, response.statusCode(), response.body());
        assertFalse(response.body().contains("{{"), "a template was left open");
        return response.body();
    }

    @Test
    void fromHomePageToDecision() throws Exception {
        TestSite.Visitor paula = site.resident("p1");
        assertTrue(page(paula.get("/")).contains("Soliņa novietošana"));
        assertTrue(page(paula.get("/services/bench")).contains("10 darba dienas"));
        page(paula.get("/services/bench/apply"));
        String what = location(paula.post("/services/bench/apply"));
        assertTrue(what.endsWith("/what"), what);
        assertTrue(page(paula.get(what)).contains("name=\"bench.kind\""));
        String where = location(paula.post(what, "bench.kind", "stone", "bench.length", "2,5", "bench.email", "paula@piemers.example", "bench.made", "1.5.2020"));
        assertTrue(page(paula.get(where)).contains("name=\"places[0].name\""));
        String end = location(paula.post(where, "places[]", "1", "places[0].name", "Pie strūklakas", "places[0].seats", "3"));
        String summary = location(paula.post(end, "confirm.truth", "true"));
        String shown = page(paula.get(summary));
        assertTrue(shown.contains("01.05.2020."), "the date is shown the Latvian way");
        assertTrue(shown.contains("2,5\u00a0m"), "the number has a comma and its unit");
        assertTrue(shown.contains("1234,56\u00a0EUR"), "the estimate is there");
        String fingerprint = site.services.find("bench").orElseThrow().fingerprint();
        String receipt = location(paula.post(summary.replace("summary", "submit"), "_definition", fingerprint));
        assertTrue(page(paula.get(receipt)).contains("SO-2026-1"));
        assertTrue(page(paula.get("/cases/SO-2026-1")).contains("Iesniegums saņemts"));
        assertTrue(page(paula.get("/cases")).contains("SO-2026-1"));

        TestSite.Visitor anna = site.staff("anna", "bench:*");
        assertEquals("/work", location(anna.get("/")));
        page(anna.get("/work"));
        assertTrue(page(anna.get("/work/cases?scope=unassigned")).contains("SO-2026-1"));
        assertTrue(page(anna.get("/work/cases/SO-2026-1")).contains("Pie strūklakas"));
        String form = page(anna.get("/work/cases/SO-2026-1/actions/accept"));
        assertTrue(form.contains("name=\"seen\""));
        assertEquals(422, anna.post("/work/cases/SO-2026-1/actions/accept", "_version", "1").statusCode());
        assertTrue(page(anna.post("/work/cases/SO-2026-1/actions/accept", "_version", "1", "seen", "Viss labi", "_preview", "1")).contains("Priekšskatījums"));
        location(anna.post("/work/cases/SO-2026-1/actions/accept", "_version", "1", "seen", "Viss labi"));
        assertTrue(page(paula.get("/cases/SO-2026-1")).contains("Atļauts"));
    }
}
