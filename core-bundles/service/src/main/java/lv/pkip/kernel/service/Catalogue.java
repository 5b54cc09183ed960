package lv.pkip.kernel.service;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Services.Rejected;
import lv.pkip.kernel.service.reading.Problems;
import org.osgi.framework.Version;

/**
 * Generations of services present now, several of one service side by side, and what can be offered of them: the newest
 * one that is sound with the municipality's overlay over it.
 */
final class Catalogue {

    /** What one bundle brings. */
    record Generation(long bundleId, String bundle, Version version, String service, ServiceFiles files) { }

    /** @param problems why it cannot be offered with that overlay; then there is no definition */
    record Read(String overlay, Optional<Definition> definition, List<String> problems) { }

    private record Refused(String bundle, String version, List<String> reasons) { }

    private final Map<Long, Generation> generations = new LinkedHashMap<>();
    private final Map<Long, Refused> refused = new LinkedHashMap<>();
    private final Map<Long, Read> read = new LinkedHashMap<>();
    private final Function<String, Optional<String>> overlays;

    /** @param overlays newest overlay of a service */
    Catalogue(Function<String, Optional<String>> overlays) {
        this.overlays = overlays;
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

    synchronized void remove(long bundleId) {
        generations.remove(bundleId);
        refused.remove(bundleId);
        read.remove(bundleId);
    }

    private static String shown(Version version) {
        return version.getMajor() + "." + version.getMinor() + "." + version.getMicro()
                + (version.getQualifier().isEmpty() ? "" : "." + version.getQualifier());
    }

    /** Ids of services present, sorted. */
    synchronized List<String> services() {
        return generations.values().stream().map(Generation::service).distinct().sorted().toList();
    }

    /** Generations of a service, the newest version first, of equal versions the later bundle. */
    synchronized List<Generation> generations(String service) {
        return generations.values().stream().filter(g -> g.service().equals(service))
                .sorted(Comparator.comparing(Generation::version).thenComparing(Generation::bundleId).reversed()).toList();
    }

    /** A generation as it is with the overlay in force. */
    Read read(Generation generation) {
        String overlay = overlays.apply(generation.service()).orElse("");
        synchronized (this) {
            Read known = read.get(generation.bundleId());
            if (known != null && known.overlay().equals(overlay)) {
                return known;
            }
        }
        Read fresh = read(generation, overlay);
        synchronized (this) {
            if (generations.get(generation.bundleId()) == generation) {
                read.put(generation.bundleId(), fresh);
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
