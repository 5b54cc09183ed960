package lv.pkip.kernel.api.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Everything that must leave the house exactly once. Items put in commit with the transaction that caused them. */
@ProviderType
public interface Outbox {

    /** Puts an item in; the same idempotency key twice is one item. */
    void put(Item item);

    /** Counts by state, kept rather than counted. */
    Map<State, Long> counts();

    /** When the oldest item that still waits was put in. */
    Optional<Instant> oldest();

    /** Entries in a state, newest first, keyset-paged by id (0 = from the newest). Needs {@code outbox:read}. */
    List<Entry> list(State state, long before, int limit);

    /** Puts a dead or waiting entry to the front again. Needs {@code outbox:resend}. */
    void resend(long id);

    /** Where an item stands. */
    enum State { WAITING, SENT, DEAD }

    /**
     * One thing to deliver.
     *
     * @param key     idempotency key, unique for all time, given to the partner too where its protocol can carry one
     * @param channel id of the {@link Channel}, for example {@code email}
     * @param address where to, in the channel's form
     * @param caseNumber the case it belongs to
     * @param content channel-specific fields, for e-mail {@code subject}, {@code text}, {@code language}
     */
    record Item(String key, String channel, String address, Optional<String> caseNumber, Map<String, String> content) {
        public Item {
            Objects.requireNonNull(key);
            Objects.requireNonNull(channel);
            Objects.requireNonNull(address);
            content = Map.copyOf(content);
        }
    }

    /** A stored item with what became of it. */
    record Entry(long id, Item item, State state, int attempts, Instant created, Optional<Instant> next,
            Optional<Instant> done, Optional<String> lastError) { }
}
