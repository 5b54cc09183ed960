package lv.pkip.kernel.auditproof;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Proves single records by one signed checkpoint, or finds the first that is not what was sealed. Holds one record at a time. That none is
 * left out it cannot say: for that there are exports.
 */
public final class SelectionCheck {
    private static final int MAX_FILES = 20;
    private final Set<NoteKey> keys;
    private final Map<String, SignedNote> trusted;
    private final List<ExportCheck.Proof> proofs;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Report.Selection> selections = new ArrayList<>();
    private String origin = "";
    private long records;
    private long erased;
    private long bad;
    private int proven;

    /** As {@link ExportCheck}. */
    public SelectionCheck(Collection<NoteKey> keys, Map<String, SignedNote> trusted, Collection<ExportCheck.Proof> proofs) {
        this.keys = Set.copyOf(keys);
        this.trusted = new TreeMap<>(trusted);
        this.proofs = List.copyOf(proofs);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("nothing can be proved without the log's key");
        }
    }

    /** Whether a file says of itself that it holds single records. */
    public static boolean is(Path path) throws IOException {
        try (LineReader lines = new LineReader(new BufferedInputStream(Files.newInputStream(path)))) {
            byte[] first = lines.next();
            return first != null && SelectionWriter.FORMAT.equals(Json.object(first).get("format"));
        } catch (Malformed e) {
            return false;
        }
    }

    /** Looks at them one after the other. */
    public Report check(List<Path> paths) throws IOException {
        long began = System.nanoTime();
        for (Path path : paths) {
            String file = path.getFileName().toString();
            long line = 1;
            try (LineReader lines = new LineReader(new BufferedInputStream(Files.newInputStream(path), 1 << 16))) {
                one(path, lines);
            } catch (Malformed e) {
                Problem.Kind kind = e.code().equals("incomplete") ? Problem.Kind.INCOMPLETE : Problem.Kind.UNREADABLE;
                problems.add(new Problem(kind, -1, -1, List.of(e.code()), file, Math.max(line, e.line())));
            }
        }
        return new Report(origin, List.of(), records, 0, List.of(), erased, bad, problems, proven, List.of(), Duration.ofNanos(System.nanoTime() - began), selections);
    }

    private void one(Path path, LineReader lines) throws IOException {
        String file = path.getFileName().toString();
        MessageDigest digest = Hash.sha256();
        byte[] first = lines.next();
        if (first == null) {
            throw new Malformed("empty").inLine(1);
        }
        Checkpoint checkpoint = in(lines, () -> header(first));
        passed(digest, first);
        origin = checkpoint.origin();
        boolean signed = signed(first, checkpoint, file);
        long here = 0;
        long waiting = 0;
        for (;;) {
            byte[] bytes = lines.next();
            if (bytes == null) {
                throw new Malformed("incomplete").inLine(lines.lines() + 1);
            }
            Map<String, Object> line = in(lines, () -> Json.object(bytes));
            if (line.containsKey("sha256")) {
                long others = waiting;
                long proved = here;
                in(lines, () -> end(line, file, digest, proved, others));
                if (lines.next() != null) {
                    throw new Malformed("after-footer").inLine(lines.lines());
                }
                break;
            }
            passed(digest, bytes);
            if (line.containsKey("waiting")) {
                in(lines, () -> {
                    Json.only(line, Set.of("waiting"), "record");
                    return Json.number(line, "waiting");
                });
                waiting++;
            } else if (line.containsKey("files")) {
                in(lines, () -> beside(line, path));
            } else {
                in(lines, () -> record(line, checkpoint, file, lines.lines()));
                here++;
            }
        }
        records += here;
        proven += signed ? 1 : 0;
        selections.add(new Report.Selection(file, here, waiting, checkpoint.size()));
    }

    private interface Work<T> {
        T done() throws IOException;
    }

    private static <T> T in(LineReader lines, Work<T> work) throws IOException {
        try {
            return work.done();
        } catch (Malformed e) {
            throw e.line() > 0 ? e : e.inLine(lines.lines());
        }
    }

    private static void passed(MessageDigest digest, byte[] line) {
        digest.update(line);
        digest.update((byte) '\n');
    }

    private static Checkpoint header(byte[] first) {
        Map<String, Object> header = Json.object(first);
        if (!SelectionWriter.FORMAT.equals(header.get("format")) || !Long.valueOf(SelectionWriter.VERSION).equals(header.get("version"))) {
            throw new Malformed("header");
        }
        Json.only(header, Set.of("format", "version", "origin", "size", "checkpoint", "key"), "header");
        NoteKey.parse(Json.text(header, "key"));
        Checkpoint checkpoint = Checkpoint.parse(SignedNote.parse(Json.text(header, "checkpoint")).text());
        if (checkpoint.size() != Json.number(header, "size") || !checkpoint.origin().equals(Json.text(header, "origin"))) {
            throw new Malformed("header");
        }
        return checkpoint;
    }

    private boolean signed(byte[] first, Checkpoint checkpoint, String file) {
        boolean good = true;
        try {
            SignedNote.parse(Json.text(Json.object(first), "checkpoint")).verify(keys);
        } catch (Malformed e) {
            good = false;
            problems.add(Problem.of(Problem.Kind.SIGNATURE, -1, checkpoint.size()).in(file, 1));
        }
        for (Map.Entry<String, SignedNote> each : trusted.entrySet()) {
            good &= agrees(each.getKey(), each.getValue(), checkpoint);
        }
        return good;
    }

    /** With a checkpoint that was kept outside: the same, or by a proof that one is the beginning of the other. */
    private boolean agrees(String name, SignedNote note, Checkpoint checkpoint) {
        Checkpoint kept = Checkpoint.parse(note.text());
        Problem.Kind wrong = null;
        try {
            note.verify(keys);
        } catch (Malformed e) {
            wrong = Problem.Kind.SIGNATURE;
        }
        if (wrong == null && !kept.origin().equals(checkpoint.origin())) {
            wrong = Problem.Kind.ORIGIN;
        } else if (wrong == null && kept.size() == checkpoint.size()) {
            wrong = MessageDigest.isEqual(kept.root(), checkpoint.root()) ? null : Problem.Kind.SPLIT;
        } else if (wrong == null) {
            Checkpoint first = kept.size() < checkpoint.size() ? kept : checkpoint;
            Checkpoint second = first == kept ? checkpoint : kept;
            wrong = proofs.stream().anyMatch(proof -> proof.first() == first.size() && proof.second() == second.size()
                    && MerkleProof.isConsistent(first.size(), second.size(), first.root(), second.root(), proof.hashes())) ? null : Problem.Kind.UNPROVEN;
        }
        if (wrong != null) {
            problems.add(Problem.of(wrong, -1, kept.size()).in(name, 0));
        }
        return wrong == null;
    }

    private Void record(Map<String, Object> line, Checkpoint checkpoint, String file, long number) {
        List<byte[]> proof = ExportHeader.hashes(Json.list(line, "proof", 2 * Long.SIZE));
        Map<String, Object> rest = new TreeMap<>(line);
        rest.remove("proof");
        ExportLine one = ExportLine.parse(rest);
        LogRecord record = one.record().orElseThrow(() -> new Malformed("record"));
        erased += record.isErased() ? 1 : 0;
        List<String> changed = record.changedFields();
        Problem found = null;
        if (!changed.isEmpty()) {
            found = new Problem(Problem.Kind.FIELDS_CHANGED, one.index(), -1, changed, file, number);
        } else if (!MessageDigest.isEqual(record.leafHash(), one.leaf())) {
            found = Problem.of(Problem.Kind.CHANGED, one.index(), -1).in(file, number);
        } else if (!MerkleProof.includes(one.index(), checkpoint.size(), one.leaf(), proof, checkpoint.root())) {
            found = Problem.of(Problem.Kind.NOT_INCLUDED, one.index(), checkpoint.size()).in(file, number);
        }
        if (found != null) {
            bad++;
            if (problems.size() < Report.MAX_PROBLEMS) {
                problems.add(found);
            }
        }
        return null;
    }

    private Void end(Map<String, Object> line, String file, MessageDigest digest, long here, long waiting) {
        Json.only(line, Set.of("records", "waitingRecords", "sha256"), "footer");
        if (!MessageDigest.isEqual(digest.digest(), Hash.checked(Text.base64Url(Json.text(line, "sha256")))) || Json.number(line, "records") != here
                || Json.number(line, "waitingRecords") != waiting) {
            problems.add(Problem.of(Problem.Kind.DAMAGED, -1, -1).in(file, 0));
        }
        return null;
    }

    /** Files that go with it: those that lie beside it are looked at. */
    private Void beside(Map<String, Object> line, Path path) throws IOException {
        Json.only(line, Set.of("files"), "footer");
        for (Object each : Json.list(line, "files", MAX_FILES)) {
            Map<String, Object> named = Json.map(Map.of("file", each), "file");
            Json.only(named, Set.of("name", "sha256"), "footer");
            String name = Json.text(named, "name");
            String hash = Json.text(named, "sha256");
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,120}") || !hash.matches("[0-9a-f]{64}")) {
                throw new Malformed("footer");
            }
            Path beside = path.resolveSibling(name);
            if (Files.isRegularFile(beside) && !hash(beside).equals(hash)) {
                problems.add(Problem.of(Problem.Kind.FILE, -1, -1).in(name, 0));
            }
        }
        return null;
    }

    private static String hash(Path file) throws IOException {
        MessageDigest digest = Hash.sha256();
        byte[] some = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                digest.update(some, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
