package lv.pkip.kernel.api.persistence;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Tells whether a failure means that the database cannot be reached just now: HTTP 503, and worth trying again. */
public final class DatabaseAway {
    private static final int DEEPEST = 20;

    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final AtomicLong TOLD = new AtomicLong(System.nanoTime() - QUIET_NANOS);

    private DatabaseAway() { }

    /** True for one caller every ten seconds: while the database is away everybody is refused, and one line says it. */
    public static boolean isWorthTelling() {
        long now = System.nanoTime();
        long told = TOLD.get();
        return now - told >= QUIET_NANOS && TOLD.compareAndSet(told, now);
    }

    public static boolean caused(Throwable failure) {
        Throwable here = failure;
        for (int i = 0; here != null && i < DEEPEST; i++, here = here.getCause()) {
            if (here instanceof SQLTransientException || here instanceof SQLRecoverableException
                    || here instanceof SQLNonTransientConnectionException || here instanceof SQLException sql && away(sql)) {
                return true;
            }
        }
        return false;
    }

    /**
     * SQL state classes 08 (connection), 53 (resources), 57P (going down or coming up); and what the pool says without a state:
     * that it has none to give, or that the transaction lost its connection a moment ago.
     */
    private static boolean away(SQLException sql) {
        String state = sql.getSQLState() == null ? "" : sql.getSQLState();
        String message = sql.getMessage() == null ? "" : sql.getMessage();
        return state.startsWith("08") || state.startsWith("53") || state.startsWith("57P")
                || message.startsWith("Cannot get a connection") || message.startsWith("Unable to acquire a new connection") || message.startsWith("Unable to enlist connection");
    }
}
