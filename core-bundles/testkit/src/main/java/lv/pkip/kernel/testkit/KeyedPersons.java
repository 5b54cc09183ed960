package lv.pkip.kernel.testkit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.identity.Persons;

/** Residents who are known by keys alone, some of them by two: {@link Persons} without any codes. */
public final class KeyedPersons implements Persons {
    private final Map<String, Set<String>> joined = new HashMap<>();

    /** It turns out that two keys are one person. */
    public void join(String key, String other) {
        joined.put(key, Set.of(key, other));
        joined.put(other, Set.of(key, other));
    }

    @Override
    public Optional<Person> byKey(String key) {
        return Optional.empty();
    }

    @Override
    public Person byPersonalCode(String personalCode, String givenName, String familyName) {
        throw new UnsupportedOperationException("cases are made under keys");
    }

    @Override
    public Set<String> keys(String key) {
        return joined.getOrDefault(key, Set.of(key));
    }

    @Override
    public List<Person> search(String text, int limit) {
        return List.of();
    }
}
