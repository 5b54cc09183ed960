package lv.pkip.kernel.auditdesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.Party;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.audit.AuditTrail.Query;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.testkit.HouseRules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SearchTest {
    private final Town town = new Town();

    @AfterEach
    void close() {
        town.close();
    }

    @Test
    void keeps_the_house_rules() {
        HouseRules.check(Desk.class);
    }

    @Test
    void nothing_is_shown_before_a_purpose_is_named_and_each_look_carries_it() throws Exception {
        town.did("2026-11-28T10:00:00Z", Act.READ, "case.read", "KC-2026-1");
        for (String address : List.of("/audit-records", "/audit-records/record/1", "/audit-records/case?number=KC-2026-1", "/audit-records/saved")) {
            assertTrue(Town.location(town.get(address)).startsWith("/audit-records/purpose?to=/audit-records"), address);
        }
        assertEquals("/audit-records/purpose?to=/audit-records/record/1", Town.location(town.get("/audit-records/record/1")));
        assertEquals(List.of(), town.trail.purposes());
        assertTrue(town.html("/audit-records/purpose?to=/audit-records/record/1").contains("value=\"/audit-records/record/1\""));
        assertEquals("/audit-records/record/1", Town.location(town.post("/audit-records/purpose", "to", "/audit-records/record/1", "usual", "complaint", "note", "iesniegums 5")));
        assertTrue(town.html("/audit-records/record/1").contains("Sūdzības izskatīšana: iesniegums 5"));
        assertEquals(List.of("Sūdzības izskatīšana: iesniegums 5"), town.trail.purposes());
        assertTrue(town.html("/audit-records/record/1").contains("href=\"/audit-records/purpose\""), "it can be changed");
    }

    @Test
    void a_purpose_is_for_one_session_and_half_a_day() throws Exception {
        town.looking();
        assertTrue(town.html("/audit-records").contains("Pārlūkojat nolūkā"));
        town.clock.forward(Duration.ofHours(13));
        assertTrue(Town.location(town.get("/audit-records")).contains("/purpose"));
        town.looking().as("another", "audit:read");
        assertTrue(Town.location(town.get("/audit-records")).contains("/purpose"), "another one has said nothing yet");
    }

    @Test
    void a_purpose_has_to_be_one_and_leads_only_to_pages_of_this_desk() throws Exception {
        assertEquals(422, Town.status(town.post("/audit-records/purpose", "usual", "")));
        assertEquals(422, Town.status(town.post("/audit-records/purpose", "usual", "other", "note", "x")));
        assertTrue(Town.html(town.post("/audit-records/purpose", "usual", "other", "note", "par " + Town.CODE)).contains("personas kodu nedrīkst"));
        assertEquals("/audit-records", Town.location(town.post("/audit-records/purpose", "usual", "fault", "to", "https://elsewhere.example/")));
        assertEquals("/audit-records", Town.location(town.post("/audit-records/purpose", "usual", "fault", "to", "/audit-records//elsewhere.example?x")));
    }

    @Test
    void who_may_not_read_the_audit_sees_nothing_and_does_nothing() throws Exception {
        town.did("2026-11-28T10:00:00Z", Act.READ, "case.read", "KC-2026-1").looking();
        String found = town.search("caseNumber", "KC-2026-1");
        town.as("auditor", "users:*", "tree-felling:*");
        for (String address : List.of("/audit-records", "/audit-records/purpose", found, "/audit-records/record/1", "/audit-records/case", "/audit-records/saved",
                "/audit-records/exports/abcdefghijklmno")) {
            assertThrows(Forbidden.class, () -> town.get(address), address);
        }
        for (String address : List.of("/audit-records", "/audit-records/purpose", "/audit-records/case", found + "/save", found + "/export", found.replace("found", "saved") + "/delete")) {
            assertThrows(Forbidden.class, () -> town.post(address, "usual", "fault", "format", "csv", "name", "x", "number", "KC-2026-1"), address);
        }
        assertEquals(0, town.audit.actions().size());
    }

    @Test
    void a_personal_code_becomes_a_key_and_stands_neither_in_an_address_nor_in_the_database_nor_on_a_page() throws Exception {
        town.did("2026-11-28T10:00:00Z", Act.READ, "case.read", "KC-2026-1").looking();
        for (String written : List.of(Town.CODE, "32000000001", "PNOLV-320000-00001")) {
            String found = town.search("person", written, "actor", written);
            assertFalse(found.contains("00001"), found);
            Query kept = town.searches.find("auditor", found.substring(found.lastIndexOf('/') + 1)).orElseThrow().query();
            assertEquals(Optional.of(Town.ANNA), kept.dataSubject());
            assertEquals(Optional.of(Town.ANNA), kept.actor());
            String html = town.html(found);
            assertTrue(html.contains("Anna Paraudziņa") && !html.contains("00001"), html);
        }
        List<?> stored = town.jpa.txExpr(em -> em.createQuery("select s.conditions from SearchRow s").getResultList());
        assertTrue(stored.size() == 3 && stored.stream().noneMatch(text -> text.toString().contains("00001")), stored::toString);
    }

    @Test
    void who_was_not_signed_in_is_told_in_words_and_once() throws Exception {
        town.trail.add("pkip", Instant.parse("2026-11-28T10:00:00Z"), Town.record("2026-11-28T10:00:00Z", Act.SIGN_IN, "sign-in", null,
                new Party(PartyKind.ANONYMOUS, "anonymous", Optional.empty()), "identity", "{}"));
        String list = town.looking().html(town.search("sourceAction", "sign-in"));
        assertEquals(1, list.split("nepieteicies", -1).length - 1, list);
        assertFalse(list.contains("anonymous"), list);
        assertTrue(town.html("/audit-records/record/1").contains("nepieteicies (anonymous)"), "the whole record says what was stored");
    }

    @Test
    void by_the_code_of_somebody_unknown_here_one_finds_what_others_sent_and_the_code_is_in_no_table() throws Exception {
        town.trail.add("old-system", Instant.parse("2026-11-28T10:00:00Z"), new lv.pkip.kernel.api.audit.AuditRecord("1", Instant.parse("2026-11-28T10:00:00Z"),
                new Party(PartyKind.STAFF, "x", Optional.empty()), Optional.empty(), "old", Optional.empty(), Optional.empty(), Act.READ, "read", Optional.empty(), Optional.empty(),
                Optional.of("32000000009"), "care", Optional.empty(), Optional.empty(), "ok", "{}", Optional.empty(), Optional.empty()));
        town.looking();
        String found = town.search("person", "320000-00009");
        String html = town.html(found);
        assertTrue(numbers(html).equals(List.of(1L)) && html.contains("•••••••••09") && !html.contains("00000009"), html);
        assertTrue(Town.html(town.post(found + "/save", "name", "kāds")).contains("saglabāt nevar"));
        Town.bytes(town.post(found + "/export", "format", "csv"));
        assertEquals(List.of(), town.jpa.txExpr(em -> em.createQuery("select s.id from SearchRow s").getResultList()));
        assertEquals("0", town.jpa.txExpr(em -> em.createQuery("select count(e) from ExportRow e where e.conditions like '%0000000%'").getSingleResult()).toString());
        town.as("another", "audit:read").looking();
        assertEquals(404, Town.status(town.get(found)), "nobody else's");
        town.asAuditor().clock.forward(Duration.ofMinutes(31));
        assertEquals(404, Town.status(town.get(found)));
    }

    @Test
    void a_personal_code_in_another_field_is_refused() throws Exception {
        town.looking();
        for (String field : List.of("caseNumber", "text", "objectId", "application", "source", "sourceAction", "objectType")) {
            var answer = town.post("/audit-records", field, "par " + Town.CODE);
            assertTrue(Town.status(answer) == 422 && Town.html(answer).contains("href=\"#" + field + "\""), field);
        }
        String company = town.search("person", "40003000000");
        assertTrue(town.html(company).contains("40003000000"), "a registration number is no personal code");
        assertEquals(0, Integer.parseInt(town.jpa.txExpr(em -> em.createQuery("select count(s) from SearchRow s where s.conditions like '%00009%'").getSingleResult()).toString()));
    }

    @Test
    void everything_that_is_asked_for_narrows_what_is_found() throws Exception {
        town.did("2026-11-27T21:59:00Z", Act.READ, "case.read", "KC-2026-1").did("2026-11-28T10:00:00Z", Act.UPDATE, "case.act", "KC-2026-1")
                .did("accounting", "2026-11-28T11:00:00Z", Act.SEND, "invoice.send", "KC-2026-2", "g7", "invoices", "{\"sum\":\"25,00 EUR\"}").looking();
        assertEquals(List.of(3L, 2L, 1L), found());
        assertEquals(List.of(3L, 2L), found("from", "28.11.2026."));
        assertEquals(List.of(1L), found("to", "27.11.2026."), "the day named is in it, by the clock of this country");
        assertEquals(List.of(2L), found("from", "28.11.2026. 11:00", "to", "28.11.2026. 12:00"));
        assertEquals(List.of(2L, 1L), found("actor", "berta"));
        assertEquals(List.of(3L), found("source", "accounting"));
        assertEquals(List.of(3L), found("application", "invoices"));
        assertEquals(List.of(2L), found("action", "UPDATE"));
        assertEquals(List.of(2L, 1L), found("sourceAction", "case.*"));
        assertEquals(List.of(3L), found("caseNumber", "KC-2026-2"));
        assertEquals(List.of(3L, 2L, 1L), found("objectType", "invoice", "objectId", "77"));
        assertEquals(List.of(3L), found("text", "25,00"));
        assertEquals(List.of(), found("outcome", "refused"));
        assertEquals(422, Town.status(town.post("/audit-records", "from", "31.02.2026.")));
        assertEquals(422, Town.status(town.post("/audit-records", "from", "28.11.2026.", "to", "27.11.2026.")));
        assertEquals(422, Town.status(town.post("/audit-records", "text", "ab")));
        assertTrue(town.html(town.search("outcome", "failed")).contains("Nekas neatbilst"));
    }

    private List<Long> found(String... pairs) throws Exception {
        return numbers(town.html(town.search(pairs)));
    }

    private static List<Long> numbers(String html) {
        return Pattern.compile("data-href=\"/audit-records/record/([0-9]+)").matcher(html).results().map(m -> Long.parseLong(m.group(1))).toList();
    }

    @Test
    void pages_go_on_before_the_last_record_of_the_one_before() throws Exception {
        for (int i = 0; i < 60; i++) {
            town.did(Instant.parse("2026-11-28T10:00:00Z").plusSeconds(i).toString(), Act.READ, "case.read", "KC-2026-1");
        }
        town.looking();
        String found = town.search();
        String first = town.html(found + "?size=25");
        assertEquals(25, numbers(first).size());
        assertTrue(first.contains(found + "?size=25&amp;before=36"), first);
        town.did("2026-11-28T11:00:00Z", Act.READ, "case.read", "KC-2026-1");
        assertEquals(35L, numbers(town.html(found + "?size=25&before=36")).get(0), "what came meanwhile moves nothing");
        String last = town.html(found + "?size=25&before=11");
        assertTrue(numbers(last).size() == 10 && !last.contains("rel=\"next\"") && last.contains("Uz jaunākajiem"), last);
        assertEquals(50, numbers(town.html(found + "?size=7777")).size(), "sizes are those that are offered");
    }

    @Test
    void a_search_is_for_the_one_who_asked_and_for_a_day() throws Exception {
        town.looking();
        String found = town.search("caseNumber", "KC-2026-1");
        assertTrue(town.html("/audit-records?of=" + found.substring(found.lastIndexOf('/') + 1)).contains("value=\"KC-2026-1\""), "the conditions can be changed");
        town.as("another", "audit:read").looking();
        assertEquals(404, Town.status(town.get(found)));
        assertEquals(404, Town.status(town.post(found + "/export", "format", "csv")));
        assertEquals(404, Town.status(town.post(found + "/save", "name", "mine")));
        town.clock.forward(Duration.ofHours(25));
        town.looking().search();
        town.asAuditor().looking();
        assertEquals(404, Town.status(town.get(found)));
    }

    @Test
    void a_record_opens_to_everything_with_details_laid_out_and_its_place_in_the_log() throws Exception {
        town.did("accounting", "2026-11-28T10:00:00Z", Act.SEND, "invoice.send", "KC-2026-2", "g7", "invoices", "{\"to\":{\"mail\":[\"a@x\",\"b@x\"]},\"sum\":12.5}");
        for (int i = 0; i < 5; i++) {
            town.did("2026-11-28T10:00:0" + i + "Z", Act.READ, "case.read", "KC-2026-1");
        }
        town.looking();
        String html = town.html("/audit-records/record/1");
        for (String part : List.of("28.11.2026. 12:00:00", "invoice.send", "KC-2026-2", "Anna Paraudziņa (" + Town.ANNA + ")", "10.1.2.3", "APL 5. pants", "abab", "accounting",
                "to › mail › 2", "b@x", "&quot;sum&quot; : 12.5", "aizzīmogots", "/audit-records/case?number=KC-2026-2")) {
            assertTrue(html.contains(part), part + " in " + html);
        }
        assertTrue(town.html("/audit-records/record/6").contains("vēl nav aizzīmogots"));
        assertTrue(town.html("/audit-records/record/6").contains("Berta Bērziņa (berta)"));
        assertFalse(html.contains("Berta Bērziņa"), "a login of another system is nobody's here");
        assertEquals(404, Town.status(town.get("/audit-records/record/7")));
        assertEquals(404, Town.status(town.get("/audit-records/record/x")));
    }

    @Test
    void what_another_system_sent_is_shown_as_text_and_its_personal_codes_are_covered_in_lists() throws Exception {
        town.trail.add("old-system", Instant.parse("2026-11-28T10:00:00Z"), new lv.pkip.kernel.api.audit.AuditRecord("1", Instant.parse("2026-11-28T10:00:00Z"),
                new Party(PartyKind.RESIDENT, "<script>alert(1)</script>", Optional.empty()), Optional.empty(), "old", Optional.empty(), Optional.empty(), Act.UNREADABLE, "raw",
                Optional.empty(), Optional.of("../x?y=1"), Optional.of("010180-15097"), "", Optional.empty(), Optional.empty(), "failed", "not { json <b>", Optional.empty(),
                Optional.empty()));
        town.looking();
        String list = town.html(town.search());
        assertTrue(list.contains("&lt;script&gt;") && !list.contains("<script>") && !list.contains("15097"), list);
        assertFalse(list.contains("href=\"/audit-records/case?number=.."), "what is no plain number is no address");
        String one = town.html("/audit-records/record/1");
        assertTrue(one.contains("010180-15097") && one.contains("not { json &lt;b&gt;") && !one.contains("<b>"), one);
    }

    @Test
    void what_systems_call_their_acts_is_marked_as_a_code_and_all_else_is_in_words() throws Exception {
        town.did("2026-11-28T10:00:00Z", Act.READ, "case.read", "KC-2026-1").looking();
        for (String address : List.of(town.search(), "/audit-records/record/1", "/audit-records/case?number=KC-2026-1")) {
            String words = town.html(address).replaceAll("<code[^>]*>[^<]*</code>", "").replaceAll("<[^>]*>", " ").replace("frame.print", ""); // the shell says that one
            assertFalse(Pattern.compile("\\b[a-z]+(?:\\.[a-z][a-z-]+)+\\b").matcher(words).find(), words);
        }
    }

    @Test
    void a_search_that_another_page_leads_to_is_shown_once_a_purpose_is_named() throws Exception {
        town.did("2026-11-28T10:00:00Z", Act.READ, "case.read", "KC-2026-1");
        String asked = town.search("actor", "berta");
        assertTrue(asked.startsWith("/audit-records/purpose?to=/audit-records/found/"), asked);
        assertEquals(0, town.trail.purposes().size(), "nothing was looked up yet");
        String found = asked.substring(asked.indexOf("to=") + 3);
        assertEquals(found, Town.location(town.post("/audit-records/purpose", "usual", "complaint", "note", "5", "to", found)));
        assertTrue(town.html(found).contains("case.read"));
        town.as("clerk", "users:*");
        assertThrows(Forbidden.class, () -> town.search("actor", "berta"));
    }

    @Test
    void what_is_no_address_is_not_found() throws Exception {
        town.looking();
        for (String address : List.of("/audit-records/nothing", "/audit-records/found", "/audit-records/found/unknown-search", "/audit-records/found/x/y/z", "/audit-records/exports/unknown-export",
                "/audit-records/record", "/my-data/x")) {
            if (address.startsWith("/my-data")) {
                town.asAnna();
            }
            assertEquals(404, Town.status(town.get(address)), address);
        }
        town.asAuditor();
        for (String address : List.of("/audit-records/saved", "/audit-records/record/1", "/audit-records/found/unknown-search/delete")) {
            assertEquals(404, Town.status(town.post(address)), address);
        }
    }
}
