package lv.pkip.kernel.persistence;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one node migrate at a time. On PostgreSQL by an advisory lock, which ends with its connection, so that a killed node
 * leaves nothing behind; embedded Derby admits one process, so that a lock in the JVM is enough.
 * Liquibase's own lock is a row that a killed node leaves set; whoever holds this lock may clear it.
 */
final class SchemaLock implements AutoCloseable {
    /** Any number nobody else uses in this database: "PKIP" in ASCII. */
    private static final long KEY = 0x504B4950L;
    private static final ReentrantLock IN_THIS_JVM = new ReentrantLock(true);

    private final Connection connection;
    private final boolean postgresql;

    private SchemaLock(Connection connection, boolean postgresql) {
        this.connection = connection;
        this.postgresql = postgresql;
    }

    /** Takes the lock, or throws {@link Busy} when another node is at work. */
    static SchemaLock take(Connection connection) throws SQLException, InterruptedException {
        boolean postgresql = Migration.isPostgresql(connection);
        if (!IN_THIS_JVM.tryLock(1, TimeUnit.SECONDS)) {
            throw new Busy();
        }
        boolean taken = false;
        try {
            taken = !postgresql || ask(connection, "select pg_try_advisory_lock(" + KEY + ")");
        } finally {
            if (!taken) {
                IN_THIS_JVM.unlock();
            }
        }
        if (!taken) {
            throw new Busy();
        }
        return new SchemaLock(connection, postgresql);
    }

    private static boolean ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet answer = statement.executeQuery(sql)) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    @Override
    public void close() throws SQLException {
        try {
            if (postgresql && !connection.isClosed()) {
                ask(connection, "select pg_advisory_unlock(" + KEY + ")");
            }
        } finally {
            IN_THIS_JVM.unlock();
        }
    }

    /** Another node migrates now. */
    static final class Busy extends SQLException {
        private static final long serialVersionUID = 1L;

        Busy() {
            super("another node migrates");
        }
    }
}
