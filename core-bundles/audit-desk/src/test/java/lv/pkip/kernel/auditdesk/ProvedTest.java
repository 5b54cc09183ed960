package lv.pkip.kernel.auditdesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.page.Page;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Files with the proofs of their records beside them. */
final class ProvedTest {
    private final Town town = new Town();

    @AfterEach
    void close() {
        town.close();
    }

    private static Map<String, byte[]> entries(byte[] zip) throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                all.put(entry.getName(), in.readAllBytes());
            }
        }
        return all;
    }

    @Test
    void each_format_comes_with_the_proofs_of_just_its_records_and_its_own_hash() throws Exception {
        for (int i = 0; i < 1203; i++) {
            town.did("2026-11-25T10:00:00Z", Act.READ, "case.read", i % 2 == 0 ? "K-1" : "K-2");
        }
        town.as("auditor", "audit:read", "audit:export").looking();
        String found = town.search("caseNumber", "K-1");
        assertTrue(town.html(found).contains("id=\"proofs\""));
        for (String format : List.of("csv", "json")) {
            Page.Content content = (Page.Content) town.post(found + "/export", "format", format, "proofs", "yes");
            assertEquals("application/zip", content.type());
            byte[] zip = Town.bytes(content);
            Map<String, byte[]> entries = entries(zip);
            List<String> names = List.copyOf(entries.keySet());
            assertEquals(2, names.size());
            assertTrue(names.get(0).matches("auditacija-.*\\.(csv|ndjson)") && names.get(1).endsWith(".pkip-audit-selection"), names.toString());
            List<String> proofs = new String(entries.get(names.get(1)), StandardCharsets.UTF_8).lines().toList();
            assertEquals(3, proofs.size(), "500, 102, and the end");
            assertTrue(proofs.get(0).startsWith("[1203, 1201, ") && proofs.get(1).endsWith(", 3, 1]"));
            assertEquals("{" + names.get(0) + "=" + PaperList.hash(entries.get(names.get(0))) + "}", proofs.get(2));
            var event = town.audit.events().get(town.audit.events().size() - 1);
            assertEquals(format + "+zip 602 " + PaperList.hash(zip), event.details().get("format") + " " + event.details().get("records") + " " + event.details().get("sha256"));
            assertTrue(town.html("/audit-records/exports/" + event.details().get("code")).contains(PaperList.hash(zip)));
        }
        Map<String, byte[]> paper = entries(Town.bytes(town.post(town.search("caseNumber", "K-1", "to", "24.11.2026.") + "/export", "format", "pdf", "proofs", "yes")));
        assertTrue(new String(paper.values().iterator().next(), 0, 5, StandardCharsets.US_ASCII).startsWith("%PDF-"));
    }

    @Test
    void one_that_is_broken_off_is_told_as_failed() throws Exception {
        for (int i = 0; i < 3000; i++) {
            town.did("2026-11-25T10:00:00Z", Act.READ, "case.read", "K-1");
        }
        town.as("auditor", "audit:read", "audit:export").looking();
        try (var stream = ((Page.Content) town.post(town.search() + "/export", "format", "csv", "proofs", "yes")).stream()) {
            assertTrue(stream.read() >= 0);
        }
        assertEquals("failed", town.audit.events().get(town.audit.events().size() - 1).outcome());
    }

    @Test
    void who_may_not_export_is_offered_none_and_refused_and_without_a_checkpoint_the_page_says_so() throws Exception {
        town.did("2026-11-25T10:00:00Z", Act.READ, "case.read", "K-1").looking();
        String found = town.search();
        assertFalse(town.html(found).contains("id=\"proofs\""));
        assertThrows(Forbidden.class, () -> town.post(found + "/export", "format", "csv", "proofs", "yes"));
        town.as("auditor", "audit:read", "audit:export");
        town.selections.none = true;
        Page.Answer answer = town.post(found + "/export", "format", "csv", "proofs", "yes");
        assertEquals(422, Town.status(answer));
        assertTrue(Town.html(answer).contains("kontrolpunkta vēl nav"));
    }
}
