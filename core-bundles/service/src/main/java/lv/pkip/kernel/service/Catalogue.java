package lv.pkip.kernel.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Services.Rejected;
import lv.pkip.kernel.service.reading.Problems;
import org.osgi.framework.Version;

/**
 * Generations of services present now, several of one service side by side, and what can be offered of them: the newest
 * one that is sound with the municipality's overlay over it.
 */
final class Catalogue {
    /** Longer than a call waits for a handler, so that whoever waits in vain is told to come again and not that nothing is here. */
    static final Duration GRACE = Duration.ofSeconds(10);

    /** What one bundle brings. */
    record Generation(long bundleId, String bundle, Version version, String service, ServiceFiles files) { }

    /** @param problems why it cannot be offered with that overlay; then there is no definition */
    record Read(String overlay, Optional<Definition> definition, List<String> problems) { }

    private record Refused(String bundle, String version, List<String> reasons) { }

    /** @param since when its bundle stopped, in nanoseconds of the ticker */
    private record Paused(Generation generation, long since) { }

    private final Map<Long, Generation> generations = new LinkedHashMap<>();
    private final Map<Long, Paused> paused = new LinkedHashMap<>();
    private final Map<Long, Refused> refused = new LinkedHashMap<>();
    private final Map<Generation, Read> read = new IdentityHashMap<>();
    private final Function<String, Optional<String>> overlays;
    private final LongSupplier ticker;

    /**
     * @param overlays newest overlay of a service
     * @param ticker   nanoseconds that pass
     */
    Catalogue(Function<String, Optional<String>> overlays, LongSupplier ticker) {
        this.overlays = overlays;
        this.ticker = ticker;
    }

    /** Takes a bundle's files in; a bundle whose files are wrong is listed as refused. */
    void add(long bundleId, String bundle, Version version, ServiceFiles files, Problems problems) {
        Optional<Definition> base = DefinitionReader.read(files, shown(version), problems);
        synchronized (this) {
            if (base.isPresent()) {
                generations.put(bundleId, new Generation(bundleId, bundle, version, base.get().id(), files));
            } else {
                refused.put(bundleId, new Refused(bundle, version.toString(), problems.list()));
            }
        }
    }

    /** A bundle stopped: for an update, as often as not. What it declared is offered a little longer, until it starts again or is removed. */
    synchronized void pause(long bundleId) {
        refused.remove(bundleId);
        Generation stopped = generations.remove(bundleId);
        if (stopped != null) {
            paused.put(bundleId, new Paused(stopped, ticker.getAsLong()));
        }
    }

    synchronized void remove(long bundleId) {
        refused.remove(bundleId);
        read.remove(generations.remove(bundleId));
        Paused waiting = paused.remove(bundleId);
        if (waiting != null) {
            read.remove(waiting.generation());
        }
    }

    /** Those that stopped a moment ago. */
    private Stream<Generation> pausedNow() {
        paused.values().removeIf(p -> {
            boolean over = ticker.getAsLong() - p.since() > GRACE.toNanos();
            if (over) {
                read.remove(p.generation());
            }
            return over;
        });
        return paused.values().stream().map(Paused::generation);
    }

    private static String shown(Version version) {
        return version.getMajor() + "." + version.getMinor() + "." + version.getMicro()
                + (version.getQualifier().isEmpty() ? "" : "." + version.getQualifier());
    }

    /** Ids of services present, sorted. */
    synchronized List<String> services() {
        return Stream.concat(generations.values().stream(), pausedNow()).map(Generation::service).distinct().sorted().toList();
    }

    /** Generations of a service, the newest version first, of equal versions the later bundle. */
    synchronized List<Generation> generations(String service) {
        return generations.values().stream().filter(g -> g.service().equals(service))
                .sorted(Comparator.comparing(Generation::version).thenComparing(Generation::bundleId).reversed()).toList();
    }

    /** Generations of a service that stopped a moment ago, to be offered when there is no other. */
    synchronized List<Generation> paused(String service) {
        return pausedNow().filter(g -> g.service().equals(service))
                .sorted(Comparator.comparing(Generation::version).thenComparing(Generation::bundleId).reversed()).toList();
    }

    /** A generation as it is with the overlay in force. */
    Read read(Generation generation) {
        String overlay = overlays.apply(generation.service()).orElse("");
        synchronized (this) {
            Read known = read.get(generation);
            if (known != null && known.overlay().equals(overlay)) {
                return known;
            }
        }
        Read fresh = read(generation, overlay);
        synchronized (this) {
            if (generations.get(generation.bundleId()) == generation) { // else it went meanwhile
                read.put(generation, fresh);
            }
        }
        return fresh;
    }

    /** A generation as it would be with an overlay. */
    static Read read(Generation generation, String overlay) {
        Problems problems = new Problems();
        ServiceFiles files = overlay.isBlank() ? generation.files() : Overlay.over(generation.files(), overlay, problems);
        Optional<Definition> definition = problems.none() ? DefinitionReader.read(files, shown(generation.version()), problems) : Optional.empty();
        return new Read(overlay, definition, problems.list());
    }

    /** Bundles refused for their own faults, and generations that the overlay does not fit. */
    List<Rejected> rejected() {
        List<Rejected> all = new ArrayList<>();
        Map<Long, Generation> present;
        synchronized (this) {
            refused.values().forEach(r -> all.add(new Rejected(r.bundle(), r.version(), r.reasons())));
            present = new TreeMap<>(generations);
        }
        present.values().forEach(g -> {
            Read now = read(g);
            if (now.definition().isEmpty()) {
                all.add(new Rejected(g.bundle(), g.version().toString(), now.problems()));
            }
        });
        return all;
    }
}
