package lv.pkip.kernel.testkit;

import javax.transaction.Status;
import javax.transaction.Synchronization;
import javax.transaction.TransactionSynchronizationRegistry;

/** The running {@link TestTransaction} of the calling thread, in JTA's words. */
final class TestSynchronizations implements TransactionSynchronizationRegistry {
    private final ThreadLocal<TestTransaction> running;

    TestSynchronizations(ThreadLocal<TestTransaction> running) {
        this.running = running;
    }

    private TestTransaction transaction() {
        TestTransaction transaction = running.get();
        if (transaction == null) {
            throw new IllegalStateException("no transaction is running");
        }
        return transaction;
    }

    @Override
    public Object getTransactionKey() {
        return running.get();
    }

    @Override
    public void putResource(Object key, Object value) {
        transaction().resources.put(key, value);
    }

    @Override
    public Object getResource(Object key) {
        return transaction().resources.get(key);
    }

    @Override
    public void registerInterposedSynchronization(Synchronization synchronization) {
        transaction().register(synchronization);
    }

    @Override
    public int getTransactionStatus() {
        TestTransaction transaction = running.get();
        if (transaction == null) {
            return Status.STATUS_NO_TRANSACTION;
        }
        return transaction.isRollbackOnly() ? Status.STATUS_MARKED_ROLLBACK : Status.STATUS_ACTIVE;
    }

    @Override
    public void setRollbackOnly() {
        transaction().setRollbackOnly();
    }

    @Override
    public boolean getRollbackOnly() {
        return transaction().isRollbackOnly();
    }
}
