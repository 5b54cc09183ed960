package lv.pkip.kernel.service;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.dispatch.Dispatcher;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.CaseHandler;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Rules;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.service.Catalogue.Generation;
import lv.pkip.kernel.service.Catalogue.Read;
import lv.pkip.kernel.service.reading.Problems;
import org.apache.aries.jpa.template.JpaTemplate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The e-services of this container: watches bundles, offers what is sound, keeps what was offered. */
@Component(service = Services.class, immediate = true)
public final class ServiceDesk implements Services {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceDesk.class);
    private static final int LONGEST_REASON = 1000;

    private final OverlayStore overlays;
    private final OverlaySeeds seeds;
    private final Archive archive;
    private final Catalogue catalogue;
    private final Dispatcher dispatcher;
    private final CurrentActor current;
    private final Audit audit;
    private final JpaTemplate jpa;
    private final Ready ready = new Ready();
    private final BundleContext context;
    private final BundleTracker<Bundle> tracker;
    private final ExecutorService background = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "pkip-definitions");
        thread.setDaemon(true);
        return thread;
    });

    @Activate
    public ServiceDesk(BundleContext context, @Reference(name = "jpa", target = "(osgi.unit.name=service)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=service)") SchemaReady schema,
            @Reference(name = "dispatcher") Dispatcher dispatcher, @Reference(name = "current") CurrentActor current,
            @Reference(name = "audit") Audit audit, @Reference(name = "seeds") OverlaySeeds seeds) {
        this(jpa, dispatcher, current, audit, seeds, Clock.systemUTC(), context);
        tracker.open();
    }

    ServiceDesk(JpaTemplate jpa, Dispatcher dispatcher, CurrentActor current, Audit audit, OverlaySeeds seeds, Clock clock,
            BundleContext context) {
        this.jpa = jpa;
        this.dispatcher = dispatcher;
        this.current = current;
        this.audit = audit;
        this.seeds = seeds;
        this.overlays = new OverlayStore(jpa, clock, background);
        this.archive = new Archive(jpa, clock, background);
        this.catalogue = new Catalogue(this::overlay, System::nanoTime);
        this.context = context;
        this.tracker = context == null ? null : new BundleTracker<>(context, ~Bundle.UNINSTALLED, new Watch());
    }

    @Deactivate
    void close() {
        if (tracker != null) {
            tracker.close();
        }
        background.shutdown();
        try {
            if (!background.awaitTermination(5, TimeUnit.SECONDS)) {
                background.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Catalogue catalogue() {
        return catalogue;
    }

    /** Takes bundles with a declaration in when they start, and out when they have stopped for a while or are removed. */
    private final class Watch implements BundleTrackerCustomizer<Bundle> {
        @Override
        public Bundle addingBundle(Bundle bundle, BundleEvent event) {
            if (bundle.getState() == Bundle.ACTIVE) {
                take(bundle);
            }
            return bundle;
        }

        @Override
        public void modifiedBundle(Bundle bundle, BundleEvent event, Bundle object) {
            if (event.getType() == BundleEvent.STARTED) {
                take(bundle);
            } else if (event.getType() == BundleEvent.STOPPING) {
                catalogue.pause(bundle.getBundleId());
            }
        }

        @Override
        public void removedBundle(Bundle bundle, BundleEvent event, Bundle object) {
            catalogue.remove(bundle.getBundleId());
        }
    }

    private void take(Bundle bundle) {
        if (bundle.getEntry("service.json") == null) {
            return;
        }
        Problems problems = new Problems();
        try {
            ServiceFiles files = ServiceFiles.read(new BundleFiles(bundle), problems);
            catalogue.add(bundle.getBundleId(), bundle.getSymbolicName(), bundle.getVersion(), files, problems);
        } catch (IOException | IllegalStateException e) { // the latter: it went while being read
            LOG.warn("the service declaration in {} could not be read", bundle, e);
            return;
        }
        if (!problems.none()) {
            LOG.error("the service in {} {} is refused: {}", bundle.getSymbolicName(), bundle.getVersion(), String.join("; ", problems.list()));
        }
    }

    @Override
    public List<Definition> installed() {
        return catalogue.services().stream().map(this::find).flatMap(Optional::stream).toList();
    }

    @Override
    public Optional<Definition> find(String id) {
        Optional<Map<String, Object>> handler = dispatcher.properties(CaseHandler.class, id);
        Optional<Definition> newest = Optional.empty();
        for (Generation generation : catalogue.generations(id)) {
            Optional<Definition> offered = catalogue.read(generation).definition().filter(d -> !d.handler() || handler.isPresent());
            boolean own = offered.isPresent() && (!offered.get().handler()
                    || Long.valueOf(generation.bundleId()).equals(handler.get().get(Constants.SERVICE_BUNDLEID)));
            if (newest.isEmpty()) {
                newest = offered;
            }
            if (own) { // rather a generation whose own rules are there than a newer one with another's
                newest = offered;
                break;
            }
        }
        if (newest.isEmpty()) {
            newest = pausing(id);
        }
        newest.ifPresent(archive::offered);
        return newest;
    }

    /**
     * What a service updated in place is applied for meanwhile: the version that stopped a moment ago. Its handler, if it
     * has one, is waited for by the dispatcher, which answers that one may come again when it does not.
     */
    private Optional<Definition> pausing(String id) {
        // The bundle may be stopping and its handler gone before this part is told.
        Stream<Generation> stopping = catalogue.generations(id).stream().filter(g -> stops(g.bundleId()));
        return Stream.concat(stopping, catalogue.paused(id).stream()).flatMap(g -> catalogue.read(g).definition().stream()).findFirst();
    }

    private boolean stops(long bundleId) {
        Bundle bundle = context == null ? null : context.getBundle(bundleId);
        return bundle != null && bundle.getState() != Bundle.ACTIVE;
    }

    @Override
    public Optional<Definition> byFingerprint(String fingerprint) {
        return archive.find(fingerprint);
    }

    @Override
    public Optional<Definition> offered(String id, String fingerprint, Instant since) {
        return archive.offered(fingerprint, since).filter(d -> d.id().equals(id));
    }

    @Override
    public void archive(Definition definition) {
        archive.keep(definition);
    }

    @Override
    public Rules rules(Definition definition) {
        return ready.rules(definition);
    }

    @Override
    public List<Finding> validate(Definition definition, String form, Answers answers) {
        return ready.validate(definition, form, answers);
    }

    @Override
    public List<Rejected> rejected() {
        return catalogue.rejected();
    }

    @Override
    public String dmn(Definition definition, String ruleSet, LocalDate on) {
        return ready.rules(definition).dmn(ruleSet, on);
    }

    @Override
    public Optional<String> overlay(String service) {
        return overlays.newest(service).or(() -> seeds.of(service)).filter(json -> !json.isBlank());
    }

    @Override
    public List<String> checkOverlay(String service, String json) {
        List<Generation> generations = catalogue.generations(service);
        if (generations.isEmpty()) {
            return List.of("the service " + service + " is not installed");
        }
        return Catalogue.read(generations.get(0), json).problems();
    }

    @Override
    public void applyOverlay(String service, String json, String reason) {
        current.require(service + ":configure");
        if (reason == null || reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw new CaseProblem(CaseProblem.Code.INVALID, "a change of an overlay needs a reason of at most " + LONGEST_REASON + " characters");
        }
        List<String> problems = checkOverlay(service, json);
        if (!problems.isEmpty()) {
            throw new CaseProblem(CaseProblem.Code.INVALID, "the overlay cannot be applied: " + String.join("; ", problems));
        }
        jpa.tx(em -> {
            overlays.add(service, current.get().name(), reason, json.isBlank() ? "" : json);
            audit.record(Audit.Event.ok("service.configure", service, "configuration").with(Map.of("overlay", Digest.sha256(json))));
        });
        overlays.changed();
    }

    @Override
    public List<OverlayChange> overlayHistory(String service) {
        return overlays.history(service);
    }
}
