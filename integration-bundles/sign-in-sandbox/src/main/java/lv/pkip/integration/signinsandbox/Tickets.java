package lv.pkip.integration.signinsandbox;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

import lv.pkip.kernel.api.identity.ExternalIdentity;

/**
 * One-time codes between the sign-in page and the provider: signed, bound to the state of one browser, good for a minute
 * and for one use. The person stays here; the address the browser carries holds nothing personal.
 */
@Component(service = Tickets.class)
public final class Tickets {
    static final Duration LASTS = Duration.ofSeconds(60);
    private static final int OPEN_AT_ONCE = 10_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private record Ticket(ExternalIdentity identity, long ends) { }

    private final Clock clock;
    private final byte[] key = random(32);
    private final Map<String, Ticket> open = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Ticket> eldest) {
            return size() > OPEN_AT_ONCE;
        }
    };

    @Activate
    public Tickets() {
        this(Clock.systemUTC());
    }

    Tickets(Clock clock) {
        this.clock = clock;
    }

    String issue(ExternalIdentity identity, String state, Duration lasts) {
        String id = text(random(16));
        long ends = clock.millis() + lasts.toMillis();
        synchronized (open) {
            open.values().removeIf(ticket -> ticket.ends() + LASTS.toMillis() < clock.millis());
            open.put(id, new Ticket(identity, ends));
        }
        return id + "." + ends + "." + signature(id, ends, state);
    }

    /** Who a code stands for; nobody when it is forged, over, used before or another browser's. */
    Optional<ExternalIdentity> redeem(String code, String state) {
        String[] parts = code.split("\\.");
        if (parts.length != 3 || !parts[1].matches("[0-9]{1,15}")) {
            return Optional.empty();
        }
        long ends = Long.parseLong(parts[1]);
        if (!MessageDigest.isEqual(ascii(signature(parts[0], ends, state)), ascii(parts[2])) || clock.millis() > ends) {
            return Optional.empty();
        }
        synchronized (open) {
            return Optional.ofNullable(open.remove(parts[0])).map(Ticket::identity);
        }
    }

    private String signature(String id, long ends, String state) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return text(mac.doFinal((id + ' ' + ends + ' ' + state).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] random(int bytes) {
        byte[] bits = new byte[bytes];
        RANDOM.nextBytes(bits);
        return bits;
    }
}
