package lv.pkip.kernel.auditproof;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The first line of an export: which log, which of its records ({@code from} up to before {@code to}), of how many in all, the subtrees
 * before the first one, and signed checkpoints, one of them of that size.
 */
public record ExportHeader(String origin, long from, long to, long size, List<byte[]> left, List<SignedNote> checkpoints) {
    /** More are not read. */
    public static final int MAX_CHECKPOINTS = 1000;
    static final String FORMAT = "pkip-audit";
    static final int VERSION = 1;

    public ExportHeader {
        left = List.copyOf(left);
        checkpoints = List.copyOf(checkpoints);
        boolean fits = from >= 0 && from <= to && to <= size && left.size() == Long.bitCount(from) && checkpoints.size() <= MAX_CHECKPOINTS
                && checkpoints.stream().map(note -> Checkpoint.parse(note.text())).anyMatch(one -> one.size() == size && one.origin().equals(origin));
        if (!fits) {
            throw new Malformed("header");
        }
    }

    String line() {
        Map<String, Object> rest = new TreeMap<>();
        rest.put("origin", origin);
        rest.put("from", from);
        rest.put("to", to);
        rest.put("size", size);
        rest.put("left", texts(left));
        rest.put("checkpoints", checkpoints.stream().map(SignedNote::toString).toList());
        // what it is stands in front, for those who look into the file
        return "{\"format\":\"" + FORMAT + "\",\"version\":" + VERSION + "," + CanonicalJson.write(rest).substring(1);
    }

    static ExportHeader parse(Map<String, Object> line) {
        if (!FORMAT.equals(line.get("format")) || !Long.valueOf(VERSION).equals(line.get("version"))) {
            throw new Malformed("header");
        }
        Json.only(line, Set.of("format", "version", "origin", "from", "to", "size", "left", "checkpoints"), "header");
        List<SignedNote> checkpoints = new ArrayList<>();
        Json.list(line, "checkpoints", MAX_CHECKPOINTS).forEach(note -> checkpoints.add(SignedNote.parse(Json.as(String.class, note))));
        return new ExportHeader(Json.text(line, "origin"), Json.number(line, "from"), Json.number(line, "to"), Json.number(line, "size"),
                hashes(Json.list(line, "left", Long.SIZE)), checkpoints);
    }

    /** The checkpoint that the export is proved by. */
    public Checkpoint checkpoint() {
        return checkpoints.stream().map(note -> Checkpoint.parse(note.text())).filter(one -> one.size() == size).findFirst().orElseThrow();
    }

    static List<String> texts(List<byte[]> hashes) {
        return hashes.stream().map(Text::base64Url).toList();
    }

    static List<byte[]> hashes(List<?> texts) {
        List<byte[]> hashes = new ArrayList<>();
        texts.forEach(text -> hashes.add(Hash.checked(Text.base64Url(Json.as(String.class, text)))));
        return hashes;
    }
}
