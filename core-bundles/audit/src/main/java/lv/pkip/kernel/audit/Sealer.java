package lv.pkip.kernel.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.audit.AuditProofs;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.persistence.Sweeper;
import lv.pkip.kernel.api.registry.DeclaresPermission;
import lv.pkip.kernel.auditproof.Checkpoint;
import lv.pkip.kernel.auditproof.ExportWriter;
import lv.pkip.kernel.auditproof.MerkleTree;
import lv.pkip.kernel.auditproof.NoteKey;
import lv.pkip.kernel.auditproof.NoteSigner;
import lv.pkip.kernel.auditproof.SignedNote;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives records their places in the log, a moment after they were committed, and signs how far the log has come. Whoever writes
 * a record waits for none of it. One node at a time does it, by the lock on one row.
 */
@DeclaresPermission("audit:verify")
@DeclaresPermission("audit:export")
@Component(service = {AuditProofs.class, Sealer.class}, immediate = true)
public final class Sealer implements AuditProofs {
    /** A signed checkpoint of a log that grows is never older than this for long. */
    static final Duration SIGN = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);
    private static final int AT_ONCE = 10_000;
    private static final int PIECE = 1_000;
    /** How many checkpoints an export carries: the more, the closer a fault is found. */
    private static final int CHECKPOINTS = 500;
    private static final long PAUSE_MS = 250;
    /**
     * Numbers are given before a transaction commits, so a lower one may come after a higher one. After this time it is looked for by
     * {@link #catchUp} alone.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** What was written longer ago, by a clock that was wrong, is found by {@link #catchUp}: not all months are looked into all the time. */
    private static final Duration RECENT = Duration.ofDays(31);

    /** How often records with lower numbers are looked for while nothing new comes. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final JpaTemplate jpa;
    private final Audit audit;
    private final CurrentActor current;
    private final Clock clock;
    private final LongSupplier ticks;
    private final KeyPair pair;
    private final String name;
    private final Sweeper wheel = new Sweeper("pkip-audit-seal");
    private long seen = -1;
    private long changed;
    private long looked;
    private long settling;
    private long settledAt;
    private boolean grown = true;
    private boolean failing;

    @Activate
    public Sealer(BundleContext context, @Reference(name = "jpa", target = "(osgi.unit.name=audit)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=audit)") SchemaReady schema, @Reference(name = "audit") Audit audit,
            @Reference(name = "current") CurrentActor current) {
        this(jpa, audit, current, Clock.systemUTC(), System::nanoTime, LogKey.in(keyFile(context)));
        wheel.every(0, PAUSE_MS, TimeUnit.MILLISECONDS, () -> quietly(this::turn));
        wheel.every(10, 3600, TimeUnit.SECONDS, () -> quietly(this::catchUp));
    }

    Sealer(JpaTemplate jpa, Audit audit, CurrentActor current, Clock clock, LongSupplier ticks, KeyPair pair) {
        this.jpa = jpa;
        this.audit = audit;
        this.current = current;
        this.clock = clock;
        this.ticks = ticks;
        this.pair = pair;
        this.settledAt = ticks.getAsLong();
        this.looked = settledAt - LOOK.toNanos();
        this.name = Log.newName();
    }

    private static Path keyFile(BundleContext context) {
        String data = context.getProperty("karaf.data");
        Path folder = data == null ? context.getDataFile("security").toPath() : Path.of(data, "security");
        return folder.resolve("audit-log-key");
    }

    @Deactivate
    void stop() {
        wheel.stop();
    }

    /** A database that is away or a bundle that goes ends no turn for ever: the next one comes. */
    private void quietly(Runnable work) {
        try {
            work.run();
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warn("records wait for their places in the audit's log: {}", e.toString());
            }
            failing = true;
        }
    }

    /** Seals what was committed and signs when it is time. */
    void turn() {
        long now = ticks.getAsLong();
        long newest = in(Log::newestSequence);
        if (newest != seen) {
            seen = newest;
            changed = now;
        }
        if (now - looked >= LOOK.toNanos() && now - changed <= 3 * PATIENCE.toNanos() || changed == now) {
            looked = now;
            int done;
            do {
                done = in(log -> seal(log, log.state().settled(), clock.millis() - RECENT.toMillis()));
                grown |= done > 0;
            } while (done == AT_ONCE);
            settle(now);
        }
        if (grown) {
            sign();
        }
    }

    private void settle(long now) {
        if (now - settledAt > PATIENCE.toNanos()) {
            // Who had a number a minute ago has committed by now, or catchUp finds it.
            long sure = settling;
            jpa.tx(TransactionType.Required, em -> new Log(em).settled(sure));
            settling = in(Log::newestSealed);
            settledAt = now;
        }
    }

    /** Gives a place to each record that has none, however old it is. */
    void catchUp() {
        int done;
        do {
            done = in(log -> seal(log, 0, Long.MIN_VALUE));
            grown |= done > 0;
        } while (done == AT_ONCE);
    }

    private int seal(Log log, long above, long since) {
        if (!log.isWaiting(above, since)) {
            return 0;
        }
        Log.State state = log.held(name);
        List<RecordRow> records = log.waiting(above, since, AT_ONCE);
        MerkleTree tree = log.tree(state);
        tree.append(records.stream().map(row -> row.leaf().leafHash()).toList());
        log.place(state.size(), records);
        log.settle();
        return records.size();
    }

    private void sign() {
        grown = !in(log -> {
            Optional<Signed> last = log.signed(1).stream().findFirst();
            // A clock that was set back must not keep it from signing.
            if (last.isPresent() && Duration.between(last.get().at(), clock.instant()).abs().compareTo(SIGN) < 0) {
                return false;
            }
            Log.State state = log.held(name);
            if (log.signed(1).stream().allMatch(newest -> newest.size() < state.size()) && state.size() > 0) {
                Checkpoint checkpoint = new Checkpoint(state.origin(), state.size(), log.tree(state).root());
                log.sign(new Signed(state.size(), clock.instant(), checkpoint.signed(signer(state.origin())).toString()));
            }
            return true;
        });
    }

    /** Signs a text that is no checkpoint: its first line is the name of no log. */
    SignedNote signed(String text) {
        return SignedNote.of(text).with(signer(in(log -> log.held(name)).origin()).sign(text));
    }

    private NoteSigner signer(String origin) {
        return new NoteSigner(origin, NoteKey.Kind.LOG, pair);
    }

    @Override
    public String key() {
        return signer(in(log -> log.held(name)).origin()).key().vkey();
    }

    @Override
    public Optional<String> checkpoint() {
        return checkpoints(1).stream().map(Signed::note).findFirst();
    }

    @Override
    public List<Signed> checkpoints(int limit) {
        if (limit < 1 || limit > 10_000) {
            throw new IllegalArgumentException("between 1 and 10 000 checkpoints at a time");
        }
        return in(log -> log.signed(limit));
    }

    @Override
    public Sealed sealed() {
        return in(log -> {
            Log.State state = log.state();
            Log.Waiting waiting = log.countWaiting(state.settled(), Long.MIN_VALUE);
            return new Sealed(state.size(), waiting.number(), waiting.oldest(), log.signed(1).stream().map(Signed::at).findFirst());
        });
    }

    @Override
    public OptionalLong place(long sequence) {
        return in(log -> log.placeOf(sequence));
    }

    @Override
    public List<String> inclusion(long place, long size) {
        return in(log -> texts(log.tree(log.state()).inclusionProof(place, size)));
    }

    @Override
    public List<String> consistency(long first, long second) {
        return in(log -> texts(log.tree(log.state()).consistencyProof(first, second)));
    }

    @Override
    public String leaf(long place) {
        return in(log -> texts(log.tree(log.state()).leafHashes(place, place + 1)).get(0));
    }

    private static List<String> texts(List<byte[]> hashes) {
        return hashes.stream().map(Base64.getEncoder()::encodeToString).toList();
    }

    @Override
    public OptionalLong firstBad(long from, long to) {
        require("audit:verify", Event.ok("audit.verify", "audit", "oversight").with(Map.of("from", "" + from, "to", "" + to)));
        Map<Endings.Ending, Boolean> known = new HashMap<>();
        for (long at = from; at < to; at += PIECE) {
            OptionalLong bad = firstBadOf(at, Math.min(to, at + PIECE), known);
            if (bad.isPresent()) {
                return bad;
            }
        }
        return OptionalLong.empty();
    }

    /** A record as it was when it got its place; of an erased one, what is left of it. */
    static boolean isSealed(RecordRow row, byte[] leaf) {
        return Arrays.equals(row.leaf().leafHash(), leaf);
    }

    private OptionalLong firstBadOf(long from, long to, Map<Endings.Ending, Boolean> known) {
        return in(log -> {
            List<byte[]> leaves = log.tree(log.state()).leafHashes(from, to);
            List<Log.Placed> placed = log.placed(from, to);
            Lawful lawful = new Lawful(log, known);
            for (int i = 0; i < leaves.size(); i++) {
                byte[] leaf = leaves.get(i);
                Log.Placed one = i < placed.size() ? placed.get(i) : null;
                boolean whole = one != null && one.place() == from + i
                        && one.record().map(row -> isSealed(row, leaf)).orElseGet(() -> lawful.isGone(one));
                if (!whole) {
                    return OptionalLong.of(from + i);
                }
            }
            return OptionalLong.empty();
        });
    }

    @Override
    public void export(long from, long to, String purpose, OutputStream out) {
        if (purpose.isBlank()) {
            throw new IllegalArgumentException("a purpose is needed");
        }
        if (from < 0 || to <= from || to - from > MOST) {
            throw new IllegalArgumentException("from 1 to " + MOST + " records at a time");
        }
        require("audit:export", Event.ok("audit.export", "audit", purpose).with(Map.of("from", "" + from, "to", "" + to)));
        List<SignedNote> notes = in(log -> log.signed(CHECKPOINTS)).stream().map(signed -> SignedNote.parse(signed.note())).toList();
        if (notes.isEmpty() || Checkpoint.parse(notes.get(0).text()).size() < to) {
            throw new IllegalArgumentException("the newest checkpoint holds fewer records");
        }
        try {
            ExportWriter writer = in(log -> begin(log, from, to, notes, out));
            Map<Endings.Ending, Boolean> known = new HashMap<>();
            for (long at = from; at < to; at += PIECE) {
                long first = at;
                in(log -> write(log, writer, first, Math.min(to, first + PIECE), known));
            }
            in(log -> end(log, writer));
        } catch (UncheckedIOException e) {
            throw new IllegalStateException("the export cannot be written", e);
        }
    }

    static ExportWriter begin(Log log, long from, long to, List<SignedNote> notes, OutputStream out) {
        try {
            return ExportWriter.begin(out, log.tree(log.state()), from, to, notes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Void write(Log log, ExportWriter writer, long from, long to, Map<Endings.Ending, Boolean> known) {
        try {
            List<byte[]> leaves = log.tree(log.state()).leafHashes(from, to);
            Lawful lawful = new Lawful(log, known);
            for (Log.Placed each : log.placed(from, to)) {
                byte[] leaf = leaves.get((int) (each.place() - from));
                // A record that is gone before its time leaves a gap, which the verifier names.
                if (each.record().isPresent()) {
                    writer.record(each.place(), leaf, each.record().get().leaf());
                } else if (lawful.isGone(each)) {
                    writer.removed(each.place(), leaf);
                }
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Void end(Log log, ExportWriter writer) {
        try {
            writer.end(log.tree(log.state()));
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void require(String permission, Event event) {
        boolean may = current.may(permission);
        audit.record(may ? event : event.outcome("refused"));
        if (!may) {
            throw new Forbidden(permission);
        }
    }

    private <T> T in(Function<Log, T> work) {
        return jpa.txExpr(TransactionType.Required, em -> work.apply(new Log(em)));
    }

    /** By which records wait, for who tells how long. */
    Clock clock() {
        return clock;
    }
}
