package lv.pkip.kernel.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;

/** Records of other systems as rows of one connection: written many at a time, found again by the source's own ids. */
final class SourceRows {
    /** A column, and what a source says that stands in it. */
    private static final Map<String, Function<Row, Object>> CONTENT = content();
    /** All columns: content, and what is put to it here. */
    private static final Map<String, Function<Row, Object>> COLUMNS = columns();
    private static final String NAMES = String.join(", ", COLUMNS.keySet());

    private final Connection connection;
    private final boolean postgresql;

    SourceRows(Connection connection) {
        this.connection = connection;
        this.postgresql = new Rows(connection).postgresql();
    }

    /** A record to be written; its hash is made by who brings it, not by the one who writes for all. */
    record Row(String source, AuditRecord record, long received, String keep, String hash) {
        static Row of(String source, AuditRecord record, long received, String keep) {
            return new Row(source, record, received, keep, new Row(source, record, received, keep, "").made());
        }

        /** Tells two records apart, word for word: every value with its length, so that none runs into the next. */
        private String made() {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                CONTENT.values().forEach(value -> {
                    Object given = value.apply(this);
                    byte[] bytes = given == null ? new byte[0] : given.toString().getBytes(StandardCharsets.UTF_8);
                    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(given == null ? -1 : bytes.length).array());
                    digest.update(bytes);
                });
                return HexFormat.of().formatHex(digest.digest());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Where a record stands already, and what it says. */
    record Known(long sequence, String hash) { }

    private static Map<String, Function<Row, Object>> content() {
        Map<String, Function<Row, Object>> columns = new LinkedHashMap<>();
        columns.put("actor_kind", row -> row.record.actor().kind().name());
        columns.put("actor", row -> row.record.actor().id());
        columns.put("on_behalf_of", row -> row.record.onBehalfOf().orElse(null));
        columns.put("application", row -> row.record.application());
        columns.put("action", row -> row.record.sourceAction());
        columns.put("case_number", row -> row.record.caseNumber().orElse(null));
        columns.put("data_subject", row -> row.record.dataSubject().orElse(null));
        columns.put("purpose", row -> row.record.purpose());
        columns.put("outcome", row -> row.record.outcome());
        columns.put("details", row -> row.record.details());
        columns.put("source", Row::source);
        columns.put("source_id", row -> row.record.id());
        columns.put("source_at_ms", row -> row.record.time().toEpochMilli());
        columns.put("organisation", row -> row.record.actor().organisation().orElse(null));
        columns.put("address", row -> row.record.address().orElse(null));
        columns.put("session_id", row -> row.record.session().orElse(null));
        columns.put("act", row -> row.record.action().name());
        columns.put("object_type", row -> row.record.object().map(AuditRecord.Thing::type).orElse(null));
        columns.put("object_id", row -> row.record.object().map(AuditRecord.Thing::id).orElse(null));
        columns.put("legal_basis", row -> row.record.legalBasis().orElse(null));
        columns.put("permission", row -> row.record.permission().orElse(null));
        columns.put("before_hash", row -> row.record.before().orElse(null));
        columns.put("after_hash", row -> row.record.after().orElse(null));
        return columns;
    }

    private static Map<String, Function<Row, Object>> columns() {
        Map<String, Function<Row, Object>> columns = new LinkedHashMap<>(CONTENT);
        columns.put("at_ms", Row::received);
        columns.put("salt", row -> Salt.fresh());
        columns.put("content_hash", Row::hash);
        columns.put("keep", Row::keep);
        return columns;
    }

    /** Until the pool has the connection back; embedded Derby is never waited for. */
    void waitAtMost(int millis) throws SQLException {
        if (postgresql) {
            connection.setNetworkTimeout(Runnable::run, millis);
        }
    }

    /** Lets no other node write records of this source until the end of the transaction: over all months no index keeps an id to one record. */
    void hold(String source) throws SQLException {
        if (postgresql) {
            try (PreparedStatement query = connection.prepareStatement("select 1 from audit_source where name = ? for update")) {
                query.setString(1, source);
                if (query.executeQuery().next()) {
                    return;
                }
            }
        } else {
            try (PreparedStatement update = connection.prepareStatement("update audit_source set records = records where name = ?")) {
                update.setString(1, source);
                if (update.executeUpdate() > 0) {
                    return;
                }
            }
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into audit_source (name, records, unreadable, last_ms) values (?, 0, 0, 0)"
                + (postgresql ? " on conflict do nothing" : ""))) {
            insert.setString(1, source);
            if (insert.executeUpdate() == 0) {
                hold(source);
            }
        }
    }

    /**
     * Which of these are kept already.
     *
     * @param since received since then: older months are not looked into, because a record cannot have come before it happened
     */
    Map<String, Known> known(String source, Collection<String> ids, long since) throws SQLException {
        Map<String, Known> known = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("select source_id, seq, content_hash from audit_record where source = ?"
                + " and source_id = " + (postgresql ? "any (?) and at_ms >= ?" : "?"))) {
            query.setString(1, source);
            if (postgresql) {
                query.setArray(2, connection.createArrayOf("varchar", ids.toArray()));
                query.setLong(3, since);
                read(query, known);
            } else {
                // Derby would go through all of a source's records for a list.
                for (String id : ids) {
                    query.setString(2, id);
                    read(query, known);
                }
            }
        }
        return known;
    }

    private static void read(PreparedStatement query, Map<String, Known> known) throws SQLException {
        try (ResultSet found = query.executeQuery()) {
            while (found.next()) {
                known.put(found.getString(1), new Known(found.getLong(2), found.getString(3)));
            }
        }
    }

    /** Writes them; returns the number that each id got, as far as the database tells at once. */
    Map<String, Known> insert(List<Row> rows) throws SQLException {
        if (postgresql) {
            return insertArrays(rows);
        }
        insertOneByOne(rows);
        return Map.of();
    }

    /** One statement for all rows: a column is an array. */
    private Map<String, Known> insertArrays(List<Row> rows) throws SQLException {
        List<String> values = COLUMNS.keySet().stream().map(name -> name.endsWith("_ms") ? "?::bigint[]" : "?::varchar[]").toList();
        try (PreparedStatement insert = connection.prepareStatement("insert into audit_record (" + NAMES + ") select * from unnest(" + String.join(", ", values)
                + ") returning source_id, seq, content_hash")) {
            int at = 0;
            for (Map.Entry<String, Function<Row, Object>> column : COLUMNS.entrySet()) {
                insert.setArray(++at, connection.createArrayOf(column.getKey().endsWith("_ms") ? "bigint" : "varchar",
                        rows.stream().map(column.getValue()).toArray()));
            }
            Map<String, Known> written = new HashMap<>();
            read(insert, written);
            return written;
        }
    }

    private void insertOneByOne(List<Row> rows) throws SQLException {
        Numbers numbers = Numbers.of(connection);
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into audit_record (seq, " + NAMES + ") values (?" + ", ?".repeat(COLUMNS.size()) + ")")) {
            for (Row row : rows) {
                int at = 0;
                insert.setLong(++at, numbers.next().orElseThrow());
                for (Map.Entry<String, Function<Row, Object>> column : COLUMNS.entrySet()) {
                    insert.setObject(++at, column.getValue().apply(row), column.getKey().endsWith("_ms") ? Types.BIGINT : Types.VARCHAR);
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Counts what came, in the row that is held. */
    void count(String source, List<Row> rows) throws SQLException {
        long unreadable = rows.stream().filter(row -> row.record.action() == Act.UNREADABLE).count();
        long last = rows.stream().mapToLong(Row::received).max().orElseThrow();
        try (PreparedStatement update = connection.prepareStatement("update audit_source set records = records + ?,"
                + " unreadable = unreadable + ?, last_ms = ? where name = ?")) {
            set(update, (long) rows.size(), unreadable, last, source);
            update.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        int at = 0;
        for (Object each : values) {
            statement.setObject(++at, Objects.requireNonNull(each));
        }
    }
}
