package lv.pkip.kernel.auditwatch;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.workplace.Widget;
import lv.pkip.kernel.api.workplace.WidgetPlace;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** On the start page: how many alerts wait, by how grave they are. */
@Component(service = Widget.class)
@WidgetPlace(id = "audit-alerts", title = "nav.alerts", order = 80, permission = Desk.WATCH)
public final class AlertsWidget implements Widget {
    private final Alerts alerts;

    @Activate
    public AlertsWidget(@Reference(name = "alerts") Alerts alerts) {
        this.alerts = alerts;
    }

    @Override
    public Content show(String language) {
        Map<Severity, Long> waiting = alerts.waiting();
        List<Figure> figures = Arrays.stream(Severity.values()).sorted(Comparator.reverseOrder())
                .map(severity -> new Figure("severity." + severity.word(), String.valueOf(waiting.getOrDefault(severity, 0L)), Desk.ALERTS + "?state=open&severity=" + severity.word(),
                        severity == Severity.HIGH && waiting.containsKey(severity)))
                .toList();
        return new Figures(figures);
    }
}
