package lv.pkip.integration.signincodesandbox;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The one portal that the simulator knows. */
@Component(service = Clients.class)
@Designate(ocd = Clients.Config.class)
public final class Clients {

    /** Settings. */
    @ObjectClassDefinition(name = "PKIP: simulator of eParaksts and OpenID Connect sign-in")
    public @interface Config {
        @AttributeDefinition(description = "Client id of the portal")
        String clientId() default "pkip-trial";

        @AttributeDefinition(description = "Client secret of the portal; known to everybody, as the simulator proves nothing")
        String clientSecret() default "pkip-trial-secret-known-to-all";
    }

    private final String id;
    private final String secret;

    @Activate
    public Clients(Config config) {
        this(config.clientId(), config.clientSecret());
    }

    public Clients(String id, String secret) {
        this.id = id;
        this.secret = secret;
    }

    boolean isOurs(String[] given) {
        return given[0].equals(id) && given[1].equals(secret);
    }
}
