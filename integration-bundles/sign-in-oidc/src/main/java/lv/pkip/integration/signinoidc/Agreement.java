package lv.pkip.integration.signinoidc;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Municipality;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What was agreed on with an OpenID Connect provider. Without a configuration there is no such way to sign in. */
@Component(service = Agreement.class, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = Agreement.Config.class)
public final class Agreement {

    /** Settings. */
    @ObjectClassDefinition(name = "PKIP: sign-in by OpenID Connect")
    public @interface Config {
        @AttributeDefinition(description = "Issuer, an https address; one that begins with a slash is on this site")
        String issuer() default "";

        @AttributeDefinition(description = "Client id of the portal")
        String clientId() default "";

        @AttributeDefinition(description = "Client secret of the portal")
        String clientSecret() default "";

        @AttributeDefinition(description = "Scopes asked for")
        String scope() default "openid profile";

        @AttributeDefinition(description = "Claim with the personal code")
        String codeClaim() default "personal_code";

        @AttributeDefinition(description = "Claim with the given name")
        String givenNameClaim() default "given_name";

        @AttributeDefinition(description = "Claim with the family name")
        String familyNameClaim() default "family_name";

        @AttributeDefinition(description = "What acr says, as <acr>=<level>; what is not listed is low")
        String[] levels() default {"http://eidas.europa.eu/LoA/low=low", "http://eidas.europa.eu/LoA/substantial=substantial",
            "http://eidas.europa.eu/LoA/high=high"};

        @AttributeDefinition(description = "Name on the sign-in page, Latvian")
        String labelLv() default "OpenID Connect";

        @AttributeDefinition(description = "Name on the sign-in page, English; empty: the Latvian one")
        String labelEn() default "";

        @AttributeDefinition(description = "Name on the sign-in page, Russian; empty: the Latvian one")
        String labelRu() default "";

        @AttributeDefinition(description = "Milliseconds to wait for a whole answer of the provider")
        int timeout() default 5000;

        @AttributeDefinition(description = "Seconds its clock may be off, 60 at most")
        int skewSeconds() default 60;
    }

    private final Config config;
    private final Municipality municipality;
    private final Clock clock;
    private final Map<String, Assurance> levels = new HashMap<>();

    @Activate
    public Agreement(Config config, @Reference(name = "municipality") Municipality municipality) {
        this(config, municipality, Clock.systemUTC());
    }

    Agreement(Config config, Municipality municipality, Clock clock) {
        if (config.issuer().isBlank() || config.clientId().isBlank() || config.clientSecret().length() < 16) {
            throw new IllegalArgumentException("issuer, clientId and a clientSecret of 16 characters are needed");
        }
        if (!config.issuer().startsWith("/") && !isSafe(config.issuer())) {
            throw new IllegalArgumentException("the issuer is an https address");
        }
        if (config.timeout() < 100 || config.timeout() > 30_000 || config.skewSeconds() < 0 || config.skewSeconds() > 60) {
            throw new IllegalArgumentException("timeout is between 100 and 30000 milliseconds, skewSeconds 60 at most");
        }
        this.config = config;
        this.municipality = municipality;
        this.clock = clock;
        for (String line : config.levels()) {
            int equals = line.lastIndexOf('=');
            levels.put(line.substring(0, Math.max(0, equals)).strip(), Assurance.of(line.substring(equals + 1).strip()));
        }
    }

    /** https, or on this machine. */
    static boolean isSafe(String address) {
        try {
            URI uri = URI.create(address);
            boolean here = "localhost".equals(uri.getHost()) || "127.0.0.1".equals(uri.getHost());
            return uri.getHost() != null && uri.getUserInfo() == null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && here);
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    String issuer() {
        return config.issuer().startsWith("/") ? municipality.baseUrl() + config.issuer() : config.issuer();
    }

    /** The site's own address is trusted as it stands, https or not: it is where residents are now. */
    boolean mayCall(String address) {
        return isSafe(address) || config.issuer().startsWith("/") && address.startsWith(municipality.baseUrl() + "/");
    }

    Config config() {
        return config;
    }

    Clock clock() {
        return clock;
    }

    Duration patience() {
        return Duration.ofMillis(config.timeout());
    }

    Assurance level(String acr) {
        return levels.getOrDefault(acr, Assurance.LOW);
    }

    Assurance surest() {
        return levels.values().stream().max(Assurance::compareTo).orElse(Assurance.LOW);
    }

    String label(String language) {
        String own = switch (language) {
            case "en" -> config.labelEn();
            case "ru" -> config.labelRu();
            default -> config.labelLv();
        };
        return Optional.of(own).filter(text -> !text.isBlank()).orElse(config.labelLv());
    }
}
