package lv.pkip.integration.signineparaksts;

import java.time.Instant;
import lv.pkip.kernel.api.integration.Connector;
import lv.pkip.kernel.api.integration.ConnectorHealth;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells whether eParaksts can be reached: without it nobody signs in that way. */
@Component(service = ConnectorHealth.class)
@Connector("sign-in-eparaksts")
public final class EparakstsHealth implements ConnectorHealth {
    private final EparakstsProvider provider;

    @Activate
    public EparakstsHealth(@Reference(name = "agreement") Agreement agreement) {
        this(new EparakstsProvider(agreement));
    }

    EparakstsHealth(EparakstsProvider provider) {
        this.provider = provider;
    }

    @Override
    public Probe probe() {
        boolean alive = provider.answers();
        return new Probe(alive, alive ? "answers" : "does not answer", Instant.now());
    }
}
