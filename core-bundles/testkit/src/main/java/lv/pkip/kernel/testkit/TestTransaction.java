package lv.pkip.kernel.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.persistence.EntityManager;
import javax.transaction.RollbackException;
import javax.transaction.Status;
import javax.transaction.Synchronization;

/** One transaction over all persistence units of a {@link TestDatabase}: they commit together or not at all. */
final class TestTransaction {
    private final TestDatabase database;
    private final TestTransaction suspended;
    private final Connection connection;
    private final Map<TestJpa, EntityManager> managers = new LinkedHashMap<>();
    private final List<Synchronization> synchronizations = new ArrayList<>();
    final Map<Object, Object> resources = new HashMap<>();
    private boolean rollbackOnly;

    TestTransaction(TestDatabase database) {
        this.database = database;
        this.suspended = database.running.get();
        try {
            connection = database.take();
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw new IllegalStateException("no connection", e);
        }
        database.running.set(this);
    }

    Connection connection() {
        return connection;
    }

    EntityManager manager(TestJpa unit) {
        return managers.computeIfAbsent(unit, u -> {
            EntityManager manager = u.factory().createEntityManager();
            manager.getTransaction().begin();
            return manager;
        });
    }

    boolean uses(TestJpa unit) {
        return managers.containsKey(unit) || suspended != null && suspended.uses(unit);
    }

    void setRollbackOnly() {
        rollbackOnly = true;
    }

    boolean isRollbackOnly() {
        return rollbackOnly;
    }

    void register(Synchronization synchronization) {
        synchronizations.add(synchronization);
    }

    /** Commits; throws, having rolled back, when it was marked so or any unit fails. */
    void commit() {
        if (rollbackOnly) {
            rollback();
            throw new RuntimeException(new RollbackException("the transaction was marked for rollback by an inner failure"));
        }
        try {
            new ArrayList<>(synchronizations).forEach(Synchronization::beforeCompletion);
            managers.values().forEach(EntityManager::flush);
            managers.values().forEach(manager -> manager.getTransaction().commit());
            connection.commit();
        } catch (RuntimeException | SQLException e) {
            rollback();
            throw new RuntimeException((Throwable) new RollbackException("commit failed").initCause(e));
        }
        end(Status.STATUS_COMMITTED);
    }

    void rollback() {
        for (EntityManager manager : managers.values()) {
            if (manager.getTransaction().isActive()) {
                manager.getTransaction().rollback();
            }
        }
        try {
            connection.rollback();
        } catch (SQLException broken) {
            // the database rolls back by itself when the connection is gone
        }
        end(Status.STATUS_ROLLEDBACK);
    }

    private void end(int status) {
        managers.values().forEach(EntityManager::close);
        if (suspended == null) {
            database.running.remove();
        } else {
            database.running.set(suspended);
        }
        database.give(connection);
        synchronizations.forEach(s -> s.afterCompletion(status));
    }
}
