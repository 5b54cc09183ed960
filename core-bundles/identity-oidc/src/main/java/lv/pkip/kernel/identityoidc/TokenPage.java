package lv.pkip.kernel.identityoidc;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.application.Application.Flow;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The token endpoint (RFC 6749, 3.2). */
@Component(service = Page.class)
@PagePath(TokenPage.PATH)
@PageAudience(Audience.MACHINE)
public final class TokenPage implements Page {
    static final String PATH = "oauth2/token";
    static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

    private final ClientGate gate;
    private final Tokens tokens;
    private final Devices devices;
    private final IdTokens idTokens;
    private final People people;
    private final Origins origins;

    @Activate
    public TokenPage(@Reference(name = "gate") ClientGate gate, @Reference(name = "tokens") Tokens tokens, @Reference(name = "devices") Devices devices,
            @Reference(name = "id-tokens") IdTokens idTokens, @Reference(name = "people") People people, @Reference(name = "origins") Origins origins) {
        this.gate = gate;
        this.tokens = tokens;
        this.devices = devices;
        this.idTokens = idTokens;
        this.people = people;
        this.origins = origins;
    }

    @Override
    public Answer handle(Request request) {
        Map<String, String> headers = origins.of(request);
        if (request.method().equals("OPTIONS")) {
            return Origins.preflight(headers);
        }
        try {
            Form form = Form.body(request);
            Client client = gate.enter(form, request);
            return Answers.json(200, body(client, issue(client, form, request), form.need("grant_type").equals("authorization_code")), headers);
        } catch (Refused refused) {
            return Answers.error(refused, request, headers);
        }
    }

    private Issued issue(Client client, Form form, Request request) {
        Optional<String> bound = ClientGate.binding(client, request);
        return switch (form.need("grant_type")) {
            case "authorization_code" -> {
                require(client, Flow.AUTHORIZATION_CODE);
                yield tokens.redeem(form.need("code"), client, form.need("redirect_uri"), form.need("code_verifier"), bound);
            }
            case "refresh_token" -> {
                require(client, Flow.REFRESH_TOKEN);
                String token = form.need("refresh_token");
                if (tokens.holderOf(token, client).filter(g -> !people.isThere(g.kind(), g.subject())).isPresent()) {
                    throw new Refused(OAuth2Error.INVALID_GRANT);
                }
                yield tokens.refresh(token, client, form.get("scope").map(Words::set), bound);
            }
            case "client_credentials" -> {
                require(client, Flow.CLIENT_CREDENTIALS);
                yield tokens.forItself(client, ofItself(client, form), bound);
            }
            case DEVICE -> {
                require(client, Flow.DEVICE_CODE);
                yield devices.redeem(form.need("device_code"), client, bound);
            }
            default -> throw new Refused(OAuth2Error.UNSUPPORTED_GRANT_TYPE);
        };
    }

    /** An application asks for some of its scopes or gets all that are good for something without a person. */
    private static Set<String> ofItself(Client client, Form form) {
        Set<String> asked = form.get("scope").map(Words::set).orElse(client.application().scopes());
        Set<String> possible = new java.util.TreeSet<>(client.application().scopes());
        possible.removeAll(Scopes.OF_THE_PERSON);
        if (form.get("scope").isPresent() && !possible.containsAll(asked)) {
            throw new Refused(OAuth2Error.INVALID_SCOPE);
        }
        possible.retainAll(asked);
        return possible;
    }

    private static void require(Client client, Flow flow) {
        if (!client.may(flow)) {
            throw new Refused(OAuth2Error.UNAUTHORIZED_CLIENT);
        }
    }

    private Map<String, Object> body(Client client, Issued issued, boolean fresh) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", issued.access());
        body.put("token_type", "Bearer");
        body.put("expires_in", issued.seconds());
        issued.refresh().ifPresent(token -> body.put("refresh_token", token));
        body.put("scope", Words.of(issued.scopes()));
        issued.grant().filter(grant -> grant.scopes().contains(Scopes.OPENID))
                .ifPresent(grant -> body.put("id_token", idTokens.make(client, grant, issued.access(), fresh)));
        return body;
    }
}
