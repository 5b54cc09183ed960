package lv.pkip.integration.signinoidc;

import java.time.Instant;
import java.util.Optional;
import lv.pkip.kernel.api.integration.Connector;
import lv.pkip.kernel.api.integration.ConnectorHealth;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells whether the OpenID Connect provider describes itself; asked anew each time. */
@Component(service = ConnectorHealth.class)
@Connector("sign-in-oidc")
public final class OidcHealth implements ConnectorHealth {
    private final Agreement agreement;

    @Activate
    public OidcHealth(@Reference(name = "agreement") Agreement agreement) {
        this.agreement = agreement;
    }

    @Override
    public Probe probe() {
        Optional<String> trouble = new OidcProvider(agreement).trouble();
        return new Probe(trouble.isEmpty(), trouble.orElse("answers"), Instant.now());
    }
}
