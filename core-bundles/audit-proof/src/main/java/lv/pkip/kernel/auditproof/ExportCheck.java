package lv.pkip.kernel.auditproof;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Proves exports, or finds what is wrong with them: each record against its leaf, all leaves against signed checkpoints, the checkpoints
 * against those that were kept elsewhere. Holds some hundred records at a time. For one use.
 */
public final class ExportCheck {
    private static final int MAX_GAPS = 1000;

    /** That the tree of the first size is the beginning of that of the second, as the log's public page gives it. */
    public record Proof(long first, long second, List<byte[]> hashes) {
        /** From JSON: {@code first}, {@code second}, {@code hashes} in Base64. */
        public static Proof parse(byte[] json) {
            Map<String, Object> proof = Json.object(json);
            Json.only(proof, Set.of("first", "second", "hashes"), "json-field");
            List<byte[]> hashes = new ArrayList<>();
            Json.list(proof, "hashes", 2 * Long.SIZE).forEach(hash -> hashes.add(Hash.checked(Text.base64(Json.as(String.class, hash)))));
            return new Proof(Json.number(proof, "first"), Json.number(proof, "second"), hashes);
        }
    }

    /** A checkpoint whose text may be believed as far as its signatures go. */
    private record Known(Checkpoint checkpoint, boolean trusted) { }

    /** What is left of a record after it was looked at. */
    private record Looked(long index, byte[] leaf, byte[] own, List<String> changed, boolean erased) {
        boolean isOther() {
            return own != null && !MessageDigest.isEqual(leaf, own);
        }
    }

    private final Set<NoteKey> keys;
    private final Set<NoteKey> witnesses;
    private final Map<String, SignedNote> trusted;
    private final List<Proof> proofs;
    private final Map<String, List<SignedNote>> older = new TreeMap<>();

    private final List<Problem> problems = new ArrayList<>();
    private final Map<Long, Known> known = new TreeMap<>();
    private final Set<Long> proven = new TreeSet<>();
    private final List<Report.Witnessed> seen = new ArrayList<>();
    private final List<Report.Range> deleted = new ArrayList<>();
    private final List<long[]> gaps = new ArrayList<>();
    private String origin;
    private RunningRoot root;
    private boolean whole;
    private long lastGood;
    private long next;
    private long records;
    private long removed;
    private long erased;
    private long bad;
    private long covered = -1;
    private Looked firstOther;
    private String file = "";
    private boolean rootFailed;

    /**
     * @param keys      of the log: each checkpoint has to be signed by at least one of them, and by none wrongly
     * @param witnesses each has to have cosigned at least one of the checkpoints
     * @param trusted   checkpoints kept outside, each under a name to speak of it by
     */
    public ExportCheck(Collection<NoteKey> keys, Collection<NoteKey> witnesses, Map<String, SignedNote> trusted) {
        this(keys, witnesses, trusted, List.of());
    }

    /** @param proofs what connects trusted checkpoints with exports that do not do so themselves; none of it has to be believed */
    public ExportCheck(Collection<NoteKey> keys, Collection<NoteKey> witnesses, Map<String, SignedNote> trusted, Collection<Proof> proofs) {
        this.keys = Set.copyOf(keys);
        this.witnesses = Set.copyOf(witnesses);
        this.trusted = new TreeMap<>(trusted);
        this.proofs = List.copyOf(proofs);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("nothing can be proved without the log's key");
        }
    }

    /** Further checkpoints, kept where a newer one that is trusted was kept: they count where the exports pass them by. */
    public void older(String name, List<SignedNote> notes) {
        older.put(name, List.copyOf(notes));
    }

    /** An export that could be begun. */
    private record Begun(Path path, ExportHeader header) {
        String name() {
            return path.getFileName().toString();
        }
    }

    /** Looks at all of them together; they may follow each other. */
    public Report check(List<Path> paths) throws IOException {
        long began = System.nanoTime();
        List<Begun> exports = new ArrayList<>();
        for (Path path : paths) {
            try (ExportReader reader = open(path)) {
                exports.add(new Begun(path, reader.header()));
            } catch (Malformed e) {
                unreadable(path.getFileName().toString(), e);
            }
        }
        exports.sort(Comparator.comparingLong((Begun one) -> one.header().from()).thenComparingLong(one -> one.header().to()));
        if (!exports.isEmpty()) {
            origin = exports.get(0).header().origin();
            gatherCheckpoints(exports);
            List<ExportFooter> footers = new ArrayList<>();
            for (Begun one : exports) {
                footers.add(walk(one));
            }
            if (firstOther != null) {
                explain(firstOther, exports);
            }
            trusted(exports, footers);
        }
        Map<String, Report.Witnessed> witnessed = new TreeMap<>();
        // what a witness saw counts as far as the records agree with it
        seen.stream().filter(one -> proven.contains(one.size())).forEach(one -> witnessed.merge(one.name(), one, (first, second) ->
                first.size() < second.size() ? second : first));
        if (isReadable()) {
            witnesses.stream().map(NoteKey::name).filter(name -> !witnessed.containsKey(name)).distinct().sorted()
                    .forEach(name -> problems.add(Problem.of(Problem.Kind.NO_WITNESS, -1, -1).in(name, 0)));
        }
        problems.sort(Comparator.comparingLong(one -> one.index() < 0 || one.kind() == Problem.Kind.CUT || one.kind() == Problem.Kind.ROOT
                ? Long.MAX_VALUE : one.index()));
        return new Report(origin == null ? "" : origin, exports.stream().map(one -> new Report.Export(one.name(), one.header().from(),
                one.header().to(), one.header().size())).toList(), records, removed, deleted, erased, bad, problems, proven.size(),
                List.copyOf(witnessed.values()), Duration.ofNanos(System.nanoTime() - began));
    }

    private static ExportReader open(Path path) throws IOException {
        return new ExportReader(new BufferedInputStream(Files.newInputStream(path), 1 << 16));
    }

    /** Of records there may be any number; what is said of files and checkpoints is bounded by their number. */
    private void problem(Problem found) {
        if (problems.size() < Report.MAX_PROBLEMS) {
            problems.add(found);
        }
    }

    private boolean isReadable() {
        return problems.stream().noneMatch(found -> found.kind() == Problem.Kind.UNREADABLE);
    }

    private void unreadable(String name, Malformed e) {
        Problem.Kind kind = e.code().equals("incomplete") ? Problem.Kind.INCOMPLETE : Problem.Kind.UNREADABLE;
        problems.add(new Problem(kind, -1, -1, List.of(e.code()), name, e.line()));
    }

    // -- checkpoints

    private void gatherCheckpoints(List<Begun> exports) {
        trusted.forEach((name, note) -> gather(name, note, true));
        older.forEach((name, notes) -> notes.forEach(note -> gather(name, note, false)));
        for (Begun one : exports) {
            if (!one.header().origin().equals(origin)) {
                problem(Problem.of(Problem.Kind.ORIGIN, -1, -1).in(one.name(), 1));
            }
            for (SignedNote note : one.header().checkpoints()) {
                gather(one.name(), note, false);
            }
        }
    }

    private void gather(String name, SignedNote note, boolean isTrusted) {
        int line = isTrusted ? 0 : 1;
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        if (!checkpoint.origin().equals(origin)) {
            problem(Problem.of(Problem.Kind.ORIGIN, -1, checkpoint.size()).in(name, line));
            return;
        }
        try {
            note.verify(keys);
            note.verifiedBy(witnesses).forEach(one -> seen.add(new Report.Witnessed(one.key().name(), checkpoint.size(), one.at())));
        } catch (Malformed e) {
            problem(Problem.of(Problem.Kind.SIGNATURE, -1, checkpoint.size()).in(name, line));
            if (isTrusted) {
                return;
            }
        }
        Known other = known.putIfAbsent(checkpoint.size(), new Known(checkpoint, isTrusted));
        if (other != null && !MessageDigest.isEqual(other.checkpoint().root(), checkpoint.root())) {
            problem(Problem.of(Problem.Kind.SPLIT, -1, checkpoint.size()).in(name, line));
        }
    }

    /** Of so many records as have passed. */
    private void compareHere() {
        Known here = whole ? known.get(root.size()) : null;
        if (here != null) {
            compare(here, root.root());
        }
    }

    private void compare(Known here, byte[] computed) {
        long size = here.checkpoint().size();
        if (MessageDigest.isEqual(computed, here.checkpoint().root())) {
            proven.add(size);
            lastGood = Math.max(lastGood, size);
        } else if (here.trusted()) {
            problem(Problem.of(Problem.Kind.REWRITTEN, -1, size).in(nameOf(size), 0));
        } else if (!rootFailed) {
            rootFailed = true; // all later ones fail too
            problem(Problem.of(Problem.Kind.ROOT, Math.min(lastGood, size), size).in(file, 0));
        }
    }

    private String nameOf(long size) {
        return trusted.entrySet().stream().filter(one -> Checkpoint.parse(one.getValue().text()).size() == size).map(Map.Entry::getKey)
                .findFirst().orElse("");
    }

    // -- records

    /** @return the footer, or {@code null} when it was not reached */
    private ExportFooter walk(Begun export) throws IOException {
        ExportHeader header = export.header();
        file = export.name();
        boolean joined = join(header);
        ExportFooter footer = null;
        long before = records;
        try (ExportReader reader = open(export.path())) {
            if (joined) {
                compareHere();
            }
            footer = reader.read(ExportCheck::look, one -> take(header, one));
            if (!reader.isWhole(footer) || footer.records() != records - before) {
                problem(Problem.of(Problem.Kind.DAMAGED, -1, -1).in(file, 0));
            }
        } catch (Malformed e) {
            unreadable(file, e);
        }
        if (footer == null) {
            whole = false;
            covered = next;
            return null;
        }
        if (next < header.to()) {
            missing(next, header.to() - 1);
            next = header.to();
        }
        covered = next;
        if (whole) {
            finish(header, footer);
        }
        return footer;
    }

    /** @return whether nothing speaks against what the export says of the records before it */
    private boolean join(ExportHeader header) {
        boolean follows = root != null && covered == header.from();
        if (covered >= 0 && header.from() > covered) {
            missing(covered, header.from() - 1);
        }
        RunningRoot said = new RunningRoot(header.from(), header.left());
        boolean joined = !follows || !whole || MessageDigest.isEqual(said.root(), root.root());
        if (!joined) {
            problem(Problem.of(Problem.Kind.JOIN, header.from(), -1).in(file, 1));
        }
        // each export is proved by what it says of the records before it: signed roots hold it to that
        root = said;
        whole = true;
        next = header.from();
        lastGood = follows ? lastGood : header.from();
        rootFailed = false;
        gaps.clear();
        return joined;
    }

    private void finish(ExportHeader header, ExportFooter footer) {
        byte[] computed;
        try {
            computed = root.rootWith(footer.right(), header.size());
        } catch (Malformed e) {
            problem(new Problem(Problem.Kind.UNREADABLE, -1, -1, List.of("footer"), file, 0));
            return;
        }
        Checkpoint own = header.checkpoint();
        if (root.size() < header.size()) { // otherwise it was compared in passing
            compare(new Known(own, false), computed);
        }
    }

    private static Looked look(ExportLine line) {
        return line.record().map(record -> new Looked(line.index(), line.leaf(), record.leafHash(), record.changedFields(), record.isErased()))
                .orElseGet(() -> new Looked(line.index(), line.leaf(), null, List.of(), false));
    }

    private void take(ExportHeader header, Looked one) {
        records++;
        if (one.own() == null) {
            removed(one.index());
        }
        erased += one.erased() ? 1 : 0;
        if (one.index() < header.from() || one.index() >= header.to()) {
            bad(Problem.of(Problem.Kind.INSERTED, one.index(), -1));
            return;
        }
        if (one.index() < next) {
            // One that was missing has come late: it stands at another place than it should.
            boolean late = gaps.stream().anyMatch(gap -> gap[0] <= one.index() && one.index() <= gap[1]);
            bad(Problem.of(late ? Problem.Kind.MOVED : Problem.Kind.TWICE, one.index(), late ? one.index() : -1));
            whole = false;
            return;
        }
        if (one.index() > next) {
            missing(next, one.index() - 1);
        }
        next = one.index() + 1;
        if (one.isOther()) {
            bad++;
            if (!one.changed().isEmpty()) {
                problem(new Problem(Problem.Kind.FIELDS_CHANGED, one.index(), -1, one.changed(), file, 0));
            } else if (firstOther == null) {
                firstOther = one;
            }
        } else if (!one.changed().isEmpty()) {
            bad(new Problem(Problem.Kind.FIELDS_CHANGED, one.index(), -1, one.changed(), file, 0));
        }
        if (whole) {
            root.append(one.leaf());
            compareHere();
        }
    }

    private void removed(long index) {
        removed++;
        Report.Range last = deleted.isEmpty() ? null : deleted.get(deleted.size() - 1);
        if (last != null && last.last() == index - 1) {
            deleted.set(deleted.size() - 1, new Report.Range(last.first(), index));
        } else if (deleted.size() < Report.MAX_RANGES) {
            deleted.add(new Report.Range(index, index));
        }
    }

    private void bad(Problem found) {
        bad++;
        problem(found.in(file, 0));
    }

    private void missing(long first, long last) {
        whole = false;
        bad += last - first + 1;
        if (gaps.size() < MAX_GAPS) {
            gaps.add(new long[] {first, last});
        }
        problem(Problem.of(Problem.Kind.MISSING, first, last).in(file, 0));
    }

    // -- the first record that is another one

    /** Where the leaf that belongs here is, and where the record that is here belongs. */
    private static final class Trace {
        private long foundAt = -1;
        private long wentTo = -1;
    }

    /** The rest of the file tells whether a record was put in, taken out or moved, or else it was changed. */
    private void explain(Looked first, List<Begun> exports) throws IOException {
        Trace trace = new Trace();
        for (Begun export : exports) {
            try (ExportReader reader = open(export.path())) {
                reader.read(ExportCheck::look, one -> {
                    if (one.index() != first.index()) {
                        if (trace.foundAt < 0 && MessageDigest.isEqual(one.leaf(), first.own())) {
                            trace.foundAt = one.index();
                        }
                        if (trace.wentTo < 0 && one.own() != null && MessageDigest.isEqual(one.own(), first.leaf())) {
                            trace.wentTo = one.index();
                        }
                    }
                });
            } catch (Malformed e) {
                continue; // said already
            }
        }
        long index = first.index();
        if (trace.foundAt == index + 1 && trace.wentTo < 0) {
            problems.add(Problem.of(Problem.Kind.MISSING, index, index));
        } else if (trace.foundAt < 0 && trace.wentTo == index + 1) {
            problems.add(Problem.of(Problem.Kind.INSERTED, index, -1));
        } else if (trace.foundAt >= 0) {
            problems.add(Problem.of(Problem.Kind.MOVED, index, trace.foundAt));
        } else {
            problems.add(Problem.of(Problem.Kind.CHANGED, index, -1));
        }
    }

    // -- what was kept elsewhere

    private void trusted(List<Begun> exports, List<ExportFooter> footers) {
        long largest = exports.stream().mapToLong(one -> one.header().size()).max().orElse(0);
        for (Known one : known.values()) {
            long size = one.checkpoint().size();
            if (proven.contains(size) || problems.stream().anyMatch(found -> found.kind() == Problem.Kind.REWRITTEN && found.other() == size)) {
                continue;
            }
            if (size > largest) {
                problems.add(Problem.of(Problem.Kind.CUT, largest, size).in(nameOf(size), 0));
            } else if (!isToldByFooter(one, exports, footers) && one.trusted() && isReadable()) {
                problems.add(Problem.of(Problem.Kind.UNPROVEN, -1, size).in(nameOf(size), 0));
            }
        }
    }

    /** @return whether it is now known to be the beginning of an export's tree, or known not to be */
    private boolean isToldByFooter(Known one, List<Begun> exports, List<ExportFooter> footers) {
        long size = one.checkpoint().size();
        for (int i = 0; i < exports.size(); i++) {
            Checkpoint own = exports.get(i).header().checkpoint();
            Optional<List<byte[]>> proof = own.size() == size ? Optional.of(List.of()) : proofOf(size, own.size(), footers.get(i));
            if (proof.isPresent()) {
                if (!MerkleProof.isConsistent(size, own.size(), one.checkpoint().root(), own.root(), proof.get())) {
                    problems.add(Problem.of(Problem.Kind.REWRITTEN, -1, size).in(nameOf(size), 0));
                    return true;
                }
                if (proven.contains(own.size())) {
                    proven.add(size);
                    return true;
                }
            }
        }
        return size == 0;
    }

    private Optional<List<byte[]>> proofOf(long size, long ownSize, ExportFooter footer) {
        Optional<List<byte[]>> carried = footer == null ? Optional.empty()
                : footer.consistency().stream().filter(one -> one.from() == size).map(ExportFooter.Consistency::hashes).findFirst();
        return carried.or(() -> proofs.stream().filter(one -> one.first() == size && one.second() == ownSize).map(Proof::hashes).findFirst());
    }
}
