package lv.pkip.integration.signinlatvija;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * What was agreed on with the keeper of latvija.lv. Certificates and key are read from their files at each use, so that a new
 * certificate counts as soon as its file is there. Without a configuration there is no such way to sign in.
 */
@Component(service = Agreement.class, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = Agreement.Config.class)
public final class Agreement {

    /** Settings. */
    @ObjectClassDefinition(name = "PKIP: sign-in by latvija.lv")
    public @interface Config {
        @AttributeDefinition(description = "Address of the sign-in service that browsers are sent to")
        String address() default "";

        @AttributeDefinition(description = "Name under which this portal is registered there (wtrealm)")
        String realm() default "";

        @AttributeDefinition(description = "Audience of its assertions; empty: the realm")
        String audience() default "";

        @AttributeDefinition(description = "Issuer of its assertions")
        String issuer() default "http://www.latvija.lv/sts";

        @AttributeDefinition(description = "Files with the certificates it signs with, PEM; all that are in time count, so that a new one can lie beside the old")
        String[] certificates() default {};

        @AttributeDefinition(description = "File with the private key that it encrypts to, PKCS #8 PEM; empty: it does not encrypt")
        String decryptionKey() default "";

        @AttributeDefinition(description = "Refuse assertions that are not encrypted")
        boolean encrypted() default false;

        @AttributeDefinition(description = "Seconds its clock may be off, 60 at most")
        int skewSeconds() default 60;

        @AttributeDefinition(description = "Say on the sign-in page that this is a trial")
        boolean trial() default false;
    }

    private static final int MOST_SKEW = 60;
    private static final int LARGEST_FILE = 100_000;

    private final Config config;
    private final Clock clock;

    @Activate
    public Agreement(Config config) {
        this(config, Clock.systemUTC());
    }

    Agreement(Config config, Clock clock) {
        if (config.address().isBlank() || config.realm().isBlank() || config.certificates().length == 0) {
            throw new IllegalArgumentException("address, realm and certificates are needed");
        }
        if (config.skewSeconds() < 0 || config.skewSeconds() > MOST_SKEW) {
            throw new IllegalArgumentException("a clock may be off by " + MOST_SKEW + " seconds at most");
        }
        if (config.encrypted() && config.decryptionKey().isBlank()) {
            throw new IllegalArgumentException("what is encrypted needs a decryptionKey");
        }
        this.config = config;
        this.clock = clock;
    }

    Config config() {
        return config;
    }

    Clock clock() {
        return clock;
    }

    Terms terms() {
        List<PublicKey> keys = certificates().stream().filter(this::isInTime).map(X509Certificate::getPublicKey).toList();
        Optional<PrivateKey> ours = config.decryptionKey().isBlank() ? Optional.empty() : Optional.of(key(inHouse(config.decryptionKey())));
        return new Terms(config.issuer(), config.audience().isBlank() ? config.realm() : config.audience(), keys, ours, config.encrypted(),
                Duration.ofSeconds(config.skewSeconds()));
    }

    boolean isInTime(X509Certificate certificate) {
        Date now = Date.from(clock.instant());
        return !now.before(certificate.getNotBefore()) && !now.after(certificate.getNotAfter());
    }

    /** All certificates of the files that can be read; a file that is not there yet is passed over. */
    List<X509Certificate> certificates() {
        List<X509Certificate> all = new ArrayList<>();
        for (String file : config.certificates()) {
            Path path = inHouse(file);
            if (Files.isReadable(path)) {
                all.addAll(read(path));
            }
        }
        return all;
    }

    /** Relative paths begin at the container's folder. */
    private static Path inHouse(String file) {
        return Path.of(System.getProperty("karaf.base", "")).resolve(file.strip());
    }

    private static List<X509Certificate> read(Path path) {
        try {
            return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes(path))).stream()
                    .map(X509Certificate.class::cast).toList();
        } catch (CertificateException e) {
            throw new IllegalStateException(path + " does not hold certificates in PEM", e);
        }
    }

    private static PrivateKey key(Path path) {
        try {
            String text = new String(bytes(path), StandardCharsets.US_ASCII);
            byte[] encoded = Base64.getMimeDecoder().decode(text.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", ""));
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException(path + " does not hold an RSA key as PKCS #8 in PEM"); // the cause may quote the key
        }
    }

    private static byte[] bytes(Path path) {
        try {
            if (Files.size(path) > LARGEST_FILE) {
                throw new IllegalStateException(path + " is too large");
            }
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
