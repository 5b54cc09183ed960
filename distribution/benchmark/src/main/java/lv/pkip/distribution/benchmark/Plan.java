package lv.pkip.distribution.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import lv.pkip.distribution.itest.PostgresqlServer;

/** How much is measured, and with what. */
record Plan(boolean quick, Path peer, PostgresqlServer postgresql) {

    int starts() {
        return quick ? 1 : 4;
    }

    int rounds() {
        return quick ? 2 : 5;
    }

    int roundSeconds() {
        return quick ? 4 : 6;
    }

    /** Where many things are measured in one run. */
    int shortRoundSeconds() {
        return quick ? 2 : 3;
    }

    int warmUpSeconds() {
        return quick ? 10 : 75;
    }

    int installs() {
        return quick ? 5 : 25;
    }

    int pages() {
        return quick ? 40 : 300;
    }

    /** Sizes of an audit that is searched, the least first. */
    List<Integer> records() {
        return quick ? List.of(100_000, 1_000_000) : List.of(100_000, 1_000_000, 10_000_000);
    }

    int services() {
        return quick ? 4 : 8;
    }

    /** What is being done is told where it does not get into the table. */
    static <T> T step(String what, Supplier<T> work) {
        long begun = System.nanoTime();
        System.err.print("  " + what + " … ");
        T done = work.get();
        System.err.printf("%.1f s%n", (System.nanoTime() - begun) / 1e9);
        return done;
    }
}
