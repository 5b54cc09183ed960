package lv.pkip.kernel.persistence;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Derby gives the numbers of identity columns out of ranges that it takes from its catalogue. Of many who find a range used up at the
 * same moment, it fails those who come between the taking and its being known ({@code 40XL1} at once, their transaction is lost), and so
 * it does while the first insert is being compiled. So ranges are long, and the first of each table is taken before anybody comes.
 * Whoever changes a table makes Derby put all ranges back. A process that is killed leaves the rest of its ranges unused. PostgreSQL needs none of this.
 */
final class NumberRanges {
    private static final String LENGTH = "100000";
    private static final String WITH_NUMBERS = "select s.schemaname, t.tablename, c.columnname from sys.syscolumns c"
            + " join sys.systables t on t.tableid = c.referenceid join sys.sysschemas s on s.schemaid = t.schemaid"
            + " where c.autoincrementinc is not null";

    private volatile boolean open;

    /** Before tables come to be: each is told then how long its ranges are. */
    void lengthen(Connection connection) throws SQLException {
        if (!Migration.isPostgresql(connection)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("call syscs_util.syscs_set_database_property('derby.language.sequence.preallocator', '" + LENGTH + "')");
            }
        }
    }

    /** Whether nothing is to be done until a table is changed. */
    boolean areOpen() {
        return open;
    }

    /** Takes a range for each table; what is in the tables stays as it is. */
    void open(Connection connection) throws SQLException {
        open = false;
        if (!Migration.isPostgresql(connection)) {
            takeAll(connection);
        }
        open = true;
    }

    private static void takeAll(Connection connection) throws SQLException {
        List<String> inserts = new ArrayList<>();
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement(); ResultSet tables = statement.executeQuery(WITH_NUMBERS)) {
            while (tables.next()) {
                inserts.add("insert into \"" + tables.getString(1) + "\".\"" + tables.getString(2) + "\" (\"" + tables.getString(3) + "\") values (default)");
            }
        }
        connection.setAutoCommit(false);
        for (String insert : inserts) {
            take(connection, insert);
        }
        connection.setAutoCommit(true);
    }

    private static void take(Connection connection, String insert) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(insert);
        } catch (SQLException incomplete) {
            // A row needs more than its number, and the number was given: nothing more is wanted.
            if (!incomplete.getSQLState().startsWith("23")) {
                throw incomplete;
            }
        } finally {
            connection.rollback();
        }
    }
}
