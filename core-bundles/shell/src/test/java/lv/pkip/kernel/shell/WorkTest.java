package lv.pkip.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipFile;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.StepType;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.testkit.HouseRules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkTest {
    private TestSite site;
    private TestSite.Visitor paula;
    private TestSite.Visitor anna;

    @BeforeEach
    void start() throws Exception {
        site = TestSite.start();
        paula = site.resident("p1");
        anna = site.staff("anna", "bench:*");
        apply("Parks");
    }

    private void apply(String place) throws Exception {
        apply(paula, place);
    }

    private void apply(TestSite.Visitor paula, String place) throws Exception {
        String draft = location(paula.post("/services/bench/apply")).replaceAll("/what$", "");
        location(paula.post(draft + "/what", "bench.kind", "wood", "bench.email", "paula@piemers.example"));
        location(paula.post(draft + "/where", "places[]", "1", "places[0].name", place));
        location(paula.post(draft + "/end", "confirm.truth", "true"));
        location(paula.post(draft + "/submit", "_definition", site.services.find("bench").orElseThrow().fingerprint()));
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private static String location(HttpResponse<String> response) {
        assertEquals(303, response.statusCode(), response.body());
        return response.headers().firstValue("Location").orElseThrow();
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(Site.class);
    }

    @Test
    void theListIsNarrowedByItsAddressAndExportedAsShown() throws Exception {
        apply("Tirgus");
        String page = anna.get("/work/cases?scope=open&q=SO-2026-2").body();
        assertTrue(page.contains("SO-2026-2") && !page.contains("SO-2026-1<"), page);
        HttpResponse<String> csv = anna.get("/work/cases.csv?scope=open&q=SO-2026-2");
        assertEquals("text/csv;charset=utf-8", csv.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(2, csv.body().split("\r\n").length);
        assertTrue(csv.body().startsWith("\ufeffNumurs;Pakalpojums;Iesniedzējs"), csv.body());
        assertTrue(csv.body().contains("SO-2026-2;Soliņa novietošana;Paula Paraudziņa;Saņemts"), csv.body());
        assertEquals(400, anna.get("/work/cases?scope=everything").statusCode());
        assertTrue(anna.get("/work/cases?q=%3Cscript%3E").body().contains("value=\"&lt;script&gt;\""));
    }

    @Test
    void exports_hold_all_pages_of_the_list_and_no_formula() throws Exception {
        apply(site.resident("p2", "=HYPERLINK(\"http://evil.example\")"), "Tirgus");
        apply("Skvērs");
        site.cases.mostOnAPage = 1;
        assertEquals(4, anna.get("/work/cases.csv?scope=open").body().split("\r\n").length);
        String sheet = sheet(anna.download("/work/cases.xlsx?scope=open"));
        for (String text : List.of("Numurs", "SO-2026-1", "SO-2026-2", "SO-2026-3", "=HYPERLINK(&quot;http://evil.example&quot;)")) {
            assertTrue(sheet.contains(">" + text + "</t></is>"), text + " in " + sheet);
        }
        assertFalse(sheet.contains("<f>"), "no cell is computed");
        assertEquals(403, site.resident("p1").get("/work/cases.xlsx").statusCode());
        assertEquals(400, anna.get("/work/cases.xlsx?scope=everything").statusCode(), "a refusal is a page, not half a file");
    }

    private static String sheet(byte[] xlsx) throws Exception {
        Path file = Files.createTempFile("cases", ".xlsx");
        try {
            Files.write(file, xlsx);
            try (ZipFile zip = new ZipFile(file.toFile())) {
                return new String(zip.getInputStream(zip.getEntry("xl/worksheets/sheet1.xml")).readAllBytes(), StandardCharsets.UTF_8);
            }
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void chosenCasesAreAssignedTogether() throws Exception {
        apply("Tirgus");
        assertEquals("/work/cases?scope=open&done=assigned", location(anna.post("/work/cases/assign", "case", "SO-2026-1", "case", "SO-2026-2", "whom", "anna", "back", "/work/cases?scope=open")));
        assertTrue(anna.get("/work/cases?scope=mine").body().contains("SO-2026-2"));
        assertTrue(location(anna.post("/work/cases/assign", "case", "SO-2026-9", "whom", "anna", "back", "https://evil.example")).equals("/work/cases?scope=mine&done=assigned-partly"));
        assertTrue(location(anna.post("/work/cases/assign", "whom", "anna")).endsWith("done=nothing-chosen"));
    }

    @Test
    void viewsGetNames() throws Exception {
        assertEquals("/work/cases?scope=open&phase=received&done=filter", location(anna.post("/work/filters", "title", "Jaunās", "address", "/work/cases?scope=open&phase=received", "shared", "1")));
        assertTrue(anna.get("/work/cases").body().contains("Jaunās"));
        assertEquals(400, anna.post("/work/filters", "title", "x", "address", "https://evil.example").statusCode());
        location(anna.post("/work/filters/1/delete"));
        assertFalse(anna.get("/work/cases").body().contains("Jaunās"));
    }

    @Test
    void aReasonIsAskedForWhereTheActionNeedsOne() throws Exception {
        HttpResponse<String> page = anna.post("/work/cases/SO-2026-1/actions/refuse", "_version", "1");
        assertEquals(422, page.statusCode());
        assertTrue(page.body().contains("href=\"#f-reason\"") && page.body().contains("id=\"f-reason\""), page.body());
        assertTrue(page.body().contains("Vai tiešām atteikt?"));
        location(anna.post("/work/cases/SO-2026-1/actions/refuse", "_version", "1", "_reason", "Parks ir slēgts"));
        assertTrue(paula.get("/cases/SO-2026-1").body().contains("Parks ir slēgts"), "the applicant reads why");
    }

    @Test
    void aCaseThatChangedMeanwhileIsLookedAtAgain() throws Exception {
        HttpResponse<String> page = anna.post("/work/cases/SO-2026-1/actions/accept", "_version", "0", "seen", "Viss labi");
        assertEquals(412, page.statusCode());
        assertTrue(page.body().contains("Viss labi") && page.body().contains("Lieta pa šo laiku ir mainīta"), page.body());
        assertTrue(page.body().contains("name=\"_version\" value=\"1\""), "the next try is on the new state");
    }

    @Test
    void theKeyOfAnActionStaysTheSameOverErrors() throws Exception {
        String key = anna.get("/work/cases/SO-2026-1/actions/accept").body().replaceAll("(?s).*name=\"_key\" value=\"([^\"]+)\".*", "$1");
        assertTrue(anna.post("/work/cases/SO-2026-1/actions/accept", "_version", "1", "_key", key).body().contains(key));
        location(anna.post("/work/cases/SO-2026-1/actions/accept", "_version", "1", "_key", key, "seen", "labi"));
        assertEquals(key, site.cases.acts.get(0).key());
    }

    @Test
    void anActionThatIsNotPossibleIsRefused() throws Exception {
        assertEquals(409, anna.get("/work/cases/SO-2026-1/actions/withdraw").statusCode());
        assertEquals(409, paula.post("/cases/SO-2026-1/actions/accept", "_version", "1").statusCode());
        assertEquals(409, site.staff("eva", "bench:read").post("/work/cases/SO-2026-1/actions/accept", "_version", "1").statusCode());
    }

    @Test
    void aServiceThatIsGoneKeepsItsNameInLists() throws Exception {
        String title = site.services.find("bench").orElseThrow().text("lv", "title");
        site.services.gone.add("bench");
        String page = anna.get("/work/cases?scope=all").body();
        assertTrue(page.contains("SO-2026-1") && page.contains(title), page);
        assertTrue(paula.get("/cases").body().contains(title));
    }

    @Test
    void whatIsNotSetUpIsNamedToStaffAndOnlyRegrettedToApplicants() throws Exception {
        site.cases.failure = new CaseProblem(CaseProblem.Code.NOT_SET_UP, "x",
                List.of(Finding.error("", "error.setting").with(Map.of("setting", "property.iban"))));
        HttpResponse<String> page = anna.post("/work/cases/SO-2026-1/actions/accept", "_version", "1", "seen", "Viss labi");
        assertEquals(409, page.statusCode());
        assertTrue(page.body().contains("property.iban") && page.body().contains("Viss labi"), page.body());
        HttpResponse<String> told = paula.post("/cases/SO-2026-1/actions/withdraw", "_version", "1");
        assertEquals(409, told.statusCode());
        assertTrue(told.body().contains("Pašvaldība to vēl nav sagatavojusi") && !told.body().contains("property.iban"), told.body());
    }

    @Test
    void draftsOfDocumentsAreLookedAtBeforeDeciding() throws Exception {
        site.cases.previews.put("permit", "%PDF".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        String page = anna.post("/work/cases/SO-2026-1/actions/accept", "_version", "1", "seen", "labi", "_preview", "1").body();
        assertTrue(page.contains("name=\"_document\" value=\"permit\"") && page.contains("10,50\u00a0EUR"), page);
        HttpResponse<String> pdf = anna.post("/work/cases/SO-2026-1/actions/accept", "_version", "1", "seen", "labi", "_document", "permit");
        assertEquals("application/pdf", pdf.headers().firstValue("Content-Type").orElseThrow());
        assertEquals("%PDF", pdf.body());
        assertTrue(site.cases.acts.isEmpty(), "nothing was done");
    }

    @Test
    void theApplicantCorrectsOnTheSameForm() throws Exception {
        location(anna.post("/work/cases/SO-2026-1/actions/ask", "_version", "1", "_reason", "Kur tieši?"));
        String page = paula.get("/cases/SO-2026-1").body();
        assertTrue(page.contains("Gaidām Jūsu atbildi") && page.contains("Kur tieši?") && page.contains("/actions/correct"), page);
        String form = paula.get("/cases/SO-2026-1/actions/correct").body();
        assertTrue(form.contains("value=\"Parks\""), "what was submitted stands there");
        location(paula.post("/cases/SO-2026-1/actions/correct", "_version", "2", "bench.kind", "wood", "bench.email", "paula@piemers.example",
                "places[]", "1", "places[0].name", "Parka ziemeļu stūris", "confirm.truth", "true"));
        assertTrue(anna.get("/work/cases/SO-2026-1").body().contains("Parka ziemeļu stūris"));
    }

    @Test
    void messagesNotesAndTermAreKeptWithWhatIsWrongBesideThem() throws Exception {
        location(paula.post("/cases/SO-2026-1/messages", "text", "<i>Kad?</i>"));
        assertTrue(anna.get("/work/cases/SO-2026-1").body().contains("&lt;i&gt;Kad?&lt;/i&gt;"));
        location(anna.post("/work/cases/SO-2026-1/messages", "text", "Rīt"));
        location(anna.post("/work/cases/SO-2026-1/notes", "note", "Zvanīt"));
        String own = paula.get("/cases/SO-2026-1").body();
        assertTrue(own.contains("Rīt") && !own.contains("Zvanīt"), "notes are among staff");
        assertEquals(422, anna.post("/work/cases/SO-2026-1/notes").statusCode());
        HttpResponse<String> early = anna.post("/work/cases/SO-2026-1/extend", "_version", "1", "until", "1.12.2026", "extendReason", "APL 64. pants");
        assertEquals(422, early.statusCode());
        assertTrue(early.body().contains("vēlākam par pašreizējo") && early.body().contains("APL 64. pants"), early.body());
        location(anna.post("/work/cases/SO-2026-1/extend", "_version", "1", "until", "20.12.2026.", "extendReason", "APL 64. pants"));
        assertTrue(anna.get("/work/cases/SO-2026-1").body().contains("20.12.2026."));
        assertEquals(412, anna.post("/work/cases/SO-2026-1/assign", "_version", "1", "whom", "anna").statusCode());
        location(anna.post("/work/cases/SO-2026-1/unit", "_version", "2", "unit", "finance", "unitReason", "Tur maksā"));
    }

    @Test
    void aClerkSeesWhatTheApplicantSees() throws Exception {
        location(anna.post("/work/cases/SO-2026-1/notes", "note", "Zvanīt"));
        String page = anna.get("/work/cases/SO-2026-1/applicant").body();
        assertTrue(page.contains("Iesniegums saņemts") && !page.contains("Zvanīt") && !page.contains("/messages\""), page);
    }

    @Test
    void aStepTypeTellsWhatToDoAndIsMissedWhenAway() throws Exception {
        String page = anna.get("/work/cases/SO-2026-1").body();
        assertTrue(page.contains("Pārbaude"));
        StepType payment = new StepType() {
            @Override
            public void entered(Entered entered) { }

            @Override
            public void left(String caseId, String step) { }

            @Override
            public Optional<Shown> shown(String caseId, String step, String language) {
                return Optional.empty();
            }
        };
        site.dispatcher.with(StepType.class, "payment", payment);
        assertEquals(200, paula.get("/cases/SO-2026-1").statusCode());
    }

    @Test
    void theOutboxShowsDeadLettersAndSendsThemAgain() throws Exception {
        site.outbox.put(new Outbox.Item("k1", "email", "paula@piemers.example", Optional.of("SO-2026-1"), Map.of()));
        site.outbox.mark("k1", Outbox.State.DEAD);
        TestSite.Visitor admin = site.staff("admin", "*");
        String page = admin.get("/work/outbox?state=dead").body();
        assertTrue(page.contains("p…@piemers.example") && !page.contains("paula@"), page);
        assertTrue(page.contains("/resend\""));
        assertFalse(site.staff("eva", "outbox:read").get("/work/outbox?state=dead").body().contains("/resend\""));
        location(admin.post("/work/outbox/1/resend"));
        assertEquals(404, admin.post("/work/outbox/x/resend").statusCode());
    }

    @Test
    void theAuditLeadsToThePagesThatAskForAPurposeAndWithoutThemSaysWhatToInstall() throws Exception {
        TestSite.Visitor auditor = site.staff("auditor", "audit:read");
        String alone = auditor.get("/work/audit").body();
        assertTrue(alone.contains("feature:install pkip-audit-desk") && alone.contains("href=\"/work/audit\""), alone);
        site.dispatcher.with(Page.class, "audit-records", request -> new Page.Problem(404, "problem.no-such"),
                Map.of("pkip.page.audience", "STAFF", "pkip.nav.area", "work", "pkip.nav.text", "nav.records"), "1.0.0");
        assertEquals("/audit-records", location(auditor.get("/work/audit")));
        assertFalse(auditor.get("/work").body().contains("href=\"/work/audit\""), "one entry is enough");
        assertEquals(403, site.staff("eva", "outbox:read").get("/work/audit").statusCode());
    }

    @Test
    void overlaysAreCheckedAndAppliedWithAReason() throws Exception {
        TestSite.Visitor admin = site.staff("admin", "*");
        assertTrue(admin.get("/work/services").body().contains("&lt;b&gt;no type&lt;/b&gt;"), "a rejected bundle is shown with its reasons");
        assertEquals(422, admin.post("/work/services/bench/overlay", "json", "nav json", "reason", "x").statusCode());
        assertTrue(admin.post("/work/services/bench/overlay", "json", "{}", "_check", "1").body().contains("Pielāgojumu var piemērot"));
        assertEquals(422, admin.post("/work/services/bench/overlay", "json", "{}").statusCode(), "without a reason");
        location(admin.post("/work/services/bench/overlay", "json", "{}", "reason", "Jauna likme"));
        assertTrue(admin.get("/work/services/bench").body().contains("Jauna likme"));
        assertEquals("<definitions/>", admin.get("/work/services/bench/rules/fee").body());
        assertEquals(404, admin.get("/work/services/bench/rules/none").statusCode());
        assertEquals(400, admin.get("/work/services/bench/rules/fee?on=vakar").statusCode());
    }

    @Test
    void an_overlay_needs_the_permission_to_configure_that_service() throws Exception {
        TestSite.Visitor reader = site.staff("eva", "services:read", "other:configure", "services:overlay");
        assertFalse(reader.get("/work/services/bench").body().contains("name=\"json\""));
        assertEquals(403, reader.post("/work/services/bench/overlay", "json", "{}", "reason", "Jauna likme").statusCode());
        assertEquals(403, reader.post("/work/services/bench/overlay", "json", "{}", "_check", "1").statusCode());
        assertTrue(site.services.overlays.isEmpty());
        TestSite.Visitor keeper = site.staff("ilga", "services:read", "bench:configure");
        assertTrue(keeper.get("/work/services/bench").body().contains("name=\"json\""));
        location(keeper.post("/work/services/bench/overlay", "json", "{}", "reason", "Jauna likme"));
    }

    @Test
    void the_list_of_users_is_found_where_it_once_was() throws Exception {
        assertEquals("/users", location(site.staff("admin", "*").get("/work/users")));
    }

    @Test
    void documentsAreCheckedByTheirCode() throws Exception {
        site.cases.issued.put("AB12-CD34", new Cases.Issued("SO-2026-1", "bench", site.services.find("bench").orElseThrow().fingerprint(), "permit", java.time.Instant.EPOCH, "abc", true));
        assertEquals("/verify/AB12-CD34", location(site.anonymous().get("/verify?code=AB12-+CD34")));
        assertTrue(site.anonymous().get("/verify/AB12-CD34").body().contains("Dokuments ir īsts un spēkā"));
        String unknown = site.anonymous().get("/verify/XX").body();
        assertTrue(unknown.contains("Dokuments ar šādu kodu nav izsniegts"));
        assertFalse(unknown.contains("Paula"));
    }

    @Test
    void aBrokenQueryIsToldAndNotAStackTrace() throws Exception {
        HttpResponse<String> response = site.anonymous().get("/?q=%25zz&done=x");
        assertEquals(200, response.statusCode());
        java.net.http.HttpResponse<String> broken = site.send(java.net.http.HttpRequest.newBuilder(java.net.URI.create(site.base() + "/verify?code=%C3%28&done=saved")).build());
        assertTrue(broken.statusCode() < 500, broken.body());
        assertFalse(broken.body().contains("Exception"));
    }
}
