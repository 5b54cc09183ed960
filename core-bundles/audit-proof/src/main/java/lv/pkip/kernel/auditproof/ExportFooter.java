package lv.pkip.kernel.auditproof;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The last line of an export: how many records it has, the subtrees after the last one, proofs that earlier sizes of the tree are its
 * beginning, and the SHA-256 of all lines before.
 */
public record ExportFooter(long records, List<byte[]> right, List<Consistency> consistency, byte[] sha256) {
    private static final int MAX_PROOFS = 1000;

    /** That the tree of an earlier size is the beginning of the export's tree. */
    public record Consistency(long from, List<byte[]> hashes) { }

    public ExportFooter {
        right = List.copyOf(right);
        consistency = List.copyOf(consistency);
        Hash.checked(sha256);
    }

    String line() {
        Map<String, Object> line = new TreeMap<>();
        line.put("records", records);
        line.put("right", ExportHeader.texts(right));
        line.put("consistency", consistency.stream().map(one -> Map.of("from", one.from(), "hashes", ExportHeader.texts(one.hashes()))).toList());
        line.put("sha256", Text.base64Url(sha256));
        return CanonicalJson.write(line);
    }

    static boolean is(Map<String, Object> line) {
        return line.containsKey("sha256");
    }

    static ExportFooter parse(Map<String, Object> line) {
        Json.only(line, Set.of("records", "right", "consistency", "sha256"), "footer");
        List<Consistency> proofs = new ArrayList<>();
        for (Object one : Json.list(line, "consistency", MAX_PROOFS)) {
            Map<String, Object> proof = Json.map(Map.of("proof", one), "proof");
            Json.only(proof, Set.of("from", "hashes"), "footer");
            proofs.add(new Consistency(Json.number(proof, "from"), ExportHeader.hashes(Json.list(proof, "hashes", 2 * Long.SIZE))));
        }
        return new ExportFooter(Json.number(line, "records"), ExportHeader.hashes(Json.list(line, "right", 2 * Long.SIZE)), proofs,
                Text.base64Url(Json.text(line, "sha256")));
    }
}
