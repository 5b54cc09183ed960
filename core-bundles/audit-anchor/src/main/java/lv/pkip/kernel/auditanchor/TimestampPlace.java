package lv.pkip.kernel.auditanchor;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import lv.pkip.kernel.api.audit.AnchorPlace;
import lv.pkip.kernel.api.audit.AuditProofs.Signed;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.integration.PartnerCalls.Answer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** An authority that signs when it saw the hash of a checkpoint (RFC 3161). Its answer is the receipt. */
@Component(service = AnchorPlace.class, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = TimestampPlace.Config.class, factory = true)
public final class TimestampPlace implements AnchorPlace {

    /** Settings, a file {@code …TimestampPlace-<name>.cfg} each. */
    @ObjectClassDefinition(name = "PKIP: anchors by time stamp")
    @interface Config {
        @AttributeDefinition(description = "Small letters, digits, hyphens; the same for ever")
        String name() default "timestamp";

        @AttributeDefinition(description = "Address of the authority, https or http; one that begins with a slash is on this site")
        String address() default "";

        @AttributeDefinition(description = "PEM file: certificates that the authority's own has to lead to")
        String authorities() default "";

        @AttributeDefinition(description = "OID of the policy that is asked for; empty: any")
        String policy() default "";

        @AttributeDefinition(description = "Minutes between two time stamps")
        int everyMinutes() default 60;
    }

    private static final int NONCE_BITS = 64;

    private final String name;
    private final Path authorities;
    private final String policy;
    private final Duration every;
    private final Partner partner;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    @Activate
    public TimestampPlace(Config config, @Reference(name = "municipality") Municipality municipality) {
        this(config.name(), Path.of(System.getProperty("karaf.base", "")).resolve(config.authorities()), config.policy(), Interval.of(config.everyMinutes()),
                Partner.open(config.address().startsWith("/") ? municipality.baseUrl() + config.address() : config.address()), Clock.systemUTC());
        if (config.authorities().isBlank()) {
            throw new IllegalArgumentException("authorities are needed");
        }
    }

    TimestampPlace(String name, Path authorities, String policy, Duration every, Partner partner, Clock clock) {
        if (!policy.matches("([0-2](\\.\\d{1,12}){1,30})?")) {
            throw new IllegalArgumentException("policy is an OID");
        }
        this.name = name;
        this.authorities = authorities;
        this.policy = policy;
        this.every = every;
        this.partner = partner;
        this.clock = clock;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String sort() {
        return Ledger.TIMESTAMP;
    }

    @Override
    public Duration every() {
        return every;
    }

    @Override
    public String take(Signed checkpoint, long last) throws Trouble {
        List<X509Certificate> trusted = trusted();
        TimeStampRequest request = request(checkpoint);
        Answer answer;
        try {
            answer = partner.post("application/timestamp-query", request.getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("a request can be written", e);
        }
        if (answer.status() != 200) {
            throw Trouble.of("refused");
        }
        Stamp.check(request, answer.body(), trusted, clock.instant());
        return Base64.getEncoder().encodeToString(answer.body());
    }

    private TimeStampRequest request(Signed checkpoint) {
        try {
            TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
            generator.setCertReq(true);
            if (!policy.isEmpty()) {
                generator.setReqPolicy(new ASN1ObjectIdentifier(policy));
            }
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(checkpoint.note().getBytes(StandardCharsets.UTF_8));
            return generator.generate(TSPAlgorithms.SHA256, hash, new BigInteger(NONCE_BITS, random).setBit(NONCE_BITS - 1));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @SuppressWarnings("unchecked")
    private List<X509Certificate> trusted() throws Trouble {
        try (InputStream in = Files.newInputStream(authorities)) {
            List<X509Certificate> read = (List<X509Certificate>) (List<?>) List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (!read.isEmpty()) {
                return read;
            }
        } catch (IOException | CertificateException e) {
            throw Trouble.of("no-authorities");
        }
        throw Trouble.of("no-authorities");
    }
}
