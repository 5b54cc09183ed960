package lv.pkip.kernel.identityoidc;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.SessionWatch;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Ends what a session gave to applications, and leaves a note for each of them in the outbox, however the session ended. */
@Component(service = SessionWatch.class)
public final class Farewell implements SessionWatch {
    private final Tokens tokens;
    private final Clients clients;
    private final Outbox outbox;
    private final CurrentActor current;

    @Activate
    public Farewell(@Reference(name = "tokens") Tokens tokens, @Reference(name = "clients") Clients clients, @Reference(name = "outbox") Outbox outbox,
            @Reference(name = "current") CurrentActor current) {
        this.tokens = tokens;
        this.clients = clients;
        this.outbox = outbox;
        this.current = current;
    }

    @Override
    public void ended(List<String> sessions) {
        sessions.forEach(session -> note(tokens.signedOut(session)));
    }

    @Override
    public void endedAll(String subject, String spared) {
        note(tokens.endAllOf(subject, spared));
    }

    /** What the clock does is done by the system. */
    @Override
    public void ranOut(List<String> sessions) {
        current.asSystem("identity-oidc", () -> {
            sessions.forEach(session -> note(tokens.ranOut(session)));
            return sessions;
        });
    }

    @Override
    public void moved(String before, String now) {
        tokens.moved(before, now);
    }

    private void note(List<Grant> grants) {
        grants.forEach(grant -> clients.usable(grant.client()).map(client -> client.application().places().backChannel())
                .filter(address -> !address.isEmpty()).ifPresent(address -> outbox.put(note(grant, address))));
    }

    /** One note for a session at an application, however often it signed in there. */
    private static Outbox.Item note(Grant grant, String address) {
        return new Outbox.Item("oidc-logout:" + grant.client() + ":" + grant.sid(), LogoutChannel.ID, address, Optional.empty(),
                Map.of("application", grant.client(), "sub", grant.sub(), "sid", grant.sid()));
    }
}
