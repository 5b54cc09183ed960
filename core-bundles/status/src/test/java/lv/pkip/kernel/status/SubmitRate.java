package lv.pkip.kernel.status;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import lv.pkip.kernel.api.service.Definition;

/** Measures submissions per second on the database of the tests; run by hand beside pgbench with three rows. */
final class SubmitRate {
    private SubmitRate() {
    }

    public static void main(String[] arguments) throws InterruptedException {
        try (House house = new House()) {
            Definition free = house.services.install(TreeService.plain().withGaps().id("roads").definition());
            house.asZane();
            measure(house, free, 2, 8);
            for (int threads : threads(arguments)) {
                System.out.printf("%d threads: %.0f/s without, %.0f/s with gapless numbers%n", threads,
                        measure(house, free, threads, 8), measure(house, house.trees, threads, 8));
            }
        }
    }

    private static int[] threads(String[] arguments) {
        return arguments.length == 0 ? new int[] {1, 8, 32} : java.util.Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static double measure(House house, Definition definition, int threads, int seconds) throws InterruptedException {
        AtomicLong done = new AtomicLong();
        long before = cpu();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        List<Thread> all = new ArrayList<>();
        String text = "x".repeat(900);
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                while (System.nanoTime() < end) {
                    house.cases.submit(House.application(definition, House.key(), House.answers("text", text)));
                    done.incrementAndGet();
                }
            });
            thread.start();
            all.add(thread);
        }
        for (Thread thread : all) {
            thread.join();
        }
        System.out.printf("  %.2f ms of processor time each%n", (cpu() - before) / 1e6 / done.get());
        return done.get() / (double) seconds;
    }
}
