package lv.pkip.kernel.identityoidc;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import lv.pkip.kernel.api.delivery.Channel;
import lv.pkip.kernel.api.delivery.ChannelId;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.integration.PartnerCalls;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells an application, server to server, that a session ended (OpenID Connect Back-Channel Logout 1.0). */
@Component(service = Channel.class)
@ChannelId(LogoutChannel.ID)
public final class LogoutChannel implements Channel {
    static final String ID = "oidc-logout";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Clients clients;
    private final IdTokens idTokens;
    private final PartnerCalls calls = new PartnerCalls(PATIENCE);

    @Activate
    public LogoutChannel(@Reference(name = "clients") Clients clients, @Reference(name = "id-tokens") IdTokens idTokens) {
        this.clients = clients;
        this.idTokens = idTokens;
    }

    @Override
    public void deliver(Outbox.Item item) throws Exception {
        Optional<Client> client = clients.usable(item.content().getOrDefault("application", ""));
        // where it stands now counts: an address that was taken away is told nothing
        String address = client.map(c -> c.application().places().backChannel()).orElse("");
        if (address.isEmpty()) {
            throw new Undeliverable("the application has no address for this any more");
        }
        String note = idTokens.logoutNote(client.get(), item.content().get("sub"), item.content().get("sid"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(address)).version(HttpClient.Version.HTTP_1_1).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("logout_token=" + note)).build();
        int status = calls.send(request).status();
        if (status == 400) {
            throw new Undeliverable("the application refused the note");
        }
        if (status != 200 && status != 204) {
            throw new java.io.IOException("the application answered " + status);
        }
    }
}
