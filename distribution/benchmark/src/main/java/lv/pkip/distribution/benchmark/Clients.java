package lv.pkip.distribution.benchmark;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Several at once who do one thing again and again; if it fails for one of them, the measurement fails. */
final class Clients {

    /** One of them, with a connection of its own. */
    interface Client extends AutoCloseable {
        void once() throws Exception;

        /** Whatever is looked at afterwards, outside of the time. */
        default void check() throws Exception {
        }

        @Override
        void close() throws Exception;
    }

    private Clients() {
    }

    /** How often a second it was done by all together; what comes before the first and after the last is not in the time. */
    static double rate(int clients, int seconds, IntFunction<Client> made) {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        List<Client> all = IntStream.range(0, clients).mapToObj(made).toList();
        try {
            long begun = System.nanoTime();
            long end = begun + seconds * 1_000_000_000L;
            List<Callable<Integer>> work = all.stream().<Callable<Integer>>map(client -> () -> again(client, end)).toList();
            int done = 0;
            for (Future<Integer> one : threads.invokeAll(work)) {
                done += one.get();
            }
            double rate = done * 1e9 / (System.nanoTime() - begun);
            for (Client client : all) {
                client.check();
            }
            return rate;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (ExecutionException failure) {
            throw new IllegalStateException("a client failed", failure.getCause());
        } catch (Exception failure) {
            throw new IllegalStateException("a client's last look failed", failure);
        } finally {
            threads.shutdownNow();
            all.forEach(Clients::closed);
        }
    }

    private static int again(Client client, long end) throws Exception {
        int done = 0;
        while (System.nanoTime() < end) {
            client.once();
            done++;
        }
        return done;
    }

    private static void closed(Client client) {
        try {
            client.close();
        } catch (Exception failure) {
            throw new IllegalStateException("a client did not close", failure);
        }
    }
}
