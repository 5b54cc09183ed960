package lv.pkip.kernel.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Reading from the audit's tables by one connection, on both databases. */
final class Rows {
    private static final int AT_ONCE = 2000;
    private final Connection connection;
    private final boolean postgresql;

    Rows(Connection connection) {
        this.connection = connection;
        try {
            this.postgresql = connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not say what it is", e);
        }
    }

    /** Reads one row. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Takes one row. */
    @FunctionalInterface
    interface Taker {
        void take(ResultSet row) throws SQLException;
    }

    boolean postgresql() {
        return postgresql;
    }

    /** How rows are found depends on what is asked for, so for the rest of the transaction no plan is used again. */
    void planEachAnew() {
        if (postgresql) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set local plan_cache_mode = force_custom_plan");
            } catch (SQLException e) {
                throw new IllegalStateException("the audit cannot be searched", e);
            }
        }
    }

    <T> List<T> list(String sql, List<?> values, Reader<T> reader) {
        List<T> all = new ArrayList<>();
        each(sql, values, row -> all.add(reader.read(row)));
        return all;
    }

    /** Row by row, whatever their number: some thousand are in memory. */
    void each(String sql, List<?> values, Taker taker) {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setFetchSize(AT_ONCE);
            for (int i = 0; i < values.size(); i++) {
                query.setObject(i + 1, values.get(i));
            }
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    taker.take(found);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the audit cannot be searched", e);
        }
    }

    /** The highest number of a record, 0 when there is none. */
    long newest() {
        return list("select coalesce(max(seq), 0) from audit_record", List.of(), row -> row.getLong(1)).get(0);
    }

    int change(String sql, List<?> values) {
        try (PreparedStatement change = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                change.setObject(i + 1, values.get(i));
            }
            return change.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the audit's tables cannot be written", e);
        }
    }
}
