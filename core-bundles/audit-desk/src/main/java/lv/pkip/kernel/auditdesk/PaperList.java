package lv.pkip.kernel.auditdesk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.output.Outputs;
import lv.pkip.kernel.api.service.Definition;

/** A list of records as a document, made by what makes every document of the house. */
final class PaperList {
    private static final String TEMPLATE = "records";
    /** Rows of one table: setting takes more than twice the time for a table twice as long. */
    private static final int PART = 40;
    private final Outputs outputs;
    private final Definition definition;

    PaperList(Outputs outputs, Words words) {
        this.outputs = outputs;
        this.definition = definition(words);
    }

    /** What makes documents takes a template by the definition that carries it; this one is no service and is registered nowhere. */
    private static Definition definition(Words words) {
        String template = read("/outputs/" + TEMPLATE + ".peb");
        return new Definition("audit-desk", "1", hash(template.getBytes(StandardCharsets.UTF_8)), "", "", Assurance.NONE, "", false,
                new Definition.Deadline(0, 0, "", 0, false), "", false, List.of(), List.of(), List.of(), Map.of(), Map.of(), words.all(),
                Map.of(TEMPLATE, template), Map.of());
    }

    private static String read(String name) {
        try (InputStream in = PaperList.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param about what stands above the list: {@code query}, {@code purpose}, {@code who}, {@code when}, {@code cut} */
    byte[] pdf(List<Facts.Row> rows, Map<String, String> about, String language, String code, String address) {
        Map<String, Object> model = new LinkedHashMap<>(about);
        List<List<Map<String, String>>> parts = new ArrayList<>();
        for (int i = 0; i < rows.size(); i += PART) {
            parts.add(rows.subList(i, Math.min(i + PART, rows.size())).stream().map(PaperList::cells).toList());
        }
        model.put("parts", parts);
        model.put("count", String.valueOf(rows.size()));
        return outputs.pdf(definition, TEMPLATE, model, language, code, address);
    }

    private static Map<String, String> cells(Facts.Row row) {
        Map<String, String> cells = new LinkedHashMap<>();
        cells.put("number", String.valueOf(row.sequence()));
        cells.put("time", row.time());
        cells.put("actor", row.actor());
        cells.put("act", row.act());
        cells.put("code", row.code());
        cells.put("subject", row.subject());
        cells.put("object", row.object());
        cells.put("caseNumber", row.caseNumber());
        cells.put("where", row.application() + (row.source().equals(Facts.PLATFORM) ? "" : " (" + row.source() + ")"));
        cells.put("purpose", row.purpose());
        cells.put("outcome", row.outcomeText());
        return cells;
    }
}
