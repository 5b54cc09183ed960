package lv.pkip.kernel.persistence;

import java.time.Clock;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jdbc.DataSourceFactory;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Migrates the tables of every bundle that names its change logs in the header {@code PKIP-Schema}, and then says so by a
 * {@link lv.pkip.kernel.api.persistence.SchemaReady} service. It works on a thread of its own, one schema after the other,
 * and tries again while the database is away. When the DataSource goes, the markers go; when it comes back, all begins anew.
 */
@Designate(ocd = SchemaExtender.Config.class)
@Component(service = HealthCheck.class, immediate = true,
        property = {HealthCheck.NAME + "=schema", HealthCheck.TAGS + "=database"})
public final class SchemaExtender implements BundleTrackerCustomizer<List<Unit>>, HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaExtender.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int PATIENCE_SECONDS = 10;

    private final BundleContext context;
    private final Migration migration;
    private final Duration firstPause;
    private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "pkip-schema");
        thread.setDaemon(true);
        return thread;
    });
    private final BundleTracker<List<Unit>> bundles;
    private List<String> told = List.of();

    /** Settings. */
    @ObjectClassDefinition(name = "PKIP tables")
    @interface Config {
        @AttributeDefinition(description = "Role of PostgreSQL that owns the tables, where that is another one than the application's", required = false)
        String ownerUser() default "";

        @AttributeDefinition(description = "Its password", type = AttributeType.PASSWORD, required = false)
        String ownerPassword() default "";
    }

    @Activate
    public SchemaExtender(BundleContext context,
            @Reference(name = "dataSource", target = "(osgi.jndi.service.name=pkip)") DataSource dataSource,
            Config config) {
        this(context, new Migration(dataSource, owner(context, config), Clock.systemUTC()), Duration.ofMillis(250));
    }

    private static Optional<Owner> owner(BundleContext context, Config config) {
        if (config.ownerUser().isBlank()) {
            return Optional.empty();
        }
        Properties who = new Properties();
        who.setProperty("user", config.ownerUser());
        who.setProperty("password", config.ownerPassword());
        return Optional.of(application -> driver(context).createDriver(null).connect(application.getMetaData().getURL(), who));
    }

    /** Looked for when it is needed: were it a reference, all tables would go and come back when the driver does, as at each stop. */
    private static DataSourceFactory driver(BundleContext context) {
        try {
            return context.getServiceReferences(DataSourceFactory.class, "(osgi.jdbc.driver.class=org.postgresql.Driver)").stream()
                    .map(context::getService).filter(Objects::nonNull).findFirst()
                    .orElseThrow(() -> new IllegalStateException("ownerUser is for PostgreSQL, whose driver is not there"));
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    SchemaExtender(BundleContext context, Migration migration, Duration firstPause) {
        this.context = context;
        this.migration = migration;
        this.firstPause = firstPause;
        worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.bundles = new BundleTracker<>(context, Bundle.STARTING | Bundle.ACTIVE, this);
        bundles.open();
    }

    /** Waits for the migration under way: an interrupted thread would make embedded Derby close its connection halfway. */
    @Deactivate
    void close() {
        bundles.close();
        worker.shutdown();
        try {
            if (!worker.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a migration is still running; it is re-run when the DataSource is back");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public List<Unit> addingBundle(Bundle bundle, BundleEvent event) {
        String header = bundle.getHeaders("").get(Schema.HEADER);
        if (header == null) {
            return null;
        }
        try {
            List<Unit> units = Schema.parse(header).stream().map(schema -> new Unit(schema, bundle)).toList();
            units.forEach(unit -> worker.execute(() -> attempt(unit, firstPause)));
            return units;
        } catch (IllegalArgumentException e) {
            LOG.error("{} cannot be migrated: {}", bundle, e.getMessage());
            return null;
        }
    }

    @Override
    public void modifiedBundle(Bundle bundle, BundleEvent event, List<Unit> units) {
        // from starting to active: nothing to do again
    }

    @Override
    public void removedBundle(Bundle bundle, BundleEvent event, List<Unit> units) {
        units.forEach(Unit::withdraw);
    }

    private void attempt(Unit unit, Duration pause) {
        if (unit.isWithdrawn()) {
            return;
        }
        long start = System.nanoTime();
        try {
            boolean worked = migration.run(unit.schema(), new BundleFiles(unit.bundle()));
            tellGuard();
            LOG.info("tables of {} {} after {} ms", unit.schema().unit(), worked ? "migrated" : "as they were",
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            Dictionary<String, Object> properties = new Hashtable<>();
            properties.put("unit", unit.schema().unit());
            unit.publish(context, properties);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (SchemaLock.Busy busy) {
            again(unit, firstPause);
        } catch (Exception | LinkageError e) {
            if (!unit.isWithdrawn() && unit.failed(e)) {
                LOG.error("tables of {} cannot be migrated; trying again until they can", unit.schema().unit(), e);
            }
            again(unit, pause);
        }
    }

    private void tellGuard() {
        Migration.Guard guard = migration.guard();
        if (!guard.weak().isEmpty() && !guard.weak().equals(told)) {
            LOG.warn("{} may be changed by the application's own role: triggers alone guard the audit. The installation guide says how to give the tables an owner",
                    String.join(", ", guard.weak()));
        }
        told = guard.weak();
    }

    private void again(Unit unit, Duration pause) {
        Duration next = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        try {
            worker.schedule(() -> attempt(unit, next), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            LOG.debug("{} is left to the next DataSource", unit.schema().unit());
        }
    }

    /** Which tables are not ready, and why. */
    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        List<Unit> units = bundles.getTracked().values().stream().flatMap(List::stream).toList();
        for (Unit unit : units) {
            if (unit.isReady()) {
                log.debug("{}: ready", unit.schema().unit());
            } else if (unit.failure().isPresent()) {
                log.critical("{}: {}", unit.schema().unit(), unit.failure().get());
            } else {
                log.temporarilyUnavailable("{}: being migrated", unit.schema().unit());
            }
        }
        Migration.Guard guard = migration.guard();
        if (guard.known()) {
            log.info(!guard.postgresql() || !guard.weak().isEmpty() ? "triggers alone guard what may only be added to: the application's role owns it"
                    : "the application's role may only add to what is marked so");
        }
        log.info("{} of {} schemas ready", units.stream().filter(Unit::isReady).count(), units.size());
        return new Result(log);
    }
}
