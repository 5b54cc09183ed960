package lv.pkip.kernel.testkit;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Grant;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.api.registry.Position;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.RegistryProblem.Code;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.api.registry.Structure;
import lv.pkip.kernel.api.registry.Unit;

/**
 * A registry in memory that keeps to {@link RegistryContract}: for those who read and change the registry, not for testing
 * the registry. It asks nobody's permission and needs nobody's approval.
 */
public final class MemoryRegistry implements Registry, Structure {
    private static final Pattern LOGIN = Pattern.compile("[a-z][a-z0-9.-]{1,63}");
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{1,62}");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]{1,64}@[^\\s@]{1,189}");

    private final Clock clock;
    private final Map<String, Account> accounts = new TreeMap<>();
    private final Map<String, Unit> units = new TreeMap<>();
    private final Map<String, Position> positions = new TreeMap<>();
    private final Map<String, Group> groups = new TreeMap<>();
    private final Map<String, Role> roles = new TreeMap<>();
    private final Map<String, String> codes = new HashMap<>();
    private final Set<String> logins = new HashSet<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Directory directory = Directory.of(0, List.of(), List.of(), List.of(), List.of(), List.of());
    private int number = 10_000;
    private Set<String> guarded = Set.of();
    private volatile Function<String, List<Grant>> standingIn = login -> List.of();

    public MemoryRegistry(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Directory directory() {
        return directory;
    }

    @Override
    public AutoCloseable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** What somebody holds by standing in for others; {@link MemorySubstitutions} says it. */
    void standingIn(Function<String, List<Grant>> grants) {
        standingIn = grants;
    }

    @Override
    public List<Grant> grants(String login) {
        List<Grant> grants = new ArrayList<>(ownGrants(login));
        if (!grants.isEmpty() || accounts.containsKey(login) && accounts.get(login).isActiveOn(LocalDate.now(clock))) {
            grants.addAll(standingIn.apply(login));
        }
        return grants;
    }

    List<Grant> ownGrants(String login) {
        Account account = accounts.get(login);
        if (account == null || !account.isActiveOn(LocalDate.now(clock))) {
            return List.of();
        }
        List<Grant> grants = new ArrayList<>();
        account.roles().stream().sorted().forEach(role -> grants.add(new Grant(role, Grant.Way.OWN, "")));
        Optional.ofNullable(positions.get(account.employment().position())).ifPresent(position -> position.roles().stream().sorted()
                .forEach(role -> grants.add(new Grant(role, Grant.Way.POSITION, position.id()))));
        directory.groupsOf(login).forEach(group -> group.roles().stream().sorted().forEach(role -> grants.add(new Grant(role, Grant.Way.GROUP, group.name()))));
        return grants;
    }

    @Override
    public synchronized Created create(Account account) {
        return apply(List.of(account), List.of(), "").get(0);
    }

    @Override
    public synchronized List<Created> apply(List<Account> fresh, List<Account> changed, String reason) {
        Set<String> taken = new HashSet<>(logins);
        fresh.forEach(account -> {
            check(account);
            if (!taken.add(account.login())) {
                throw new RegistryProblem(Code.TAKEN, "login");
            }
        });
        if (!changed.isEmpty()) {
            change(changed, reason);
        }
        return fresh.stream().map(account -> made(account, reason)).toList();
    }

    @Override
    public synchronized List<Account> createWithoutPassword(List<Account> accounts) {
        return apply(accounts, List.of(), "").stream().map(Created::account).toList();
    }

    private Created made(Account account, String reason) {
        logins.add(account.login());
        Account stored = new Account(UUID.randomUUID(), account.login(), account.kind(), account.profile(), account.employment(), account.roles(),
                account.enabled(), now(), now(), 1);
        accounts.put(stored.login(), stored);
        note(Subject.ACCOUNT, stored.login(), "login", "", stored.login(), reason);
        changed();
        return new Created(stored, "one-time-" + stored.login());
    }

    @Override
    public synchronized List<Account> change(List<Account> wanted, String reason) {
        List<Account> stored = wanted.stream().map(account -> {
            check(account);
            Account before = known(account.login());
            if (before.version() != account.version()) {
                throw new RegistryProblem(Code.STALE, "version");
            }
            Account.Profile profile = guarded.contains(account.login()) ? readdressed(account.profile(), before.profile().email()) : account.profile();
            return new Account(before.id(), before.login(), before.kind(), profile, account.employment(), account.roles(), account.enabled(),
                    before.created(), now(), before.version() + 1);
        }).toList();
        stored.forEach(account -> {
            Account before = accounts.put(account.login(), account);
            noteDifferences(before, account, reason);
        });
        changed();
        return stored;
    }

    private static Account.Profile readdressed(Account.Profile one, String email) {
        return new Account.Profile(one.givenName(), one.familyName(), one.displayName(), email, one.phone(), one.language());
    }

    private void noteDifferences(Account before, Account after, String reason) {
        Map<String, String> was = fields(before);
        fields(after).forEach((field, is) -> {
            if (!is.equals(was.get(field))) {
                note(Subject.ACCOUNT, after.login(), field, was.get(field), is, reason);
            }
        });
    }

    private static Map<String, String> fields(Account account) {
        Account.Profile profile = account.profile();
        Account.Employment work = account.employment();
        Map<String, String> fields = new TreeMap<>();
        fields.put("givenName", profile.givenName());
        fields.put("familyName", profile.familyName());
        fields.put("displayName", profile.displayName());
        fields.put("email", profile.email());
        fields.put("phone", profile.phone());
        fields.put("language", profile.language());
        fields.put("unit", work.unit());
        fields.put("position", work.position());
        fields.put("employeeNumber", work.employeeNumber());
        fields.put("externalId", work.externalId());
        fields.put("from", work.from().map(LocalDate::toString).orElse(""));
        fields.put("to", work.to().map(LocalDate::toString).orElse(""));
        fields.put("roles", String.join(" ", account.roles().stream().sorted().toList()));
        fields.put("enabled", String.valueOf(account.enabled()));
        return fields;
    }

    @Override
    public synchronized void remove(String login, String reason) {
        known(login);
        accounts.remove(login);
        codes.remove(login);
        groups.replaceAll((name, group) -> group.members().contains(login) ? new Group(group.id(), name, group.number(), group.title(),
                without(group.members(), login), group.roles(), group.externalId(), group.version() + 1) : group);
        note(Subject.ACCOUNT, login, "login", login, "", reason);
        changed();
    }

    @Override
    public synchronized void remove(Account account, String reason) {
        fresh(known(account.login()).version(), account.version(), "version");
        remove(account.login(), reason);
    }

    private static Set<String> without(Set<String> all, String one) {
        Set<String> rest = new HashSet<>(all);
        rest.remove(one);
        return rest;
    }

    /** Accounts that nobody may open alone, as those are that hold privileged rights. */
    public void guard(Set<String> logins) {
        guarded = Set.copyOf(logins);
    }

    @Override
    public String resetPassword(String login) {
        known(login);
        if (guarded.contains(login)) {
            throw new RegistryProblem(Code.SECOND_PERSON, "password");
        }
        return "one-time-" + login + "-again";
    }

    @Override
    public Optional<String> readPersonalCode(String login, String purpose) {
        check(purpose.matches("[a-z][a-z0-9-]{0,39}"), "purpose");
        known(login);
        return Optional.ofNullable(codes.get(login));
    }

    @Override
    public void personalCode(String login, String code) {
        known(login);
        if (!code.isEmpty() && !code.matches("[0-9]{11}")) {
            throw new RegistryProblem(Code.INVALID, "personalCode");
        }
        if (code.isEmpty()) {
            codes.remove(login);
        } else {
            codes.put(login, code);
        }
    }

    @Override
    public synchronized List<Change> history(Subject subject, String id, long before, int limit) {
        return changes.stream().filter(change -> change.subject() == subject && change.id().equals(id))
                .filter(change -> before == 0 || change.sequence() < before)
                .sorted(Comparator.comparingLong(Change::sequence).reversed()).limit(limit).toList();
    }

    @Override
    public synchronized Unit save(Unit unit, String reason) {
        check(ID.matcher(unit.id()).matches(), "id");
        check(!unit.names().getOrDefault("lv", "").isBlank(), "names");
        for (String above = unit.parent(); !above.isEmpty(); above = units.get(above).parent()) {
            if (above.equals(unit.id())) {
                throw new RegistryProblem(Code.LOOP, "parent");
            }
            if (!units.containsKey(above)) {
                throw new RegistryProblem(Code.UNKNOWN, "parent");
            }
        }
        fresh(units.get(unit.id()) == null ? 0 : units.get(unit.id()).version(), unit.version(), "id");
        Unit stored = new Unit(unit.id(), unit.parent(), unit.kind(), unit.names(), unit.registrationNumber(), unit.head(), unit.version() + 1);
        units.put(unit.id(), stored);
        note(Subject.UNIT, unit.id(), "unit", "", unit.id(), reason);
        changed();
        return stored;
    }

    @Override
    public synchronized void removeUnit(String id, String reason) {
        free(units.values().stream().noneMatch(unit -> unit.parent().equals(id))
                && accounts.values().stream().noneMatch(account -> account.employment().unit().equals(id)));
        taken(units.remove(id), Subject.UNIT, id, reason);
    }

    @Override
    public synchronized Position save(Position position, String reason) {
        check(ID.matcher(position.id()).matches(), "id");
        roles(position.roles());
        fresh(positions.get(position.id()) == null ? 0 : positions.get(position.id()).version(), position.version(), "id");
        Position stored = new Position(position.id(), position.names(), position.roles(), position.version() + 1);
        positions.put(position.id(), stored);
        note(Subject.POSITION, position.id(), "position", "", position.id(), reason);
        changed();
        return stored;
    }

    @Override
    public synchronized void removePosition(String id, String reason) {
        free(accounts.values().stream().noneMatch(account -> account.employment().position().equals(id)));
        taken(positions.remove(id), Subject.POSITION, id, reason);
    }

    @Override
    public synchronized Group save(Group group, String reason) {
        check(ID.matcher(group.name()).matches(), "name");
        roles(group.roles());
        if (!accounts.keySet().containsAll(group.members())) {
            throw new RegistryProblem(Code.UNKNOWN, "members");
        }
        Group before = groups.get(group.name());
        fresh(before == null ? 0 : before.version(), group.version(), "name");
        Group stored = new Group(before == null ? UUID.randomUUID() : before.id(), group.name(), before == null ? number++ : before.number(), group.title(),
                group.members(), group.roles(), group.externalId(), group.version() + 1);
        groups.put(group.name(), stored);
        note(Subject.GROUP, group.name(), "group", "", group.name(), reason);
        changed();
        return stored;
    }

    @Override
    public synchronized void removeGroup(String name, String reason) {
        taken(groups.remove(name), Subject.GROUP, name, reason);
    }

    @Override
    public synchronized void removeGroup(Group group, String reason) {
        fresh(Optional.ofNullable(groups.get(group.name())).map(Group::version).orElse(0L), group.version(), "version");
        removeGroup(group.name(), reason);
    }

    @Override
    public synchronized Role save(Role role, String reason) {
        check(LOGIN.matcher(role.name()).matches(), "name");
        roles.put(role.name(), role);
        note(Subject.ROLE, role.name(), "role", "", role.name(), reason);
        changed();
        return role;
    }

    @Override
    public synchronized void removeRole(String name, String reason) {
        free(accounts.values().stream().noneMatch(account -> account.roles().contains(name))
                && groups.values().stream().noneMatch(group -> group.roles().contains(name))
                && positions.values().stream().noneMatch(position -> position.roles().contains(name)));
        taken(roles.remove(name), Subject.ROLE, name, reason);
    }

    private void check(Account account) {
        check(LOGIN.matcher(account.login()).matches(), "login");
        check(!account.profile().displayName().isBlank(), "displayName");
        check(account.profile().email().isEmpty() || EMAIL.matcher(account.profile().email()).matches(), "email");
        check(Set.of("lv", "en", "ru").contains(account.profile().language()), "language");
        roles(account.roles());
        if (!account.employment().unit().isEmpty() && !units.containsKey(account.employment().unit())) {
            throw new RegistryProblem(Code.UNKNOWN, "unit");
        }
        if (!account.employment().position().isEmpty() && !positions.containsKey(account.employment().position())) {
            throw new RegistryProblem(Code.UNKNOWN, "position");
        }
    }

    private void roles(Set<String> wanted) {
        if (!roles.keySet().containsAll(wanted)) {
            throw new RegistryProblem(Code.UNKNOWN, "roles");
        }
    }

    private static void check(boolean right, String field) {
        if (!right) {
            throw new RegistryProblem(Code.INVALID, field);
        }
    }

    private static void fresh(long stored, long given, String field) {
        if (stored != 0 && given == 0) {
            throw new RegistryProblem(Code.TAKEN, field);
        }
        if (stored != given) {
            throw new RegistryProblem(Code.STALE, "version");
        }
    }

    private static void free(boolean unused) {
        if (!unused) {
            throw new RegistryProblem(Code.IN_USE, "id");
        }
    }

    private Account known(String login) {
        return Optional.ofNullable(accounts.get(login)).orElseThrow(() -> new RegistryProblem(Code.UNKNOWN, "login"));
    }

    private void taken(Object removed, Subject subject, String id, String reason) {
        if (removed == null) {
            throw new RegistryProblem(Code.UNKNOWN, "id");
        }
        note(subject, id, subject.name().toLowerCase(java.util.Locale.ROOT), id, "", reason);
        changed();
    }

    private Instant now() {
        return clock.instant();
    }

    private void note(Subject subject, String id, String field, String before, String after, String reason) {
        changes.add(new Change(changes.size() + 1L, now(), "test", subject, id, field, Objects.requireNonNull(before), after, reason));
    }

    private void changed() {
        directory = Directory.of(directory.revision() + 1, accounts.values(), units.values(), positions.values(), groups.values(), roles.values());
        listeners.forEach(Runnable::run);
    }
}
