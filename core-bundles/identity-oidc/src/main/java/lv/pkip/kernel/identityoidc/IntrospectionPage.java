package lv.pkip.kernel.identityoidc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells an application whether a token is good, and whose (RFC 7662): of its own tokens, or of all where it serves requests. */
@Component(service = Page.class)
@PagePath("oauth2/introspect")
@PageAudience(Audience.MACHINE)
public final class IntrospectionPage implements Page {
    private static final Map<String, Boolean> NOT_GOOD = Map.of("active", false);

    private final ClientGate gate;
    private final Clients clients;
    private final Tokens tokens;
    private final People people;
    private final Municipality municipality;

    @Activate
    public IntrospectionPage(@Reference(name = "gate") ClientGate gate, @Reference(name = "clients") Clients clients,
            @Reference(name = "tokens") Tokens tokens, @Reference(name = "people") People people,
            @Reference(name = "municipality") Municipality municipality) {
        this.gate = gate;
        this.clients = clients;
        this.tokens = tokens;
        this.people = people;
        this.municipality = municipality;
    }

    @Override
    public Answer handle(Request request) {
        try {
            Form form = Form.body(request);
            Client asking = gate.enterProven(form, request);
            String token = form.need("token");
            Optional<Live> live = tokens.find(token).or(() -> tokens.findRefresh(token))
                    .filter(found -> asking.application().options().introspects() || found.client().equals(asking.id()))
                    .filter(found -> clients.usable(found.client()).isPresent())
                    .filter(found -> found.grant().map(g -> people.isThere(g.kind(), g.subject())).orElse(true));
            return Answers.json(200, live.<Map<String, ?>>map(this::body).orElse(NOT_GOOD), Map.of());
        } catch (Refused refused) {
            return Answers.error(refused, request, Map.of());
        }
    }

    private Map<String, Object> body(Live live) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("active", true);
        body.put("scope", Words.of(live.scopes()));
        body.put("client_id", live.client());
        if (!live.refresh()) {
            body.put("token_type", "Bearer");
        }
        body.put("exp", live.expires().getEpochSecond());
        body.put("iat", live.created().getEpochSecond());
        body.put("iss", municipality.baseUrl());
        body.put("sub", live.grant().map(Grant::sub).orElse(live.client()));
        live.grant().ifPresent(grant -> {
            body.put("acr", IdTokens.acr(grant.assurance()));
            body.put("auth_time", grant.proof().at().getEpochSecond());
            if (grant.kind() == Actor.Kind.STAFF) {
                body.put("username", grant.subject());
            }
        });
        live.bound().ifPresent(thumbprint -> body.put("cnf", Map.of("x5t#S256", thumbprint)));
        return body;
    }
}
