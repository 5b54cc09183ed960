package lv.pkip.integration.signinsandbox;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.identity.IdentityProvider;
import lv.pkip.kernel.api.identity.IdentityProviderId;
import lv.pkip.kernel.api.identity.SignInRefused;

/** The identity provider that stands where latvija.lv will be, and proves nothing. */
@Component(service = IdentityProvider.class)
@IdentityProviderId(SandboxProvider.ID)
public final class SandboxProvider implements IdentityProvider {
    static final String ID = "sandbox";

    private final Tickets tickets;
    private final Texts texts = new Texts();

    @Activate
    public SandboxProvider(@Reference(name = "tickets") Tickets tickets) {
        this.tickets = tickets;
    }

    @Override
    public String label(String language) {
        return texts.text(language, "provider.label");
    }

    @Override
    public String start(String state, String returnUrl, Assurance wanted, String language) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("state", state);
        parameters.put("return", returnUrl);
        parameters.put("wanted", wanted.name().toLowerCase(Locale.ROOT));
        return Addresses.with("/" + SignInPage.PATH, parameters);
    }

    @Override
    public ExternalIdentity finish(Map<String, String> parameters, String returnUrl) {
        // the code is bound to the state, and the kernel has found the state to be this browser's
        return tickets.redeem(parameters.getOrDefault("code", ""), parameters.getOrDefault("state", ""))
                .orElseThrow(() -> new SignInRefused(SignInRefused.Reason.WRONG_CREDENTIALS, Duration.ZERO));
    }
}
