package lv.pkip.integration.signinlatvija;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.integration.Connector;
import lv.pkip.kernel.api.integration.ConnectorHealth;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells whether answers of latvija.lv can be checked: a certificate in time, and our key when it encrypts. Only browsers talk to it. */
@Component(service = ConnectorHealth.class)
@Connector("sign-in-latvija")
public final class LatvijaHealth implements ConnectorHealth {
    private final Agreement agreement;

    @Activate
    public LatvijaHealth(@Reference(name = "agreement") Agreement agreement) {
        this.agreement = agreement;
    }

    @Override
    public Probe probe() {
        Instant now = agreement.clock().instant();
        try {
            agreement.terms();
            List<X509Certificate> good = agreement.certificates().stream().filter(agreement::isInTime).toList();
            Optional<Instant> end = good.stream().map(c -> c.getNotAfter().toInstant()).max(Comparator.naturalOrder());
            return end.map(last -> new Probe(true, good.size() + " certificates in time, the last for " + Duration.between(now, last).toDays() + " days", now))
                    .orElseGet(() -> new Probe(false, "no certificate in time: ask the keeper of latvija.lv for today's", now));
        } catch (RuntimeException e) {
            return new Probe(false, "certificates or key cannot be read: " + e.getMessage(), now);
        }
    }
}
