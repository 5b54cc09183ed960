package lv.pkip.kernel.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.transaction.Status;
import javax.transaction.Synchronization;

import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestJpaTest {
    private final TestJpa north = TestJpa.open("north");
    private final TestJpa south = north.and("south");

    @AfterEach
    void close() {
        north.close();
    }

    private long lines(JpaTemplate unit, String entity) {
        return unit.txExpr(em -> em.createQuery("select count(x) from " + entity + " x", Long.class).getSingleResult());
    }

    private void putBoth(String text) {
        north.tx(em -> {
            em.persist(new North(text));
            south.tx(inner -> inner.persist(new South(text)));
        });
    }

    @Test
    void twoUnitsCommitTogether() {
        putBoth("a");
        assertEquals(1, lines(north, "North"));
        assertEquals(1, lines(south, "South"));
    }

    @Test
    void anExceptionAfterTheInnerCallRollsBothBack() {
        assertThrows(IllegalStateException.class, () -> north.tx(em -> {
            em.persist(new North("a"));
            south.tx(inner -> {
                inner.persist(new South("a"));
                inner.flush();
            });
            throw new IllegalStateException("no");
        }));
        assertEquals(0, lines(north, "North"));
        assertEquals(0, lines(south, "South"));
    }

    @Test
    void aSwallowedInnerExceptionStillDoomsTheWhole() {
        assertThrows(RuntimeException.class, () -> north.tx(em -> {
            em.persist(new North("a"));
            try {
                south.tx(inner -> {
                    throw new IllegalArgumentException("inner");
                });
            } catch (IllegalArgumentException swallowed) {
                // the container marks the transaction all the same
            }
        }));
        assertEquals(0, lines(north, "North"));
    }

    @Test
    void aViolationFoundOnlyAtCommitRollsBothBack() {
        putBoth("a");
        assertThrows(RuntimeException.class, () -> north.tx(em -> {
            em.persist(new North("b"));
            south.tx(inner -> inner.persist(new South("a")));
        }));
        assertEquals(1, lines(north, "North"));
        assertEquals(1, lines(south, "South"));
    }

    @Test
    void otherThreadsDoNotSeeWhatIsNotCommitted() throws InterruptedException, ExecutionException {
        var pool = Executors.newSingleThreadExecutor();
        try {
            north.tx(em -> em.persist(new North("a")));
            Future<Long> seen = pool.submit(() -> lines(north, "North"));
            assertEquals(1, seen.get());
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void synchronizationsHearOfTheEnd() {
        List<Integer> heard = new ArrayList<>();
        Runnable listen = () -> north.synchronizations().registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                heard.add(-1);
            }

            @Override
            public void afterCompletion(int status) {
                heard.add(status);
            }
        });
        north.tx(em -> listen.run());
        assertThrows(IllegalStateException.class, () -> north.tx(em -> {
            listen.run();
            throw new IllegalStateException("no");
        }));
        assertEquals(List.of(-1, Status.STATUS_COMMITTED, Status.STATUS_ROLLEDBACK), heard);
    }

    @Test
    void aTransactionOfItsOwnSurvivesTheOuterOnes() {
        assertThrows(IllegalStateException.class, () -> north.tx(em -> {
            em.persist(new North("a"));
            south.tx(TransactionType.RequiresNew, inner -> inner.persist(new South("a")));
            throw new IllegalStateException("no");
        }));
        assertEquals(0, lines(north, "North"));
        assertEquals(1, lines(south, "South"));
    }

    @Test
    void mandatoryNeedsATransaction() {
        assertThrows(IllegalStateException.class, () -> north.tx(TransactionType.Mandatory, em -> { }));
    }
}
