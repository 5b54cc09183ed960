package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.api.registry.Position;
import lv.pkip.kernel.api.registry.Registry.Change;
import lv.pkip.kernel.api.registry.Registry.Subject;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.RegistryProblem.Code;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.api.registry.Unit;

class StaffStructureTest {
    private static final Map<String, String> NAMED = Map.of("lv", "Nosaukums");
    @TempDir Path folder;
    private House house;

    @BeforeEach
    void open() {
        house = new House(folder);
        house.clerk("anna");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Directory directory() {
        return house.registry.directory();
    }

    private String refused(Code code, Executable work) {
        RegistryProblem problem = house.system(() -> assertThrows(RegistryProblem.class, work));
        assertEquals(code, problem.code(), problem.getMessage());
        return problem.field();
    }

    private Unit save(Unit unit) {
        return house.system(() -> house.structure.save(unit, "kārtība"));
    }

    private Position save(Position position) {
        return house.system(() -> house.structure.save(position, ""));
    }

    private Group save(Group group) {
        return house.system(() -> house.structure.save(group, ""));
    }

    @Test
    void changesNothingForThoseWhoMayNot() {
        for (Executable act : List.<Executable>of(() -> house.structure.save(House.unit("roads", ""), ""),
                () -> house.structure.removeUnit("environment", ""), () -> house.structure.save(new Position("head", NAMED, Set.of(), 0), ""),
                () -> house.structure.removePosition("head", ""), () -> house.structure.save(Group.named("all", "Visi", Set.of(), Set.of()), ""),
                () -> house.structure.removeGroup("all", ""), () -> house.structure.save(Role.of("clerk", Set.of("*")), ""),
                () -> house.structure.removeRole("clerk", ""))) {
            assertThrows(Forbidden.class, act, "nobody");
            house.run("anna", () -> assertThrows(Forbidden.class, act, "a clerk"));
        }
        assertEquals(List.of("environment"), directory().units().stream().map(Unit::id).toList());
    }

    @Test
    void keepsATreeOfUnitsWithoutLoops() {
        Unit town = save(new Unit("town", "", Unit.Kind.INSTITUTION, Map.of("lv", "Pašvaldība", "en", "Town"), "90000000000", "anna", 0));
        save(new Unit("parish", "town", Unit.Kind.PARISH, NAMED, "", "", 0));
        save(House.unit("roads", "parish"));
        assertEquals(List.of("parish"), directory().below("town").stream().map(Unit::id).toList());
        assertEquals("parent", refused(Code.LOOP, () -> house.structure.save(new Unit("town", "roads", town.kind(), town.names(), "", "",
                town.version()), "")));
        assertEquals("parent", refused(Code.LOOP, () -> house.structure.save(new Unit("town", "town", town.kind(), town.names(), "", "",
                town.version()), "")));
        assertEquals("parent", refused(Code.UNKNOWN, () -> house.structure.save(House.unit("lost", "nowhere"), "")));
        assertEquals("id", refused(Code.IN_USE, () -> house.structure.removeUnit("parish", "")));
        house.system(() -> {
            house.structure.removeUnit("roads", "");
            return null;
        });
        assertTrue(directory().unit("roads").isEmpty());
    }

    @Test
    void refusesWhatIsNotWellFormedOrStale() {
        assertEquals("id", refused(Code.INVALID, () -> house.structure.save(House.unit("Big Unit", ""), "")));
        assertEquals("names", refused(Code.INVALID, () -> house.structure.save(new Unit("roads", "", Unit.Kind.UNIT, Map.of("en", "Roads"), "",
                "", 0), "")));
        assertEquals("names", refused(Code.INVALID, () -> house.structure.save(new Position("head", Map.of("lv", "V", "de", "L"), Set.of(), 0), "")));
        assertEquals("head", refused(Code.UNKNOWN, () -> house.structure.save(new Unit("roads", "", Unit.Kind.UNIT, NAMED, "", "nobody", 0), "")));
        assertEquals("registrationNumber", refused(Code.INVALID, () -> house.structure.save(new Unit("roads", "", Unit.Kind.UNIT, NAMED, "LV9",
                "", 0), "")));
        assertEquals("id", refused(Code.TAKEN, () -> house.structure.save(House.unit("environment", ""), "")));
        assertEquals("version", refused(Code.STALE, () -> house.structure.save(new Unit("environment", "", Unit.Kind.UNIT, NAMED, "", "", 9), "")));
        assertEquals("roles", refused(Code.UNKNOWN, () -> house.structure.save(new Position("head", NAMED, Set.of("king"), 0), "")));
        assertEquals("name", refused(Code.INVALID, () -> house.structure.save(Group.named("All of us", "", Set.of(), Set.of()), "")));
        assertEquals("members", refused(Code.UNKNOWN, () -> house.structure.save(Group.named("all", "", Set.of("nobody"), Set.of()), "")));
        assertEquals("permissions", refused(Code.INVALID, () -> house.structure.save(Role.of("clerk", Set.of("tree felling")), "")));
        assertEquals("name", refused(Code.INVALID, () -> house.structure.save(Role.of("No", Set.of()), "")));
        assertEquals("id", refused(Code.UNKNOWN, () -> house.structure.removePosition("nowhere", "")));
    }

    @Test
    void removesNothingThatIsUsed() {
        save(new Position("head", NAMED, Set.of("clerk"), 0));
        house.change(house.account("anna").withRoles(Set.of()).with(new Account.Employment("environment", "head", "", "", Optional.empty(),
                Optional.empty())));
        assertEquals("id", refused(Code.IN_USE, () -> house.structure.removePosition("head", "")));
        assertEquals("id", refused(Code.IN_USE, () -> house.structure.removeUnit("environment", "")));
        assertEquals("id", refused(Code.IN_USE, () -> house.structure.removeRole("clerk", "")));
        house.system(() -> {
            house.registry.remove("anna", "");
            house.structure.removePosition("head", "");
            house.structure.removeUnit("environment", "");
            house.structure.removeRole("clerk", "");
            return null;
        });
        assertEquals(List.of("chief"), directory().roles().stream().map(Role::name).toList());
    }

    @Test
    void givesRightsByPositionAndGroupAndTakesThemWithTheMove() {
        house.create("berta");
        save(new Position("clerk", NAMED, Set.of("clerk"), 0));
        Account.Employment work = new Account.Employment("", "clerk", "", "", Optional.empty(), Optional.empty());
        house.change(house.account("berta").with(work));
        assertEquals(Set.of("tree-felling:*"), house.book.permissions("berta"));
        house.change(house.account("berta").with(Account.Employment.NONE));
        assertEquals(Set.of(), house.book.permissions("berta"));
        Group group = save(Group.named("helpers", "Palīgi", Set.of("berta"), Set.of("clerk")));
        assertEquals(Set.of("tree-felling:*"), house.book.permissions("berta"));
        assertEquals(List.of("anna", "berta"), house.users.holding("tree-felling:process").stream().map(user -> user.login()).toList());
        save(new Group(group.id(), "helpers", 0, "Palīgi", Set.of("anna"), Set.of("clerk"), "", group.version()));
        assertEquals(Set.of(), house.book.permissions("berta"));
    }

    @Test
    void numbersGroupsAndNeverGivesANumberTwice() {
        Group first = save(Group.named("first", "Pirmā", Set.of("anna"), Set.of()));
        assertEquals(10000, first.number());
        house.system(() -> {
            house.structure.removeGroup("first", "");
            return null;
        });
        Group again = save(Group.named("first", "Pirmā", Set.of(), Set.of()));
        assertEquals(10001, again.number());
        assertEquals(Set.of(), again.members());
        assertEquals(again, directory().group("first").orElseThrow());
    }

    @Test
    void takesARemovedAccountOutOfGroupsAndHeads() {
        save(Group.named("helpers", "Palīgi", Set.of("anna", "chief"), Set.of()));
        save(new Unit("roads", "", Unit.Kind.UNIT, NAMED, "", "anna", 0));
        house.system(() -> {
            house.registry.remove("anna", "");
            return null;
        });
        assertEquals(Set.of("chief"), directory().group("helpers").orElseThrow().members());
        assertEquals("", directory().unit("roads").orElseThrow().head());
        house.start();
        assertEquals(Set.of("chief"), directory().group("helpers").orElseThrow().members(), "read anew");
    }

    @Test
    void writesHistoryOfEverything() {
        Group group = save(Group.named("helpers", "Palīgi", Set.of("anna"), Set.of()));
        save(new Group(group.id(), "helpers", 0, "Palīdze", Set.of(), Set.of("clerk"), "", group.version()));
        List<String> changes = house.registry.history(Subject.GROUP, "helpers", 0, 100).stream()
                .map(change -> change.field() + " " + change.before() + ">" + change.after()).sorted().toList();
        assertEquals(List.of("members >anna", "members anna>", "roles >clerk", "title >Palīgi", "title Palīgi>Palīdze"), changes);
        house.system(() -> house.structure.save(Role.of("clerk", Set.of("dog-fee:*")), "jauns darbs"));
        Change role = house.registry.history(Subject.ROLE, "clerk", 0, 1).get(0);
        assertEquals(List.of("permissions", "tree-felling:*", "dog-fee:*", "jauns darbs"), List.of(role.field(), role.before(), role.after(),
                role.reason()));
        assertTrue(house.audit.actions().containsAll(List.of("group.save", "role.save", "unit.save")));
    }

    @Test
    void makesUnitsOfTheConfigurationAndLeavesThoseThatAreThere() {
        ConfiguredUnits units = new ConfiguredUnits(house.desk, house.structure, house.actors, Map.of("unit.environment.lv", "Cits nosaukums",
                "unit.finance.lv", "Finanšu nodaļa", "unit.finance.en", "Finance", "unit.Bad Id.lv", "x", "id", "paraugs"));
        assertEquals("Nodaļa environment", directory().unit("environment").orElseThrow().name("lv"));
        assertEquals("Finance", directory().unit("finance").orElseThrow().name("en"));
        units.take(Map.of("unit.roads.en", "Roads"));
        assertEquals("roads", directory().unit("roads").orElseThrow().name("lv"));
        assertEquals(List.of("environment", "finance", "roads"), directory().units().stream().map(Unit::id).toList());
        house.system(() -> {
            house.structure.removeUnit("roads", "likvidēta");
            return null;
        });
        units.take(Map.of("unit.roads.en", "Roads"));
        assertEquals(List.of("environment", "finance"), directory().units().stream().map(Unit::id).toList(), "what was removed does not come back");
    }
}
