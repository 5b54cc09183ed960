package lv.pkip.kernel.auditdesk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.Party;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;
import lv.pkip.kernel.api.page.Page;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Searches that stay, files that leave, cases over time. */
final class KeptAndExportedTest {
    private final Town town = new Town();

    @AfterEach
    void close() {
        town.close();
    }

    @Test
    void a_search_is_kept_by_name_run_again_and_deleted_after_a_question() throws Exception {
        town.did("2026-11-28T10:00:00Z", Act.READ, "case.read", "KC-2026-1").looking();
        String found = town.search("person", Town.CODE);
        assertEquals(422, Town.status(town.post(found + "/save", "name", "")));
        assertEquals(422, Town.status(town.post(found + "/save", "name", "par " + Town.CODE)));
        assertEquals(422, Town.status(town.post(found + "/save", "name", "32000000001")));
        assertEquals("/audit-records/saved?said=saved", Town.location(town.post(found + "/save", "name", "Annas dati")));
        town.post(found + "/save", "name", "Annas dati");
        town.clock.forward(Duration.ofDays(3));
        town.looking().search();
        String saved = town.html("/audit-records/saved");
        assertEquals(1, saved.split("Jā, dzēst", -1).length - 1, "the same name is the same search: " + saved);
        String id = Pattern.compile("/audit-records/found/([A-Za-z0-9_-]+)").matcher(saved).results().findFirst().orElseThrow().group(1);
        assertTrue(town.html("/audit-records/found/" + id).contains("/audit-records/record/1"), "it stays longer than a day");
        assertTrue(town.html("/audit-records").contains("/audit-records/found/" + id));
        town.as("another", "audit:read").looking();
        assertFalse(town.html("/audit-records/saved").contains("Annas"));
        assertEquals(404, Town.status(town.post("/audit-records/saved/" + id + "/delete")));
        town.asAuditor();
        assertEquals("/audit-records/saved?said=deleted", Town.location(town.post("/audit-records/saved/" + id + "/delete")));
        assertEquals(404, Town.status(town.get("/audit-records/found/" + id)));
        assertEquals(List.of("audit-search.create", "audit-search.create", "audit-search.delete"), town.audit.actions());
    }

    @Test
    void nobody_keeps_more_than_a_hundred() throws Exception {
        town.looking();
        String found = town.search();
        for (int i = 0; i < Searches.MOST; i++) {
            town.post(found + "/save", "name", "n" + i);
        }
        assertTrue(Town.html(town.post(found + "/save", "name", "one more")).contains("vispirms kādu izdzēsiet"));
        assertEquals("/audit-records/saved?said=saved", Town.location(town.post(found + "/save", "name", "n7")));
    }

    @Test
    void csv_holds_every_field_no_formula_and_the_export_is_recorded_with_its_count_and_hash() throws Exception {
        town.did("2026-11-28T10:00:00Z", Act.READ, "case.read", "KC-2026-1")
                .did("accounting", "2026-11-28T11:00:00Z", Act.SEND, "=cmd|'/c calc'!A0", "KC-2026-1", "+371", "invoices", "{\"a\":\"x;y\"}").looking();
        Page.Content content = (Page.Content) town.post(town.search("person", Town.CODE) + "/export", "format", "csv");
        byte[] bytes = Town.bytes(content);
        String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\r\n");
        assertEquals(3, lines.length);
        assertTrue(lines[0].startsWith("\ufeffsequence;time;received;source"), lines[0]);
        assertTrue(lines[1].contains(";'=cmd|") && lines[1].contains(";'+371;") && lines[1].contains("\"{\"\"a\"\":\"\"x;y\"\"}\""), lines[1]);
        assertTrue(lines[2].contains(";berta;Berta Bērziņa;"), lines[2]);
        assertFalse(new String(bytes, StandardCharsets.UTF_8).contains("00001"));
        Audit.Event event = town.audit.events().get(0);
        assertEquals("audit.export", event.action());
        assertEquals("Sūdzības izskatīšana: iesniegums 5", event.purpose());
        assertEquals(Optional.of(Town.ANNA), event.dataSubject());
        assertEquals(Map.of("format", "csv", "records", "2", "code", event.details().get("code"), "sha256", PaperList.hash(bytes)), event.details());
        assertEquals(1, town.audit.events().size(), "closing after the end tells nothing more");
        assertTrue(content.fileName().orElseThrow().contains(event.details().get("code")));
        String told = town.html("/audit-records/exports/" + event.details().get("code"));
        assertTrue(told.contains(PaperList.hash(bytes)) && told.contains("pilnīga") && told.contains("Anna Paraudziņa"), told);
    }

    @Test
    void json_is_one_object_a_line_with_details_as_what_they_are() throws Exception {
        town.did("accounting", "2026-11-28T11:00:00Z", Act.SEND, "invoice.send", "KC-2026-1", "g7", "invoices", "{\"a\":{\"b\":1}}")
                .did("accounting", "2026-11-28T11:01:00Z", Act.SEND, "invoice.send", "KC-2026-1", "g7", "invoices", "no json").looking();
        String[] lines = new String(Town.bytes(town.post(town.search() + "/export", "format", "json")), StandardCharsets.UTF_8).split("\n");
        JsonNode first = new ObjectMapper().readTree(lines[0]);
        assertEquals("no json", first.path("details").asText());
        JsonNode second = new ObjectMapper().readTree(lines[1]);
        assertEquals(1, second.path("details").path("a").path("b").asInt());
        assertEquals("2026-11-28T11:00:00Z", second.path("time").asText());
        assertEquals("invoice", second.path("object").path("type").asText());
        assertEquals(2, lines.length);
        assertEquals(404, Town.status(town.post(town.search() + "/export", "format", "exe")));
    }

    @Test
    void a_file_is_made_while_it_is_read_one_page_at_a_time_and_ends_at_the_limit() throws IOException {
        List<Long> asked = new ArrayList<>();
        List<String> ended = new ArrayList<>();
        RecordStream.Pages endless = (before, limit) -> {
            asked.add(before);
            long first = before == 0 ? 1_000_000 : before - 1;
            return LongStream.range(0, limit).mapToObj(i -> stored(first - i)).toList();
        };
        try (InputStream stream = new RecordStream(endless, RecordLines.json(), 1200, (records, whole, hash) -> ended.add(records + " " + whole))) {
            assertEquals('{', stream.read());
            assertEquals(List.of(0L), asked, "nothing is fetched ahead");
            String[] lines = new String(stream.readAllBytes(), StandardCharsets.UTF_8).split("\n");
            assertEquals(1201, lines.length);
            assertEquals("{\"cutAfter\":1200}", lines[1200]);
        }
        assertEquals(List.of(0L, 999_501L, 999_001L, 998_801L), asked);
        assertEquals(List.of("1200 true"), ended);
    }

    @Test
    void a_file_that_was_broken_off_is_recorded_as_such() throws Exception {
        for (int i = 0; i < 40; i++) {
            town.did("2026-11-28T10:00:00Z", Act.READ, "case.read", "KC-2026-1");
        }
        town.looking();
        try (InputStream stream = ((Page.Content) town.post(town.search() + "/export", "format", "json")).stream()) {
            stream.readNBytes(10);
        }
        Audit.Event event = town.audit.events().get(0);
        assertEquals("failed", event.outcome());
        assertEquals("1", event.details().get("records"));
        assertTrue(town.html("/audit-records/exports/" + event.details().get("code")).contains("pārtraukta"));
    }

    @Test
    void a_file_whose_end_cannot_be_recorded_does_not_end_well() throws IOException {
        try (InputStream stream = new RecordStream((before, limit) -> List.of(), RecordLines.json(), 10, (records, whole, hash) -> {
            throw new IllegalStateException("the audit is away");
        })) {
            assertThrows(IllegalStateException.class, stream::readAllBytes);
        }
    }

    private static Stored stored(long sequence) {
        return new Stored(sequence, Instant.EPOCH, "pkip", OptionalLong.empty(),
                Town.record("2026-11-28T10:00:00Z", Act.READ, "case.read", "KC-2026-1", new Party(PartyKind.STAFF, "berta", Optional.empty()), "tree-felling", "{}"));
    }

    @Test
    void a_document_tells_query_purpose_who_when_and_page_numbers() throws Exception {
        for (int i = 0; i < 120; i++) {
            town.did("2026-11-28T10:00:00Z", Act.READ, "case.read", "KC-2026-" + i);
        }
        town.looking();
        byte[] pdf = Town.bytes(town.post(town.search("person", Town.CODE) + "/export", "format", "pdf"));
        try (PDDocument document = Loader.loadPDF(pdf)) {
            String text = new PDFTextStripper().getText(document);
            for (String part : List.of("Auditācijas pierakstu izraksts", "Kā dati: Anna Paraudziņa", "Sūdzības izskatīšana: iesniegums 5", "auditor", "28.11.2026. 14:00:00", "120",
                    "Berta Bērziņa", "KC-2026-0", "1 / " + document.getNumberOfPages())) {
                assertTrue(text.contains(part), part + " in " + text);
            }
            assertTrue(document.getNumberOfPages() > 1 && !text.contains("MELNRAKSTS") && !text.contains("00001"), text);
            assertTrue(text.contains("/audit-records/exports/" + town.audit.events().get(0).details().get("code")), text);
        }
        assertEquals(PaperList.hash(pdf), town.audit.events().get(0).details().get("sha256"));
    }

    @Test
    void a_case_is_one_line_of_time_over_all_systems() throws Exception {
        town.did("2026-11-27T10:00:00Z", Act.CREATE, "case.submit", "KC-2026-1").did("accounting", "2026-11-28T11:00:00Z", Act.SEND, "invoice.send", "KC-2026-1", "g7", "invoices", "{}")
                .did("2026-11-28T11:30:00Z", Act.READ, "case.read", "KC-2026-1").did("2026-11-28T11:30:00Z", Act.READ, "case.read", "KC-2026-2").looking();
        assertEquals("/audit-records/case?number=KC-2026-1", Town.location(town.post("/audit-records/case", "number", " KC-2026-1 ")));
        String html = town.html("/audit-records/case?number=KC-2026-1");
        assertEquals(3, html.split("<circle", -1).length - 1, html);
        assertTrue(html.contains("<circle data-series=\"2\"") && html.contains("accounting (1)") && html.contains("pkip (2)"), html);
        assertTrue(html.indexOf("28.11.2026.") < html.indexOf("27.11.2026.") && html.contains("3 ieraksti"), html);
        assertFalse(html.contains("KC-2026-2") || html.contains("style="), "no other case, and nothing the content policy refuses");
        assertTrue(town.html("/audit-records/case?number=KC-1").contains("Par šādu lietu ierakstu nav"));
        assertEquals(422, Town.status(town.post("/audit-records/case", "number", Town.CODE)));
        assertEquals(422, Town.status(town.post("/audit-records/case", "number", "")));
        assertFalse(town.html("/audit-records/case?number=" + Town.CODE).contains("00001"));
        assertTrue(town.html(town.search("caseNumber", "KC-2026-1")).contains("href=\"/audit-records/case?number=KC-2026-1\""));
    }

    @Test
    void a_long_case_goes_on_and_many_systems_share_the_last_lane() throws Exception {
        for (int i = 0; i < 70; i++) {
            town.did("system-" + i % 9, "2026-11-28T10:00:00Z", Act.READ, "case.read", "KC-2026-1", "x", "y", "{}");
        }
        town.looking();
        String html = town.html("/audit-records/case?number=KC-2026-1");
        assertTrue(html.contains("&amp;before=11") && html.contains("<circle data-series=\"6\"") && !html.contains("data-series=\"7\""), html);
        assertEquals(10, town.html("/audit-records/case?number=KC-2026-1&before=11").split("<circle", -1).length - 1);
    }

    @Test
    void every_text_that_pages_name_is_there_and_every_page_says_for_whom_it_is() throws IOException {
        Words words = new Words();
        List<String> missing = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".peb")).toList()) {
                Pattern.compile("(?<![a-z])t\\('([a-zA-Z.-]+)'([,)])").matcher(Files.readString(file)).results().map(m -> m.group(1))
                        .filter(key -> !words.has(key) && !key.startsWith("frame.")).forEach(missing::add);
            }
        }
        for (Act act : Act.values()) {
            Stream.of(Facts.actKey(act), "about." + Facts.actKey(act)).filter(key -> !words.has(key)).forEach(missing::add);
        }
        assertEquals(List.of(), missing);
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith("Page.java")).toList()) {
                String text = Files.readString(file);
                assertTrue(text.contains("@PageAudience(Audience.STAFF)\n@PagePermission(\"audit:read\")") || text.contains("@PageAudience(Audience.RESIDENT)"), file.toString());
            }
        }
        assertArrayEquals(new String[] {"lv", "en", "ru"}, Stream.of("lv", "en", "ru").filter(l -> words.all().get(l).size() == words.all().get("lv").size()).toArray());
    }
}
