package lv.pkip.integration.signincodesandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where the portal asks eParaksts who it is. */
@Component(service = Page.class)
@PagePath(EparakstsPage.ROOT + "/trustedx-resources/openid/v1/users/me")
@PageAudience(Audience.MACHINE)
public final class EparakstsMe implements Page {
    private final Grants grants;

    @Activate
    public EparakstsMe(@Reference(name = "grants") Grants grants) {
        this.grants = grants;
    }

    @Override
    public Answer handle(Request request) {
        String header = request.headers().getOrDefault("authorization", "");
        Optional<Grants.Grant> grant = header.startsWith("Bearer ") ? grants.byToken(header.substring(7)) : Optional.empty();
        if (grant.isEmpty()) {
            return Answers.json(401, Map.of("error", "invalid_token"));
        }
        return Answers.instead(grant.get().behaviour()).orElseGet(() -> Answers.json(200, person(grant.get())));
    }

    private static Map<String, Object> person(Grants.Grant grant) {
        Nobody person = grant.person();
        Behaviour behaviour = grant.behaviour();
        Map<String, Object> me = new LinkedHashMap<>();
        me.put("sub", "sandbox-" + person.code().hashCode());
        me.put("domain", behaviour == Behaviour.OFFICIAL ? "organization" : "citizen");
        me.put("acr", behaviour == Behaviour.LEVEL_TOO_LOW ? "urn:example:password" : "urn:eparaksts:authentication:flow:mobileid");
        me.put("amr", List.of("urn:safelayer:tws:policies:authentication:adaptive:methods:mobileid"));
        me.put("given_name", behaviour == Behaviour.NO_NAME ? "" : person.givenName());
        me.put("family_name", person.familyName());
        me.put("name", person.name());
        me.put("serial_number", switch (behaviour) {
            case BARE_CODE -> person.written();
            case HYPHENLESS -> "PNOLV-" + person.code();
            case FOREIGNER -> "PNOEE-" + person.code();
            default -> "PNOLV-" + person.written();
        });
        me.put("eips", "");
        return me;
    }
}
