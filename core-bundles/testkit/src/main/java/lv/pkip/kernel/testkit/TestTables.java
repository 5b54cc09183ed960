package lv.pkip.kernel.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tables of a {@link TestDatabase} with the rows that its migrations put into them, to bring them back to that. */
final class TestTables {
    private static final String GUARDS = "select tr.triggername, tr.triggerdefinition, tr.oldreferencingname from sys.systriggers tr"
            + " join sys.systables t on t.tableid = tr.tableid where tr.event = 'D' and t.tablename = ?";

    private final boolean postgresql;
    private final Map<String, Table> tables = new LinkedHashMap<>();

    /**
     * @param unguard statements that let rows be deleted from a table that only grows
     * @param guard   those that forbid it again
     */
    private record Table(List<List<Object>> firstRows, List<String> unguard, List<String> guard) {
    }

    TestTables(boolean postgresql) {
        this.postgresql = postgresql;
    }

    /** Takes in the tables that came since the last call. */
    void grown(Connection connection) throws SQLException {
        List<String> partitions = partitions(connection);
        try (ResultSet found = connection.getMetaData().getTables(null, connection.getSchema(), "%", new String[] {"TABLE", "PARTITIONED TABLE"})) {
            while (found.next()) {
                String table = found.getString("TABLE_NAME");
                if (!table.toUpperCase(Locale.ROOT).startsWith("DATABASECHANGELOG") && !tables.containsKey(table) && !partitions.contains(table)) {
                    tables.put(table, postgresql
                            ? new Table(rows(connection, table), List.of("alter table " + table + " disable trigger user"), List.of("alter table " + table + " enable trigger user"))
                            : guarded(connection, table));
                }
            }
        }
    }

    /** Parts of a table, which are emptied with it and may come and go. */
    private List<String> partitions(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        if (postgresql) {
            try (Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery("select relname from pg_class where relispartition and relnamespace = current_schema()::regnamespace")) {
                while (found.next()) {
                    names.add(found.getString(1));
                }
            }
        }
        return names;
    }

    private static Table guarded(Connection connection, String table) throws SQLException {
        List<String> unguard = new ArrayList<>();
        List<String> guard = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(GUARDS)) {
            statement.setString(1, table);
            ResultSet triggers = statement.executeQuery();
            while (triggers.next()) {
                unguard.add("drop trigger " + triggers.getString(1));
                guard.add("create trigger " + triggers.getString(1) + " no cascade before delete on " + table + " referencing old as "
                        + triggers.getString(3) + " for each row " + triggers.getString(2));
            }
        }
        return new Table(rows(connection, table), unguard, guard);
    }

    void empty(Connection connection) throws SQLException {
        Deque<String> left = new ArrayDeque<>(tables.keySet());
        // those that others refer to come again behind them
        for (int tries = left.size() * left.size(); !left.isEmpty(); tries--) {
            String table = left.removeFirst();
            try {
                empty(connection, table, tables.get(table));
            } catch (SQLException referred) {
                if (tries <= 0 || !referred.getSQLState().startsWith("23")) {
                    throw referred;
                }
                left.addLast(table);
            }
        }
    }

    private static void empty(Connection connection, String table, Table first) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery("select 1 from " + table)) {
                if (!rows.next()) {
                    return;
                }
            }
            for (String unguard : first.unguard) {
                statement.execute(unguard);
            }
            statement.executeUpdate("delete from " + table);
            for (String guard : first.guard) {
                statement.execute(guard);
            }
        }
        put(connection, table, first.firstRows);
    }

    private static List<List<Object>> rows(Connection connection, String table) throws SQLException {
        List<List<Object>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet found = statement.executeQuery("select * from " + table)) {
            while (found.next()) {
                List<Object> row = new ArrayList<>();
                for (int column = 1; column <= found.getMetaData().getColumnCount(); column++) {
                    row.add(found.getObject(column));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static void put(Connection connection, String table, List<List<Object>> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        String marks = String.join(", ", Collections.nCopies(rows.get(0).size(), "?"));
        try (PreparedStatement insert = connection.prepareStatement("insert into " + table + " values (" + marks + ")")) {
            for (List<Object> row : rows) {
                for (int column = 0; column < row.size(); column++) {
                    insert.setObject(column + 1, row.get(column));
                }
                insert.executeUpdate();
            }
        }
    }
}
