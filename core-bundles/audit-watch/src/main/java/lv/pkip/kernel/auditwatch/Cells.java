package lv.pkip.kernel.auditwatch;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What rules remember of groups while they go through a batch: fetched together before, kept together after. */
final class Cells {
    private final Map<String, Cell> known = new HashMap<>();
    private final Map<String, Window> windows = new HashMap<>();
    private final Map<String, Long> until = new HashMap<>();
    private final Set<String> changed = new HashSet<>();
    private final Function<Collection<String>, Map<String, Cell>> fetch;

    /** @param until not needed any more after that */
    record Cell(String items, long until) { }

    Cells(Function<Collection<String>, Map<String, Cell>> fetch) {
        this.fetch = fetch;
    }

    /** Cells that are in no table: for trying a rule. */
    static Cells inMemory() {
        return new Cells(ids -> Map.of());
    }

    void need(Set<String> ids) {
        Set<String> missing = new HashSet<>(ids);
        missing.removeAll(known.keySet());
        known.putAll(fetch.apply(missing));
    }

    Optional<Cell> get(String id) {
        return Optional.ofNullable(known.get(id));
    }

    /** The window of a group, to be added to; {@link #keep} says that it was. */
    Window window(String id) {
        return windows.computeIfAbsent(id, any -> Window.read(get(id).map(Cell::items).orElse("")));
    }

    void keep(String id, long until) {
        this.until.put(id, until);
    }

    void put(String id, String items, long until) {
        known.put(id, new Cell(items, until));
        changed.add(id);
    }

    Map<String, Cell> changed() {
        Map<String, Cell> all = new HashMap<>();
        changed.forEach(id -> all.put(id, known.get(id)));
        until.forEach((id, time) -> all.put(id, new Cell(windows.get(id).write(), time)));
        return all;
    }
}
