package lv.pkip.kernel.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.audit.AuditProofs.Signed;
import lv.pkip.kernel.auditproof.MerkleTree;

/** The log's rows, within one transaction. */
final class Log {
    private final EntityManager em;
    private final Connection connection;
    private final Rows rows;

    Log(EntityManager em) {
        this.em = em;
        this.connection = em.unwrap(Connection.class);
        this.rows = new Rows(connection);
    }

    /**
     * How far the log is.
     *
     * @param origin  its name for ever, which no other log has
     * @param settled all records with numbers up to here have their place
     */
    record State(String origin, long size, long settled) { }

    /** Holds the log until the end of the transaction, so that one node at a time gives places. */
    State held(String name) {
        // The first one to hold it gives it its name.
        update("update audit_log set origin = coalesce(origin, ?) where id = 1", name);
        return state();
    }

    State state() {
        return query("select origin, leaves, settled from audit_log where id = 1", row -> new State(row.getString(1), row.getLong(2), row.getLong(3)))
                .get(0);
    }

    MerkleTree tree(State state) {
        return new MerkleTree(new TileRows(connection), state.size());
    }

    /** The highest number that was given away; on PostgreSQL by the sequence, because to ask all months takes longer. */
    long newestSequence() {
        return postgresql() ? query("select case when is_called then last_value else 0 end from audit_record_number", row -> row.getLong(1)).get(0)
                : rows.newest();
    }

    boolean postgresql() {
        return rows.postgresql();
    }

    long newestSealed() {
        return query("select coalesce(max(seq), 0) from audit_leaf", row -> row.getLong(1)).get(0);
    }

    /** Records with numbers above one, written since some time, that have no place yet, in the order of their numbers. */
    @SuppressWarnings("unchecked")
    List<RecordRow> waiting(long above, long since, int most) {
        return em.createNativeQuery("select r.* from audit_record r where r.seq > ?1 and r.at_ms >= ?2 and not exists (select 1 from audit_leaf l"
                + " where l.seq = r.seq) order by r.seq", RecordRow.class).setParameter(1, above).setParameter(2, since).setMaxResults(most).getResultList();
    }

    boolean isWaiting(long above, long since) {
        return !query("select r.seq from audit_record r where r.seq > ? and r.at_ms >= ? and not exists (select 1 from audit_leaf l where l.seq = r.seq)"
                + " fetch first 1 row only", row -> row.getLong(1), above, since).isEmpty();
    }

    /** How many there are, and when the oldest was written. */
    Waiting countWaiting(long above, long since) {
        return query("select count(*), min(r.at_ms) from audit_record r where r.seq > ? and r.at_ms >= ? and not exists"
                + " (select 1 from audit_leaf l where l.seq = r.seq)", row -> {
                    long number = row.getLong(1);
                    return new Waiting(number, number == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(row.getLong(2))));
                }, above, since).get(0);
    }

    record Waiting(long number, Optional<Instant> oldest) { }

    void place(long from, List<RecordRow> records) {
        try (PreparedStatement insert = connection.prepareStatement("insert into audit_leaf (place, seq, at_ms, keep) "
                + (postgresql() ? "select * from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::varchar[])" : "values (?, ?, ?, ?)"))) {
            if (postgresql()) {
                insert.setArray(1, connection.createArrayOf("bigint", LongStream.range(from, from + records.size()).boxed().toArray()));
                insert.setArray(2, connection.createArrayOf("bigint", records.stream().map(RecordRow::seq).toArray()));
                insert.setArray(3, connection.createArrayOf("bigint", records.stream().map(RecordRow::at).toArray()));
                insert.setArray(4, connection.createArrayOf("varchar", records.stream().map(RecordRow::keep).toArray()));
                insert.executeUpdate();
            } else {
                for (int i = 0; i < records.size(); i++) {
                    insert.setLong(1, from + i);
                    insert.setLong(2, records.get(i).seq());
                    insert.setLong(3, records.get(i).at());
                    insert.setString(4, records.get(i).keep());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("places cannot be written", e);
        }
        update("update audit_log set leaves = ? where id = 1", from + records.size());
    }

    /** Numbers without a gap after those that are settled are settled too, at once: nobody can come later with one of them. */
    void settle() {
        if (postgresql()) {
            update("update audit_log set settled = coalesce((select max(seq) from (select seq, seq - row_number() over (order by seq) as before from audit_leaf"
                    + " where seq > (select settled from audit_log where id = 1)) numbered where before = settled), settled) where id = 1");
        }
    }

    void settled(long sequence) {
        update("update audit_log set settled = ? where id = 1 and settled < ?", sequence, sequence);
    }

    OptionalLong placeOf(long sequence) {
        return query("select place from audit_leaf where seq = ?", row -> row.getLong(1), sequence).stream().mapToLong(place -> place).findFirst();
    }

    Map<Long, Long> placesOf(List<Long> sequences) {
        Map<Long, Long> places = new HashMap<>();
        if (!sequences.isEmpty()) {
            query("select seq, place from audit_leaf where seq in (?" + ", ?".repeat(sequences.size() - 1) + ")",
                    row -> places.put(row.getLong(1), row.getLong(2)), sequences.toArray());
        }
        return places;
    }

    /**
     * A record and its place.
     *
     * @param at   when it was written, and
     * @param keep its class, as they were when it got its place: they lead to its month
     */
    record Placed(long place, long sequence, long at, String keep, Optional<RecordRow> record) { }

    List<Placed> placed(long from, long to) {
        List<Placed> places = query("select place, seq, at_ms, keep from audit_leaf where place >= ? and place < ? order by place",
                row -> new Placed(row.getLong(1), row.getLong(2), row.getLong(3), row.getString(4), Optional.empty()), from, to);
        if (places.isEmpty()) {
            return List.of();
        }
        Map<Long, RecordRow> rows = new HashMap<>();
        em.createQuery("select r from RecordRow r where r.seq in :all and r.at between :first and :last", RecordRow.class)
                .setParameter("all", places.stream().map(Placed::sequence).toList())
                .setParameter("first", places.stream().mapToLong(Placed::at).min().orElseThrow())
                .setParameter("last", places.stream().mapToLong(Placed::at).max().orElseThrow())
                .getResultList().forEach(row -> rows.put(row.seq(), row));
        return places.stream().map(each -> new Placed(each.place(), each.sequence(), each.at(), each.keep(),
                Optional.ofNullable(rows.get(each.sequence())))).toList();
    }

    void sign(Signed signed) {
        update("insert into audit_checkpoint (leaves, at_ms, note) values (?, ?, ?)", signed.size(), signed.at().toEpochMilli(), signed.note());
    }

    List<Signed> signed(int limit) {
        return query("select leaves, at_ms, note from audit_checkpoint order by leaves desc fetch first " + limit + " rows only",
                row -> new Signed(row.getLong(1), Instant.ofEpochMilli(row.getLong(2)), row.getString(3)));
    }

    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> List<T> query(String sql, Reader<T> reader, Object... values) {
        try (PreparedStatement query = prepared(sql, values)) {
            ResultSet found = query.executeQuery();
            List<T> all = new ArrayList<>();
            while (found.next()) {
                all.add(reader.read(found));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException("the log cannot be read", e);
        }
    }

    int update(String sql, Object... values) {
        try (PreparedStatement update = prepared(sql, values)) {
            return update.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the log cannot be written", e);
        }
    }

    private PreparedStatement prepared(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        int at = 0;
        for (Object value : values) {
            if (value == null) {
                statement.setNull(++at, Types.VARCHAR);
            } else {
                statement.setObject(++at, value);
            }
        }
        return statement;
    }

    EntityManager em() {
        return em;
    }

    Connection connection() {
        return connection;
    }

    /** A name that no other log has. */
    static String newName() {
        byte[] random = new byte[8];
        new java.security.SecureRandom().nextBytes(random);
        return "pkip-audit/" + HexFormat.of().formatHex(random);
    }
}
