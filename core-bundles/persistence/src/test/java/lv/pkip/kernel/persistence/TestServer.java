package lv.pkip.kernel.persistence;

import javax.transaction.TransactionManager;

import org.eclipse.persistence.platform.server.ServerPlatformBase;
import org.eclipse.persistence.sessions.DatabaseSession;
import org.eclipse.persistence.transaction.JTATransactionController;

/** Tells EclipseLink the transaction manager of the test, as Aries JPA tells it the container's. */
public final class TestServer extends ServerPlatformBase {
    static volatile TransactionManager transactions;

    public TestServer(DatabaseSession session) {
        super(session);
    }

    @Override
    public Class<?> getExternalTransactionControllerClass() {
        return Controller.class;
    }

    /** Finds the transaction manager in a field, where a container would look into JNDI. */
    public static final class Controller extends JTATransactionController {
        @Override
        protected TransactionManager acquireTransactionManager() {
            return transactions;
        }
    }
}
