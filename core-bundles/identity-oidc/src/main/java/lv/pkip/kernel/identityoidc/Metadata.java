package lv.pkip.kernel.identityoidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.langtag.LangTag;
import com.nimbusds.langtag.LangTagException;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.SubjectType;
import com.nimbusds.openid.connect.sdk.claims.ACR;
import com.nimbusds.openid.connect.sdk.claims.ClaimType;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.page.Page;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What this provider can do and where, for programs (OpenID Connect Discovery 1.0, RFC 8414). */
@Component(service = Metadata.class)
public final class Metadata {
    private static final List<ClientAuthenticationMethod> PROOFS = List.of(ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
            ClientAuthenticationMethod.CLIENT_SECRET_POST, ClientAuthenticationMethod.PRIVATE_KEY_JWT, ClientAuthenticationMethod.TLS_CLIENT_AUTH,
            ClientAuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH);
    private static final List<JWSAlgorithm> SIGNED_BY_CLIENTS = List.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256, JWSAlgorithm.PS256);

    private final Municipality municipality;
    private final Scopes scopes;

    @Activate
    public Metadata(@Reference(name = "municipality") Municipality municipality, @Reference(name = "scopes") Scopes scopes) {
        this.municipality = municipality;
        this.scopes = scopes;
    }

    Page.Content answer() {
        Map<String, String> headers = new LinkedHashMap<>(Origins.all());
        headers.put("Cache-Control", "public, max-age=300");
        return Answers.json(200, document(), headers);
    }

    Map<String, Object> document() {
        String house = municipality.baseUrl();
        OIDCProviderMetadata all = new OIDCProviderMetadata(new Issuer(house), List.of(SubjectType.PUBLIC, SubjectType.PAIRWISE), at("jwks"));
        all.setAuthorizationEndpointURI(at("authorize"));
        all.setTokenEndpointURI(at("token"));
        all.setUserInfoEndpointURI(at("userinfo"));
        all.setIntrospectionEndpointURI(at("introspect"));
        all.setRevocationEndpointURI(at("revoke"));
        all.setPushedAuthorizationRequestEndpointURI(at("par"));
        all.setDeviceAuthorizationEndpointURI(at("device_authorization"));
        all.setEndSessionEndpointURI(at("logout"));
        all.setScopes(new Scope(scopes.all().keySet().toArray(String[]::new)));
        all.setResponseTypes(List.of(ResponseType.CODE));
        all.setResponseModes(List.of(ResponseMode.QUERY));
        all.setGrantTypes(List.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN, GrantType.CLIENT_CREDENTIALS, GrantType.DEVICE_CODE));
        all.setCodeChallengeMethods(List.of(CodeChallengeMethod.S256));
        all.setTokenEndpointAuthMethods(Stream.concat(PROOFS.stream(), Stream.of(ClientAuthenticationMethod.NONE)).toList());
        all.setTokenEndpointJWSAlgs(SIGNED_BY_CLIENTS);
        all.setIntrospectionEndpointAuthMethods(PROOFS);
        all.setIntrospectionEndpointJWSAlgs(SIGNED_BY_CLIENTS);
        all.setRevocationEndpointAuthMethods(Stream.concat(PROOFS.stream(), Stream.of(ClientAuthenticationMethod.NONE)).toList());
        all.setRevocationEndpointJWSAlgs(SIGNED_BY_CLIENTS);
        all.setIDTokenJWSAlgs(List.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256));
        all.setACRs(Stream.of(Assurance.LOW, Assurance.SUBSTANTIAL, Assurance.HIGH).map(level -> new ACR(IdTokens.acr(level))).toList());
        all.setClaims(List.of("sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "azp", "at_hash", "sid", "name", "given_name",
                "family_name", "preferred_username", "locale", "updated_at", "email", "email_verified", "phone_number", "groups", "roles", "unit",
                "unit_name", "position", "personal_code"));
        all.setClaimTypes(List.of(ClaimType.NORMAL));
        all.setUILocales(Stream.of("lv", "en", "ru").map(Metadata::language).toList());
        all.setPromptTypes(List.of(Prompt.Type.NONE, Prompt.Type.LOGIN, Prompt.Type.CONSENT));
        all.setSupportsClaimsParams(true);
        all.setSupportsRequestParam(false);
        all.setSupportsRequestURIParam(false);
        all.setSupportsAuthorizationResponseIssuerParam(true);
        all.setSupportsBackChannelLogout(true);
        all.setSupportsBackChannelLogoutSession(true);
        all.setSupportsTLSClientCertificateBoundAccessTokens(true);
        return all.toJSONObject();
    }

    private URI at(String what) {
        return URI.create(municipality.baseUrl() + "/oauth2/" + what);
    }

    private static LangTag language(String code) {
        try {
            return new LangTag(code);
        } catch (LangTagException e) {
            throw new IllegalStateException(e);
        }
    }
}
