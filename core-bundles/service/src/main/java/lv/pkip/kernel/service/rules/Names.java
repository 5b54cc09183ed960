package lv.pkip.kernel.service.rules;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names of one version and what each stands for. Names of list elements are seen only by what is done for each
 * element of that list; from outside, such a name means the list of all elements' values.
 */
final class Names {
    static final Pattern NAME = Pattern.compile("[a-z][A-Za-z0-9]{0,59}");

    /** A known name: its kind and domain, and the list it stands for when it stands for many values. */
    record Known(Fact fact, Optional<String> list) { }

    private final Map<String, Known> global = new LinkedHashMap<>();
    private final Map<String, Map<String, Known>> byList = new LinkedHashMap<>();
    private final Set<String> collected = new LinkedHashSet<>();

    /** Adds a name; false when it is taken. */
    boolean add(Fact fact, Optional<String> list) {
        if (list.isEmpty()) {
            boolean free = !global.containsKey(fact.name()) && byList.values().stream().noneMatch(m -> m.containsKey(fact.name()))
                    && !byList.containsKey(fact.name());
            if (free) {
                global.put(fact.name(), new Known(fact, list));
            }
            return free;
        }
        Map<String, Known> own = byList.computeIfAbsent(list.get(), l -> new LinkedHashMap<>());
        if (global.containsKey(fact.name()) || own.containsKey(fact.name()) || byList.containsKey(fact.name())) {
            return false;
        }
        own.put(fact.name(), new Known(fact, list));
        return true;
    }

    void addList(String list) {
        byList.putIfAbsent(list, new LinkedHashMap<>());
    }

    boolean hasList(String list) {
        return byList.containsKey(list);
    }

    /** Notes that a table collects a list under a name. */
    void collected(String name) {
        collected.add(name);
    }

    /** What a name means for something done for each element of a list, or once. */
    Optional<Known> find(String name, Optional<String> each) {
        Known own = each.map(l -> byList.getOrDefault(l, Map.of()).get(name)).orElse(null);
        if (own != null) {
            return Optional.of(new Known(own.fact(), Optional.of(name).filter(collected::contains)));
        }
        if (global.containsKey(name)) {
            return Optional.of(new Known(global.get(name).fact(), Optional.of(name).filter(collected::contains)));
        }
        return each.isPresent() ? Optional.empty()
                : byList.values().stream().filter(m -> m.containsKey(name)).map(m -> m.get(name)).findFirst();
    }
}
