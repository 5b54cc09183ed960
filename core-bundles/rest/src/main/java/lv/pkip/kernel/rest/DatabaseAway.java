package lv.pkip.kernel.rest;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;

/** Tells whether a failure came from a database that cannot be reached, so that the answer is 503 and not 500. */
final class DatabaseAway {

    private DatabaseAway() { }

    static boolean caused(Throwable thrown) {
        int depth = 0;
        for (Throwable at = thrown; at != null && depth < 20; at = at.getCause(), depth++) {
            if (at instanceof SQLTransientException || at instanceof SQLRecoverableException
                    || at instanceof SQLNonTransientConnectionException) {
                return true;
            }
            // SQLSTATE classes 08 (connection exception), 57P (operator intervention), 53 (insufficient resources)
            if (at instanceof SQLException sql && sql.getSQLState() != null
                    && (sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P")
                            || sql.getSQLState().startsWith("53"))) {
                return true;
            }
        }
        return false;
    }
}
