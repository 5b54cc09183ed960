package lv.pkip.kernel.testkit;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;

/** An {@link Audit} that keeps its records in memory for a test to look at; it knows nothing of transactions. */
public final class RecordingAudit implements Audit {
    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private final CurrentActor actor;
    private final Clock clock;

    public RecordingAudit() {
        this(FixedActor.anonymous(), Clock.systemUTC());
    }

    public RecordingAudit(CurrentActor actor, Clock clock) {
        this.actor = actor;
        this.clock = clock;
    }

    @Override
    public synchronized void record(Event event) {
        Actor who = actor.get();
        entries.add(new Entry(entries.size() + 1L, clock.instant(), who.kind().name(), who.id(), who.onBehalfOf(), event));
    }

    /** What was recorded, oldest first. */
    public List<Event> events() {
        return entries.stream().map(Entry::event).toList();
    }

    /** Names of the recorded actions, oldest first. */
    public List<String> actions() {
        return events().stream().map(Event::action).toList();
    }

    @Override
    public List<Entry> ofCase(String caseNumber) {
        return entries.stream().filter(e -> e.event().caseNumber().equals(Optional.of(caseNumber))).toList();
    }

    @Override
    public List<Entry> newest(long before, int limit) {
        return entries.stream().filter(e -> before == 0 || e.sequence() < before)
                .sorted((a, b) -> Long.compare(b.sequence(), a.sequence())).limit(limit).toList();
    }
}
