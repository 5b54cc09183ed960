package lv.pkip.kernel.auditproof;

import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes single records with their proofs, line by line, into a stream that stays the caller's. */
public final class SelectionWriter {
    static final String FORMAT = "pkip-audit-selection";
    static final int VERSION = 1;
    private final DigestOutputStream out;
    private long records;
    private long waiting;

    private SelectionWriter(OutputStream out) {
        this.out = new DigestOutputStream(out, Hash.sha256());
    }

    /**
     * Writes the first line.
     *
     * @param checkpoint that everything is proved by
     * @param key        of the log, for whoever compares it with the one they have from elsewhere
     */
    public static SelectionWriter begin(OutputStream out, SignedNote checkpoint, String key) throws IOException {
        SelectionWriter writer = new SelectionWriter(out);
        Checkpoint of = Checkpoint.parse(checkpoint.text());
        Map<String, Object> rest = new TreeMap<>();
        rest.put("origin", of.origin());
        rest.put("size", of.size());
        rest.put("checkpoint", checkpoint.toString());
        rest.put("key", key);
        writer.line("{\"format\":\"" + FORMAT + "\",\"version\":" + VERSION + "," + CanonicalJson.write(rest).substring(1));
        return writer;
    }

    /** A record; its leaf's hash is to come from the tree, so that a record changed in the database is found. */
    public void record(long index, byte[] leaf, LogRecord record, List<byte[]> proof) throws IOException {
        Map<String, Object> line = new TreeMap<>();
        line.put("index", index);
        line.put("leaf", Text.base64Url(leaf));
        line.put("proof", ExportHeader.texts(proof));
        record.writeTo(line);
        records++;
        line(CanonicalJson.write(line));
    }

    /** A record that the checkpoint does not hold yet, by its number. */
    public void waiting(long sequence) throws IOException {
        waiting++;
        line(CanonicalJson.write(Map.of("waiting", sequence)));
    }

    /** Writes the last line and flushes. */
    public void end(Map<String, String> files) throws IOException {
        List<Map<String, Object>> named = new ArrayList<>();
        new TreeMap<>(files).forEach((name, hash) -> named.add(Map.of("name", name, "sha256", hash)));
        line(CanonicalJson.write(Map.of("files", named)));
        Map<String, Object> line = new TreeMap<>();
        line.put("records", records);
        line.put("waitingRecords", waiting);
        line.put("sha256", Text.base64Url(out.getMessageDigest().digest()));
        out.on(false);
        line(CanonicalJson.write(line));
        out.flush();
    }

    private void line(String json) throws IOException {
        byte[] line = Text.utf8(json + "\n");
        if (line.length > LineReader.MAX_LENGTH) {
            throw new Malformed("line-length");
        }
        out.write(line);
    }
}
