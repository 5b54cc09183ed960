package lv.pkip.kernel.identityoidc;

import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.identity.Session;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Ends what a session gave to applications, and leaves a note for each of them in the outbox. */
@Component(service = Farewell.class)
public final class Farewell {
    private final Tokens tokens;
    private final Clients clients;
    private final Outbox outbox;

    @Activate
    public Farewell(@Reference(name = "tokens") Tokens tokens, @Reference(name = "clients") Clients clients, @Reference(name = "outbox") Outbox outbox) {
        this.tokens = tokens;
        this.clients = clients;
        this.outbox = outbox;
    }

    void signedOut(Session session) {
        if (session.token().isEmpty()) {
            return;
        }
        tokens.signedOut(Secret.hash(session.token())).forEach(grant -> clients.usable(grant.client())
                .map(client -> client.application().places().backChannel()).filter(address -> !address.isEmpty())
                .ifPresent(address -> outbox.put(note(grant, address))));
    }

    /** One note for a session at an application, however often it signed in there. */
    private static Outbox.Item note(Grant grant, String address) {
        return new Outbox.Item("oidc-logout:" + grant.client() + ":" + grant.sid(), LogoutChannel.ID, address, Optional.empty(),
                Map.of("application", grant.client(), "sub", grant.sub(), "sid", grant.sid()));
    }
}
