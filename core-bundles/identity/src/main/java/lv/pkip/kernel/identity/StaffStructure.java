package lv.pkip.kernel.identity;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Grant;
import lv.pkip.kernel.api.registry.Grant.Way;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.api.registry.Position;
import lv.pkip.kernel.api.registry.Registry.Subject;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.RegistryProblem.Code;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.api.registry.Structure;
import lv.pkip.kernel.api.registry.Unit;
import lv.pkip.kernel.identity.RegistryBook.Area;

/** Units, positions, groups and roles in the database. Changing them needs {@code users:manage}; each change is history and audit. */
@Component(service = Structure.class)
public final class StaffStructure implements Structure {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,62}");
    private static final Pattern ROLE = Pattern.compile("[a-z][a-z0-9-]{1,63}");
    private static final Pattern REGISTRATION = Pattern.compile("[0-9]{0,20}");
    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_ROLES = 2000;
    private static final int LONGEST_PERMISSIONS = 4000;
    private static final int DEEPEST = 50;

    private final RegistryDesk desk;
    private final CurrentActor actors;

    @Activate
    public StaffStructure(@Reference(name = "desk") RegistryDesk desk) {
        this.desk = desk;
        this.actors = desk.actors();
    }

    /** Checks that what is saved is new, or is the stored one changed. */
    private static <T> Optional<T> stored(Optional<T> stored, long version, ToLongFunction<T> versionOf, String field) {
        if (stored.isPresent() && version == 0) {
            throw new RegistryProblem(Code.TAKEN, field);
        }
        if (stored.isEmpty() && version != 0) {
            throw RegistryDesk.unknown(field);
        }
        if (stored.filter(one -> versionOf.applyAsLong(one) != version).isPresent()) {
            throw new RegistryProblem(Code.STALE, "version");
        }
        return stored;
    }

    private static void checkNames(Map<String, String> names, boolean latvian) {
        if (!Set.copyOf(Titles.LANGUAGES).containsAll(names.keySet()) || latvian && Titles.in(names, "lv").isEmpty()) {
            throw RegistryDesk.invalid("names");
        }
        names.values().forEach(name -> RegistryDesk.check(name, LONGEST_TITLE, "names"));
    }

    private static void checkRoles(Draft draft, Set<String> roles, Set<String> before) {
        if (Words.text(roles).length() > LONGEST_ROLES) {
            throw RegistryDesk.invalid("roles");
        }
        if (Words.without(roles, before).stream().anyMatch(role -> draft.before().directory().role(role).isEmpty())) {
            throw RegistryDesk.unknown("roles");
        }
    }

    private static void putNames(Map<String, String> fields, Map<String, String> names) {
        Titles.LANGUAGES.forEach(language -> fields.put("name." + language, Titles.in(names, language)));
    }

    @Override
    public Unit save(Unit unit, String reason) {
        actors.require(RegistryDesk.MANAGE);
        if (!NAME.matcher(unit.id()).matches()) {
            throw RegistryDesk.invalid("id");
        }
        checkNames(unit.names(), true);
        if (!REGISTRATION.matcher(unit.registrationNumber()).matches()) {
            throw RegistryDesk.invalid("registrationNumber");
        }
        return desk.change(Set.of(Area.STRUCTURE), draft -> {
            Directory directory = draft.before().directory();
            Optional<Unit> stored = stored(directory.unit(unit.id()), unit.version(), Unit::version, "id");
            checkPlace(directory, unit);
            if (!unit.head().isEmpty() && !unit.head().equals(stored.map(Unit::head).orElse("")) && directory.account(unit.head()).isEmpty()) {
                throw RegistryDesk.unknown("head");
            }
            UnitRow row = stored.map(one -> draft.em().find(UnitRow.class, one.id())).orElseGet(UnitRow::new);
            row.id = unit.id();
            row.parent = unit.parent();
            row.kind = unit.kind().name();
            row.nameLv = Titles.in(unit.names(), "lv");
            row.nameEn = Titles.in(unit.names(), "en");
            row.nameRu = Titles.in(unit.names(), "ru");
            row.registrationNumber = unit.registrationNumber();
            row.head = unit.head();
            row.edition++;
            draft.em().persist(row);
            draft.history(Subject.UNIT, unit.id(), stored.map(StaffStructure::fields).orElse(Map.of()), fields(row.unit()), reason);
            draft.audit("unit.save", Map.of("unit", unit.id(), "parent", unit.parent()));
            return row.unit();
        });
    }

    private static void checkPlace(Directory directory, Unit unit) {
        String above = unit.parent();
        for (int depth = 0; !above.isEmpty(); depth++) {
            if (above.equals(unit.id()) || depth == DEEPEST) {
                throw new RegistryProblem(Code.LOOP, "parent");
            }
            above = directory.unit(above).orElseThrow(() -> RegistryDesk.unknown("parent")).parent();
        }
    }

    private static Map<String, String> fields(Unit unit) {
        Map<String, String> fields = new TreeMap<>();
        putNames(fields, unit.names());
        fields.put("parent", unit.parent());
        fields.put("kind", unit.kind().name());
        fields.put("registrationNumber", unit.registrationNumber());
        fields.put("head", unit.head());
        return fields;
    }

    @Override
    public void removeUnit(String id, String reason) {
        actors.require(RegistryDesk.MANAGE);
        desk.change(Set.of(Area.STRUCTURE), draft -> {
            Directory directory = draft.before().directory();
            Unit unit = directory.unit(id).orElseThrow(() -> RegistryDesk.unknown("id"));
            if (!directory.below(id).isEmpty() || isUsed(directory, account -> account.employment().unit().equals(id)) || draft.isPlanned("unit", id)) {
                throw new RegistryProblem(Code.IN_USE, "id");
            }
            draft.em().remove(draft.em().find(UnitRow.class, id));
            draft.history(Subject.UNIT, id, fields(unit), Map.of(), reason);
            draft.audit("unit.remove", Map.of("unit", id));
            return null;
        });
    }

    private static boolean isUsed(Directory directory, Predicate<Account> how) {
        return directory.accounts().stream().anyMatch(how);
    }

    @Override
    public Position save(Position position, String reason) {
        actors.require(RegistryDesk.MANAGE);
        if (!NAME.matcher(position.id()).matches()) {
            throw RegistryDesk.invalid("id");
        }
        checkNames(position.names(), true);
        return desk.change(Set.of(Area.STRUCTURE), draft -> {
            Directory directory = draft.before().directory();
            Optional<Position> stored = stored(directory.position(position.id()), position.version(), Position::version, "id");
            Set<String> before = stored.map(Position::roles).orElse(Set.of());
            checkRoles(draft, position.roles(), before);
            boolean held = isUsed(directory, account -> account.employment().position().equals(position.id()));
            Set<String> waiting = held ? draft.waiting(Words.without(position.roles(), before)) : Set.of();
            PositionRow row = stored.map(one -> draft.em().find(PositionRow.class, one.id())).orElseGet(PositionRow::new);
            row.id = position.id();
            row.nameLv = Titles.in(position.names(), "lv");
            row.nameEn = Titles.in(position.names(), "en");
            row.nameRu = Titles.in(position.names(), "ru");
            row.roles = Words.text(Words.without(position.roles(), waiting));
            row.edition++;
            draft.em().persist(row);
            draft.history(Subject.POSITION, position.id(), stored.map(StaffStructure::fields).orElse(Map.of()), fields(row.position()), reason);
            draft.ask(Subject.POSITION, position.id(), waiting, reason);
            draft.audit("position.save", Map.of("position", position.id(), "roles", row.roles));
            return row.position();
        });
    }

    private static Map<String, String> fields(Position position) {
        Map<String, String> fields = new TreeMap<>();
        putNames(fields, position.names());
        fields.put("roles", Words.text(position.roles()));
        return fields;
    }

    @Override
    public void removePosition(String id, String reason) {
        actors.require(RegistryDesk.MANAGE);
        desk.change(Set.of(Area.STRUCTURE), draft -> {
            Directory directory = draft.before().directory();
            Position position = directory.position(id).orElseThrow(() -> RegistryDesk.unknown("id"));
            if (isUsed(directory, account -> account.employment().position().equals(id)) || draft.isPlanned("position", id)) {
                throw new RegistryProblem(Code.IN_USE, "id");
            }
            draft.em().remove(draft.em().find(PositionRow.class, id));
            draft.drop(Subject.POSITION, id);
            draft.history(Subject.POSITION, id, fields(position), Map.of(), reason);
            draft.audit("position.remove", Map.of("position", id));
            return null;
        });
    }

    @Override
    public Group save(Group group, String reason) {
        actors.require(RegistryDesk.MANAGE);
        if (!NAME.matcher(group.name()).matches()) {
            throw RegistryDesk.invalid("name");
        }
        RegistryDesk.check(group.title(), LONGEST_TITLE, "title");
        RegistryDesk.check(group.externalId(), LONGEST_TITLE, "externalId");
        return desk.change(Set.of(Area.GROUPS), draft -> {
            Directory directory = draft.before().directory();
            Optional<Group> stored = stored(directory.group(group.name()), group.version(), Group::version, "name");
            if (stored.filter(one -> !one.id().equals(group.id())).isPresent()) {
                throw RegistryDesk.unknown("id");
            }
            Set<String> before = stored.map(Group::roles).orElse(Set.of());
            checkRoles(draft, group.roles(), before);
            Set<String> were = stored.map(Group::members).orElse(Set.of());
            Set<String> coming = Words.without(group.members(), were);
            if (coming.stream().anyMatch(login -> directory.account(login).isEmpty())) {
                throw RegistryDesk.unknown("members");
            }
            Set<String> waiting = group.members().isEmpty() ? Set.of() : draft.waiting(Words.without(group.roles(), before));
            GroupRow row = stored.map(one -> draft.em().find(GroupRow.class, one.id().toString())).orElseGet(() -> fresh(draft));
            row.name = group.name();
            row.title = group.title();
            row.roles = Words.text(Words.without(group.roles(), waiting));
            row.externalId = group.externalId();
            row.edition++;
            row.revision = draft.revision();
            draft.em().persist(row);
            draft.history(Subject.GROUP, group.name(), stored.map(StaffStructure::fields).orElse(Map.of()), fields(row), reason);
            move(draft, row, coming, Words.without(were, group.members()), reason);
            draft.ask(Subject.GROUP, group.name(), waiting, reason);
            draft.audit("group.save", Map.of("group", group.name(), "roles", row.roles, "members", String.valueOf(group.members().size())));
            return new Group(UUID.fromString(row.uuid), row.name, row.gid, row.title, group.members(), Words.of(row.roles), row.externalId, row.edition);
        });
    }

    private static GroupRow fresh(Draft draft) {
        GroupRow row = new GroupRow();
        row.uuid = UUID.randomUUID().toString();
        row.gid = draft.nextGid();
        return row;
    }

    private static void move(Draft draft, GroupRow group, Set<String> coming, Set<String> leaving, String reason) {
        Set<String> waiting = draft.waiting(Words.of(group.roles));
        for (String login : coming) {
            draft.em().persist(MemberRow.of(group.uuid, login));
            draft.history(Subject.GROUP, group.name, "members", "", login, reason);
            draft.withhold(login, waiting.stream().map(role -> new Grant(role, Way.GROUP, group.name)).toList(), reason);
        }
        for (String login : leaving) {
            draft.em().createQuery("delete from MemberRow m where m.group = :group and m.login = :login").setParameter("group", group.uuid)
                    .setParameter("login", login).executeUpdate();
            draft.history(Subject.GROUP, group.name, "members", login, "", reason);
            draft.release(login, Way.GROUP, group.name);
        }
    }

    private static Map<String, String> fields(GroupRow group) {
        return Map.of("title", group.title, "roles", group.roles, "externalId", group.externalId);
    }

    private static Map<String, String> fields(Group group) {
        return Map.of("title", group.title(), "roles", Words.text(group.roles()), "externalId", group.externalId());
    }

    @Override
    public void removeGroup(String name, String reason) {
        removeGroup(name, OptionalLong.empty(), reason);
    }

    @Override
    public void removeGroup(Group group, String reason) {
        removeGroup(group.name(), OptionalLong.of(group.version()), reason);
    }

    private void removeGroup(String name, OptionalLong version, String reason) {
        actors.require(RegistryDesk.MANAGE);
        desk.change(Set.of(Area.GROUPS), draft -> {
            Group group = draft.before().directory().group(name).orElseThrow(() -> RegistryDesk.unknown("id"));
            if (version.isPresent() && version.getAsLong() != group.version()) {
                throw new RegistryProblem(Code.STALE, "version");
            }
            GroupRow row = draft.em().find(GroupRow.class, group.id().toString());
            move(draft, row, Set.of(), group.members(), reason);
            draft.em().remove(row);
            draft.drop(Subject.GROUP, name);
            draft.history(Subject.GROUP, name, fields(group), Map.of(), reason);
            draft.audit("group.remove", Map.of("group", name));
            return null;
        });
    }

    @Override
    public Role save(Role role, String reason) {
        actors.require(RegistryDesk.MANAGE);
        if (!ROLE.matcher(role.name()).matches()) {
            throw RegistryDesk.invalid("name");
        }
        checkNames(role.names(), false);
        if (!role.permissions().stream().allMatch(Permissions::isWritten) || Words.text(role.permissions()).length() > LONGEST_PERMISSIONS) {
            throw RegistryDesk.invalid("permissions");
        }
        return desk.change(Set.of(Area.STRUCTURE), draft -> {
            Optional<Role> stored = draft.before().directory().role(role.name());
            Set<String> gained = new TreeSet<>(Words.without(role.permissions(), stored.map(Role::permissions).orElse(Set.of())));
            Set<String> waiting = draft.waitingPermissions(gained);
            if (!waiting.isEmpty() && draft.before().bearers(role.name()).isEmpty()) {
                waiting = Set.of(); // nobody gains yet; giving the role will wait
            }
            RoleRow row = stored.map(one -> draft.em().find(RoleRow.class, one.name())).orElseGet(RoleRow::new);
            row.name = role.name();
            row.nameLv = Titles.in(role.names(), "lv");
            row.nameEn = Titles.in(role.names(), "en");
            row.nameRu = Titles.in(role.names(), "ru");
            row.permissions = Words.text(Words.without(role.permissions(), waiting));
            row.changed = draft.now();
            draft.em().persist(row);
            draft.history(Subject.ROLE, role.name(), stored.map(StaffStructure::fields).orElse(Map.of()), fields(row.role()), reason);
            draft.ask(Subject.ROLE, role.name(), waiting, reason);
            draft.audit("role.save", Map.of("role", role.name(), "permissions", row.permissions));
            return row.role();
        });
    }

    private static Map<String, String> fields(Role role) {
        Map<String, String> fields = new TreeMap<>();
        putNames(fields, role.names());
        fields.put("permissions", Words.text(role.permissions()));
        return fields;
    }

    @Override
    public void removeRole(String name, String reason) {
        actors.require(RegistryDesk.MANAGE);
        desk.change(Set.of(Area.STRUCTURE), draft -> {
            Directory directory = draft.before().directory();
            Role role = directory.role(name).orElseThrow(() -> RegistryDesk.unknown("id"));
            List<Set<String>> given = new ArrayList<>();
            directory.positions().forEach(one -> given.add(one.roles()));
            directory.groups().forEach(one -> given.add(one.roles()));
            Set<String> used = new HashSet<>();
            given.forEach(used::addAll);
            if (used.contains(name) || isUsed(directory, account -> account.roles().contains(name))
                    || draft.before().withheld().values().stream().flatMap(Set::stream).anyMatch(grant -> grant.role().equals(name))) {
                throw new RegistryProblem(Code.IN_USE, "id");
            }
            draft.em().remove(draft.em().find(RoleRow.class, name));
            draft.drop(Subject.ROLE, name);
            draft.history(Subject.ROLE, name, fields(role), Map.of(), reason);
            draft.audit("role.remove", Map.of("role", name));
            return null;
        });
    }
}
