package lv.pkip.distribution.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a figure depends on besides us: machine, load, versions. */
final class Machine {

    private Machine() {
    }

    static Map<String, String> described(Plan plan) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("when", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
        all.put("run", plan.quick() ? "quick: too few rounds to quote" : "full");
        all.put("version", System.getProperty("pkip.version") + " " + System.getProperty("pkip.commit", ""));
        all.put("processor", first("/proc/cpuinfo", "model name\\s*: (.*)") + ", " + Runtime.getRuntime().availableProcessors() + " cores");
        all.put("memory", Long.parseLong(first("/proc/meminfo", "MemTotal: *(\\d+).*")) / (1 << 20) + " GiB");
        all.put("system", first("/etc/os-release", "PRETTY_NAME=\"(.*)\"") + ", Linux " + System.getProperty("os.version"));
        all.put("Java", System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version"));
        all.put("PostgreSQL", plan.postgresql().ask("psql", "", "--version").strip().replaceAll(".*\\) ", "").replaceAll(" .*", "") + ", fsync on");
        all.put("peer Karaf", plan.peer().getFileName().toString());
        return all;
    }

    /** Averages over 1, 5 and 15 minutes. */
    static String load() {
        return first("/proc/loadavg", "(\\S+ \\S+ \\S+).*");
    }

    private static String first(String file, String pattern) {
        try {
            Matcher found = Pattern.compile("(?m)^" + pattern + "$").matcher(Files.readString(Path.of(file)));
            return found.find() ? found.group(1) : "unknown";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
