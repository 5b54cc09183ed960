package lv.pkip.integration.signinlatvijasandbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The simulated service that signs: with a key it makes once, whose certificate it puts where the portal looks for it. It makes the
 * key aside and keeps it in a file of its own, for while a container starts that takes seconds; whoever asks for an answer waits for it.
 */
@Component(service = Sts.class, immediate = true)
@Designate(ocd = Sts.Config.class)
public final class Sts {

    /** Settings. */
    @ObjectClassDefinition(name = "PKIP: simulator of latvija.lv sign-in")
    public @interface Config {
        @AttributeDefinition(description = "File its certificate is written to, its key beside it; empty: sign-in-latvija-sandbox.pem in the data folder")
        String certificateFile() default "";

        @AttributeDefinition(description = "File with the portal's certificate to encrypt to, PEM; empty: it can not encrypt")
        String encryptTo() default "";

        @AttributeDefinition(description = "What it calls itself")
        String issuer() default "http://www.latvija.lv/sts";
    }

    private static final Duration LASTS = Duration.ofMinutes(5);
    private static final Duration SKEW = Duration.ofSeconds(50);

    private final String issuer;
    private final Optional<PublicKey> portal;
    private final Clock clock;
    private final CompletableFuture<KeyPairOf> own;
    private String last = "";

    /** Started by the container. */
    @Activate
    public Sts(Config config) {
        this(config.certificateFile().isBlank() ? Path.of(System.getProperty("karaf.data", "data"), "sign-in-latvija-sandbox.pem")
                : Path.of(config.certificateFile()), config.encryptTo().isBlank() ? Optional.empty() : Optional.of(publicKey(Path.of(config.encryptTo()))),
                config.issuer(), Clock.systemUTC());
    }

    public Sts(Path certificateFile, Optional<PublicKey> portal, String issuer, Clock clock) {
        this.issuer = issuer;
        this.portal = portal;
        this.clock = clock;
        this.own = CompletableFuture.supplyAsync(() -> {
            Path secretFile = certificateFile.resolveSibling(certificateFile.getFileName() + ".key");
            return KeyPairOf.kept(certificateFile, secretFile, clock.instant()).orElseGet(() -> {
                KeyPairOf made = KeyPairOf.make("PKIP sandbox STS", clock.instant());
                put(secretFile, made.secret());
                put(certificateFile, made.pem());
                return made;
            });
        }, work -> {
            Thread aside = new Thread(work, "pkip-sandbox-sts-key");
            aside.setDaemon(true);
            aside.start();
        });
    }

    private static PublicKey publicKey(Path file) {
        try {
            return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file))).getPublicKey();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (CertificateException e) {
            throw new IllegalStateException(file + " holds no certificate", e);
        }
    }

    /** Written aside and moved, so that nobody reads half of it; only the platform's own account reads it at all. */
    private static void put(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path aside = Files.createTempFile(file.toAbsolutePath().getParent(), "sts", ".new");
            Files.writeString(aside, text, StandardCharsets.US_ASCII);
            Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean canEncrypt() {
        return portal.isPresent();
    }

    public KeyPairOf own() {
        return own.join();
    }

    /** What the browser carries to the portal; empty when the person gave up. */
    public String answer(Nobody person, String realm, String context, Behaviour behaviour) {
        Instant now = clock.instant();
        Assertions.About about = new Assertions.About(issuer, realm, now, LASTS);
        return switch (behaviour) {
            case GOOD, WRONG_STATE -> remembered(sign(person, about), context);
            case FAST_CLOCK -> good(person, new Assertions.About(issuer, realm, now.plus(SKEW), LASTS), context);
            case ENCRYPTED -> Assertions.wrapped(Sealing.seal(sign(person, about), portal.orElseThrow(), true), context);
            case CANCELLED -> "";
            case EXPIRED -> good(person, new Assertions.About(issuer, realm, now.minus(LASTS).minusSeconds(61), LASTS), context);
            case NOT_YET_VALID -> good(person, new Assertions.About(issuer, realm, now.plusSeconds(61), LASTS), context);
            case WRONG_AUDIENCE -> good(person, new Assertions.About(issuer, "urn:another:portal", now, LASTS), context);
            case WRONG_ISSUER -> good(person, new Assertions.About("http://sts.example", realm, now, LASTS), context);
            case UNSIGNED -> Assertions.wrapped(Assertions.write(person, about), context);
            case ALTERED -> Assertions.wrapped(sign(person, about).replace(">" + person.code() + "<", ">32999999999<").replace("PK:" + person.code(), "PK:32999999999"), context);
            case OTHER_KEY -> Assertions.wrapped(Assertions.signed(Assertions.write(person, about), KeyPairOf.make("PKIP sandbox stranger", now), true), context);
            case WEAK_ALGORITHM -> Assertions.wrapped(Assertions.signed(Assertions.write(person, about), own(), false), context);
            case WRAPPED_BESIDE -> Assertions.wrapped(forged(about) + sign(person, about), context);
            case WRAPPED_INSIDE -> Assertions.wrapped(forged(about).replace("<saml:AttributeStatement>", "<saml:Advice>" + sign(person, about)
                    + "</saml:Advice><saml:AttributeStatement>"), context);
            case WRAPPED_IN_SIGNATURE -> Assertions.wrapped(inSignature(person, about), context);
            case TWO_CODES_OF_TODAY -> Assertions.wrapped(Assertions.signed(Assertions.write(person, about).replace("</saml:AttributeStatement>",
                    secondCode(person, about) + "</saml:AttributeStatement>"), own(), true), context);
            case REPLAYED -> Assertions.wrapped(last.isEmpty() ? sign(person, about) : last, context);
            case LEVEL_TOO_LOW -> good(person.at(2), about, context);
            case OFFICIAL -> Assertions.wrapped(Assertions.signed(Assertions.write(person, about).replace("PK:" + person.code(),
                    "AU:100001-PK:" + person.code()), own(), true), context);
            case ENTITIES -> "<!DOCTYPE a [<!ENTITY b \"" + "c".repeat(1000) + "\"><!ENTITY d \"" + "&b;".repeat(1000) + "\">]>" + good(person, about, context);
            case HUGE -> good(person, about, context) + "<!-- " + "x".repeat(300_000) + " -->";
            case GARBAGE -> "\u0000\u0001 <<>> " + context;
        };
    }

    private String sign(Nobody person, Assertions.About about) {
        return Assertions.signed(Assertions.write(person, about), own(), true);
    }

    private String good(Nobody person, Assertions.About about, String context) {
        return Assertions.wrapped(sign(person, about), context);
    }

    private synchronized String remembered(String assertion, String context) {
        last = assertion;
        return Assertions.wrapped(assertion, context);
    }

    /** What an attacker would like to be believed: somebody else, signed by nobody. */
    private static String forged(Assertions.About about) {
        return Assertions.write(new Nobody("Viltots", "Cilvēks", "32999999999", List.of(), 4), about);
    }

    /** The genuine assertion hidden in the signature of the forged one, to which it still refers. */
    private String inSignature(Nobody person, Assertions.About about) {
        String genuine = sign(person, about);
        int from = genuine.indexOf("<ds:Signature");
        int to = genuine.indexOf("</ds:Signature>");
        String signature = genuine.substring(from, to) + "<ds:Object>" + genuine.substring(0, from)
                + genuine.substring(to + "</ds:Signature>".length()) + "</ds:Object></ds:Signature>";
        String forged = forged(about);
        return forged.substring(0, forged.lastIndexOf("</saml:Assertion>")) + signature + "</saml:Assertion>";
    }

    private static String secondCode(Nobody person, Assertions.About about) {
        String written = Assertions.write(new Nobody(person.givenName(), person.familyName(), "32999999999", List.of(), 4), about);
        int from = written.indexOf("<saml:Attribute AttributeName=\"privatepersonalidentifier\"");
        return written.substring(from, written.indexOf("</saml:Attribute>", from) + "</saml:Attribute>".length());
    }
}
