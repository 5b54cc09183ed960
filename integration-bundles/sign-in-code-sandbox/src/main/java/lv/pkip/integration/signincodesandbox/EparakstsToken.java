package lv.pkip.integration.signincodesandbox;

import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where the portal exchanges a code of eParaksts. */
@Component(service = Page.class)
@PagePath(EparakstsPage.PATH + "/token")
@PageAudience(Audience.MACHINE)
public final class EparakstsToken implements Page {
    private final Grants grants;
    private final Clients clients;

    @Activate
    public EparakstsToken(@Reference(name = "grants") Grants grants, @Reference(name = "clients") Clients clients) {
        this.grants = grants;
        this.clients = clients;
    }

    @Override
    public Answer handle(Request request) {
        Optional<String[]> client = Answers.basic(request).filter(clients::isOurs);
        if (client.isEmpty()) {
            return Answers.json(401, Map.of("error", "invalid_client"));
        }
        Optional<Grants.Grant> grant = grants.redeem(request.parameter("code").orElse("")).filter(g -> g.client().equals(client.get()[0])
                && request.parameter("redirect_uri").filter(g.redirect()::equals).isPresent());
        if (grant.isEmpty() || !request.parameter("grant_type").equals(Optional.of("authorization_code"))) {
            return Answers.error("invalid_grant");
        }
        Behaviour behaviour = grant.get().behaviour();
        return Answers.instead(behaviour == Behaviour.HUGE ? behaviour : Behaviour.GOOD).orElseGet(() -> Answers.json(200, Map.of(
                "access_token", grants.token(grant.get()), "token_type", behaviour == Behaviour.WRONG_TOKEN_TYPE ? "mac" : "Bearer", "expires_in", 600,
                "scope", behaviour == Behaviour.WRONG_SCOPE ? "urn:lvrtc:fpeil:aa:age_18" : "urn:lvrtc:fpeil:aa")));
    }
}
