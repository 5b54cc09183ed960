package lv.pkip.kernel.auditproof;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One record in an export: its place, the leaf's hash as the tree holds it, and the record, or nothing where it was deleted in time. */
public record ExportLine(long index, byte[] leaf, Optional<LogRecord> record) {
    public ExportLine {
        Hash.checked(leaf);
    }

    String line() {
        Map<String, Object> line = new TreeMap<>();
        line.put("index", index);
        line.put("leaf", Text.base64Url(leaf));
        record.ifPresent(one -> one.writeTo(line));
        return CanonicalJson.write(line);
    }

    static ExportLine parse(Map<String, Object> line) {
        Json.only(line, Set.of("index", "leaf", "public", LogRecord.COMMITMENTS, "personal", "salt", "keys"), "record");
        boolean kept = line.containsKey("public");
        if (kept ? !line.containsKey(LogRecord.COMMITMENTS) : line.size() != 2) {
            throw new Malformed("record");
        }
        return new ExportLine(Json.number(line, "index"), Hash.checked(Text.base64Url(Json.text(line, "leaf"))),
                kept ? Optional.of(LogRecord.readFrom(line)) : Optional.empty());
    }
}
