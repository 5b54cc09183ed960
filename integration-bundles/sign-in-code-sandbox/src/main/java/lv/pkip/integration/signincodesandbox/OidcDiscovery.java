package lv.pkip.integration.signincodesandbox;

import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Component;

/** Tells where everything is (OpenID Connect Discovery). */
@Component(service = Page.class)
@PagePath(OidcPage.ROOT + "/.well-known/openid-configuration")
@PageAudience(Audience.MACHINE)
public final class OidcDiscovery implements Page {
    @Override
    public Answer handle(Request request) {
        String issuer = OidcPage.issuer(request);
        return Answers.json(200, Map.of("issuer", issuer, "authorization_endpoint", issuer + "/authorize", "token_endpoint", issuer + "/token",
                "jwks_uri", issuer + "/jwks", "response_types_supported", List.of("code"), "code_challenge_methods_supported", List.of("S256"),
                "id_token_signing_alg_values_supported", List.of("ES256"), "subject_types_supported", List.of("public"),
                "authorization_response_iss_parameter_supported", true));
    }
}
