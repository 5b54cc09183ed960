package lv.pkip.kernel.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AuditKeeping.File;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What ends, as rows within one transaction. */
final class Endings {
    private static final Logger LOG = LoggerFactory.getLogger(Endings.class);
    /** Years a clock may say; what is stamped outside of them stays where it is. */
    private static final long FIRST_MS = KeptMonth.begin(YearMonth.of(1990, 1));
    private static final long LAST_MS = KeptMonth.begin(YearMonth.of(2200, 1));
    private static final int WINDOW = 10_000;

    private final Log log;

    Endings(Log log) {
        this.log = log;
    }

    /**
     * One ending.
     *
     * @param upto     of its month, it speaks of records with lower places
     * @param sequence of the record that tells of it
     */
    record Ending(String kind, String keep, long from, int part, long to, long upto, long records, String placesHash, long sequence, Instant at,
            Optional<Instant> done) {
        boolean is(KeptMonth month) {
            return keep.equals(month.keep()) && from == month.from();
        }

        boolean speaksOf(Log.Placed record) {
            return keep.equals(record.keep()) && from <= record.at() && record.at() < to && record.place() < upto;
        }
    }

    /** The earlier of two clocks, this machine's and the database's: one that jumped ahead ends nothing. */
    Instant now(Instant here) {
        Instant there = log.query("select current_timestamp from audit_log where id = 1", row -> {
            Timestamp time = row.getTimestamp(1);
            return time.toInstant();
        }).get(0);
        return here.isBefore(there) ? here : there;
    }

    /** Whether it is this node's turn; it has it for some time. */
    boolean turn(String node, Instant now, long forMs) {
        long ms = now.toEpochMilli();
        // A clock that was set back must not keep everybody out.
        return log.update("update audit_turn set node = ?, until_ms = ? where id = 1 and (node = ? or until_ms < ? or until_ms > ?)",
                node, ms + forMs, node, ms, ms + 10 * forMs) > 0;
    }

    List<Ending> all() {
        return log.query("select kind, keep, from_ms, part, to_ms, upto, records, places_hash, seq, at_ms, done_ms from audit_ending order by from_ms, keep, part",
                row -> {
                    long done = row.getLong(11);
                    return new Ending(row.getString(1), row.getString(2), row.getLong(3), row.getInt(4), row.getLong(5), row.getLong(6), row.getLong(7),
                            row.getString(8), row.getLong(9), Instant.ofEpochMilli(row.getLong(10)),
                            row.wasNull() || done == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(done)));
                });
    }

    void declare(Ending ending) {
        log.update("insert into audit_ending (kind, keep, from_ms, part, to_ms, upto, records, places_hash, seq, at_ms) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ending.kind(), ending.keep(), ending.from(), ending.part(), ending.to(), ending.upto(), ending.records(), ending.placesHash(),
                ending.sequence(), ending.at().toEpochMilli());
    }

    void done(Ending ending, long records, Instant now) {
        log.update("update audit_ending set done_ms = ?, records = ? where kind = ? and keep = ? and from_ms = ? and part = ? and done_ms is null",
                now.toEpochMilli(), records, ending.kind(), ending.keep(), ending.from(), ending.part());
    }

    /** The number of the record that this transaction has just inserted. */
    long lastNumber() {
        return log.query(log.postgresql() ? "select lastval() from audit_log where id = 1" : "values identity_val_local()", row -> row.getLong(1)).get(0);
    }

    /** What was recorded last of how long records are kept. */
    Optional<String> toldSetting() {
        return log.query("select details from audit_record where action = 'audit.configure' and source = 'pkip' and details like '%\"retention\"%' order by seq desc fetch first 1 rows only",
                row -> row.getString(1)).stream().findFirst();
    }

    // -- months

    /** Months of each class that ever got a place in the log, the oldest first. */
    List<KeptMonth> months() {
        List<KeptMonth> months = new ArrayList<>();
        for (Optional<String> keep = keepAfter(""); keep.isPresent(); keep = keepAfter(keep.get())) {
            for (Optional<Long> at = firstAt(keep.get(), FIRST_MS); at.isPresent() && at.get() < LAST_MS;) {
                KeptMonth month = KeptMonth.of(keep.get(), at.get());
                months.add(month);
                at = firstAt(keep.get(), month.to());
            }
        }
        return months;
    }

    private Optional<String> keepAfter(String keep) {
        return log.query("select min(keep) from audit_leaf where keep > ?", row -> Optional.ofNullable(row.getString(1)), keep).get(0);
    }

    private Optional<Long> firstAt(String keep, long since) {
        return log.query("select min(at_ms) from audit_leaf where keep = ? and at_ms >= ?", row -> {
            long at = row.getLong(1);
            return row.wasNull() ? Optional.<Long>empty() : Optional.of(at);
        }, keep, since).get(0);
    }

    long sealedRecords(KeptMonth month) {
        return log.query("select count(*) from audit_leaf where keep = ? and at_ms >= ? and at_ms < ?", row -> row.getLong(1),
                month.keep(), month.from(), month.to()).get(0);
    }

    long records(KeptMonth month) {
        return log.query("select count(*) from audit_record where keep = ? and at_ms >= ? and at_ms < ?", row -> row.getLong(1),
                month.keep(), month.from(), month.to()).get(0);
    }

    boolean isOnline(KeptMonth month) {
        return !log.query("select 1 from audit_record where keep = ? and at_ms >= ? and at_ms < ? fetch first 1 rows only", row -> 1,
                month.keep(), month.from(), month.to()).isEmpty();
    }

    /** The first place of a month and the one after its last, from a place on and below another. */
    long[] bounds(KeptMonth month, long since, long upto) {
        return log.query("select coalesce(min(place), 0), coalesce(max(place), -1) + 1 from audit_leaf where keep = ? and at_ms >= ? and at_ms < ?"
                + " and place >= ? and place < ?", row -> new long[] {row.getLong(1), row.getLong(2)}, month.keep(), month.from(), month.to(), since, upto).get(0);
    }

    /** Places of a month among those of a window. */
    List<Long> places(KeptMonth month, long from, long to) {
        return log.query("select place from audit_leaf where place >= ? and place < ? and keep = ? and at_ms >= ? and at_ms < ? order by place",
                row -> row.getLong(1), from, to, month.keep(), month.from(), month.to());
    }

    /** How many places of a month are in a range, and what tells this set of them from any other. */
    record Places(long number, String hash) { }

    Places places(KeptMonth month, long since, long upto, java.util.function.LongConsumer each) {
        MessageDigest digest = sha256();
        long number = 0;
        long[] bounds = bounds(month, since, upto);
        for (long at = bounds[0]; at < bounds[1]; at += WINDOW) {
            for (long place : places(month, at, Math.min(bounds[1], at + WINDOW))) {
                digest.update((place + "\n").getBytes(StandardCharsets.US_ASCII));
                number++;
                each.accept(place);
            }
        }
        return new Places(number, HexFormat.of().formatHex(digest.digest()));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From which place on the next ending of a month has to speak. */
    static long since(List<Ending> endings, KeptMonth month) {
        return endings.stream().filter(e -> e.kind().equals("archive") && e.is(month)).mapToLong(Ending::upto).max().orElse(0);
    }

    static int nextPart(List<Ending> endings, String kind, KeptMonth month) {
        return endings.stream().filter(e -> e.kind().equals(kind) && e.is(month)).mapToInt(Ending::part).max().orElse(0) + 1;
    }

    // -- what ends

    /** Takes the records of a month out of the database, as far as the declared ending says so exactly. */
    void end(Ending ending) {
        KeptMonth month = KeptMonth.of(ending.keep(), ending.from());
        if (log.postgresql()) {
            log.query("select audit_end(?, ?, ?) from audit_log where id = 1", row -> 1, ending.keep(), ending.from(), ending.part());
            return;
        }
        long sealed = log.query("select count(*) from audit_record r join audit_leaf l on l.seq = r.seq where r.keep = ? and r.at_ms >= ? and r.at_ms < ?"
                + " and l.place < ? and l.place < (select max(leaves) from audit_checkpoint)", row -> row.getLong(1),
                month.keep(), month.from(), month.to(), ending.upto()).get(0);
        long gone = log.update("delete from audit_record where keep = ? and at_ms >= ? and at_ms < ?", month.keep(), month.from(), month.to());
        if (sealed != ending.records() || gone != ending.records()) {
            throw new IllegalStateException("the month has " + gone + " records, " + sealed + " of them sealed, not " + ending.records());
        }
    }

    /** What is erased in one go. */
    record Erasure(long sequence, String commitments) { }

    long erase(KeptMonth month, List<Erasure> some) {
        Connection connection = log.connection();
        try {
            if (log.postgresql()) {
                try (PreparedStatement erase = connection.prepareStatement("select audit_erase(?, ?, ?, ?)")) {
                    erase.setString(1, month.keep());
                    erase.setLong(2, month.from());
                    erase.setArray(3, connection.createArrayOf("bigint", some.stream().map(Erasure::sequence).toArray()));
                    erase.setArray(4, connection.createArrayOf("text", some.stream().map(Erasure::commitments).toArray()));
                    ResultSet done = erase.executeQuery();
                    done.next();
                    return done.getLong(1);
                }
            }
            long done = 0;
            for (Erasure one : some) {
                done += log.update("update audit_record set salt = null, commitments = ?, content_hash = null, actor = '', on_behalf_of = null, address = null,"
                        + " session_id = null, request = null, object_id = null, case_number = null, data_subject = null, details = null"
                        + " where seq = ? and keep = ?", one.commitments(), one.sequence(), month.keep());
            }
            return done;
        } catch (SQLException e) {
            throw new IllegalStateException("records cannot be erased", e);
        }
    }

    /** Records of a month with what is personal, sealed and not held, in the order of their numbers. */
    @SuppressWarnings("unchecked")
    List<RecordRow> unerased(KeptMonth month, long above, int most) {
        return log.em().createNativeQuery("select r.* from audit_record r where r.keep = ?1 and r.at_ms >= ?2 and r.at_ms < ?3 and r.seq > ?4 and r.salt is not null"
                + " and exists (select 1 from audit_leaf l where l.seq = r.seq) and not exists (select 1 from audit_hold h where " + Holds.MATCHES + ")"
                + " order by r.seq", RecordRow.class).setParameter(1, month.keep()).setParameter(2, month.from()).setParameter(3, month.to())
                .setParameter(4, above).setMaxResults(most).getResultList();
    }

    // -- files

    void file(KeptMonth month, int part, File file) {
        log.update("insert into audit_file (name, keep, from_ms, part, first_place, end_place, records, sha256) values (?, ?, ?, ?, ?, ?, ?, ?)", file.name(),
                month.keep(), month.from(), part, file.first(), file.end(), file.records(), file.sha256());
    }

    /** Puts a file without personal content in the place of one with it. */
    boolean replaced(File before, File now, Instant at) {
        return log.update("update audit_file set name = ?, sha256 = ?, erased_ms = ? where name = ? and erased_ms is null", now.name(), now.sha256(),
                at.toEpochMilli(), before.name()) > 0;
    }

    /** A file and its month. */
    record Filed(KeptMonth month, int part, File file) { }

    List<Filed> files() {
        return log.query("select keep, from_ms, part, name, first_place, end_place, records, sha256, erased_ms from audit_file order by first_place, name", row -> {
            File file = new File(row.getString(4), row.getLong(5), row.getLong(6), row.getLong(7), row.getString(8), Optional.ofNullable(row.getObject(9))
                    .map(Number.class::cast).map(ms -> Instant.ofEpochMilli(ms.longValue())));
            return new Filed(KeptMonth.of(row.getString(1), row.getLong(2)), row.getInt(3), file);
        });
    }

    /** A file that was erased from the beginning. */
    void erased(String name, Instant at) {
        log.update("update audit_file set erased_ms = ? where name = ?", at.toEpochMilli(), name);
    }

    // -- partitions

    /** Makes months ahead, and sorts what a clock that jumped has left outside of them. */
    void prepare(Instant now, List<String> classes) {
        if (!log.postgresql()) {
            return;
        }
        YearMonth here = KeptMonth.of("", now.toEpochMilli()).month();
        java.util.Set<Long> months = new java.util.TreeSet<>();
        for (int i = -1; i <= 3; i++) {
            months.add(KeptMonth.begin(here.plusMonths(i)));
        }
        log.query("select m from audit_months_outside(?, ?) m",
                row -> months.add(row.getLong(1)), FIRST_MS, LAST_MS);
        try (PreparedStatement make = log.connection().prepareStatement("select audit_months(?, ?)")) {
            make.setArray(1, log.connection().createArrayOf("bigint", months.toArray()));
            make.setArray(2, log.connection().createArrayOf("text", classes.toArray()));
            make.executeQuery();
        } catch (SQLException e) {
            throw new IllegalStateException("months cannot be made", e);
        }
    }

    /** Takes months away in which nothing is left. */
    void clear(Instant before) {
        if (log.postgresql()) {
            int gone = log.query("select audit_months_gone(?) from audit_log where id = 1", row -> row.getInt(1), before.toEpochMilli()).get(0);
            LOG.debug("{} empty months taken away", gone);
        }
    }
}
