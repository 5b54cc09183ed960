package lv.pkip.kernel.identityoidc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;

/** Writes rows that come at the same moment in one transaction: whoever is first writes for those who wait behind. */
final class Batch {
    private static final int MOST = 64;

    private final JpaTemplate jpa;
    private final ReentrantLock writing = new ReentrantLock();
    private List<Waiting> waiting = new ArrayList<>();

    private record Waiting(Object row, CompletableFuture<Void> written) { }

    Batch(JpaTemplate jpa) {
        this.jpa = jpa;
    }

    /** Returns when the row is committed. */
    void write(Object row) {
        Waiting mine = new Waiting(row, new CompletableFuture<>());
        synchronized (this) {
            waiting.add(mine);
        }
        writing.lock();
        try {
            while (!mine.written().isDone()) {
                commit(next());
            }
        } finally {
            writing.unlock();
        }
        try {
            mine.written().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private synchronized List<Waiting> next() {
        if (waiting.size() <= MOST) {
            List<Waiting> all = waiting;
            waiting = new ArrayList<>();
            return all;
        }
        List<Waiting> first = new ArrayList<>(waiting.subList(0, MOST));
        waiting = new ArrayList<>(waiting.subList(MOST, waiting.size()));
        return first;
    }

    private void commit(List<Waiting> some) {
        try {
            jpa.tx(TransactionType.Required, em -> some.forEach(one -> em.persist(one.row())));
            some.forEach(one -> one.written().complete(null));
        } catch (RuntimeException e) {
            some.forEach(one -> one.written().completeExceptionally(e));
        }
    }
}
