package lv.pkip.kernel.console.install;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.karaf.features.BundleInfo;
import org.apache.karaf.features.Dependency;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** Karaf's features service as far as the installer uses it: wanted features, their parts, and the bundles that follow. */
final class KarafDouble {
    record Known(String name, String version, List<String> locations, List<String> parts) {
        String requirement() {
            return "feature:" + name + "/[" + version + "," + version + "]";
        }
    }

    private final BundleContext context;
    private final List<Known> known = new ArrayList<>();
    final Set<String> wanted = new LinkedHashSet<>();

    KarafDouble(BundleContext context) {
        this.context = context;
    }

    KarafDouble with(String name, String version, List<String> locations, String... parts) {
        known.add(0, new Known(name, version, locations, List.of(parts)));
        return this;
    }

    FeaturesService service() {
        return (FeaturesService) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {FeaturesService.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "getFeature" -> known.stream().filter(k -> k.name().equals(arguments[0])).findFirst().map(this::feature).orElse(null);
                    case "listInstalledFeatures" -> installed().stream().map(this::feature).toArray(Feature[]::new);
                    case "isInstalled" -> installed().stream().map(this::feature).anyMatch(f -> f.getId().equals(((Feature) arguments[0]).getId()));
                    case "listRequirements" -> Map.of("root", new LinkedHashSet<>(wanted));
                    case "installFeature" -> want("feature:" + arguments[0] + "/[" + arguments[1] + "," + arguments[1] + "]");
                    case "addRequirements" -> change(arguments[0], true);
                    case "removeRequirements" -> change(arguments[0], false);
                    case "hashCode" -> 1;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private Object want(String requirement) throws BundleException {
        wanted.add(requirement);
        deploy();
        return null;
    }

    private Object change(Object requirements, boolean add) throws BundleException {
        @SuppressWarnings("unchecked")
        Set<String> those = ((Map<String, Set<String>>) requirements).get("root");
        if (add) {
            wanted.addAll(those);
        } else {
            wanted.removeAll(those);
        }
        deploy();
        return null;
    }

    /** Those wanted and, through them, their parts. */
    private List<Known> installed() {
        Map<String, Known> all = new LinkedHashMap<>();
        known.stream().filter(k -> wanted.contains(k.requirement()) || wanted.contains("feature:" + k.name())).forEach(k -> add(k, all));
        return List.copyOf(all.values());
    }

    private void add(Known one, Map<String, Known> all) {
        if (all.put(one.requirement(), one) == null) {
            one.parts().forEach(part -> known.stream().filter(k -> k.name().equals(part)).findFirst().ifPresent(k -> add(k, all)));
        }
    }

    private void deploy() throws BundleException {
        Set<String> there = new LinkedHashSet<>();
        installed().forEach(k -> there.addAll(k.locations()));
        for (Known one : known) {
            for (String location : one.locations()) {
                Bundle bundle = context.getBundle(location);
                if (there.contains(location) && bundle == null) {
                    context.installBundle(location).start();
                } else if (!there.contains(location) && bundle != null) {
                    bundle.uninstall();
                }
            }
        }
    }

    private Feature feature(Known one) {
        return (Feature) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Feature.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "getName" -> one.name();
                    case "getVersion" -> one.version();
                    case "getId" -> one.name() + "/" + one.version();
                    case "getBundles" -> one.locations().stream().map(KarafDouble::bundle).toList();
                    case "getDependencies" -> one.parts().stream().map(KarafDouble::dependency).toList();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static BundleInfo bundle(String location) {
        return (BundleInfo) Proxy.newProxyInstance(KarafDouble.class.getClassLoader(), new Class<?>[] {BundleInfo.class},
                (self, method, arguments) -> location);
    }

    private static Dependency dependency(String name) {
        return (Dependency) Proxy.newProxyInstance(KarafDouble.class.getClassLoader(), new Class<?>[] {Dependency.class},
                (self, method, arguments) -> name);
    }
}
