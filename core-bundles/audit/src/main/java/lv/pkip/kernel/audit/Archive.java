package lv.pkip.kernel.audit;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import lv.pkip.kernel.api.audit.AuditKeeping.File;
import lv.pkip.kernel.api.audit.AuditProofs;
import lv.pkip.kernel.auditproof.ExportCheck;
import lv.pkip.kernel.auditproof.ExportLine;
import lv.pkip.kernel.auditproof.ExportReader;
import lv.pkip.kernel.auditproof.ExportWriter;
import lv.pkip.kernel.auditproof.LogRecord;
import lv.pkip.kernel.auditproof.Malformed;
import lv.pkip.kernel.auditproof.NoteKey;
import lv.pkip.kernel.auditproof.Report;
import lv.pkip.kernel.auditproof.SignedNote;

/**
 * The folder of files into which months go. A file is an export that proves itself, signed over its name and hash; it counts only once it
 * was read back and checked. Each attempt has names of its own, so that two nodes never write into one file.
 */
final class Archive {
    /** First line of what is signed beside a file. */
    static final String SIGNED = "pkip-audit-archive/1";
    static final String END = ".pkip-audit";
    private static final int PIECE = 1_000;
    /** So many records of others in a row, of which only hashes are written, are left out by beginning a new file. */
    private static final int GAP = 50_000;
    private static final Duration LEFT_OVER = Duration.ofDays(1);

    private final Path folder;
    private final Sealer sealer;
    private final Consumer<String> steps;

    /** @param steps is told what comes next */
    Archive(Path folder, Sealer sealer, Consumer<String> steps) {
        this.folder = folder;
        this.sealer = sealer;
        this.steps = steps;
    }

    /** Places from one to before another, with so many of the month's own. */
    record Piece(long first, long end, long records) { }

    /** The pieces that a month's places make. */
    static final class Pieces {
        private final List<Piece> all = new ArrayList<>();
        private long first = -1;
        private long last = -1;
        private long records;

        void add(long place) {
            if (first >= 0 && (place - last > GAP || place - first >= AuditProofs.MOST)) {
                cut();
            }
            first = first < 0 ? place : first;
            last = place;
            records++;
        }

        private void cut() {
            all.add(new Piece(first, last + 1, records));
            first = -1;
            records = 0;
        }

        List<Piece> all() {
            if (first >= 0) {
                cut();
            }
            return all;
        }
    }

    /**
     * Writes the records of a month, in one transaction after the other.
     *
     * @param mine   which of the places are of the month
     * @param shaped what of each record is written
     */
    List<File> write(String prefix, List<Piece> pieces, Predicate<Log.Placed> mine, UnaryOperator<LogRecord> shaped, SignedNote checkpoint,
            Function<Function<Log, Void>, Void> in) throws IOException {
        List<File> files = new ArrayList<>();
        String attempt = UUID.randomUUID().toString().substring(0, 8);
        try {
            for (Piece piece : pieces) {
                files.add(store(prefix + "-" + (files.size() + 1) + "-" + attempt + END, piece, out -> {
                    ExportWriter[] writer = new ExportWriter[1];
                    in.apply(log -> {
                        writer[0] = Sealer.begin(log, piece.first(), piece.end(), List.of(checkpoint), out);
                        return null;
                    });
                    for (long at = piece.first(); at < piece.end(); at += PIECE) {
                        long from = at;
                        in.apply(log -> lines(log, writer[0], from, Math.min(piece.end(), from + PIECE), mine, shaped));
                    }
                    in.apply(log -> Sealer.end(log, writer[0]));
                }));
            }
            return files;
        } catch (IOException | RuntimeException e) {
            files.forEach(file -> delete(file.name()));
            throw e;
        }
    }

    private static Void lines(Log log, ExportWriter writer, long from, long to, Predicate<Log.Placed> mine, UnaryOperator<LogRecord> shaped) {
        try {
            List<byte[]> leaves = log.tree(log.state()).leafHashes(from, to);
            for (Log.Placed each : log.placed(from, to)) {
                byte[] leaf = leaves.get((int) (each.place() - from));
                if (!mine.test(each)) {
                    writer.removed(each.place(), leaf);
                } else if (each.record().isPresent()) {
                    // One that is missing leaves a gap, and the file does not prove.
                    writer.record(each.place(), leaf, shaped.apply(each.record().get().leaf()));
                }
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes a file anew without what is personal.
     *
     * @return empty when a hold keeps a record in it
     */
    Optional<File> erased(String prefix, File before, Predicate<LogRecord> held, Function<Function<Log, Void>, Void> in) throws IOException {
        Path path = folder.resolve(before.name());
        if (!hash(path).equals(before.sha256())) {
            throw new IOException(before.name() + " is not as it was written");
        }
        boolean[] kept = {false};
        read(path, line -> kept[0] |= line.record().map(held::test).orElse(false));
        if (kept[0]) {
            return Optional.empty();
        }
        String name = prefix + "-" + UUID.randomUUID().toString().substring(0, 8) + END;
        return Optional.of(store(name, new Piece(before.first(), before.end(), before.records()), out -> {
            try (ExportReader reader = open(path)) {
                ExportWriter[] writer = new ExportWriter[1];
                in.apply(log -> {
                    writer[0] = Sealer.begin(log, before.first(), before.end(), reader.header().checkpoints(), out);
                    return null;
                });
                reader.read(line -> line, line -> copy(writer[0], line));
                in.apply(log -> Sealer.end(log, writer[0]));
            }
        }));
    }

    private static void copy(ExportWriter writer, ExportLine line) {
        try {
            if (line.record().isPresent()) {
                writer.record(line.index(), line.leaf(), line.record().get().erased());
            } else {
                writer.removed(line.index(), line.leaf());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Writing {
        void into(OutputStream out) throws IOException;
    }

    private File store(String name, Piece piece, Writing writing) throws IOException {
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path fresh = folder.resolve(name + ".new");
        Path there = folder.resolve(name);
        try {
            steps.accept("write");
            MessageDigest digest = Endings.sha256();
            try (FileChannel file = create(fresh)) {
                GZIPOutputStream out = new GZIPOutputStream(new BufferedOutputStream(new DigestOutputStream(Channels.newOutputStream(file), digest), 1 << 16));
                writing.into(out);
                out.finish();
                out.flush();
                steps.accept("sync");
                file.force(true);
            }
            String sha256 = HexFormat.of().formatHex(digest.digest());
            steps.accept("check");
            check(fresh, piece, sha256);
            steps.accept("move");
            Files.move(fresh, there, StandardCopyOption.ATOMIC_MOVE);
            steps.accept("sign");
            String note = sealer.signed(SIGNED + "\n" + name + "\n" + sha256 + "\n" + piece.first() + " " + piece.end() + "\n").toString();
            try (FileChannel file = create(folder.resolve(name + ".sig"))) {
                Channels.newOutputStream(file).write(note.getBytes(StandardCharsets.UTF_8));
                file.force(true);
            }
            steps.accept("sync-folder");
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
            return new File(name, piece.first(), piece.end(), piece.records(), sha256, Optional.empty());
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(fresh);
            delete(name);
            throw e;
        }
    }

    private static FileChannel create(Path path) throws IOException {
        return FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** What is on the disk, not what was meant to be there. */
    private void check(Path path, Piece piece, String sha256) throws IOException {
        NoteKey key = NoteKey.parse(sealer.key());
        SignedNote newest = SignedNote.parse(sealer.checkpoint().orElseThrow());
        Report report = new ExportCheck(List.of(key), List.of(), Map.of()).check(List.of(path));
        boolean good = report.isGood() && report.records() == piece.end() - piece.first() && report.records() - report.removed() == piece.records()
                && report.proven() > 0 && hash(path).equals(sha256) && newest.verify(List.of(key)).size() == 1;
        if (!good) {
            throw new IOException("places " + piece.first() + " to " + piece.end() + " of the audit do not prove: "
                    + report.problems().stream().limit(3).map(found -> found.kind() + " " + found.index()).toList());
        }
    }

    private static ExportReader open(Path path) throws IOException {
        return new ExportReader(new BufferedInputStream(Files.newInputStream(path), 1 << 16));
    }

    private static void read(Path path, Consumer<ExportLine> each) throws IOException {
        try (ExportReader reader = open(path)) {
            reader.read(line -> line, each);
        } catch (Malformed e) {
            throw new IOException(path.getFileName() + " cannot be read", e);
        }
    }

    static String hash(Path path) throws IOException {
        MessageDigest digest = Endings.sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(path), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    boolean holds(String name) {
        return Files.isRegularFile(folder.resolve(name));
    }

    /** What cannot be deleted now is left over, and goes later. */
    void delete(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
            Files.deleteIfExists(folder.resolve(name + ".sig"));
        } catch (IOException later) {
            return;
        }
    }

    /** Takes away what attempts that were cut off have left behind. */
    void tidy(Set<String> known, Instant now) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Set<String> stay = new HashSet<>(known);
        known.forEach(name -> stay.add(name + ".sig"));
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*" + END + "*")) {
            for (Path path : all) {
                boolean old = Files.getLastModifiedTime(path).toInstant().isBefore(now.minus(LEFT_OVER));
                if (!stay.contains(path.getFileName().toString()) && old) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
