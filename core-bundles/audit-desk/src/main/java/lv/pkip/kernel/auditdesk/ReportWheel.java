package lv.pkip.kernel.auditdesk;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.persistence.Sweeper;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes reports that are due, and deletes those whose term is over. */
@Component(service = ReportWheel.class, immediate = true)
@Designate(ocd = ReportWheel.Config.class)
public final class ReportWheel {
    private static final Logger LOG = LoggerFactory.getLogger(ReportWheel.class);
    private static final int AT_ONCE = 100;
    private static final int LONGEST = 1200;
    private final Schedules schedules;
    private final Reports reports;
    private final CurrentActor current;
    private final Clock clock;
    private final Sweeper wheel = new Sweeper("pkip-audit-reports");
    private volatile Map<ReportKind, Integer> months;

    /** Settings. */
    @ObjectClassDefinition(name = "Audit: how long reports are kept")
    public @interface Config {
        @AttributeDefinition(name = "Months", description = "For how many months a report of a kind is kept, kind=months: access, sign-ins, privileged,"
                + " out-of-hours, consignments, activity; 0 for ever. Kinds that are not named are kept for 24 months")
        String[] keepMonths() default {};
    }

    @Activate
    public ReportWheel(@Reference(name = "schedules") Schedules schedules, @Reference(name = "reports") Reports reports,
            @Reference(name = "current") CurrentActor current, Config config) {
        this(schedules, reports, current, Clock.systemUTC(), config);
        wheel.every(20, 30, TimeUnit.SECONDS, () -> quietly(this::make));
        wheel.every(60, 3600, TimeUnit.SECONDS, () -> quietly(this::forget));
    }

    ReportWheel(Schedules schedules, Reports reports, CurrentActor current, Clock clock, Config config) {
        this.schedules = schedules;
        this.reports = reports;
        this.current = current;
        this.clock = clock;
        configured(config);
    }

    @Modified
    void configured(Config config) {
        Map<ReportKind, Integer> read = new EnumMap<>(ReportKind.class);
        Arrays.stream(ReportKind.values()).forEach(kind -> read.put(kind, 24));
        for (String line : config.keepMonths()) {
            String[] both = line.strip().split("=", 2);
            if (!line.isBlank()) {
                if (both.length != 2 || ReportKind.of(both[0].strip()).isEmpty() || !both[1].strip().matches("[0-9]{1,4}") || Integer.parseInt(both[1].strip()) > LONGEST) {
                    throw new IllegalArgumentException("keepMonths: kind=months, not: " + line);
                }
                read.put(ReportKind.of(both[0].strip()).get(), Integer.parseInt(both[1].strip()));
            }
        }
        months = read;
    }

    @Deactivate
    void stop() {
        wheel.stop();
    }

    private static void quietly(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            // The database is away, or another node was faster: there is a next turn.
            LOG.warn("reports of the audit wait: {}", e.toString());
        }
    }

    void make() {
        int made = 0;
        while (made < AT_ONCE && schedules.turn()) {
            made++;
        }
    }

    void forget() {
        current.asSystem("audit-desk", () -> {
            ZonedDateTime now = clock.instant().atZone(Words.RIGA);
            months.forEach((kind, kept) -> {
                while (kept > 0 && reports.forget(kind, now.minusMonths(kept).toInstant(), AT_ONCE) == AT_ONCE) {
                    LOG.debug("more reports are old");
                }
            });
            return null;
        });
    }
}
