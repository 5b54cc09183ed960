package lv.pkip.distribution.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import lv.pkip.distribution.itest.PostgresqlServer;

/** {@code ./pkip benchmark}: measures, prints the table, writes it as Markdown and JSON. */
public final class Benchmark {

    private static final Map<String, Function<Plan, Measurement>> MEASUREMENTS = new LinkedHashMap<>();

    static {
        MEASUREMENTS.put("start", Starts::new);
        MEASUREMENTS.put("submit", Submissions::new);
        MEASUREMENTS.put("install", Installs::new);
        MEASUREMENTS.put("board", Boards::new);
        MEASUREMENTS.put("ldap", Lookups::new);
        MEASUREMENTS.put("oidc", Oidc::new);
        MEASUREMENTS.put("audit", Audits::new);
        MEASUREMENTS.put("audit-search", AuditSearch::new);
        MEASUREMENTS.put("memory", Memory::new);
    }

    private Benchmark() {
    }

    /** Arguments: {@code --quick}, and names of what shall be measured; all if none is named. */
    public static void main(String[] arguments) throws IOException {
        Set<String> wanted = new TreeSet<>(List.of(arguments));
        boolean quick = wanted.remove("--quick");
        if (!MEASUREMENTS.keySet().containsAll(wanted)) {
            System.err.println("pkip: benchmark knows --quick and " + String.join(", ", MEASUREMENTS.keySet()) + ".");
            System.exit(2);
        }
        try (PostgresqlServer postgresql = PostgresqlServer.started()) {
            measure(new Plan(quick, Path.of(System.getProperty("pkip.peer")), postgresql), wanted);
        }
    }

    private static void measure(Plan plan, Set<String> wanted) throws IOException {
        Map<String, String> circumstances = Machine.described(plan);
        circumstances.put("load before", Machine.load());
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<String, Function<Plan, Measurement>> one : MEASUREMENTS.entrySet()) {
            if (wanted.isEmpty() || wanted.contains(one.getKey())) {
                System.err.println("== " + one.getKey());
                rows.addAll(one.getValue().apply(plan).rows());
            }
        }
        circumstances.put("load after", Machine.load());
        Report report = new Report(circumstances, rows);
        Path out = Files.createDirectories(Path.of(System.getProperty("pkip.out")));
        Files.writeString(out.resolve("benchmark.md"), report.markdown());
        Files.writeString(out.resolve("benchmark.json"), report.json());
        System.out.println(report.markdown());
    }
}
