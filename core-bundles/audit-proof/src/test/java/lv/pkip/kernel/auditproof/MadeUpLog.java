package lv.pkip.kernel.auditproof;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;

/** A log of a made-up town as the audit keeps one: sealed records in a tree, and rows that somebody may have worked on since. */
final class MadeUpLog {
    static final String ORIGIN = "audits.paraugs.lv";

    final NoteSigner signer;
    final MerkleTree tree = new MerkleTree(new MemoryTiles(), 0);
    /** What a reader of the database gets; index to row. */
    final List<LogRecord> rows = new ArrayList<>();

    MadeUpLog(int size) {
        this(size, CheckpointTest.signer(ORIGIN, NoteKey.Kind.LOG), "");
    }

    /** @param variant another text gives other records */
    MadeUpLog(int size, NoteSigner signer, String variant) {
        this.signer = signer;
        grow(size, variant);
    }

    void grow(int more, String variant) {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < more; i++) {
            LogRecord record = record(rows.size(), variant);
            rows.add(record);
            leaves.add(record.leafHash());
        }
        tree.append(leaves);
    }

    static LogRecord record(int index, String variant) {
        Map<String, Object> open = Map.of("at", 1_800_000_000_000L + index, "action", "case.read" + variant, "application", "tree-felling", "outcome", "ok");
        Map<String, String> personal = new HashMap<>(Map.of("actor", "clerk" + index % 7, "subject", "person" + index, "details", "{\"page\":" + index + "}"));
        return LogRecord.of(open, personal, Arrays.copyOf(("salt of record " + index + " ".repeat(32)).getBytes(StandardCharsets.UTF_8), 32));
    }

    SignedNote checkpoint(long size) {
        return new Checkpoint(ORIGIN, size, tree.root(size)).signed(signer);
    }

    List<SignedNote> checkpoints(long... sizes) {
        return Arrays.stream(sizes).mapToObj(this::checkpoint).toList();
    }

    /** All of it, proved by a checkpoint of all. */
    Path export(Path folder, String name) {
        return export(folder, name, 0, tree.size(), checkpoints(tree.size()), List.of());
    }

    Path export(Path folder, String name, long from, long to, List<SignedNote> checkpoints, Collection<Long> older) {
        Path file = folder.resolve(name);
        try (OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(Files.newOutputStream(file)) : Files.newOutputStream(file)) {
            write(out, from, to, checkpoints, older);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private void write(OutputStream out, long from, long to, List<SignedNote> checkpoints, Collection<Long> older) throws IOException {
        ExportWriter writer = ExportWriter.begin(out, tree, from, to, checkpoints);
        for (long at = from; at < to; at += 100) {
            List<byte[]> leaves = tree.leafHashes(at, Math.min(to, at + 100));
            for (int i = 0; i < leaves.size(); i++) {
                LogRecord row = rows.get((int) at + i);
                if (row == null) {
                    writer.removed(at + i, leaves.get(i));
                } else {
                    writer.record(at + i, leaves.get(i), row);
                }
            }
        }
        writer.end(tree, older);
    }

    List<String> lines() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            write(out, 0, tree.size(), checkpoints(tree.size()), List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ArrayList<>(out.toString(StandardCharsets.UTF_8).lines().toList());
    }

    /** A file of lines as somebody wrote it who knows the format: number of records and checksum are right. */
    static Path forged(Path file, List<String> lines) {
        String above = String.join("\n", lines.subList(0, lines.size() - 1)) + "\n";
        String footer = lines.get(lines.size() - 1).replaceFirst("\"records\":\\d+", "\"records\":" + (lines.size() - 2))
                .replaceFirst("\"sha256\":\"[^\"]*\"", "\"sha256\":\"" + checksum(above) + "\"");
        return written(file, above + footer + "\n");
    }

    private static String checksum(String text) {
        MessageDigest digest = Hash.sha256();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    static Path written(Path file, String content) {
        try {
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A row with a personal field changed by somebody who left the rest alone. */
    void change(int index, String field, String content) {
        alter(index, row -> {
            Map<String, String> personal = new HashMap<>(row.personal());
            personal.put(field, content);
            return LogRecord.kept(row.publicFields(), personal, row.salt().orElseThrow(), row.commitments());
        });
    }

    void alter(int index, Function<LogRecord, LogRecord> change) {
        rows.set(index, change.apply(rows.get(index)));
    }

    Report check(Path... exports) {
        return check(Map.of(), exports);
    }

    Report check(Map<String, SignedNote> trusted, Path... exports) {
        return check(List.of(), trusted, exports);
    }

    Report check(List<NoteKey> witnesses, Map<String, SignedNote> trusted, Path... exports) {
        try {
            return new ExportCheck(List.of(signer.key()), witnesses, trusted).check(List.of(exports));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
