package lv.pkip.kernel.api.registry;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/** The registry as it was at one revision; never changes, so it may be kept and read without a lock. */
public final class Directory {
    private final long revision;
    private final Map<String, Account> accounts;
    private final Map<UUID, Account> byId;
    private final Map<String, Unit> units;
    private final Map<String, Position> positions;
    private final Map<String, Group> groups;
    private final Map<String, Role> roles;
    private final Map<String, List<Group>> groupsOf;

    private Directory(long revision, Collection<Account> accounts, Collection<Unit> units, Collection<Position> positions,
            Collection<Group> groups, Collection<Role> roles) {
        this.revision = revision;
        this.accounts = keyed(accounts, Account::login);
        this.byId = new HashMap<>();
        accounts.forEach(account -> byId.put(account.id(), account));
        this.units = keyed(units, Unit::id);
        this.positions = keyed(positions, Position::id);
        this.groups = keyed(groups, Group::name);
        this.roles = keyed(roles, Role::name);
        this.groupsOf = new HashMap<>();
        this.groups.values().forEach(group -> group.members().forEach(login -> groupsOf.merge(login, List.of(group), Directory::joined)));
    }

    public static Directory of(long revision, Collection<Account> accounts, Collection<Unit> units, Collection<Position> positions,
            Collection<Group> groups, Collection<Role> roles) {
        return new Directory(revision, accounts, units, positions, groups, roles);
    }

    private static <T> Map<String, T> keyed(Collection<T> all, Function<T, String> key) {
        Map<String, T> keyed = new TreeMap<>();
        all.forEach(one -> keyed.put(key.apply(one), one));
        return keyed;
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        return java.util.stream.Stream.concat(some.stream(), more.stream()).toList();
    }

    /** Grows with every change of anything in the registry. */
    public long revision() {
        return revision;
    }

    /** Sorted by login. */
    public Collection<Account> accounts() {
        return java.util.Collections.unmodifiableCollection(accounts.values());
    }

    public Optional<Account> account(String login) {
        return Optional.ofNullable(accounts.get(login));
    }

    public Optional<Account> account(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Sorted by id. */
    public Collection<Unit> units() {
        return java.util.Collections.unmodifiableCollection(units.values());
    }

    public Optional<Unit> unit(String id) {
        return Optional.ofNullable(units.get(id));
    }

    /** Units directly below one; below the empty string: those at the top. */
    public List<Unit> below(String unit) {
        return units.values().stream().filter(u -> u.parent().equals(unit)).sorted(Comparator.comparing(u -> u.name("lv"))).toList();
    }

    public Collection<Position> positions() {
        return java.util.Collections.unmodifiableCollection(positions.values());
    }

    public Optional<Position> position(String id) {
        return Optional.ofNullable(positions.get(id));
    }

    public Collection<Group> groups() {
        return java.util.Collections.unmodifiableCollection(groups.values());
    }

    public Optional<Group> group(String name) {
        return Optional.ofNullable(groups.get(name));
    }

    public List<Group> groupsOf(String login) {
        return groupsOf.getOrDefault(login, List.of());
    }

    public Collection<Role> roles() {
        return java.util.Collections.unmodifiableCollection(roles.values());
    }

    public Optional<Role> role(String name) {
        return Optional.ofNullable(roles.get(name));
    }
}
