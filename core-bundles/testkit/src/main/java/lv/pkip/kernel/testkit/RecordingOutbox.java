package lv.pkip.kernel.testkit;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import lv.pkip.kernel.api.delivery.Outbox;

/** An {@link Outbox} that keeps items in memory and sends nothing; it knows nothing of transactions. */
public final class RecordingOutbox implements Outbox {
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Clock clock;

    public RecordingOutbox() {
        this(Clock.systemUTC());
    }

    public RecordingOutbox(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void put(Item item) {
        entries.computeIfAbsent(item.key(), key -> new Entry(entries.size() + 1L, item, State.WAITING, 0, clock.instant(),
                Optional.of(clock.instant()), Optional.empty(), Optional.empty()));
    }

    /** What was put in, oldest first. */
    public synchronized List<Item> items() {
        return entries.values().stream().map(Entry::item).toList();
    }

    /** Makes an item what a worker would have made it. */
    public synchronized void mark(String key, State state) {
        entries.computeIfPresent(key, (k, e) -> new Entry(e.id(), e.item(), state, e.attempts() + 1, e.created(),
                Optional.empty(), Optional.of(clock.instant()), Optional.empty()));
    }

    @Override
    public synchronized Map<State, Long> counts() {
        Map<State, Long> counts = new EnumMap<>(State.class);
        for (State state : State.values()) {
            counts.put(state, entries.values().stream().filter(e -> e.state() == state).count());
        }
        return counts;
    }

    @Override
    public synchronized Optional<Instant> oldest() {
        return entries.values().stream().filter(e -> e.state() == State.WAITING).map(Entry::created).min(Comparator.naturalOrder());
    }

    @Override
    public synchronized List<Entry> list(State state, long before, int limit) {
        return entries.values().stream().filter(e -> e.state() == state && (before == 0 || e.id() < before))
                .sorted(Comparator.comparingLong(Entry::id).reversed()).limit(limit).toList();
    }

    @Override
    public synchronized void resend(long id) {
        entries.replaceAll((key, e) -> e.id() != id ? e : new Entry(id, e.item(), State.WAITING, 0, e.created(),
                Optional.of(clock.instant()), Optional.empty(), Optional.empty()));
    }
}
