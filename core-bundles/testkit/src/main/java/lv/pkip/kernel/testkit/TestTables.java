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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tables of a {@link TestDatabase} with the rows that its migrations put into them, to bring them back to that. */
final class TestTables {
    /** Rows by table; {@code null} elements of a row are nulls of the database. */
    private final Map<String, List<List<Object>>> first = new HashMap<>();
    private final List<String> counted = new ArrayList<>();

    /** Takes in the tables that came since the last call. */
    void grown(Connection connection) throws SQLException {
        try (ResultSet found = connection.getMetaData().getTables(null, connection.getSchema(), "%", new String[] {"TABLE"})) {
            while (found.next()) {
                String table = found.getString("TABLE_NAME");
                if (!table.toUpperCase().startsWith("DATABASECHANGELOG") && !first.containsKey(table)) {
                    first.put(table, rows(connection, table));
                    numbered(connection, table);
                }
            }
        }
    }

    /** @throws SQLException where a table lets nobody delete */
    void empty(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Deque<String> left = new ArrayDeque<>(first.keySet());
            // those that others refer to come again behind them
            for (int tries = left.size() * left.size(); !left.isEmpty(); tries--) {
                String table = left.removeFirst();
                try {
                    statement.executeUpdate("delete from " + table);
                } catch (SQLException referred) {
                    if (tries <= 0 || !referred.getSQLState().startsWith("23")) {
                        throw referred;
                    }
                    left.addLast(table);
                }
            }
            for (String reset : counted) {
                statement.execute(reset);
            }
        }
        for (Map.Entry<String, List<List<Object>>> table : first.entrySet()) {
            put(connection, table.getKey(), table.getValue());
        }
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

    private void numbered(Connection connection, String table) throws SQLException {
        try (ResultSet columns = connection.getMetaData().getColumns(null, connection.getSchema(), table, "%")) {
            while (columns.next()) {
                if ("YES".equals(columns.getString("IS_AUTOINCREMENT"))) {
                    counted.add("alter table " + table + " alter column " + columns.getString("COLUMN_NAME") + " restart with 1");
                }
            }
        }
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
