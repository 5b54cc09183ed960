package lv.pkip.kernel.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The numbers of records where the database is Derby. One process alone works on such a database, so memory can tell the next one; Derby's
 * own numbers fail some of those who ask at the same moment, and every request asks. On PostgreSQL its sequence gives them.
 */
final class Numbers {
    private static final Map<String, AtomicLong> LAST = new ConcurrentHashMap<>();
    private static final Numbers OF_THE_DATABASE = new Numbers(null);

    private final AtomicLong last;

    private Numbers(AtomicLong last) {
        this.last = last;
    }

    /** @throws IllegalStateException when the database cannot be read */
    static Numbers of(Connection connection) {
        try {
            Rows rows = new Rows(connection);
            return rows.postgresql() ? OF_THE_DATABASE : new Numbers(
                    LAST.computeIfAbsent(connection.getMetaData().getURL() + " " + connection.getSchema(), url -> new AtomicLong(rows.newest())));
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be read", e);
        }
    }

    /** Whether a number has to be given with a record. */
    boolean areGiven() {
        return last != null;
    }

    /** The next one; empty where the database gives it. */
    OptionalLong next() {
        return areGiven() ? OptionalLong.of(last.incrementAndGet()) : OptionalLong.empty();
    }
}
