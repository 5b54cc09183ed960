package lv.pkip.kernel.auditanchor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lv.pkip.kernel.api.audit.AnchorPlace;
import lv.pkip.kernel.api.audit.AnchorPlace.Trouble;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.audit.AuditAnchors;
import lv.pkip.kernel.api.audit.AuditProofs;
import lv.pkip.kernel.api.audit.AuditProofs.Signed;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.persistence.DatabaseAway;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.persistence.Sweeper;
import lv.pkip.kernel.api.registry.DeclaresPermission;
import org.apache.aries.jpa.template.JpaTemplate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the newest checkpoint to each place when it is due. Each place has a thread of its own, so that one that hangs holds up no other;
 * one node at a time is at a place, by a lease in the database.
 */
@DeclaresPermission("audit:anchor")
@Component(service = {AuditAnchors.class, Anchors.class}, immediate = true)
@Designate(ocd = Anchors.Config.class)
public final class Anchors implements AuditAnchors {

    /** Settings. */
    @ObjectClassDefinition(name = "PKIP: anchors of the audit")
    @interface Config {
        @AttributeDefinition(description = "Hours that the log may grow without any place getting a checkpoint, before health is critical")
        int limitHours() default 24;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Anchors.class);
    private static final String NAME = "[a-z][a-z0-9-]{0,62}";
    private static final String SORT = "[a-z]{1,16}";
    private static final long LOOK_SECONDS = 10;
    /** What the place needs may come a little later, while the container starts. */
    private static final long FIRST_SECONDS = 20;
    private static final long PATIENCE_SECONDS = 60;
    private static final int WORTH_TELLING = 3;
    private static final int LARGEST_RECEIPT = 32_000;

    private final AuditProofs proofs;
    private final Audit audit;
    private final CurrentActor current;
    private final Clock clock;
    private final Duration limit;
    private final Ledger ledger;
    private final Map<AnchorPlace, Watch> watches = new ConcurrentHashMap<>();

    @Activate
    public Anchors(@Reference(name = "jpa", target = "(osgi.unit.name=auditanchor)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=auditanchor)") SchemaReady schema, @Reference(name = "proofs") AuditProofs proofs,
            @Reference(name = "audit") Audit audit, @Reference(name = "current") CurrentActor current, Config config) {
        this(jpa, proofs, audit, current, Clock.systemUTC(), Duration.ofHours(Math.max(1, config.limitHours())));
    }

    Anchors(JpaTemplate jpa, AuditProofs proofs, Audit audit, CurrentActor current, Clock clock, Duration limit) {
        this.proofs = proofs;
        this.audit = audit;
        this.current = current;
        this.clock = clock;
        this.limit = limit;
        this.ledger = new Ledger(jpa, audit, clock);
    }

    /** A place with the thread that takes checkpoints there. */
    private final class Watch {
        private final AnchorPlace place;
        private final String holder = UUID.randomUUID().toString();
        private final Sweeper sweeper;
        private boolean known;

        Watch(AnchorPlace place) {
            this.place = place;
            this.sweeper = new Sweeper("pkip-anchor-" + place.name());
        }

        /** Nothing may end it for ever. */
        void quietly(boolean atOnce) {
            try {
                current.asSystem("audit-anchor", () -> {
                    turn(atOnce);
                    return null;
                });
            } catch (RuntimeException e) {
                if (!DatabaseAway.caused(e) || DatabaseAway.isWorthTelling()) {
                    LOG.warn("The place {} of the audit's anchors waits: {}", place.name(), e.toString());
                }
            }
        }

        private void turn(boolean atOnce) {
            if (!known) {
                ledger.known(place.name());
                known = true;
            }
            Optional<Signed> newest = proofs.checkpoints(1).stream().findFirst();
            if (newest.isEmpty() || !ledger.claim(place, holder, atOnce)) {
                return;
            }
            long last = ledger.last(place.name());
            if (last == newest.get().size()) {
                ledger.rest(place, holder);
                return;
            }
            try {
                ledger.keep(place, holder, newest.get(), take(newest.get(), last));
            } catch (Trouble trouble) {
                tell(trouble, ledger.fail(place, holder, trouble));
            }
        }

        private String take(Signed checkpoint, long last) throws Trouble {
            try {
                String receipt = place.take(checkpoint, last);
                if (receipt.length() > LARGEST_RECEIPT) {
                    throw Trouble.of("garbage");
                }
                return receipt;
            } catch (Trouble trouble) {
                throw trouble;
            } catch (Exception e) {
                LOG.debug("The place {} failed", place.name(), e);
                throw Trouble.of("failed");
            }
        }

        /** What is well again at the second try, while the container starts or a line was cut for a moment, nobody has to look at. */
        private void tell(Trouble trouble, Ledger.Failed failed) {
            if (failed.begins() && trouble.isContradiction()) {
                LOG.error("What the place {} has of the audit's checkpoints is not a beginning of this log: {}. Nothing there was overwritten.",
                        place.name(), trouble.code());
            } else if (failed.times() == WORTH_TELLING) {
                LOG.warn("The place {} gets no checkpoints of the audit: {}. It is tried again.", place.name(), trouble.code());
            }
        }
    }

    @Reference(name = "places", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "gone")
    void appeared(AnchorPlace place) {
        add(place, true);
    }

    /** @param byItself whether it is looked after now and then; tests do that themselves */
    void add(AnchorPlace place, boolean byItself) {
        boolean named = place.name().matches(NAME) && place.sort().matches(SORT);
        if (!named || watches.keySet().stream().anyMatch(other -> other.name().equals(place.name()))) {
            LOG.error("A place of the audit's anchors gets nothing: its name {} is taken, or is not of small letters, digits and hyphens", place.name());
            return;
        }
        Watch watch = new Watch(place);
        watches.put(place, watch);
        if (byItself) {
            watch.sweeper.every(FIRST_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS, () -> watch.quietly(false));
        }
    }

    void gone(AnchorPlace place) {
        Watch watch = watches.remove(place);
        if (watch != null) {
            watch.sweeper.stop();
        }
    }

    @Deactivate
    void stop() {
        List.copyOf(watches.keySet()).forEach(this::gone);
    }

    /** Looks after all places once, on this thread. */
    void turn() {
        watches.values().forEach(watch -> watch.quietly(false));
    }

    @Override
    public List<Place> places() {
        current.require("audit:verify");
        return all();
    }

    /** For who asks on behalf of the house itself. */
    List<Place> all() {
        return watches.keySet().stream().sorted(Comparator.comparing(AnchorPlace::name)).map(place -> {
            Ledger.Standing standing = ledger.standing(place.name());
            return new Place(place.name(), place.sort(), place.every(), standing.last(), standing.trouble());
        }).toList();
    }

    @Override
    public List<Place> anchorNow() {
        boolean may = current.may("audit:anchor");
        Event event = Event.ok("audit.anchor-now", "audit", "oversight");
        audit.record(may ? event : event.outcome("refused"));
        if (!may) {
            throw new Forbidden("audit:anchor");
        }
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (Watch watch : watches.values()) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            running.add(done);
            watch.sweeper.soon(() -> {
                watch.quietly(true);
                done.complete(null);
            });
        }
        try {
            CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException slow) {
            LOG.warn("Not every place of the audit's anchors came to an end in {} s", PATIENCE_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return all();
    }

    @Override
    public List<Anchored> anchored(int most) {
        if (most < 1 || most > 1000) {
            throw new IllegalArgumentException("between 1 and 1000 anchors at a time");
        }
        return ledger.newest(most);
    }

    @Override
    public Optional<Anchored> anchored(String place, long size) {
        return ledger.anchored(place, size);
    }

    @Override
    public Optional<String> cosigned() {
        return ledger.cosigned();
    }

    /** For how long the log has grown without any place getting it. */
    Duration unanchored() {
        List<Ledger.Standing> standings = watches.keySet().stream().map(place -> ledger.standing(place.name())).toList();
        long newest = proofs.checkpoints(1).stream().mapToLong(Signed::size).findFirst().orElse(0);
        long outside = standings.stream().flatMap(one -> one.last().stream()).mapToLong(Anchored::size).max().orElse(0);
        if (newest <= outside || standings.isEmpty()) {
            return Duration.ZERO;
        }
        Instant since = standings.stream().map(one -> one.last().map(Anchored::at).orElse(one.since())).max(Comparator.naturalOrder()).orElseThrow();
        Duration passed = Duration.between(since, clock.instant());
        return passed.isNegative() ? Duration.ZERO : passed;
    }

    Duration limit() {
        return limit;
    }

    Clock clock() {
        return clock;
    }
}
