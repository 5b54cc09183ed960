package lv.pkip.distribution.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lv.pkip.distribution.itest.Container;

/**
 * Starts with the demonstration's features until the container says that it is ready, beside plain Karaf with the same JVM flags
 * until its console greets. Both are on embedded storage; unpacking is not counted.
 */
final class Starts implements Measurement {

    private final Plan plan;
    private final List<Double> cold = new ArrayList<>();
    private final List<Double> prepared = new ArrayList<>();
    private final List<Double> preparedAnew = new ArrayList<>();
    private final List<Double> warm = new ArrayList<>();
    private final List<Double> karafCold = new ArrayList<>();
    private final List<Double> karafWarm = new ArrayList<>();

    Starts(Plan plan) {
        this.plan = plan;
    }

    @Override
    public List<Row> rows() {
        try (Container image = Containers.demo()) {
            Plan.step("preparing an image", () -> Shell.run(image.home().resolve("bin/prepare").toString()));
            for (int i = 0; i < plan.starts(); i++) {
                round(image);
            }
        }
        return List.of(
                Row.pairs("cold start", "plain Karaf, cold", "s", cold, karafCold, Row.Goal.atMost(2.0, 1.5)),
                Row.pairs("prepared image, its database there", "plain Karaf, cold", "s", prepared, karafCold, Row.Goal.atMost(1.3, 1.0)),
                Row.pairs("prepared image, new database", "plain Karaf, cold", "s", preparedAnew, karafCold, Row.Goal.NONE),
                Row.pairs("warm start", "plain Karaf, warm", "s", warm, karafWarm, Row.Goal.atMost(2.0, 1.5)));
    }

    private void round(Container image) {
        try (PlainKaraf karaf = PlainKaraf.unpacked(plan.peer(), Path.of(System.getProperty("pkip.containers"))); Container ours = Containers.demo()) {
            cold.add(Plan.step("cold", () -> seconds(ours)));
            String flags = Containers.flags(ours);
            ours.stop();
            karafCold.add(Plan.step("Karaf cold", () -> karaf.start(flags)));
            karaf.stop();
            Shell.run("rm", "-rf", image.home().resolve("data").toString());
            preparedAnew.add(Plan.step("prepared, new database", () -> seconds(image)));
            image.stop();
            // A new container of the image: only what is kept on volumes is there.
            Shell.run("rm", "-rf", image.home().resolve("data/cache").toString());
            prepared.add(Plan.step("prepared", () -> seconds(image)));
            image.stop();
            warm.add(Plan.step("warm", () -> seconds(ours)));
            ours.stop();
            karafWarm.add(Plan.step("Karaf warm", () -> karaf.start(flags)));
        }
    }

    private static double seconds(Container container) {
        return container.start().lastStart().toNanos() / 1e9;
    }
}
