package lv.pkip.kernel.console.install;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleWiring;

import lv.pkip.kernel.console.install.Clauses.Clause;

/** Looks at a parcel and at what runs, and says what installing would do and what stands in its way. Changes nothing. */
final class Planner {
    private final BundleContext system;
    private final FeatureSet features;

    Planner(BundleContext system, FeatureSet features) {
        this.system = system;
        this.features = features;
    }

    Plan plan(Parcel parcel) {
        List<String> steps = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        List<Long> replaces = new ArrayList<>();
        List<Jar> fresh = parcel.jars().stream().filter(jar -> !isHere(jar)).toList();
        for (Jar jar : parcel.jars()) {
            if (fresh.contains(jar)) {
                steps.add("install " + jar);
                problems.addAll(policy(jar));
                present(jar, steps, problems, replaces);
                needs(jar, parcel, steps, problems);
            } else {
                steps.add(jar + " is here already");
            }
        }
        if (fresh.isEmpty()) {
            problems.add(parcel.jars().get(0) + " is installed already; every upgrade needs a higher version");
        }
        Jar main = parcel.main();
        main.service().ifPresent(id -> steps.add("offer e-service " + id
                + "; running cases keep the form they were submitted under"));
        steps.add("refresh nothing that runs");
        return new Plan(parcel.source(), Optional.empty(), main.name(), main.version().toString(), main.service(),
                parcel.digest(), replaces, steps, problems);
    }

    boolean isHere(Parcel parcel) {
        return parcel.jars().stream().allMatch(this::isHere);
    }

    /** Whether its main bundle is here in a newer version. */
    boolean isOutdated(Parcel parcel) {
        Jar main = parcel.main();
        return bundles(main.name()).stream().anyMatch(bundle -> bundle.getVersion().compareTo(main.version()) > 0);
    }

    private boolean isHere(Jar jar) {
        return bundles(jar.name()).stream().anyMatch(bundle -> bundle.getVersion().equals(jar.version()));
    }

    private List<Bundle> bundles(String name) {
        return java.util.Arrays.stream(system.getBundles()).filter(bundle -> name.equals(bundle.getSymbolicName())).toList();
    }

    /** Older versions go once the new one works; what others are wired to cannot go without disturbing them. */
    private void present(Jar jar, List<String> steps, List<String> problems, List<Long> replaces) {
        for (Bundle older : bundles(jar.name())) {
            String running = jar.name() + " " + older.getVersion();
            if (older.getVersion().compareTo(jar.version()) > 0) {
                problems.add(running + " is installed and newer");
            } else if (usedByOthers(older)) {
                problems.add(running + " is used by other running bundles, which would have to be refreshed; "
                        + "it is upgraded with the container, by a restart");
            } else {
                features.sharing(older).ifPresent(feature -> problems.add(running + " came with feature " + feature
                        + " and further bundles; upgrade the feature"));
                replaces.add(older.getBundleId());
                steps.add("when the new version is offered, let requests in version " + older.getVersion() + " end, then remove it");
            }
        }
    }

    private static boolean usedByOthers(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        return wiring != null && wiring.getProvidedWires(null).stream()
                .anyMatch(wire -> !wire.getRequirer().getBundle().equals(bundle));
    }

    /** What a bundle brought into a running house may not do. */
    private List<String> policy(Jar jar) {
        List<String> problems = new ArrayList<>();
        if (jar.name().startsWith("lv.pkip.kernel.")) {
            problems.add(jar.name() + " is a part of the kernel; it is upgraded with the container, by a restart");
        }
        if (!jar.header(Constants.FRAGMENT_HOST).isEmpty()) {
            problems.add(jar.name() + " is a fragment and changes another bundle; an e-service stands alone");
        }
        if (jar.header(Constants.DYNAMICIMPORT_PACKAGE).contains("*")) {
            problems.add("DynamicImport-Package with * could wire to anything; name the packages under Import-Package");
        }
        if (!jar.header(Constants.BUNDLE_ACTIVATOR).isEmpty()) {
            problems.add("bundle activators run before anything is checked; use a Declarative Services component");
        }
        if (jar.service().isPresent() && !jar.header(Constants.EXPORT_PACKAGE).isEmpty()) {
            problems.add("an e-service exports no packages, so that nothing has to be refreshed when it goes");
        }
        for (Clause exported : Clauses.of(jar.header(Constants.EXPORT_PACKAGE))) {
            providers(exported.name(), new VersionRange("0")).filter(owner -> !owner.getSymbolicName().equals(jar.name()))
                    .findFirst().ifPresent(owner -> problems.add("package " + exported.name() + " belongs to "
                            + owner.getSymbolicName() + "; a second one would be refreshed into what runs"));
        }
        return problems;
    }

    private void needs(Jar jar, Parcel parcel, List<String> steps, List<String> problems) {
        Set<String> inside = parcel.jars().stream().flatMap(other -> Clauses.of(other.header(Constants.EXPORT_PACKAGE)).stream())
                .map(Clause::name).collect(Collectors.toSet());
        Set<String> owners = new TreeSet<>();
        for (Clause wanted : Clauses.of(jar.header(Constants.IMPORT_PACKAGE))) {
            if (wanted.optional() || wanted.name().startsWith("java.") || inside.contains(wanted.name())) {
                continue;
            }
            Optional<Bundle> owner = providers(wanted.name(), new VersionRange(wanted.version())).findFirst();
            owner.ifPresentOrElse(bundle -> owners.add(bundle.getSymbolicName() + " " + bundle.getVersion()),
                    () -> problems.add("needs package " + wanted.name() + " " + wanted.version() + ", which nothing here offers"));
        }
        if (!owners.isEmpty()) {
            steps.add("use what is here of " + String.join(", ", owners));
        }
    }

    private java.util.stream.Stream<Bundle> providers(String packageName, VersionRange range) {
        return java.util.Arrays.stream(system.getBundles()).filter(bundle -> bundle.adapt(BundleWiring.class) != null
                && bundle.adapt(BundleWiring.class).getCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream()
                        .anyMatch(offered -> offers(offered, packageName, range)));
    }

    private static boolean offers(BundleCapability offered, String packageName, VersionRange range) {
        Object version = offered.getAttributes().get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE);
        return packageName.equals(offered.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))
                && range.includes(version instanceof Version known ? known : Version.emptyVersion);
    }
}
