package lv.pkip.kernel.status;

import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import lv.pkip.kernel.api.workplace.Notifications;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Tells the one a case is assigned to what happened with it, while there is a workplace to be told in. */
@Component(service = Bell.class)
public final class Bell {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd.MM.yyyy.");
    private final AtomicReference<Notifications> notifications = new AtomicReference<>();

    @Activate
    public Bell() {
        // Cases are handled with or without a workplace; it is bound when it comes.
    }

    @Reference(name = "notifications", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, unbind = "gone")
    void appeared(Notifications now) {
        notifications.set(now);
    }

    void gone(Notifications old) {
        notifications.compareAndSet(old, null);
    }

    /** @param event {@code message}, {@code assigned} or {@code overdue} */
    void ring(CaseRow row, String event) {
        Optional.ofNullable(notifications.get()).filter(n -> row.assignee != null).ifPresent(n -> n.tell(row.assignee, event, "notify." + event,
                Map.of("number", row.number, "due", row.due.format(DAY)), "/work/cases/" + row.number));
    }
}
