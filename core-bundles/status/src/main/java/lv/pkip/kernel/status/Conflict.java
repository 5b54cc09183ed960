package lv.pkip.kernel.status;

import java.sql.SQLException;
import javax.persistence.OptimisticLockException;

/** Tells what kind of clash between two transactions made one of them fail. */
final class Conflict {
    private static final int DEEPEST = 20;

    private Conflict() {
    }

    /** Somebody else changed the row first. */
    static boolean stale(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; cause != null && i < DEEPEST; i++, cause = cause.getCause()) {
            if (cause instanceof OptimisticLockException) {
                return true;
            }
        }
        return false;
    }

    /** A unique key was taken, or the database broke a deadlock: doing it once more makes sense. */
    static boolean passing(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; cause != null && i < DEEPEST; i++, cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null
                    && (sql.getSQLState().startsWith("23") || sql.getSQLState().startsWith("40"))) {
                return true;
            }
        }
        return false;
    }
}
