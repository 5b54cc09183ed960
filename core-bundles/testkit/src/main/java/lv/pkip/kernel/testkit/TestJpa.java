package lv.pkip.kernel.testkit;

import javax.persistence.EntityManager;
import javax.persistence.EntityManagerFactory;
import javax.transaction.TransactionSynchronizationRegistry;

import org.apache.aries.jpa.template.EmConsumer;
import org.apache.aries.jpa.template.EmFunction;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;

/**
 * A bundle's persistence unit on an empty {@link TestDatabase}, behaving as it does in the container: an inner call joins
 * the running transaction, a runtime exception anywhere dooms the whole, several units commit together.
 *
 * <pre>
 * TestJpa jpa = TestJpa.open("status");          // META-INF/persistence.xml unit, tables by db/status.xml
 * TestJpa other = jpa.and("audit");              // a second unit in the same database
 * jpa.close();                                   // the database is empty again
 * </pre>
 */
public final class TestJpa implements JpaTemplate, AutoCloseable {
    private final TestDatabase database;
    private final EntityManagerFactory factory;

    private TestJpa(TestDatabase database, String unit) {
        this.database = database;
        this.factory = database.unit(unit);
    }

    /** Opens a database with the tables of {@code db/<unit>.xml}. */
    public static TestJpa open(String unit) {
        return new TestJpa(TestDatabase.with(unit), unit);
    }

    /** Another unit with its own tables in the same database. */
    public TestJpa and(String unit) {
        return new TestJpa(database, unit);
    }

    public TestDatabase database() {
        return database;
    }

    /** The transaction of this thread as JTA shows it, for what must happen after a commit. */
    public TransactionSynchronizationRegistry synchronizations() {
        return database.synchronizations();
    }

    EntityManagerFactory factory() {
        return factory;
    }

    @Override
    public <R> R txExpr(TransactionType type, EmFunction<R> code) {
        TestTransaction running = database.running.get();
        switch (type) {
            case Mandatory -> require(running != null, "a transaction must be running");
            case Never -> require(running == null, "no transaction may be running");
            case NotSupported -> require(running == null, "suspending is not done here: call it outside");
            case RequiresNew -> require(running == null || !running.uses(this),
                    "the container hands an inner RequiresNew of the same unit the outer entity manager: call it outside");
            default -> { }
        }
        if (running != null && type != TransactionType.RequiresNew) {
            return join(running, code);
        }
        boolean wanted = type == TransactionType.Required || type == TransactionType.RequiresNew;
        return wanted ? begin(code) : without(code);
    }

    private <R> R begin(EmFunction<R> code) {
        TestTransaction transaction = new TestTransaction(database);
        R result;
        try {
            result = code.apply(transaction.manager(this));
        } catch (RuntimeException | Error e) {
            transaction.rollback();
            throw wrapped(e);
        }
        transaction.commit();
        return result;
    }

    private <R> R join(TestTransaction running, EmFunction<R> code) {
        try {
            return code.apply(running.manager(this));
        } catch (RuntimeException | Error e) {
            running.setRollbackOnly();
            throw wrapped(e);
        }
    }

    private <R> R without(EmFunction<R> code) {
        EntityManager manager = factory.createEntityManager();
        try {
            return code.apply(manager);
        } finally {
            manager.close();
        }
    }

    private static RuntimeException wrapped(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return (RuntimeException) e;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalStateException(message);
        }
    }

    @Override
    public void tx(TransactionType type, EmConsumer code) {
        txExpr(type, em -> {
            code.accept(em);
            return null;
        });
    }

    @Override
    public <R> R txExpr(EmFunction<R> code) {
        return txExpr(TransactionType.Required, code);
    }

    @Override
    public void tx(EmConsumer code) {
        tx(TransactionType.Required, code);
    }

    @Override
    public void close() {
        database.recycle();
    }
}
