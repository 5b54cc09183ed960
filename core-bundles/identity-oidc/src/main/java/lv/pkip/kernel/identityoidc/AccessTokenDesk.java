package lv.pkip.kernel.identityoidc;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import lv.pkip.kernel.api.identity.AccessTokens;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignIn;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Who acts by an access token: a person held to the token's scopes, or an application for itself with nothing but what its
 * scopes are good for.
 */
@Component(service = AccessTokens.class)
public final class AccessTokenDesk implements AccessTokens {
    private static final Duration BELIEVED = Duration.ofSeconds(4);
    private static final int REMEMBERED = 20_000;

    private record Known(Session session, long at) { }

    private final Tokens tokens;
    private final Clients clients;
    private final Scopes scopes;
    private final SignIn signIn;
    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    @Activate
    public AccessTokenDesk(@Reference(name = "tokens") Tokens tokens, @Reference(name = "clients") Clients clients,
            @Reference(name = "scopes") Scopes scopes, @Reference(name = "sign-in") SignIn signIn) {
        this(tokens, clients, scopes, signIn, Clock.systemUTC());
    }

    AccessTokenDesk(Tokens tokens, Clients clients, Scopes scopes, SignIn signIn, Clock clock) {
        this.tokens = tokens;
        this.clients = clients;
        this.scopes = scopes;
        this.signIn = signIn;
        this.clock = clock;
    }

    @Override
    public Optional<Session> resolve(String token, Optional<X509Certificate> certificate) {
        Optional<Live> live = tokens.find(token)
                .filter(found -> found.bound().isEmpty() || found.bound().equals(ClientGate.thumbprint(certificate)));
        Optional<Client> client = live.flatMap(found -> clients.ofToken(found.client()));
        if (client.isEmpty()) {
            return Optional.empty();
        }
        return live.get().grant().isPresent() ? ofPerson(live.get(), live.get().grant().get()) : Optional.of(ofApplication(client.get(), live.get()));
    }

    @Override
    public Set<String> scopes(String token) {
        return tokens.find(token).filter(live -> clients.ofToken(live.client()).isPresent()).map(Live::scopes).orElse(Set.of());
    }

    private Session ofApplication(Client client, Live live) {
        Actor actor = new Actor(Actor.Kind.SYSTEM, "application:" + client.id(), client.application().name(), Optional.empty(), Optional.empty(),
                Assurance.SUBSTANTIAL);
        Set<String> permissions = scopes.permissions(live.scopes());
        return new Session("", "", actor, permissions, Optional.of(permissions), new Session.Proof(Set.of(), live.created()), live.expires(), Optional.empty());
    }

    /** Looked up anew every few seconds, so that an account that was closed is closed here too. */
    private Optional<Session> ofPerson(Live live, Grant grant) {
        long now = clock.millis();
        Known here = known.get(live.hash());
        if (here != null && now - here.at() < BELIEVED.toMillis()) {
            return Optional.of(here.session());
        }
        Optional<Session> fresh = signIn.delegated(grant.kind(), grant.subject(), scopes.permissions(live.scopes()), grant.proof())
                .map(session -> as(session, grant, live));
        if (known.size() >= REMEMBERED) {
            known.values().removeIf(one -> now - one.at() >= BELIEVED.toMillis());
        }
        if (fresh.isEmpty()) {
            known.remove(live.hash());
        } else if (known.size() < REMEMBERED) {
            known.put(live.hash(), new Known(fresh.get(), now));
        }
        return fresh;
    }

    /** With the assurance of the sign-in it came from, and no longer than the token. */
    private static Session as(Session session, Grant grant, Live live) {
        Actor who = session.actor();
        Actor actor = new Actor(who.kind(), who.id(), who.name(), who.unit(), who.onBehalfOf(), grant.assurance());
        return new Session("", "", actor, session.permissions(), session.held(), session.proof(), live.expires(), session.due());
    }
}
