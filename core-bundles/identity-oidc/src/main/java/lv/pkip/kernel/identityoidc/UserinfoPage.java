package lv.pkip.kernel.identityoidc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Who signed in, told to the holder of an access token (OpenID Connect Core, 5.3). */
@Component(service = Page.class)
@PagePath("oauth2/userinfo")
@PageAudience(Audience.MACHINE)
public final class UserinfoPage implements Page {
    private final Tokens tokens;
    private final Clients clients;
    private final People people;
    private final IdTokens idTokens;
    private final Origins origins;

    @Activate
    public UserinfoPage(@Reference(name = "tokens") Tokens tokens, @Reference(name = "clients") Clients clients,
            @Reference(name = "people") People people, @Reference(name = "id-tokens") IdTokens idTokens, @Reference(name = "origins") Origins origins) {
        this.tokens = tokens;
        this.clients = clients;
        this.people = people;
        this.idTokens = idTokens;
        this.origins = origins;
    }

    @Override
    public Answer handle(Request request) {
        Map<String, String> headers = origins.of(request);
        if (request.method().equals("OPTIONS")) {
            return Origins.preflight(headers);
        }
        if (!request.method().equals("GET") && !request.method().equals("POST")) {
            return Answers.bearer(405, Optional.of("invalid_request"), headers);
        }
        String header = request.headers().getOrDefault("authorization", "");
        if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Answers.bearer(401, Optional.empty(), headers);
        }
        Optional<Live> live = tokens.find(header.substring(7).strip())
                .filter(found -> found.bound().isEmpty() || found.bound().equals(ClientGate.thumbprint(request.caller().certificate())));
        Optional<Client> client = live.flatMap(found -> clients.usable(found.client()));
        Optional<Grant> grant = live.flatMap(Live::grant);
        if (client.isEmpty() || grant.filter(g -> people.isThere(g.kind(), g.subject())).isEmpty()) {
            return Answers.bearer(401, Optional.of("invalid_token"), headers);
        }
        if (!live.get().scopes().contains(Scopes.OPENID)) {
            return Answers.bearer(403, Optional.of("insufficient_scope"), headers);
        }
        return Answers.json(200, body(client.get(), grant.get(), live.get()), headers);
    }

    private Map<String, Object> body(Client client, Grant grant, Live live) {
        Map<String, Object> body = new LinkedHashMap<>(people.claims(grant.kind(), grant.subject(), live.scopes()));
        body.putAll(idTokens.requested(client, grant, "userinfo"));
        body.put("sub", grant.sub());
        body.put("acr", IdTokens.acr(grant.assurance()));
        if (live.scopes().contains(Scopes.PERSONAL_CODE)) {
            people.personalCode(client, grant.kind(), grant.subject()).ifPresent(code -> body.put("personal_code", code));
        }
        return body;
    }
}
