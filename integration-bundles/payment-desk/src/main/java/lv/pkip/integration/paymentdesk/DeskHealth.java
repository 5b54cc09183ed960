package lv.pkip.integration.paymentdesk;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.integration.Connector;
import lv.pkip.kernel.api.integration.ConnectorHealth;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells whether the desk can take money: its book can be read and it knows the account; providers may be none, a transfer is always possible. */
@Component(service = ConnectorHealth.class)
@Connector("payment-desk")
public final class DeskHealth implements ConnectorHealth {
    private final Obligations obligations;
    private final Providers providers;

    @Activate
    public DeskHealth(@Reference(name = "obligations") Obligations obligations,
            @Reference(name = "providers") Providers providers) {
        this.obligations = obligations;
        this.providers = providers;
    }

    @Override
    public Probe probe() {
        try {
            boolean waiting = !obligations.list(Optional.empty(), true, Optional.empty(), 1)
                    .obligations().isEmpty();
            if (!obligations.accountIsGood()) {
                return new Probe(false, Obligations.ACCOUNT_MISSING, Instant.now());
            }
            List<String> ids = providers.ids();
            return new Probe(true, "providers " + ids + (waiting ? ", money waits for a person" : ""), Instant.now());
        } catch (RuntimeException e) {
            return new Probe(false, "the book cannot be read: " + e.getClass().getSimpleName(), Instant.now());
        }
    }
}
