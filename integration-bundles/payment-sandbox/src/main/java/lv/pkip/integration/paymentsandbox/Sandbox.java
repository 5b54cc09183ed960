package lv.pkip.integration.paymentsandbox;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.JpaTemplate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What the parts of the simulator share: books, protocol, addresses. */
@Component(service = Sandbox.class)
@Designate(ocd = Sandbox.Config.class)
public final class Sandbox {
    static final String PAGE = "sandbox/payment";
    static final String API = "sandbox/payment-api";

    /** Settings of the payment simulator. */
    @ObjectClassDefinition(name = "PKIP payment simulator")
    public @interface Config {
        @AttributeDefinition(name = "Seconds until a late callback comes")
        int lateSeconds() default 60;

        @AttributeDefinition(name = "Address of this container for the merchant's calls; empty: the municipality's")
        String apiUrl() default "";

        @AttributeDefinition(name = "File of the shared secret; empty: payment-sandbox.key in the data folder")
        String secretFile() default "";
    }

    private final Gateway gateway;
    private final Wire wire;
    private final Once once;
    private final Clock clock;
    private final Municipality municipality;
    private final String apiUrl;

    /** Started by the container. */
    @Activate
    public Sandbox(@Reference(name = "jpa", target = "(osgi.unit.name=paymentsandbox)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=paymentsandbox)") SchemaReady schema,
            @Reference(name = "municipality") Municipality municipality, Config config) {
        this(jpa, municipality, Clock.systemUTC(), secretFile(config), Duration.ofSeconds(config.lateSeconds()),
                config.apiUrl());
    }

    Sandbox(JpaTemplate jpa, Municipality municipality, Clock clock, Path secretFile, Duration late, String apiUrl) {
        this.municipality = municipality;
        this.clock = clock;
        this.apiUrl = apiUrl;
        gateway = new Gateway(jpa, clock, late.toMillis());
        wire = new Wire(new SharedSecret(secretFile)::get, clock);
        once = new Once(jpa, clock);
    }

    private static Path secretFile(Config config) {
        return config.secretFile().isBlank()
                ? Path.of(System.getProperty("karaf.data", "data"), "payment-sandbox.key") : Path.of(config.secretFile());
    }

    Gateway gateway() {
        return gateway;
    }

    Wire wire() {
        return wire;
    }

    Once once() {
        return once;
    }

    Clock clock() {
        return clock;
    }

    /** Where the payer's browser finds the gateway. */
    String pageUrl(String reference) {
        return municipality.baseUrl() + "/" + PAGE + "/" + reference;
    }

    /** Where the merchant's server finds the gateway. */
    String apiUrl(String operation) {
        return (apiUrl.isBlank() ? municipality.baseUrl() : apiUrl) + "/" + API + "/" + operation;
    }
}
