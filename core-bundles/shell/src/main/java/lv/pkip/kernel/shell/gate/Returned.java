package lv.pkip.kernel.shell.gate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a partner let a browser send here by POST from its own site. Such a request carries no cookie of ours, so it is kept
 * for two minutes in this node's memory, under a reference that is good once, until the browser comes with its cookies and
 * asks for it. Bounded as a whole and for each address, so that nobody can push others out.
 */
public final class Returned {
    private static final Duration TIME = Duration.ofMinutes(2);
    private static final int MOST = 400;
    private static final int MOST_OF_ADDRESS = 40;
    private static final int MOST_CHARACTERS = 100_000;

    private final Clock clock;
    private final Map<String, Sent> sent = new LinkedHashMap<>();

    private record Sent(Map<String, String> values, String client, String once, Instant until) { }

    public Returned(Clock clock) {
        this.clock = clock;
    }

    /**
     * Keeps what was sent; a second sending under the same state takes the place of the first.
     *
     * @return the reference, or empty when it is too large or there is no room
     */
    public Optional<String> keep(Map<String, String> values, String client, String state) {
        int size = values.entrySet().stream().mapToInt(e -> e.getKey().length() + e.getValue().length()).sum();
        if (size > MOST_CHARACTERS) {
            return Optional.empty();
        }
        synchronized (sent) {
            Instant now = clock.instant();
            sent.values().removeIf(s -> s.until().isBefore(now) || s.once().equals(state));
            if (sent.size() >= MOST || sent.values().stream().filter(s -> s.client().equals(client)).count() >= MOST_OF_ADDRESS) {
                return Optional.empty();
            }
            String reference = Seal.random();
            sent.put(reference, new Sent(Map.copyOf(values), client, state, now.plus(TIME)));
            return Optional.of(reference);
        }
    }

    /** Gives it out, once. */
    public Optional<Map<String, String>> take(String reference) {
        synchronized (sent) {
            return Optional.ofNullable(sent.remove(reference)).filter(s -> !s.until().isBefore(clock.instant())).map(Sent::values);
        }
    }
}
