package lv.pkip.kernel.console.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.apache.karaf.features.BundleInfo;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.dispatch.Dispatcher;
import lv.pkip.kernel.api.service.Services;

/**
 * Puts e-services into the running container and takes them out, without a refresh of anything that runs.
 * A new version is started beside the old one; only when it is offered is the old one drained and removed.
 * One installation at a time; whatever fails is taken out again.
 */
@Component(service = Installer.class)
public final class Installer {
    private static final Logger LOG = LoggerFactory.getLogger(Installer.class);
    private static final long PARTS_MILLIS = 10_000;

    private final BundleContext system;
    private final FeatureSet features;
    private final Planner planner;
    private final Offer offer;
    private final Services services;
    private final Audit audit;
    private final Watchdog watchdog;
    private final Shelf shelf;

    @Activate
    public Installer(BundleContext context, @Reference(name = "features") FeaturesService features,
            @Reference(name = "services") Services services, @Reference(name = "dispatcher") Dispatcher dispatcher,
            @Reference(name = "audit") Audit audit) {
        this(context, features, services, dispatcher, audit, Duration.ofSeconds(60), Duration.ofSeconds(60),
                Path.of(System.getProperty("karaf.data", "data"), "services"));
    }

    /**
     * @param work    for what a bundle does when it starts and stops
     * @param offered until what started must be offered
     * @param kept    folder of what was installed here
     */
    Installer(BundleContext context, FeaturesService features, Services services, Dispatcher dispatcher, Audit audit,
            Duration work, Duration offered, Path kept) {
        this.system = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getBundleContext();
        this.features = new FeatureSet(features);
        this.planner = new Planner(system, this.features);
        this.offer = new Offer(services, dispatcher, offered);
        this.services = services;
        this.audit = audit;
        this.watchdog = new Watchdog(work);
        this.shelf = new Shelf(kept);
    }

    /** Looks at a bundle file, a Karaf archive, a URL or a feature's name and tells what installing it would do. */
    public Plan plan(String source) {
        return features.named(source).map(this::plan).orElseGet(() -> planner.plan(Parcel.read(source)));
    }

    private Plan plan(Feature feature) {
        List<String> steps = new ArrayList<>();
        feature.getDependencies().forEach(d -> features.named(d.getName()).filter(needed -> !features.isInstalled(needed))
                .ifPresent(needed -> steps.add("install feature " + needed.getName() + " " + needed.getVersion() + " first, which it needs")));
        feature.getBundles().forEach(bundle -> steps.add("install bundle " + bundle.getLocation()));
        features.olderThan(feature).forEach(older -> steps.add("when the new version is offered, let requests in version "
                + older.getVersion() + " end, then remove it"));
        steps.add("refresh nothing that runs");
        List<String> problems = features.isInstalled(feature)
                ? List.of("feature " + feature.getName() + " " + feature.getVersion() + " is installed already") : List.of();
        return new Plan(feature.getName(), Optional.of(feature.getName() + "/" + feature.getVersion()), feature.getName(),
                feature.getVersion(), Optional.empty(), "", List.of(), steps, problems);
    }

    /** Carries a plan out. On any failure what was there before stays, and what is new is taken out again. */
    public synchronized void install(Plan plan) {
        Map<String, String> what = Map.of("source", plan.name(), "version", plan.version());
        try {
            if (!plan.possible()) {
                throw new InstallFailed(String.join("; ", plan.problems()));
            }
            if (plan.feature().isPresent()) {
                installFeature(features.named(plan.source()).orElseThrow(() -> new InstallFailed(plan.source() + " is gone; plan again")));
            } else {
                installParcel(plan);
            }
        } catch (RuntimeException e) {
            audit.record(Audit.Event.ok("bundle.install", "platform", "administration").outcome("failed").with(what));
            throw e;
        }
        audit.record(Audit.Event.ok("bundle.install", "platform", "administration").with(what));
    }

    private void installFeature(Feature feature) {
        List<Feature> older = features.olderThan(feature);
        List<Bundle> replaced = older.stream().flatMap(one -> bundles(one).stream()).toList();
        try {
            watchdog.run("installation of " + feature.getName(), () -> {
                features.install(feature);
                return null;
            });
            for (Bundle fresh : bundles(feature)) {
                declared(fresh).ifPresent(service -> offer.await(service, fresh));
                predecessors(fresh, replaced).forEach(old -> offer.awaitSameParts(old, fresh, PARTS_MILLIS));
            }
            shelf.keepFeature(feature.getName());
        } catch (RuntimeException e) {
            undo(() -> features.giveUp(feature), "feature " + feature.getName());
            throw e;
        }
        List<Bundle> kept = bundles(feature);
        kept.forEach(bundle -> declared(bundle).ifPresent(shelf::forgetRemoved));
        replaced.stream().filter(bundle -> !kept.contains(bundle)).forEach(this::stop);
        older.forEach(features::giveUp);
    }

    private List<Bundle> bundles(Feature feature) {
        List<String> locations = feature.getBundles().stream().map(BundleInfo::getLocation).toList();
        return Arrays.stream(system.getBundles()).filter(bundle -> locations.contains(bundle.getLocation())).toList();
    }

    private static List<Bundle> predecessors(Bundle fresh, List<Bundle> candidates) {
        return candidates.stream().filter(old -> Objects.equals(old.getSymbolicName(), fresh.getSymbolicName())).toList();
    }

    private void installParcel(Plan plan) {
        Parcel parcel = Parcel.read(plan.source());
        if (!parcel.digest().equals(plan.digest())) {
            throw new InstallFailed("the file changed since it was planned; plan again");
        }
        Plan now = planner.plan(parcel);
        if (!now.possible()) {
            throw new InstallFailed(String.join("; ", now.problems()));
        }
        List<Bundle> old = now.replaces().stream().map(system::getBundle).filter(Objects::nonNull).toList();
        List<Bundle> fresh = new ArrayList<>();
        try {
            for (Jar jar : parcel.jars()) {
                if (Arrays.stream(system.getBundles()).noneMatch(b -> jar.name().equals(b.getSymbolicName()) && jar.version().equals(b.getVersion()))) {
                    fresh.add(system.installBundle("pkip:" + jar.name() + ":" + jar.version(), jar.stream()));
                }
            }
            fresh.forEach(bundle -> watchdog.run("start of " + bundle.getSymbolicName(), () -> {
                bundle.start();
                return null;
            }));
            for (Bundle bundle : fresh) {
                declared(bundle).ifPresent(service -> offer.await(service, bundle));
                predecessors(bundle, old).forEach(one -> offer.awaitSameParts(one, bundle, PARTS_MILLIS));
            }
            shelf.keep(parcel);
        } catch (BundleException | RuntimeException e) {
            Collections.reverse(fresh);
            fresh.forEach(bundle -> undo(bundle::uninstall, bundle.getSymbolicName() + " " + bundle.getVersion()));
            throw e instanceof InstallFailed told ? told : new InstallFailed(e.getMessage(), e);
        }
        parcel.main().service().ifPresent(shelf::forgetRemoved);
        old.forEach(this::retire);
    }

    /** Something that may fail or hang. */
    private interface Undoing {
        void run() throws Exception;
    }

    private void undo(Undoing work, String what) {
        try {
            watchdog.run("removal of " + what, () -> {
                work.run();
                return null;
            });
        } catch (InstallFailed e) {
            LOG.error("{} did not work and could not be taken out again: restart the container when you can", what, e);
        }
    }

    private static Optional<String> declared(Bundle bundle) {
        if (bundle.getEntry("service.json") == null) {
            return Optional.empty();
        }
        try (InputStream in = bundle.getEntry("service.json").openStream()) {
            return Jar.declared(in);
        } catch (IOException | NullPointerException gone) {
            return Optional.empty();
        }
    }

    /** Running bundles that bring an e-service; empty when it is not offered. */
    public List<Bundle> bundlesOf(String service) {
        return services.find(service).isEmpty() ? List.of() : Arrays.stream(system.getBundles())
                .filter(b -> b.getState() == Bundle.ACTIVE && declared(b).filter(service::equals).isPresent()).toList();
    }

    /** Takes an e-service out: requests in it end first, its data stays. */
    public synchronized void uninstall(String service) {
        List<Bundle> bundles = bundlesOf(service);
        if (bundles.isEmpty()) {
            throw new InstallFailed("no e-service " + service + " is installed; pkip:services lists them");
        }
        Audit.Event event = Audit.Event.ok("bundle.uninstall", "platform", "administration").with(Map.of("service", service));
        try {
            bundles.forEach(bundle -> {
                retire(bundle);
                shelf.forgetBundle(bundle.getSymbolicName());
            });
            shelf.keepRemoved(service);
        } catch (RuntimeException e) {
            audit.record(event.outcome("failed"));
            throw e;
        }
        audit.record(event);
    }

    /**
     * Makes the house what it was when Karaf's cache was cleared: takes out what had been taken out, puts in what had been
     * put in. What is there already stays; what the distribution brings in a newer version is not needed any more.
     *
     * @return what could not be put back, and why
     */
    synchronized List<String> putBack() {
        List<String> problems = new ArrayList<>();
        for (String service : shelf.removed()) {
            if (!bundlesOf(service).isEmpty()) {
                tried(service, problems, () -> uninstall(service));
            }
        }
        for (String name : shelf.features()) {
            tried(name, problems, () -> {
                Feature feature = features.named(name).orElseThrow(() -> new InstallFailed("the distribution has no such feature"));
                if (!features.isInstalled(feature)) {
                    install(plan(feature));
                }
            });
        }
        for (Path file : shelf.parcels()) {
            tried(file.getFileName().toString(), problems, () -> putBack(file));
        }
        return problems;
    }

    private void putBack(Path file) {
        Parcel parcel = Parcel.read(file.toString());
        if (planner.isOutdated(parcel)) {
            LOG.info("{} is not needed any more: a newer version came with the distribution", file.getFileName());
            shelf.forget(file);
        } else if (!planner.isHere(parcel)) {
            install(planner.plan(parcel));
            LOG.info("{} is put back", file.getFileName());
        }
    }

    private static void tried(String what, List<String> problems, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("{} was installed or removed by hand before, and that could not be done again", what, e);
            problems.add(what + ": " + e.getMessage());
        }
    }

    private void retire(Bundle bundle) {
        stop(bundle);
        Optional<Feature> owner = features.owner(bundle).filter(feature -> feature.getBundles().size() == 1);
        watchdog.run("removal of " + bundle.getSymbolicName() + " " + bundle.getVersion(), () -> {
            owner.ifPresent(feature -> {
                features.release(feature);
                shelf.forgetFeature(feature.getName());
            });
            if (bundle.getState() != Bundle.UNINSTALLED) {
                bundle.uninstall();
            }
            return null;
        });
    }

    /** The dispatcher lets calls inside end before the components are deactivated. */
    private void stop(Bundle bundle) {
        watchdog.run("stop of " + bundle.getSymbolicName() + " " + bundle.getVersion(), () -> {
            bundle.stop();
            return null;
        });
    }
}
