package lv.pkip.distribution.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClientsTest {

    /** Counts, and fails at a certain time. */
    private static final class Counting implements Clients.Client {
        private final AtomicInteger done;
        private final int fails;
        private boolean checked;
        private boolean closed;

        Counting(AtomicInteger done, int fails) {
            this.done = done;
            this.fails = fails;
        }

        @Override
        public void once() throws IOException {
            if (done.incrementAndGet() == fails) {
                throw new IOException("refused");
            }
        }

        @Override
        public void check() {
            checked = true;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private final List<Counting> all = new ArrayList<>();
    private final AtomicInteger done = new AtomicInteger();

    private Clients.Client one(int fails) {
        Counting client = new Counting(done, fails);
        all.add(client);
        return client;
    }

    @Test
    void what_all_did_is_counted_and_each_is_looked_at_and_closed() {
        long begun = System.nanoTime();
        double rate = Clients.rate(3, 1, n -> one(0));
        double seconds = (System.nanoTime() - begun) / 1e9;
        assertEquals(3, all.size());
        assertTrue(rate > 0 && rate <= done.get() && rate >= done.get() / seconds, rate + " a second of " + done.get() + " in " + seconds);
        assertTrue(all.stream().allMatch(client -> client.checked && client.closed));
    }

    @Test
    void a_failure_of_one_fails_the_measurement_and_closes_all() {
        IllegalStateException failure = assertThrows(IllegalStateException.class, () -> Clients.rate(2, 1, n -> one(5)));
        assertEquals("refused", failure.getCause().getMessage());
        assertTrue(all.stream().allMatch(client -> client.closed));
    }
}
