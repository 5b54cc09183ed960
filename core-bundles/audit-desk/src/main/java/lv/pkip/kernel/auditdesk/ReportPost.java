package lv.pkip.kernel.auditdesk;

import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.workplace.Notifications;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells who scheduled a report that it is there: by e-mail and in the workplace, with a link and its hash, and nothing of what it says. */
@Component(service = ReportPost.class)
public final class ReportPost {
    private final Outbox outbox;
    private final Notifications notifications;
    private final Registry registry;
    private final Municipality municipality;
    private final Words words = new Words();

    @Activate
    public ReportPost(@Reference(name = "outbox") Outbox outbox, @Reference(name = "notifications") Notifications notifications,
            @Reference(name = "registry") Registry registry, @Reference(name = "municipality") Municipality municipality) {
        this.outbox = outbox;
        this.notifications = notifications;
        this.registry = registry;
        this.municipality = municipality;
    }

    /** Commits with the transaction of the report; once for each run, however often it is tried. */
    void tell(Schedules.Schedule schedule, Reports.Report report) {
        String path = ReportsPage.PATH + "/" + report.id();
        String period = ReportsPage.period(report.wanted());
        if (schedule.wanted().workplace()) {
            notifications.tell(schedule.owner(), "report", "told.report." + report.wanted().kind().word(), Map.of("period", period), path);
        }
        Optional<Account.Profile> profile = registry.directory().account(schedule.owner()).map(Account::profile).filter(p -> !p.email().isEmpty());
        if (schedule.wanted().email() && profile.isPresent()) {
            String language = words.all().containsKey(profile.get().language()) ? profile.get().language() : "lv";
            Map<String, String> values = Map.of("kind", words.text(language, "report." + report.wanted().kind().word()), "period", period,
                    "link", municipality.baseUrl() + path, "hash", report.hash(), "municipality", municipality.name(language));
            outbox.put(new Outbox.Item("audit-report:" + schedule.id() + ":" + report.wanted().to().toEpochMilli(), "email", profile.get().email(), Optional.empty(),
                    Map.of("subject", words.text(language, "letter.report.subject", values), "text", words.text(language, "letter.report.text", values), "language", language)));
        }
    }
}
