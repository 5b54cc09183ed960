package lv.pkip.integration.signinoidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.identity.IdentityProvider;
import lv.pkip.kernel.api.identity.IdentityProviderId;
import lv.pkip.kernel.api.identity.PersonalCode;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.api.integration.PartnerCalls;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Residents' sign-in by an OpenID Connect provider: authorization code with PKCE. The verifier and the nonce are made of the
 * state and our secret, so that nothing is kept between leaving and coming back, on any node.
 */
@Component(service = IdentityProvider.class)
@IdentityProviderId(OidcProvider.ID)
public final class OidcProvider implements IdentityProvider {
    static final String ID = "oidc";
    private static final Logger LOG = LoggerFactory.getLogger(OidcProvider.class);

    private final Agreement agreement;
    private final Issuer issuer;

    @Activate
    public OidcProvider(@Reference(name = "agreement") Agreement agreement) {
        this.agreement = agreement;
        this.issuer = new Issuer(agreement, new PartnerCalls(agreement.patience()));
    }

    @Override
    public String label(String language) {
        return agreement.label(language);
    }

    @Override
    public Assurance surest() {
        return agreement.surest();
    }

    @Override
    public String start(String state, String returnUrl, Assurance wanted, String language) {
        try {
            Map<String, String> parameters = new LinkedHashMap<>();
            parameters.put("response_type", "code");
            parameters.put("client_id", agreement.config().clientId());
            parameters.put("redirect_uri", returnUrl);
            parameters.put("scope", agreement.config().scope());
            parameters.put("state", state);
            parameters.put("nonce", made("nonce", state));
            parameters.put("code_challenge", challenge(made("verifier", state)));
            parameters.put("code_challenge_method", "S256");
            parameters.put("ui_locales", language);
            if (wanted == Assurance.HIGH) {
                parameters.put("prompt", "login");
            }
            String address = issuer.known().authorize();
            return address + (address.contains("?") ? "&" : "?") + form(parameters);
        } catch (Unusable why) {
            throw refused(why.getMessage());
        } catch (IOException away) {
            throw refused("away: " + away.getMessage());
        }
    }

    private static SignInRefused refused(String why) {
        LOG.info("A sign-in by OpenID Connect was not taken: {}", why);
        return new SignInRefused(SignInRefused.Reason.WRONG_CREDENTIALS, Duration.ZERO);
    }

    /** Unguessable without our secret, and the same again when the browser comes back with its state. */
    private String made(String what, String state) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(agreement.config().clientSecret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal((what + '\n' + state).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream().map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    @Override
    public ExternalIdentity finish(Map<String, String> parameters, String returnUrl) {
        try {
            String state = parameters.getOrDefault("state", "");
            String code = Optional.ofNullable(parameters.get("code")).filter(c -> !c.isEmpty() && c.length() <= 2000 && !parameters.containsKey("error"))
                    .orElseThrow(() -> new Unusable("no code"));
            Issuer.Known known = issuer.known();
            String from = parameters.get("iss");
            if (from != null ? !from.equals(agreement.issuer()) : known.namesItself()) {
                throw new Unusable("it came from another provider"); // RFC 9207: not sent to a place that was not asked
            }
            JsonNode answer = issuer.post(known.token(), basic(), form(exchange(code, state, returnUrl)));
            return identity(IdToken.check(answer.path("id_token").asText(), issuer, agreement, made("nonce", state)));
        } catch (Unusable why) {
            throw refused(why.getMessage());
        } catch (IOException away) {
            throw refused("away: " + away.getMessage());
        }
    }

    private Map<String, String> exchange(String code, String state, String returnUrl) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("grant_type", "authorization_code");
        parameters.put("code", code);
        parameters.put("redirect_uri", returnUrl);
        parameters.put("code_verifier", made("verifier", state));
        return parameters;
    }

    private String basic() {
        String both = URLEncoder.encode(agreement.config().clientId(), StandardCharsets.UTF_8) + ":"
                + URLEncoder.encode(agreement.config().clientSecret(), StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    private ExternalIdentity identity(JWTClaimsSet claims) throws Unusable {
        String written = text(claims, agreement.config().codeClaim());
        boolean latvian = !written.matches("(?i)[A-Z]{5}-.*") || written.toUpperCase(Locale.ROOT).startsWith("PNOLV-");
        String code = PersonalCode.read(written).filter(c -> latvian).orElseThrow(() -> new Unusable("no Latvian personal code"));
        String acr = claims.getClaim("acr") instanceof String told ? told : "";
        return new ExternalIdentity(ID, code, Set.of(), text(claims, agreement.config().givenNameClaim()), text(claims, agreement.config().familyNameClaim()),
                agreement.level(acr), acr);
    }

    private static String text(JWTClaimsSet claims, String name) throws Unusable {
        if (claims.getClaim(name) instanceof String text && !text.isBlank() && text.length() <= 200) {
            return text.strip();
        }
        throw new Unusable("no claim " + name);
    }

    /** Whether the provider answers and describes itself. */
    Optional<String> trouble() {
        try {
            issuer.known();
            return Optional.empty();
        } catch (Unusable | IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
