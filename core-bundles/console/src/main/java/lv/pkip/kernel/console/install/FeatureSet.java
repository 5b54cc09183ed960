package lv.pkip.kernel.console.install;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

import org.apache.karaf.features.BundleInfo;
import org.apache.karaf.features.Dependency;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.osgi.framework.Bundle;

/** Karaf's features, as far as an e-service comes and goes with one; never refreshes a running bundle. */
final class FeatureSet {
    private static final String ROOT = FeaturesService.ROOT_REGION;
    private static final EnumSet<FeaturesService.Option> QUIET = EnumSet.of(FeaturesService.Option.NoAutoRefreshBundles);
    private static final String SERVICE = "pkip-service-";

    private final FeaturesService features;

    FeatureSet(FeaturesService features) {
        this.features = features;
    }

    /** A feature by its name, or by the short name of an e-service or a part: {@code dog-fee}. */
    Optional<Feature> named(String name) {
        if (!name.matches("[a-z][a-z0-9-]*")) {
            return Optional.empty();
        }
        return told(() -> {
            for (String candidate : List.of(SERVICE + name, "pkip-" + name, name)) {
                Feature found = features.getFeature(candidate);
                if (found != null) {
                    return Optional.of(found);
                }
            }
            return Optional.empty();
        });
    }

    boolean isInstalled(Feature feature) {
        return features.isInstalled(feature);
    }

    List<Feature> installed() {
        return told(() -> List.of(features.listInstalledFeatures()));
    }

    List<Feature> olderThan(Feature feature) {
        return installed().stream().filter(other -> other.getName().equals(feature.getName())
                && !other.getVersion().equals(feature.getVersion())).toList();
    }

    void install(Feature feature) {
        told(() -> {
            features.installFeature(feature.getName(), feature.getVersion(), QUIET);
            return null;
        });
    }

    /** The installed feature that brought a bundle. */
    Optional<Feature> owner(Bundle bundle) {
        return installed().stream().filter(feature -> feature.getBundles().stream()
                .map(BundleInfo::getLocation).anyMatch(bundle.getLocation()::equals)).findFirst();
    }

    /** The feature that brought a bundle together with others, so that it cannot be given up for that bundle alone. */
    Optional<String> sharing(Bundle bundle) {
        return owner(bundle).filter(feature -> feature.getBundles().size() > 1).map(Feature::getName);
    }

    /**
     * Gives a feature up. Where it is wanted only as a part of a larger one, for example of the demonstration house, the
     * larger one is replaced by its other parts first; else it would come back with the next feature installed.
     */
    void giveUp(Feature feature) {
        told(() -> {
            for (Feature whole = wantedWhole(feature); whole != null; whole = wantedWhole(feature)) {
                if (!whole.getBundles().isEmpty()) {
                    throw new InstallFailed("feature " + whole.getName() + " needs " + feature.getName() + "; remove that one first");
                }
                features.addRequirements(Map.of(ROOT, parts(whole)), QUIET);
                features.removeRequirements(Map.of(ROOT, requirements(whole.getName())), QUIET);
            }
            features.removeRequirements(Map.of(ROOT, requirements(feature)), QUIET);
            return null;
        });
    }

    /** Gives a feature up and keeps what came along with it: the next version or others may use it, for example the payments. */
    void release(Feature feature) {
        Set<String> parts = parts(feature);
        told(() -> {
            if (!parts.isEmpty()) {
                features.addRequirements(Map.of(ROOT, parts), QUIET);
            }
            return null;
        });
        giveUp(feature);
    }

    private static Set<String> parts(Feature whole) {
        Set<String> parts = new LinkedHashSet<>();
        whole.getDependencies().forEach(part -> parts.add("feature:" + part.getName()));
        return parts;
    }

    /** A feature wanted for itself that has the given one among its parts, at any depth. */
    private Feature wantedWhole(Feature feature) throws Exception {
        for (Feature candidate : features.listInstalledFeatures()) {
            if (!candidate.getName().equals(feature.getName()) && !requirements(candidate.getName()).isEmpty()
                    && contains(candidate, feature.getName())) {
                return candidate;
            }
        }
        return null;
    }

    private boolean contains(Feature whole, String name) throws Exception {
        for (Dependency part : whole.getDependencies()) {
            Feature found = part.getName().equals(name) ? null : features.getFeature(part.getName());
            if (part.getName().equals(name) || found != null && contains(found, name)) {
                return true;
            }
        }
        return false;
    }

    /** Requirements as Karaf keeps them: {@code feature:name} or {@code feature:name/[1.0.0,1.0.0]}. */
    private Set<String> requirements(String name) {
        Set<String> found = new LinkedHashSet<>();
        features.listRequirements().getOrDefault(ROOT, Set.of()).stream()
                .filter(r -> r.equals("feature:" + name) || r.startsWith("feature:" + name + "/")).forEach(found::add);
        return found;
    }

    /** Those of one version, when several are wanted side by side. */
    private Set<String> requirements(Feature feature) {
        Set<String> all = requirements(feature.getName());
        Set<String> exact = new LinkedHashSet<>(all);
        exact.removeIf(r -> !r.contains("/") || !Arrays.asList(r.replaceAll(".*/[\\[(]?", "").replaceAll("[\\])]$", "").split(","))
                .contains(feature.getVersion()));
        return exact.isEmpty() ? all : exact;
    }

    private static <T> T told(Callable<T> work) {
        try {
            return work.call();
        } catch (InstallFailed e) {
            throw e;
        } catch (Exception e) {
            throw new InstallFailed(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
    }
}
