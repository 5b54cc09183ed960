package lv.pkip.kernel.jpasession;

import org.eclipse.persistence.config.SessionCustomizer;
import org.eclipse.persistence.sessions.Session;

/**
 * Makes every persistence unit tell at once that the database is away. As EclipseLink comes, a query would be tried three
 * times more, five seconds apart, while its request waits and holds a thread.
 * Named by the system property {@code eclipselink.session.customizer}, so that it holds for all units.
 */
public final class FailFast implements SessionCustomizer {
    @Override
    public void customize(Session session) {
        session.getLogin().setQueryRetryAttemptCount(0);
    }
}
