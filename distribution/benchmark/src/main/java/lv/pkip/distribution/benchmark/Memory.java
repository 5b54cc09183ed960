package lv.pkip.distribution.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import lv.pkip.distribution.itest.Container;

/** Heap that one more e-service needs once it was used, beside a bare bundle with the same files; and the whole process with two. */
final class Memory implements Measurement {

    private static final double MB = 1 << 20;
    private final Plan plan;

    Memory(Plan plan) {
        this.plan = plan;
    }

    @Override
    public List<Row> rows() {
        try (Container container = Containers.of("pkip-payment-sandbox", "pkip-sign-in-sandbox").start()) {
            Variants variants = new Variants(container);
            List<Double> resident = new ArrayList<>(List.of(container.residentBytes() / MB));
            double services = Plan.step(plan.services() + " e-services", () -> growth(container, n -> {
                container.console("pkip:install --yes " + variants.service(n));
                use(container, Variants.id(n));
                resident.add(container.residentBytes() / MB);
            }));
            double bare = Plan.step(plan.services() + " bare bundles",
                    () -> growth(container, n -> container.console("bundle:install -s file:" + variants.bare(n))));
            return List.of(Row.pairs("heap for one more e-service", "a bare bundle", "MB", List.of(services), List.of(bare), Row.Goal.NONE),
                    against("resident, no e-service", resident.get(0)), against("resident, 1 e-service", resident.get(1)),
                    against("resident, 2 e-services", resident.get(2)),
                    against("resident, " + plan.services() + " e-services", resident.get(plan.services())));
        }
    }

    private static Row against(String what, double megabytes) {
        return Row.pairs(what, "512 MB", "MB", List.of(megabytes), List.of(512.0), Row.Goal.atMost(1, 0.8));
    }

    private static void use(Container container, String service) {
        for (String path : List.of("/", "/services/" + service, "/api/v1/services/" + service, "/api/v1/services/" + service + "/forms/application")) {
            int status = container.get(path).statusCode();
            if (status != 200) {
                throw new IllegalStateException(path + " answers " + status);
            }
        }
    }

    /** By how many megabytes the heap in use grows with each but the first, which brings classes and templates that the others share. */
    private double growth(Container container, IntConsumer one) {
        one.accept(1);
        double before = Containers.heap(container);
        IntStream.rangeClosed(2, plan.services()).forEach(one);
        return (Containers.heap(container) - before) / MB / (plan.services() - 1);
    }
}
