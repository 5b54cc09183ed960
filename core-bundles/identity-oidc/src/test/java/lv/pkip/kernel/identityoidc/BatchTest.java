package lv.pkip.kernel.identityoidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lv.pkip.kernel.testkit.TestJpa;
import org.apache.aries.jpa.template.EmConsumer;
import org.apache.aries.jpa.template.EmFunction;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchTest {
    private final TestJpa jpa = TestJpa.open("oidc");
    private final AtomicInteger transactions = new AtomicInteger();
    private final CountDownLatch open = new CountDownLatch(1);
    private final Batch batch = new Batch(new Slow());

    /** Counts transactions, and lets none go on before it may. */
    private final class Slow implements JpaTemplate {
        @Override
        public <R> R txExpr(TransactionType type, EmFunction<R> code) {
            transactions.incrementAndGet();
            try {
                if (!open.await(30, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nobody let it go on");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return jpa.txExpr(type, code);
        }

        @Override
        public <R> R txExpr(EmFunction<R> code) {
            return txExpr(TransactionType.Required, code);
        }

        @Override
        public void tx(TransactionType type, EmConsumer code) {
            txExpr(type, em -> {
                code.accept(em);
                return null;
            });
        }

        @Override
        public void tx(EmConsumer code) {
            tx(TransactionType.Required, code);
        }
    }

    @AfterEach
    void close() {
        jpa.close();
    }

    private static TokenRow row(String hash) {
        TokenRow row = new TokenRow();
        row.tokenHash = hash;
        row.kind = TokenRow.ACCESS;
        row.clientId = "robot";
        row.scopes = "";
        row.created = 1;
        row.expires = 2;
        return row;
    }

    /** Somebody who writes a row; the first is at it and the others wait before this returns. */
    private FutureTask<Void> written(String hash) {
        FutureTask<Void> work = new FutureTask<>(() -> batch.write(row(hash)), null);
        Thread thread = new Thread(work, "writes " + hash);
        thread.start();
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return work;
    }

    private long stored() {
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery("select count(t) from TokenRow t", Long.class).getSingleResult());
    }

    @Test
    void whatComesWhileOneIsWrittenIsOneTransaction() throws Exception {
        List<FutureTask<Void>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(written("row-" + i));
        }
        assertEquals(0, stored());
        open.countDown();
        for (FutureTask<Void> one : all) {
            one.get(30, TimeUnit.SECONDS);
        }
        assertEquals(2, transactions.get());
        assertEquals(6, stored());
    }

    @Test
    void nobodyIsToldThatItIsWrittenWhenTheTransactionFails() throws Exception {
        FutureTask<Void> first = written("row");
        FutureTask<Void> again = written("row");
        FutureTask<Void> other = written("other");
        open.countDown();
        first.get(30, TimeUnit.SECONDS);
        assertThrows(ExecutionException.class, () -> again.get(30, TimeUnit.SECONDS));
        assertThrows(ExecutionException.class, () -> other.get(30, TimeUnit.SECONDS));
        assertEquals(1, stored());
        batch.write(row("later"));
        assertEquals(2, stored());
    }
}
