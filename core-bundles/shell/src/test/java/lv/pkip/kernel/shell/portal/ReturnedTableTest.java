package lv.pkip.kernel.shell.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lv.pkip.kernel.shell.gate.Returned;
import lv.pkip.kernel.testkit.SettableClock;
import lv.pkip.kernel.testkit.TestJpa;
import org.apache.aries.jpa.template.TransactionType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReturnedTableTest {
    private static final Map<String, String> ANSWER = Map.of("wresult", "<Assertion>PNOLV-320000-00001</Assertion>".repeat(500), "wctx", "s1");
    private final SettableClock clock = SettableClock.at("2026-12-01T08:00:00Z");
    private TestJpa jpa;
    private Returned node;

    @BeforeEach
    void open() {
        jpa = TestJpa.open("shell");
        node = new ReturnedTable(jpa, clock);
    }

    @AfterEach
    void close() {
        jpa.close();
    }

    /** Another node, or this one after a restart. */
    private Returned another() {
        return new ReturnedTable(jpa, clock);
    }

    @Test
    void anotherNodeGivesItOutOnce() {
        String reference = node.keep(ANSWER, "192.0.2.1", "s1").orElseThrow();
        assertEquals(Optional.of(ANSWER), another().take(reference));
        assertEquals(Optional.empty(), node.take(reference));
        assertEquals(Optional.empty(), another().take(reference));
    }

    @Test
    void whoeverDoesNotKnowTheReferenceGetsNothing() {
        String reference = node.keep(ANSWER, "192.0.2.1", "s1").orElseThrow();
        for (String wrong : List.of("", "s1", reference + "x", reference.substring(1), "A".repeat(32))) {
            assertEquals(Optional.empty(), node.take(wrong), wrong);
        }
        assertTrue(node.take(reference).isPresent());
    }

    @Test
    void theTableAloneTellsNothing() {
        String reference = node.keep(ANSWER, "192.0.2.1", "s1").orElseThrow();
        List<String> stored = jpa.txExpr(TransactionType.Required, em -> {
            @SuppressWarnings("unchecked")
            List<Object[]> rows = em.createNativeQuery("select id, begun, client, content from shell_returned").getResultList();
            List<String> all = new ArrayList<>();
            rows.forEach(row -> {
                for (Object one : row) {
                    all.add(String.valueOf(one));
                }
            });
            em.createQuery("select r from ReturnedRow r", ReturnedRow.class).getResultList().forEach(row -> all.add(row.content()));
            return all;
        });
        assertEquals(5, stored.size());
        for (String secret : List.of("PNOLV", "320000", "Assertion", "wresult", reference, "192.0.2.1", "s1\"")) {
            assertFalse(stored.stream().anyMatch(text -> text.contains(secret)), secret);
        }
    }

    @Test
    void itIsGoodForTwoMinutes() {
        String reference = node.keep(ANSWER, "192.0.2.1", "s1").orElseThrow();
        String other = node.keep(ANSWER, "192.0.2.1", "s2").orElseThrow();
        clock.forward(Duration.ofSeconds(119));
        assertTrue(node.take(reference).isPresent());
        clock.forward(Duration.ofSeconds(2));
        assertEquals(Optional.empty(), node.take(other));
    }

    @Test
    void aSecondSendingTakesThePlaceOfTheFirst() {
        String first = node.keep(ANSWER, "192.0.2.1", "s1").orElseThrow();
        String second = another().keep(Map.of("wresult", "again"), "192.0.2.9", "s1").orElseThrow();
        assertEquals(Optional.empty(), node.take(first));
        assertEquals(Optional.of(Map.of("wresult", "again")), node.take(second));
    }

    @Test
    void nobodyPushesOthersOut() {
        assertEquals(Optional.empty(), node.keep(Map.of("wresult", "x".repeat(100_001)), "192.0.2.1", "big"));
        for (int i = 0; i < 40; i++) {
            assertTrue(node.keep(Map.of("a", "b"), "192.0.2.1", "s" + i).isPresent());
        }
        assertEquals(Optional.empty(), node.keep(Map.of("a", "b"), "192.0.2.1", "more"));
        assertTrue(node.keep(Map.of("a", "b"), "192.0.2.2", "other").isPresent());
        clock.forward(Duration.ofSeconds(121));
        assertTrue(node.keep(Map.of("a", "b"), "192.0.2.1", "more").isPresent(), "what ended makes room");
    }

    @Test
    void ofManyAtOnceOneGetsIt() throws Exception {
        String reference = node.keep(ANSWER, "192.0.2.1", "s1").orElseThrow();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            Callable<Boolean> take = () -> another().take(reference).isPresent();
            long got = 0;
            for (Future<Boolean> one : pool.invokeAll(List.of(take, take, take, take))) {
                got += one.get() ? 1 : 0;
            }
            assertEquals(1, got);
        } finally {
            pool.shutdown();
        }
    }
}
