package lv.pkip.kernel.identityoidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import lv.pkip.kernel.api.persistence.PrivateFile;
import lv.pkip.kernel.api.persistence.Sweeper;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The house's signing keys, in a file only its own account may read. The next key is published a day before it signs, and
 * an old one as long as what it signed may be shown; nodes that share a database share the file.
 */
@Component(service = KeyRing.class)
@Designate(ocd = KeyRing.Config.class)
public final class KeyRing {
    static final JWSAlgorithm USUAL = JWSAlgorithm.ES256;
    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);
    private static final List<JWSAlgorithm> ALGORITHMS = List.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256);
    private static final Duration AHEAD = Duration.ofHours(24);
    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final int RSA_BITS = 2048;

    /** Settings. */
    @ObjectClassDefinition(name = "PKIP signing keys")
    @interface Config {
        @AttributeDefinition(description = "Folder of the key file; empty: security/ in the container's data folder")
        String folder() default "";

        @AttributeDefinition(description = "Days a key signs")
        int rotationDays() default 90;

        @AttributeDefinition(description = "Hours a key stays published after it signed last")
        int keptHours() default 48;
    }

    /** A key, the moment it begins to sign, and its signer, which is made once. */
    private record Held(JWK key, long from, JWSSigner signer) {
        JWSAlgorithm algorithm() {
            return JWSAlgorithm.parse(key.getAlgorithm().getName());
        }
    }

    /** All that stands in the file. */
    private record Ring(List<Held> keys, byte[] seal, String text, long looked) { }

    /** What signs now. */
    record Signing(String id, JWSAlgorithm algorithm, JWSSigner signer) { }

    private final PrivateFile file;
    private final Clock clock;
    private final Duration period;
    private final Duration kept;
    private final Sweeper wheel;
    private volatile Ring ring;

    @Activate
    public KeyRing(BundleContext context, Config config) {
        this(inFolder(context, config.folder()), Clock.systemUTC(), Duration.ofDays(Math.max(2, config.rotationDays())),
                Duration.ofHours(Math.max(1, config.keptHours())));
        wheel.every(10, 3600, TimeUnit.SECONDS, this::turn);
    }

    KeyRing(Path file, Clock clock, Duration period, Duration kept) {
        this.file = new PrivateFile(file);
        this.clock = clock;
        this.period = period;
        this.kept = kept;
        this.wheel = new Sweeper("pkip-oidc-keys");
        if (!this.file.exists()) {
            byte[] seal = Secret.sha256(Secret.make("").getBytes(StandardCharsets.US_ASCII));
            // The other one is made when it is asked for, or soon: while a container starts an RSA key takes seconds.
            this.file.create(write(List.of(make(ALGORITHMS.get(0), clock.millis())), seal));
        }
        ring = read();
    }

    private static Path inFolder(BundleContext context, String folder) {
        String data = context.getProperty("karaf.data");
        Path usual = data == null ? context.getDataFile("security").toPath() : Path.of(data, "security");
        return (folder.isBlank() ? usual : Path.of(folder)).resolve("oidc-keys.json");
    }

    @Deactivate
    void stop() {
        wheel.stop();
    }

    /** The key that signs now. */
    Signing signing(JWSAlgorithm algorithm) {
        Held held = latest(algorithm).or(() -> {
            turn();
            return latest(algorithm);
        }).orElseThrow(() -> new IllegalStateException("no key signs " + algorithm));
        return new Signing(held.key().getKeyID(), algorithm, held.signer());
    }

    private Optional<Held> latest(JWSAlgorithm algorithm) {
        long now = clock.millis();
        return current(now).keys().stream().filter(k -> k.algorithm().equals(algorithm) && k.from() <= now).max(Comparator.comparingLong(Held::from));
    }

    /** Public halves of all keys that may have signed something, or will soon. */
    JWKSet published() {
        return new JWKSet(current(clock.millis()).keys().stream().map(Held::key).toList()).toPublicJWKSet();
    }

    /** The public half of one of our keys. */
    Optional<JWK> find(String id) {
        return current(clock.millis()).keys().stream().map(Held::key).filter(key -> key.getKeyID().equals(id)).findFirst().map(JWK::toPublicJWK);
    }

    List<lv.pkip.kernel.api.application.Applications.SigningKey> list() {
        return current(clock.millis()).keys().stream().sorted(Comparator.comparingLong(Held::from).reversed())
                .map(k -> new lv.pkip.kernel.api.application.Applications.SigningKey(k.key().getKeyID(), k.algorithm().getName(),
                        java.time.Instant.ofEpochMilli(k.from()), signing(k.algorithm()).id().equals(k.key().getKeyID()))).toList();
    }

    /** A keyed hash for values that go through a browser, and for subjects that are different at each application. */
    String seal(String purpose, String value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(current(clock.millis()).seal(), "HmacSHA256"));
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return Secret.base64(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signs with fresh keys from now on. */
    synchronized void rotate() {
        file.alone(() -> {
            Ring now = read();
            List<Held> keys = new ArrayList<>(now.keys());
            keys.removeIf(k -> k.from() > clock.millis()); // what was published ahead is not trusted any more either
            ALGORITHMS.forEach(algorithm -> keys.add(make(algorithm, clock.millis())));
            save(keys, now.seal());
        });
    }

    /** Publishes the next key in time, and takes away what has signed nothing for long. */
    synchronized void turn() {
        try {
            file.alone(this::turnAlone);
        } catch (RuntimeException e) {
            LOG.error("The signing keys could not be renewed; the present ones go on signing", e);
        }
    }

    private void turnAlone() {
        Ring now = read();
        List<Held> keys = new ArrayList<>();
        for (JWSAlgorithm algorithm : ALGORITHMS) {
            keys.addAll(turned(now.keys().stream().filter(k -> k.algorithm().equals(algorithm))
                    .sorted(Comparator.comparingLong(Held::from)).toList(), algorithm));
        }
        if (keys.stream().map(k -> k.key().getKeyID()).sorted().toList().equals(now.keys().stream().map(k -> k.key().getKeyID()).sorted().toList())) {
            ring = now; // another node may have done it
        } else {
            save(keys, now.seal());
        }
    }

    /** @param keys of one algorithm, oldest first */
    private List<Held> turned(List<Held> keys, JWSAlgorithm algorithm) {
        long now = clock.millis();
        if (keys.isEmpty()) {
            return List.of(make(algorithm, now));
        }
        List<Held> turned = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            boolean replacedLongAgo = i + 1 < keys.size() && keys.get(i + 1).from() + kept.toMillis() < now;
            if (!replacedLongAgo) {
                turned.add(keys.get(i));
            }
        }
        long next = keys.get(keys.size() - 1).from() + period.toMillis();
        if (next - AHEAD.toMillis() <= now) {
            turned.add(make(algorithm, Math.max(next, now + AHEAD.toMillis())));
        }
        return turned;
    }

    private void save(List<Held> keys, byte[] seal) {
        file.write(write(keys, seal));
        ring = read();
    }

    private Ring current(long now) {
        Ring here = ring;
        if (now - here.looked() < LOOK.toMillis()) {
            return here;
        }
        Ring fresh = read(); // another node may have renewed them
        ring = fresh;
        return fresh;
    }

    private Ring read() {
        String text = new String(file.read(), StandardCharsets.UTF_8);
        Ring known = ring;
        if (known != null && known.text().equals(text)) {
            return new Ring(known.keys(), known.seal(), text, clock.millis());
        }
        try {
            Map<String, Object> all = JSONObjectUtils.parse(text);
            List<Held> keys = new ArrayList<>();
            for (Map<String, Object> one : JSONObjectUtils.getJSONObjectArray(all, "keys")) {
                keys.add(held(JWK.parse(JSONObjectUtils.getJSONObject(one, "jwk")), JSONObjectUtils.getLong(one, "from")));
            }
            return new Ring(List.copyOf(keys), java.util.Base64.getUrlDecoder().decode(JSONObjectUtils.getString(all, "seal")), text, clock.millis());
        } catch (ParseException e) {
            throw new IllegalStateException("the key file " + file.path() + " cannot be read: was it changed by hand?");
        }
    }

    private static byte[] write(List<Held> keys, byte[] seal) {
        List<Map<String, Object>> all = keys.stream().map(k -> Map.<String, Object>of("from", k.from(), "jwk", k.key().toJSONObject())).toList();
        return JSONObjectUtils.toJSONString(Map.of("seal", Secret.base64(seal), "keys", all)).getBytes(StandardCharsets.UTF_8);
    }

    private static Held make(JWSAlgorithm algorithm, long from) {
        try {
            return held(algorithm.equals(JWSAlgorithm.RS256)
                    ? new RSAKeyGenerator(RSA_BITS).keyUse(KeyUse.SIGNATURE).algorithm(algorithm).keyIDFromThumbprint(true).generate()
                    : new ECKeyGenerator(Curve.P_256).keyUse(KeyUse.SIGNATURE).algorithm(algorithm).keyIDFromThumbprint(true).generate(), from);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Held held(JWK key, long from) {
        try {
            return new Held(key, from, key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner((ECKey) key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
