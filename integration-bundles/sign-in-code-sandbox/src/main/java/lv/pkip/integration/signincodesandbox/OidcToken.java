package lv.pkip.integration.signincodesandbox;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where the portal exchanges a code for an ID token. */
@Component(service = Page.class)
@PagePath(OidcPage.ROOT + "/token")
@PageAudience(Audience.MACHINE)
public final class OidcToken implements Page {
    private final Grants grants;
    private final Clients clients;
    private final IdTokens tokens;

    @Activate
    public OidcToken(@Reference(name = "grants") Grants grants, @Reference(name = "clients") Clients clients, @Reference(name = "tokens") IdTokens tokens) {
        this.grants = grants;
        this.clients = clients;
        this.tokens = tokens;
    }

    @Override
    public Answer handle(Request request) {
        Optional<String[]> client = Answers.basic(request).filter(clients::isOurs);
        if (client.isEmpty()) {
            return Answers.json(401, Map.of("error", "invalid_client"));
        }
        Optional<Grants.Grant> grant = grants.redeem(request.parameter("code").orElse("")).filter(g -> g.client().equals(client.get()[0])
                && request.parameter("redirect_uri").filter(g.redirect()::equals).isPresent()
                && request.parameter("code_verifier").map(OidcToken::challenge).filter(g.challenge()::equals).isPresent());
        if (grant.isEmpty() || !request.parameter("grant_type").equals(Optional.of("authorization_code"))) {
            return Answers.error("invalid_grant");
        }
        return Answers.instead(grant.get().behaviour()).orElseGet(() -> Answers.json(200, Map.of("access_token", grants.token(grant.get()),
                "token_type", "Bearer", "expires_in", 300, "id_token", tokens.write(grant.get(), OidcPage.issuer(request), grants.clock().instant()))));
    }

    /** RFC 7636, S256. */
    static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
