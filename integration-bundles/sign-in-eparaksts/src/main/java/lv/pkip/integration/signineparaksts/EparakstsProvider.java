package lv.pkip.integration.signineparaksts;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

/** Residents' sign-in by eParaksts: an OAuth code exchanged by the portal itself, and who it is asked with the token. */
@Component(service = IdentityProvider.class)
@IdentityProviderId(EparakstsProvider.ID)
public final class EparakstsProvider implements IdentityProvider {
    static final String ID = "eparaksts";
    static final String AUTHORIZE = "/trustedx-authserver/oauth/lvrtc-eipsign-as";
    static final String ME = "/trustedx-resources/openid/v1/users/me";
    private static final String SCOPE = "urn:lvrtc:fpeil:aa";
    private static final Logger LOG = LoggerFactory.getLogger(EparakstsProvider.class);
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(20).build()).build());

    private final Agreement agreement;
    private final PartnerCalls calls;
    private final Texts texts = new Texts();

    @Activate
    public EparakstsProvider(@Reference(name = "agreement") Agreement agreement) {
        this.agreement = agreement;
        this.calls = new PartnerCalls(agreement.patience());
    }

    @Override
    public String label(String language) {
        return texts.text(language, agreement.isTrial() ? "provider.label.trial" : "provider.label");
    }

    @Override
    public String start(String state, String returnUrl, Assurance wanted, String language) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", agreement.clientId());
        parameters.put("redirect_uri", returnUrl);
        parameters.put("state", state);
        parameters.put("scope", SCOPE);
        parameters.put("acr_values", agreement.flow());
        parameters.put("ui_locales", language);
        parameters.put("prompt", "login"); // whoever sat at this computer before is asked for nothing any more
        return agreement.address() + AUTHORIZE + "?" + form(parameters);
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream().map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    @Override
    public ExternalIdentity finish(Map<String, String> parameters, String returnUrl) {
        try {
            if (parameters.containsKey("error")) {
                throw new Unusable("cancelled");
            }
            String code = Optional.ofNullable(parameters.get("code")).filter(c -> !c.isEmpty() && c.length() <= 2000).orElseThrow(() -> new Unusable("no code"));
            return identity(me(token(code, returnUrl)));
        } catch (Unusable why) {
            LOG.info("A sign-in by eParaksts was not taken: {}", why.getMessage());
        } catch (IOException away) {
            LOG.warn("eParaksts did not answer: {}", away.getMessage());
        }
        throw new SignInRefused(SignInRefused.Reason.WRONG_CREDENTIALS, Duration.ZERO);
    }

    private String token(String code, String returnUrl) throws IOException, Unusable {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("grant_type", "authorization_code");
        parameters.put("code", code);
        parameters.put("redirect_uri", returnUrl);
        String secret = Base64.getEncoder().encodeToString((encoded(agreement.clientId()) + ":" + encoded(agreement.clientSecret())).getBytes(StandardCharsets.UTF_8));
        JsonNode answer = json(calls.send(HttpRequest.newBuilder(URI.create(agreement.server() + AUTHORIZE + "/token"))
                .header("Authorization", "Basic " + secret).header("Content-Type", "application/x-www-form-urlencoded").header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(form(parameters))).build()), "token");
        String token = answer.path("access_token").asText();
        boolean scoped = !answer.has("scope") || java.util.List.of(answer.path("scope").asText().split(" ")).contains(SCOPE);
        if (!"bearer".equalsIgnoreCase(answer.path("token_type").asText()) || !token.matches("[A-Za-z0-9._~+/=-]{8,4000}") || !scoped) {
            throw new Unusable("no bearer token of the scope");
        }
        return token;
    }

    /** RFC 6749, 2.3.1. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private JsonNode me(String token) throws IOException, Unusable {
        return json(calls.send(HttpRequest.newBuilder(URI.create(agreement.server() + ME)).header("Authorization", "Bearer " + token)
                .header("Accept", "application/json").GET().build()), "person");
    }

    private static JsonNode json(PartnerCalls.Answer answer, String what) throws Unusable {
        if (answer.status() != 200) {
            throw new Unusable(what + " answered with " + answer.status());
        }
        try {
            JsonNode read = JSON.readTree(answer.body());
            if (read != null && read.isObject()) {
                return read;
            }
        } catch (IOException e) {
            throw new Unusable(what + " is no JSON"); // the message would quote what came
        }
        throw new Unusable(what + " is no JSON object");
    }

    /** Keyed on the serial number of the certificate: {@code sub} differs for each means of one person. */
    private ExternalIdentity identity(JsonNode me) throws Unusable {
        String serial = me.path("serial_number").asText();
        boolean latvian = !serial.matches("(?i)[A-Z]{5}-.*") || serial.toUpperCase(java.util.Locale.ROOT).startsWith("PNOLV-");
        String code = PersonalCode.read(serial).filter(c -> latvian).orElseThrow(() -> new Unusable("no Latvian personal code"));
        if (!"citizen".equals(me.path("domain").asText())) {
            throw new Unusable("not a private person");
        }
        String acr = me.path("acr").asText();
        // eParaksts mobile, the eID card and eID Scan are notified as high; of another means nothing is known
        Assurance level = Agreement.isFlow(acr) ? Assurance.HIGH : Assurance.LOW;
        return new ExternalIdentity(ID, code, Set.of(), name(me, "given_name"), name(me, "family_name"), level, acr);
    }

    private static String name(JsonNode me, String field) throws Unusable {
        String name = me.path(field).asText().strip();
        if (name.isEmpty() || name.length() > 200) {
            throw new Unusable("no " + field);
        }
        return name;
    }

    /** What came is of no use; says why without anything of what it held. */
    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String why) {
            super(why);
        }
    }

    /** Whether the service answers at all; anything but silence will do. */
    boolean answers() {
        try {
            return calls.send(HttpRequest.newBuilder(URI.create(agreement.server() + ME)).GET().build()).status() < 500;
        } catch (IOException e) {
            return false;
        }
    }
}
