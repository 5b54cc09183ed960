package lv.pkip.kernel.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.integration.ConnectorHealth;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Tells what connectors say of themselves: a partner away or a setting missing is a warning, found before anybody meets it. */
@Component(service = HealthCheck.class, property = {HealthCheck.NAME + "=connectors", HealthCheck.TAGS + "=connectors"})
public final class ConnectorsHealth implements HealthCheck {
    private final Map<ConnectorHealth, String> connectors = new ConcurrentHashMap<>();

    @Reference(name = "connector", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "gone")
    void appeared(ConnectorHealth connector, Map<String, Object> properties) {
        connectors.put(connector, String.valueOf(properties.get("pkip.connector")));
    }

    void gone(ConnectorHealth connector) {
        connectors.remove(connector);
    }

    @Override
    public Result execute() {
        List<String> faults = new ArrayList<>();
        connectors.forEach((connector, id) -> {
            try {
                ConnectorHealth.Probe probe = connector.probe();
                if (!probe.alive()) {
                    faults.add(id + ": " + probe.message());
                }
            } catch (RuntimeException e) {
                faults.add(id + ": its probe failed with " + e.getClass().getSimpleName());
            }
        });
        return faults.isEmpty() ? new Result(Result.Status.OK, connectors.size() + " connectors are well")
                : new Result(Result.Status.WARN, faults.stream().sorted().collect(Collectors.joining("; ")));
    }
}
