package lv.pkip.kernel.api.integration;

import java.time.Instant;
import org.osgi.annotation.versioning.ConsumerType;

/** What a connector tells of its partner. A connector stays registered while its partner is down, and says so here. */
@ConsumerType
public interface ConnectorHealth {

    Probe probe();

    /** Result of asking the partner; {@code message} holds no personal data. */
    record Probe(boolean alive, String message, Instant at) { }
}
