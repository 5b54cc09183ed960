package lv.pkip.kernel.jpasession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.eclipse.persistence.internal.sessions.DatabaseSessionImpl;
import org.eclipse.persistence.sessions.DatabaseLogin;
import org.junit.jupiter.api.Test;

import lv.pkip.kernel.testkit.HouseRules;

class FailFastTest {
    @Test
    void a_query_is_not_tried_again() {
        DatabaseSessionImpl session = new DatabaseSessionImpl(new DatabaseLogin());
        assertNotEquals(0, session.getLogin().getQueryRetryAttemptCount(), "EclipseLink changed its mind: this part can go");
        new FailFast().customize(session);
        assertEquals(0, session.getLogin().getQueryRetryAttemptCount());
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(FailFast.class);
    }
}
