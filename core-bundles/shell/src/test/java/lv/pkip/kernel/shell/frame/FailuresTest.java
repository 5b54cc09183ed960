package lv.pkip.kernel.shell.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.service.Rules;
import lv.pkip.kernel.api.status.CaseProblem;
import org.junit.jupiter.api.Test;

class FailuresTest {

    private static int status(Throwable failure) {
        return Failures.meaning(failure).status();
    }

    @Test
    void eachFailureHasItsStatus() {
        assertEquals(403, status(new Forbidden("x:y")));
        assertEquals(503, status(new Unavailable("x", true)));
        assertEquals(404, status(new Unavailable("x", false)));
        assertEquals(409, status(new Rules.RuleProblem("no version")));
        assertEquals(500, status(new NullPointerException()));
        for (CaseProblem.Code code : CaseProblem.Code.values()) {
            assertEquals(code.status(), status(new CaseProblem(code, "")));
        }
    }

    @Test
    void aDatabaseThatIsAwayIsWorthTryingAgain() {
        assertEquals(503, status(new RuntimeException(new SQLException("x", "08006"))));
        assertEquals(503, status(new RuntimeException(new RuntimeException(new SQLException("x", "57P01")))));
        assertEquals(503, status(new RuntimeException(new SQLTransientConnectionException("x"))));
        assertEquals(503, status(new RuntimeException(new SQLException("Cannot get a connection, pool error Timeout waiting for idle object"))));
        assertEquals(503, status(new RuntimeException(new SQLException("Unable to acquire a new connection from the pool"))));
        assertEquals(503, status(new RuntimeException(new SQLException("Unable to enlist connection in transaction: enlistResource returns 'false'."))));
    }

    @Test
    void aWrongStatementIsNot() {
        assertEquals(500, status(new RuntimeException(new SQLException("syntax", "42601"))));
        assertEquals(0, Failures.meaning(new RuntimeException(new SQLException("syntax", "42601"))).retryAfter());
    }

    @Test
    void theWayBackIsReadFromAnAddress() {
        assertEquals(Optional.of("/a?b=c"), Failures.pathOf("https://town.example/a?b=c"));
        assertEquals(Optional.empty(), Failures.pathOf("ht tp://x"));
    }
}
