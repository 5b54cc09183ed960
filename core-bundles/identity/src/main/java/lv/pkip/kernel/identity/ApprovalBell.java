package lv.pkip.kernel.identity;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

import lv.pkip.kernel.api.registry.Approvals.State;
import lv.pkip.kernel.api.workplace.Notifications;

/** Tells those who may decide that rights wait for them, and the one who asked what was decided, while there is a workplace to be told in. */
@Component(service = ApprovalBell.class)
public final class ApprovalBell {
    private static final String WAITING = "approval";
    private static final String DECIDED = "approval-decided";
    private final AtomicReference<Notifications> notifications = new AtomicReference<>();

    @Activate
    public ApprovalBell() {
        // The registry works with or without a workplace; it is bound when it comes.
    }

    @Reference(name = "notifications", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, unbind = "gone")
    void appeared(Notifications now) {
        notifications.set(now);
    }

    void gone(Notifications old) {
        notifications.compareAndSet(old, null);
    }

    /** Names nobody, because it may go out by e-mail: who asks for whom stands on the page. */
    void asked(long id, Set<String> deciders) {
        Optional.ofNullable(notifications.get()).ifPresent(n -> deciders.forEach(login ->
                n.tell(login, WAITING, "notify.approval.waiting", Map.of("id", String.valueOf(id)), href(id))));
    }

    /** @param mayLook true when the one who asked may look at approvals, too */
    void decided(ApprovalRow row, boolean mayLook) {
        Optional.ofNullable(notifications.get()).ifPresent(n -> {
            n.settle(WAITING, href(row.id));
            if (!row.askedBy.equals(row.decidedBy)) {
                String outcome = row.state.equals(State.APPROVED.name()) ? "approved" : "refused";
                n.tell(row.askedBy, DECIDED, "notify.approval." + outcome, Map.of("id", String.valueOf(row.id)), mayLook ? href(row.id) : "/users");
            }
        });
    }

    private static String href(long id) {
        return "/users-approvals/" + id;
    }
}
