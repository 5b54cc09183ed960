package lv.pkip.integration.signinlatvija;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.identity.IdentityProvider;
import lv.pkip.kernel.api.identity.IdentityProviderId;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.JpaTemplate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Residents' sign-in by latvija.lv: the passive profile of WS-Federation with SAML 1.1 assertions. */
@Component(service = IdentityProvider.class)
@IdentityProviderId(LatvijaProvider.ID)
public final class LatvijaProvider implements IdentityProvider {
    static final String ID = "latvija";
    private static final Logger LOG = LoggerFactory.getLogger(LatvijaProvider.class);
    private static final String CONTEXT = "wctx";

    private final Agreement agreement;
    private final Once once;
    private final Texts texts = new Texts();

    @Activate
    public LatvijaProvider(@Reference(name = "agreement") Agreement agreement,
            @Reference(name = "jpa", target = "(osgi.unit.name=signinlatvija)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=signinlatvija)") SchemaReady schema) {
        this(agreement, jpa);
    }

    LatvijaProvider(Agreement agreement, JpaTemplate jpa) {
        this.agreement = agreement;
        this.once = new Once(jpa, agreement.clock());
    }

    @Override
    public String label(String language) {
        return texts.text(language, agreement.config().trial() ? "provider.label.trial" : "provider.label");
    }

    @Override
    public String stateParameter() {
        return CONTEXT;
    }

    @Override
    public String start(String state, String returnUrl, Assurance wanted, String language) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("wa", "wsignin1.0");
        parameters.put("wtrealm", agreement.config().realm());
        parameters.put("wreply", returnUrl);
        parameters.put(CONTEXT, state);
        parameters.put("wct", agreement.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString());
        if (wanted == Assurance.HIGH) {
            parameters.put("wfresh", "0"); // asks anew, so that another means can be chosen than the one of the last sign-in
        }
        String query = parameters.entrySet().stream().map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        String address = agreement.config().address();
        return address + (address.contains("?") ? "&" : "?") + query;
    }

    @Override
    public ExternalIdentity finish(Map<String, String> parameters, String returnUrl) {
        try {
            if (!parameters.getOrDefault("wa", "wsignin1.0").equals("wsignin1.0")) {
                throw new Wrong(Wrong.Check.NOTHING_CAME);
            }
            return taken(parameters.getOrDefault("wresult", ""), parameters.getOrDefault(CONTEXT, ""));
        } catch (Wrong wrong) {
            LOG.info("An answer of latvija.lv was not taken: {}", wrong.check());
            throw new SignInRefused(SignInRefused.Reason.WRONG_CREDENTIALS, Duration.ZERO);
        }
    }

    ExternalIdentity taken(String answer, String state) throws Wrong {
        Terms terms = agreement.terms();
        AnswerReader.Statement statement = new AnswerReader(terms, agreement.clock()).read(answer, state);
        if (!once.first(terms.issuer(), statement.id(), statement.until())) {
            throw new Wrong(Wrong.Check.REPLAY);
        }
        return statement.identity();
    }
}
