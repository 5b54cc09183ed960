package lv.pkip.distribution.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lv.pkip.distribution.itest.Container;

/**
 * From the command until the new e-service answers over HTTP, beside the framework's own installing and starting of a bundle with
 * the same files; all in one session of the console, so that no client's start is counted.
 */
final class Installs implements Measurement {

    private static final Pattern TIME = Pattern.compile("(?m)^at (\\d+)");
    private final Plan plan;

    Installs(Plan plan) {
        this.plan = plan;
    }

    @Override
    public List<Row> rows() {
        try (Container container = Containers.demo().start()) {
            Variants variants = new Variants(container);
            List<String> commands = new ArrayList<>();
            // The first of each kind pays for classes that the others find loaded.
            for (int n = 0; n <= plan.installs(); n++) {
                commands.add(NOW);
                commands.add("pkip:install --yes " + variants.service(n));
                commands.add(NOW);
                commands.add("bundle:install -s file:" + variants.bare(n));
            }
            commands.add(NOW);
            CompletableFuture<List<Double>> answered = CompletableFuture.supplyAsync(() -> answered(container));
            String session = Plan.step(plan.installs() + " installs", () -> container.console(String.join("\n", commands)));
            List<Double> times = new ArrayList<>();
            for (Matcher time = TIME.matcher(session); time.find();) {
                times.add(Double.parseDouble(time.group(1)));
            }
            if (times.size() != 2 * plan.installs() + 3) {
                throw new IllegalStateException(session);
            }
            return List.of(row(times, answered.join()));
        }
    }

    private Row row(List<Double> times, List<Double> answered) {
        List<Double> ours = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        for (int n = 1; n <= plan.installs(); n++) {
            ours.add(answered.get(n) - times.get(2 * n));
            bare.add(Math.max(1, times.get(2 * n + 2) - times.get(2 * n + 1)));
        }
        return Row.pairs("installing an e-service until it answers", "installing a bare bundle", "ms", ours, bare, Row.Goal.atMost(10, 3));
    }

    /** When each e-service first answered, in milliseconds of the machine's clock. */
    private List<Double> answered(Container container) {
        List<Double> times = new ArrayList<>();
        try (Line line = new Line(container.httpPort())) {
            while (times.size() <= plan.installs()) {
                if (line.ask("GET /api/v1/services/" + Variants.id(times.size()) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") == 200) {
                    times.add((double) System.currentTimeMillis());
                } else {
                    Thread.sleep(2);
                }
            }
            return times;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static final String NOW = "now = (shell:new java.util.Date)\necho at ($now getTime)";
}
