package lv.pkip.distribution.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a running container holds on to, counted after a full garbage collection: what grows with each upgrade is a leak. */
final class Figures {

    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");
    private static final Pattern TOTAL = Pattern.compile("Total\\s+(\\d+)\\s+(\\d+)");
    /**
     * Each is made once for every bundle, service or component; a leak of one an upgrade shows at once. Classes are not counted:
     * reflection makes one of what is called often, and those of a bundle go with its loader.
     */
    private static final List<String> COUNTED = List.of(
            "org.apache.felix.framework.BundleWiringImpl$BundleClassLoader", "org.apache.felix.framework.BundleImpl",
            "org.apache.felix.framework.BundleRevisionImpl", "org.apache.felix.framework.BundleContextImpl",
            "org.apache.felix.framework.ServiceRegistrationImpl", "org.apache.felix.scr.impl.manager.SingleComponentManager");

    private final Map<String, Long> counts = new TreeMap<>();
    private final long heap;

    private Figures(Map<String, Long> counts, long heap) {
        this.counts.putAll(counts);
        this.heap = heap;
    }

    static Figures of(Container container) {
        Map<String, Long> counts = new TreeMap<>();
        String histogram = histogram(container);
        histogram.lines().map(LINE::matcher).filter(Matcher::matches).filter(line -> COUNTED.contains(line.group(3)))
                .forEach(line -> counts.merge(line.group(3), Long.parseLong(line.group(1)), Long::sum));
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find() || counts.size() < COUNTED.size()) {
            throw new AssertionError("no histogram: " + histogram.substring(0, Math.min(2000, histogram.length())) + counts);
        }
        counts.put("threads", (long) files(Path.of("/proc/" + container.pid() + "/task"), 1));
        counts.put("open files", (long) files(Path.of("/proc/" + container.pid() + "/fd"), 1));
        counts.put("bundles in the cache", (long) files(container.home().resolve("data/cache"), 1));
        counts.put("files kept", (long) files(container.home().resolve("data/services"), 1));
        return new Figures(counts, Long.parseLong(total.group(2)));
    }

    /** Twice, because what a first collection sets free may hold something by a finalizer or cleaner. */
    private static String histogram(Container container) {
        jcmd(container, "GC.run");
        return jcmd(container, "GC.class_histogram");
    }

    private static String jcmd(Container container, String command) {
        try {
            Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                    String.valueOf(container.pid()), command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int files(Path folder, int depth) {
        try (Stream<Path> all = Files.walk(folder, depth)) {
            return (int) all.count() - 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What there is more of than before, beyond what comes and goes by itself. */
    List<String> grownSince(Figures before, long allowed, long allowedBytes) {
        List<String> grown = new ArrayList<>();
        counts.forEach((what, now) -> {
            if (now - before.counts.get(what) > allowed) {
                grown.add(what + " " + before.counts.get(what) + " to " + now);
            }
        });
        if (heap - before.heap > allowedBytes) {
            grown.add("heap " + before.heap + " to " + heap);
        }
        return grown;
    }

    @Override
    public String toString() {
        return "heap " + heap + ", " + counts;
    }
}
