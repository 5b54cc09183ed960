package lv.pkip.kernel.console.install;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.dispatch.Dispatcher;
import lv.pkip.kernel.api.service.Services;
import org.apache.karaf.features.BundleInfo;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts e-services into the running container and takes them out, without a refresh of anything that runs.
 * A new version is started beside the old one; only when it is offered is the old one drained and removed.
 */
@Component(service = Installer.class)
public final class Installer {

    private static final Logger LOG = LoggerFactory.getLogger(Installer.class);
    private static final EnumSet<FeaturesService.Option> QUIET = EnumSet.of(FeaturesService.Option.NoAutoRefreshBundles);

    private final BundleContext context;
    private final FeaturesService features;
    private final Services services;
    private final Dispatcher dispatcher;
    private final Audit audit;
    private final Duration limit;

    @Activate
    public Installer(BundleContext context, @Reference(name = "features") FeaturesService features,
            @Reference(name = "services") Services services, @Reference(name = "dispatcher") Dispatcher dispatcher,
            @Reference(name = "audit") Audit audit) {
        this(context, features, services, dispatcher, audit, Duration.ofSeconds(30));
    }

    Installer(BundleContext context, FeaturesService features, Services services, Dispatcher dispatcher, Audit audit,
            Duration limit) {
        this.context = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getBundleContext();
        this.features = features;
        this.services = services;
        this.dispatcher = dispatcher;
        this.audit = audit;
        this.limit = limit;
    }

    /** Looks at a bundle file, a URL or a feature name and tells what installing it would do. Changes nothing. */
    public Plan plan(String source) {
        Optional<Feature> feature = feature(source);
        return feature.isPresent() ? planFeature(feature.get()) : planBundle(source, Jar.read(source));
    }

    private Optional<Feature> feature(String name) {
        if (!name.matches("[a-z][a-z0-9-]*")) {
            return Optional.empty();
        }
        try {
            for (String candidate : List.of(name, "pkip-service-" + name, "pkip-" + name)) {
                Feature found = features.getFeature(candidate);
                if (found != null) {
                    return Optional.of(found);
                }
            }
            return Optional.empty();
        } catch (Exception e) {
            throw new InstallFailed("the list of features cannot be read: " + e.getMessage(), e);
        }
    }

    private Plan planFeature(Feature feature) {
        List<String> steps = new ArrayList<>();
        for (BundleInfo bundle : feature.getBundles()) {
            steps.add("install bundle " + bundle.getLocation());
        }
        feature.getDependencies().forEach(d -> steps.add("needs feature " + d.getName()));
        steps.add("refresh nothing that runs");
        List<String> problems = features.isInstalled(feature)
                ? List.of("feature " + feature.getName() + " " + feature.getVersion() + " is installed already") : List.of();
        return new Plan(feature.getName(), Optional.of(feature.getName() + "/" + feature.getVersion()), "",
                feature.getVersion(), feature.getName().startsWith("pkip-service-")
                        ? Optional.of(feature.getName().substring("pkip-service-".length())) : Optional.empty(),
                List.of(), steps, problems);
    }

    private Plan planBundle(String source, Jar jar) {
        List<String> problems = new ArrayList<>(policy(jar));
        List<String> steps = new ArrayList<>();
        List<Long> replaces = new ArrayList<>();
        steps.add("install " + jar.name() + " " + jar.version());
        for (Bundle present : context.getBundles()) {
            if (jar.name().equals(present.getSymbolicName())) {
                int order = present.getVersion().compareTo(jar.version());
                if (order == 0) {
                    problems.add(jar.name() + " " + jar.version() + " is installed already; every upgrade needs a higher version");
                } else if (order > 0) {
                    problems.add(jar.name() + " " + present.getVersion() + " is installed and newer");
                } else {
                    replaces.add(present.getBundleId());
                    steps.add("when the new version is offered, let requests in version " + present.getVersion()
                            + " end, then remove it");
                }
            }
        }
        jar.service().ifPresent(id -> steps.add("offer e-service " + id + "; running cases keep the form they were submitted under"));
        steps.add("refresh nothing that runs");
        return new Plan(source, Optional.empty(), jar.name(), jar.version().toString(), jar.service(), replaces, steps, problems);
    }

    /** What a bundle brought by a vendor may not do. */
    private static List<String> policy(Jar jar) {
        List<String> problems = new ArrayList<>();
        if (jar.manifest().getValue(Constants.FRAGMENT_HOST) != null) {
            problems.add("a fragment changes another bundle; an e-service stands alone");
        }
        String dynamic = jar.manifest().getValue(Constants.DYNAMICIMPORT_PACKAGE);
        if (dynamic != null && dynamic.contains("*")) {
            problems.add("DynamicImport-Package with * could wire to anything; name the packages under Import-Package");
        }
        if (jar.manifest().getValue(Constants.EXPORT_PACKAGE) != null && jar.service().isPresent()) {
            problems.add("an e-service exports no packages, so that nothing has to be refreshed when it goes");
        }
        if (jar.manifest().getValue(Constants.BUNDLE_ACTIVATOR) != null) {
            problems.add("bundle activators run before anything is checked; use a Declarative Services component");
        }
        return problems;
    }

    /** Carries a plan out. On any failure what was there before stays, and the new bundle is taken out again. */
    public void install(Plan plan) {
        if (!plan.possible()) {
            throw new InstallFailed(String.join("; ", plan.problems()));
        }
        try {
            if (plan.feature().isPresent()) {
                features.installFeature(plan.source(), plan.version(), QUIET);
                await(() -> plan.service().isEmpty() || services.find(plan.service().get()).isPresent(),
                        () -> "the feature is installed, but e-service " + plan.service().get() + " is not offered: " + rejections(""));
            } else {
                installBundle(plan, Jar.read(plan.source()));
            }
            audit.record(Audit.Event.ok("bundle.install", "platform", "administration")
                    .with(Map.of("source", name(plan), "version", plan.version())));
        } catch (InstallFailed e) {
            audit.record(Audit.Event.ok("bundle.install", "platform", "administration").outcome("failed")
                    .with(Map.of("source", name(plan), "version", plan.version())));
            throw e;
        } catch (Exception e) {
            throw new InstallFailed("not installed: " + e.getMessage(), e);
        }
    }

    private static String name(Plan plan) {
        return plan.name().isEmpty() ? plan.source() : plan.name();
    }

    private void installBundle(Plan plan, Jar jar) throws BundleException {
        if (!jar.name().equals(plan.name()) || !jar.version().toString().equals(plan.version())) {
            throw new InstallFailed("the file changed since it was planned; plan again");
        }
        Bundle fresh = context.installBundle("pkip:" + jar.name() + ":" + jar.version(), jar.stream());
        try {
            if (!context.getBundle().adapt(FrameworkWiring.class).resolveBundles(List.of(fresh))) {
                throw new InstallFailed(jar.name() + " needs something that is not here: " + unresolved(fresh));
            }
            start(fresh);
            jar.service().ifPresent(id -> await(() -> services.find(id).filter(d -> d.version().equals(plan.version())).isPresent()
                    || !rejections(jar.name()).isEmpty(), () -> "e-service " + id + " " + plan.version() + " is not offered"));
            if (!rejections(jar.name()).isEmpty() && jar.service().flatMap(services::find)
                    .filter(d -> d.version().equals(plan.version())).isEmpty()) {
                throw new InstallFailed("the declaration was refused: " + rejections(jar.name()));
            }
        } catch (RuntimeException e) {
            remove(fresh);
            throw e;
        }
        plan.replaces().stream().map(context::getBundle).filter(java.util.Objects::nonNull).forEach(this::retire);
    }

    private static String unresolved(Bundle bundle) {
        try {
            bundle.start(Bundle.START_TRANSIENT);
            return "";
        } catch (BundleException e) {
            return e.getMessage();
        }
    }

    /** Starts under a watchdog: a bundle whose start hangs must not hold up the console or anything else. */
    private void start(Bundle bundle) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            bundle.start();
            return null;
        });
        Thread thread = new Thread(task, "pkip-start-" + bundle.getSymbolicName());
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new InstallFailed(bundle.getSymbolicName() + " did not start within " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new InstallFailed(bundle.getSymbolicName() + " does not start: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InstallFailed("interrupted", e);
        }
    }

    private String rejections(String name) {
        List<String> reasons = new ArrayList<>();
        services.rejected().stream().filter(r -> name.isEmpty() || r.bundle().equals(name)).forEach(r -> reasons.addAll(r.reasons()));
        return String.join("; ", reasons);
    }

    private void await(BooleanSupplier condition, java.util.function.Supplier<String> otherwise) {
        CountDownLatch done = new CountDownLatch(1);
        try (AutoCloseable listening = dispatcher.onChange(() -> {
            if (condition.getAsBoolean()) {
                done.countDown();
            }
        })) {
            long end = System.nanoTime() + limit.toNanos();
            // The latch serves what the dispatcher tells of; a declaration without a handler is not its business, so look again.
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() > end) {
                    throw new InstallFailed(otherwise.get());
                }
                done.await(20, TimeUnit.MILLISECONDS);
            }
        } catch (InstallFailed e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InstallFailed("interrupted", e);
        } catch (Exception e) {
            throw new InstallFailed(otherwise.get(), e);
        }
    }

    /** Bundles and features that offer an e-service now; empty when there is none. */
    public List<Bundle> bundlesOf(String service) {
        return services.find(service).map(d -> java.util.Arrays.stream(context.getBundles())
                .filter(b -> b.getState() == Bundle.ACTIVE && b.getEntry("service.json") != null && declares(b, service)).toList())
                .orElse(List.of());
    }

    private static boolean declares(Bundle bundle, String service) {
        try (var in = bundle.getEntry("service.json").openStream()) {
            return new String(in.readNBytes(1 << 20), java.nio.charset.StandardCharsets.UTF_8)
                    .matches("(?s).*?\"id\"\\s*:\\s*\"" + java.util.regex.Pattern.quote(service) + "\".*");
        } catch (java.io.IOException e) {
            return false;
        }
    }

    /** Takes an e-service out: requests in it end first, its data stays. */
    public void uninstall(String service) {
        List<Bundle> bundles = bundlesOf(service);
        if (bundles.isEmpty()) {
            throw new InstallFailed("no e-service " + service + " is installed; pkip:services lists them");
        }
        bundles.forEach(this::retire);
        audit.record(Audit.Event.ok("bundle.uninstall", "platform", "administration").with(Map.of("service", service)));
    }

    private void retire(Bundle bundle) {
        Optional<Feature> owner = owner(bundle);
        try {
            bundle.stop(); // the dispatcher lets calls end before the component is deactivated
            if (owner.isPresent()) {
                features.uninstallFeature(owner.get().getName(), owner.get().getVersion(), QUIET);
            } else {
                bundle.uninstall();
            }
        } catch (Exception e) {
            throw new InstallFailed(bundle.getSymbolicName() + " " + bundle.getVersion() + " could not be removed: " + e.getMessage(), e);
        }
    }

    /** The installed feature that brought a bundle, when that bundle is all it brought. */
    private Optional<Feature> owner(Bundle bundle) {
        try {
            for (Feature feature : features.listInstalledFeatures()) {
                List<BundleInfo> bundles = feature.getBundles();
                if (bundles.size() == 1 && bundles.get(0).getLocation().equals(bundle.getLocation())) {
                    return Optional.of(feature);
                }
            }
            return Optional.empty();
        } catch (Exception e) {
            throw new InstallFailed("the list of features cannot be read: " + e.getMessage(), e);
        }
    }

    private static void remove(Bundle bundle) {
        try {
            bundle.uninstall();
        } catch (BundleException e) {
            LOG.error("bundle {} could not be taken out again", bundle.getSymbolicName(), e);
        }
    }
}
