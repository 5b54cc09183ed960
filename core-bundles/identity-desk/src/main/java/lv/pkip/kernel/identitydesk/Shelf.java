package lv.pkip.kernel.identitydesk;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Keeps a text for its owner between two requests, in memory only: few at a time, for half an hour, given out by name. */
final class Shelf {
    private static final int MOST = 20;
    private static final Duration KEPT = Duration.ofMinutes(30);
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    private record Kept(String owner, String text, Instant until) { }

    Shelf(Clock clock) {
        this.clock = clock;
    }

    synchronized String put(String owner, String text) {
        kept.values().removeIf(one -> !one.until().isAfter(clock.instant()));
        while (kept.size() >= MOST) {
            kept.remove(kept.keySet().iterator().next());
        }
        byte[] name = new byte[18];
        random.nextBytes(name);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(name);
        kept.put(token, new Kept(owner, text, clock.instant().plus(KEPT)));
        return token;
    }

    synchronized Optional<String> get(String token, String owner) {
        return Optional.ofNullable(kept.get(token)).filter(one -> one.owner().equals(owner) && one.until().isAfter(clock.instant())).map(Kept::text);
    }

    /** The same, and it is gone. */
    synchronized Optional<String> take(String token, String owner) {
        Optional<String> text = get(token, owner);
        if (text.isPresent()) {
            kept.remove(token);
        }
        return text;
    }
}
