package lv.pkip.integration.signineparaksts;

import java.time.Duration;
import lv.pkip.kernel.api.identity.Municipality;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What was agreed on with the keeper of eParaksts. Without a configuration there is no such way to sign in. */
@Component(service = Agreement.class, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = Agreement.Config.class)
public final class Agreement {

    /** Settings. */
    @ObjectClassDefinition(name = "PKIP: sign-in by eParaksts")
    public @interface Config {
        @AttributeDefinition(description = "Address of the service; one that begins with a slash is on this site")
        String address() default "https://eidas.eparaksts.lv";

        @AttributeDefinition(description = "Client id of the portal")
        String clientId() default "";

        @AttributeDefinition(description = "Client secret of the portal")
        String clientSecret() default "";

        @AttributeDefinition(description = "Means that is asked for: mobileid, mobile-eid or sc_plugin")
        String means() default "mobileid";

        @AttributeDefinition(description = "Milliseconds to wait for a whole answer of the service")
        int timeout() default 5000;

        @AttributeDefinition(description = "Say on the sign-in page that this is a trial")
        boolean trial() default false;
    }

    private static final String FLOW = "urn:eparaksts:authentication:flow:";

    private final Config config;
    private final Municipality municipality;

    @Activate
    public Agreement(Config config, @Reference(name = "municipality") Municipality municipality) {
        if (config.clientId().isBlank() || config.clientSecret().isBlank()) {
            throw new IllegalArgumentException("clientId and clientSecret are needed");
        }
        if (!config.means().matches("mobileid|mobile-eid|sc_plugin")) {
            throw new IllegalArgumentException("means is mobileid, mobile-eid or sc_plugin");
        }
        if (config.timeout() < 100 || config.timeout() > 30_000) {
            throw new IllegalArgumentException("timeout is between 100 and 30000 milliseconds");
        }
        this.config = config;
        this.municipality = municipality;
    }

    /** Where browsers are sent. */
    String address() {
        return config.address().replaceAll("/+$", "");
    }

    /** Where the service is called. */
    String server() {
        return address().startsWith("/") ? municipality.baseUrl() + address() : address();
    }

    String clientId() {
        return config.clientId();
    }

    String clientSecret() {
        return config.clientSecret();
    }

    String flow() {
        return FLOW + config.means();
    }

    /** Flows that are known, whichever was asked for: a person may choose another means on the service's own page. */
    static boolean isFlow(String acr) {
        return acr.matches("urn:eparaksts:authentication:flow:(mobileid|mobile-eid|sc_plugin)");
    }

    Duration patience() {
        return Duration.ofMillis(config.timeout());
    }

    boolean isTrial() {
        return config.trial();
    }
}
