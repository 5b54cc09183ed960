package lv.pkip.kernel.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Account.Employment;
import lv.pkip.kernel.api.registry.Account.Profile;
import lv.pkip.kernel.api.registry.Grant;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.api.registry.Position;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.RegistryProblem.Code;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.api.registry.Structure;
import lv.pkip.kernel.api.registry.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * What every registry keeps to, the double of the tests too. A test class implements it and inherits the tests; all run as
 * somebody who may change everything without a second person, on a registry that is new.
 */
public interface RegistryContract {

    Registry registry();

    Structure structure();

    private Account anna() {
        structure().save(Role.of("clerk", Set.of("tree-felling:*")), "");
        structure().save(new Unit("environment", "", Unit.Kind.UNIT, Map.of("lv", "Vides nodaļa"), "", "", 0), "");
        return registry().create(Account.person("anna", Profile.named("Anna", "Parauga"), Employment.in("environment"), Set.of("clerk"))).account();
    }

    private static void refused(Code code, String field, Executable work) {
        RegistryProblem problem = assertThrows(RegistryProblem.class, work);
        assertEquals(code + " " + field, problem.code() + " " + problem.field());
    }

    @Test
    default void a_new_account_is_in_the_directory_at_once_with_an_id_that_stays() {
        Account anna = anna();
        assertEquals(Optional.of(anna), registry().directory().account("anna"));
        assertEquals(Optional.of(anna), registry().directory().account(anna.id()));
        Account changed = registry().change(List.of(anna.with(Profile.named("Anna", "Ozola"))), "married").get(0);
        assertEquals(anna.id(), changed.id());
        assertEquals("Anna Ozola", registry().directory().account("anna").orElseThrow().profile().displayName());
    }

    @Test
    default void a_change_of_what_somebody_else_changed_meanwhile_is_refused() {
        Account anna = anna();
        registry().change(List.of(anna.enabled(false)), "");
        refused(Code.STALE, "version", () -> registry().change(List.of(anna.enabled(true)), ""));
    }

    @Test
    default void of_several_changes_all_are_made_or_none() {
        Account anna = anna();
        Account berta = registry().create(Account.person("berta", Profile.named("Berta", "Parauga"), Employment.NONE, Set.of())).account();
        refused(Code.UNKNOWN, "roles", () -> registry().change(List.of(anna.enabled(false), berta.withRoles(Set.of("no-such-role"))), ""));
        assertTrue(registry().directory().account("anna").orElseThrow().enabled());
    }

    @Test
    default void many_are_made_and_changed_together_or_nothing_happens() {
        Account anna = anna();
        Account berta = Account.person("berta", Profile.named("Berta", "Parauga"), Employment.NONE, Set.of("clerk"));
        Account carl = Account.person("carl", Profile.named("Kārlis", "Paraugs"), Employment.in("nowhere"), Set.of());
        Account married = anna.with(Profile.named("Anna", "Ozola"));
        refused(Code.UNKNOWN, "unit", () -> registry().apply(List.of(berta, carl), List.of(married), "import"));
        refused(Code.TAKEN, "login", () -> registry().apply(List.of(berta, berta), List.of(married), "import"));
        refused(Code.STALE, "version", () -> registry().apply(List.of(berta), List.of(new Account(anna.id(), anna.login(), anna.kind(), anna.profile(),
                anna.employment(), anna.roles(), true, anna.created(), anna.changed(), anna.version() + 7)), "import"));
        assertEquals(Optional.of(anna), registry().directory().account("anna"));
        assertTrue(registry().directory().account("berta").isEmpty());
        List<Registry.Created> made = registry().apply(List.of(berta, carl.with(Employment.NONE)), List.of(married), "import");
        assertEquals(List.of("berta", "carl"), made.stream().map(one -> one.account().login()).toList());
        assertTrue(made.stream().noneMatch(one -> one.secret().isBlank()));
        assertEquals("Anna Ozola", registry().directory().account("anna").orElseThrow().profile().displayName());
    }

    @Test
    default void what_is_not_well_formed_is_refused_by_field() {
        anna();
        refused(Code.INVALID, "login", () -> registry().create(Account.person("Anna Ozola", Profile.named("A", "O"), Employment.NONE, Set.of())));
        refused(Code.INVALID, "displayName", () -> registry().create(Account.person("berta", Profile.named("", " "), Employment.NONE, Set.of())));
        refused(Code.INVALID, "email", () -> registry().create(Account.person("berta", new Profile("B", "P", "B P", "not mail", "", "lv"),
                Employment.NONE, Set.of())));
        refused(Code.INVALID, "language", () -> registry().create(Account.person("berta", new Profile("B", "P", "B P", "", "", "de"),
                Employment.NONE, Set.of())));
        refused(Code.UNKNOWN, "unit", () -> registry().create(Account.person("berta", Profile.named("B", "P"), Employment.in("nowhere"), Set.of())));
        refused(Code.TAKEN, "login", () -> registry().create(Account.person("anna", Profile.named("A", "O"), Employment.NONE, Set.of())));
    }

    @Test
    default void a_removed_account_is_gone_and_its_login_is_never_given_again() {
        anna();
        registry().remove("anna", "left");
        assertTrue(registry().directory().account("anna").isEmpty());
        refused(Code.TAKEN, "login", () -> registry().create(Account.person("anna", Profile.named("Another", "Anna"), Employment.NONE, Set.of())));
        refused(Code.UNKNOWN, "login", () -> registry().remove("anna", ""));
        assertFalse(registry().history(Registry.Subject.ACCOUNT, "anna", 0, 10).isEmpty());
    }

    @Test
    default void roles_come_from_the_account_its_position_and_its_groups() {
        Account anna = anna();
        structure().save(Role.of("signer", Set.of("documents:sign")), "");
        structure().save(Role.of("reader", Set.of("audit:read")), "");
        structure().save(new Position("head", Map.of("lv", "Vadītāja"), Set.of("signer"), 0), "");
        structure().save(Group.named("auditors", "Auditori", Set.of("anna"), Set.of("reader")), "");
        Employment work = new Employment("environment", "head", "", "", Optional.empty(), Optional.empty());
        registry().change(List.of(anna.with(work)), "promoted");
        assertEquals(Set.of(new Grant("clerk", Grant.Way.OWN, ""), new Grant("signer", Grant.Way.POSITION, "head"),
                new Grant("reader", Grant.Way.GROUP, "auditors")), Set.copyOf(registry().grants("anna")));
    }

    @Test
    default void an_account_that_is_closed_or_out_of_its_time_holds_nothing() {
        Account anna = anna();
        Account closed = registry().change(List.of(anna.enabled(false)), "").get(0);
        assertEquals(List.of(), registry().grants("anna"));
        registry().change(List.of(closed.enabled(true).with(new Employment("environment", "", "", "", Optional.empty(),
                Optional.of(LocalDate.of(2000, 1, 1))))), "");
        assertEquals(List.of(), registry().grants("anna"));
        assertEquals(List.of(), registry().grants("nobody"));
    }

    @Test
    default void units_make_a_tree_without_loops() {
        Unit city = structure().save(new Unit("city", "", Unit.Kind.INSTITUTION, Map.of("lv", "Pašvaldība"), "", "", 0), "");
        structure().save(new Unit("parish", "city", Unit.Kind.PARISH, Map.of("lv", "Pagasta pārvalde"), "", "", 0), "");
        assertEquals(List.of("parish"), registry().directory().below("city").stream().map(Unit::id).toList());
        refused(Code.LOOP, "parent", () -> structure().save(new Unit("city", "parish", city.kind(), city.names(), "", "", city.version()), ""));
        refused(Code.UNKNOWN, "parent", () -> structure().save(new Unit("lost", "nowhere", city.kind(), city.names(), "", "", 0), ""));
    }

    @Test
    default void what_is_in_use_cannot_be_removed() {
        anna();
        refused(Code.IN_USE, "id", () -> structure().removeUnit("environment", ""));
        refused(Code.IN_USE, "id", () -> structure().removeRole("clerk", ""));
        registry().remove("anna", "");
        structure().removeUnit("environment", "");
        structure().removeRole("clerk", "");
        assertTrue(registry().directory().unit("environment").isEmpty() && registry().directory().role("clerk").isEmpty());
    }

    @Test
    default void a_group_has_a_number_and_an_id_that_stay_and_members_that_exist() {
        anna();
        Group made = structure().save(Group.named("auditors", "Auditori", Set.of("anna"), Set.of()), "");
        assertTrue(made.number() >= 10_000);
        Group renamed = structure().save(new Group(made.id(), "auditors", 0, "Revīzija", Set.of(), Set.of(), "", made.version()), "");
        assertEquals(made.number() + " " + made.id(), renamed.number() + " " + renamed.id());
        assertNotEquals(made.number(), structure().save(Group.named("clerks", "Referenti", Set.of(), Set.of()), "").number());
        refused(Code.UNKNOWN, "members", () -> structure().save(Group.named("ghosts", "Spoki", Set.of("nobody"), Set.of()), ""));
        assertEquals(List.of(), registry().directory().groupsOf("anna"));
    }

    @Test
    default void listeners_see_the_change_they_are_told_of_until_they_leave() throws Exception {
        List<Long> seen = new ArrayList<>();
        AutoCloseable listening = registry().onChange(() -> seen.add(registry().directory().revision()));
        anna();
        long last = registry().directory().revision();
        assertEquals(last, seen.get(seen.size() - 1));
        listening.close();
        registry().remove("anna", "");
        assertEquals(last, seen.get(seen.size() - 1));
    }

    @Test
    default void history_says_what_was_and_what_is_newest_first_in_pages() {
        Account anna = anna();
        registry().change(List.of(anna.with(Profile.named("Anna", "Ozola"))), "married");
        List<Registry.Change> history = registry().history(Registry.Subject.ACCOUNT, "anna", 0, 50);
        Registry.Change name = history.stream().filter(change -> change.field().equals("familyName") && change.before().equals("Parauga")).findFirst().orElseThrow();
        assertEquals("Parauga → Ozola: married", name.before() + " → " + name.after() + ": " + name.reason());
        Registry.Change newest = registry().history(Registry.Subject.ACCOUNT, "anna", 0, 1).get(0);
        assertEquals(history.get(0), newest);
        assertEquals(history.subList(1, history.size()), registry().history(Registry.Subject.ACCOUNT, "anna", newest.sequence(), 50));
    }

    @Test
    default void a_personal_code_is_kept_apart_and_checked() {
        anna();
        assertEquals(Optional.empty(), registry().readPersonalCode("anna", "employment"));
        refused(Code.INVALID, "purpose", () -> registry().readPersonalCode("anna", ""));
        refused(Code.INVALID, "personalCode", () -> registry().personalCode("anna", "12345"));
        registry().personalCode("anna", "00012300001");
        assertEquals(Optional.of("00012300001"), registry().readPersonalCode("anna", "employment"));
        registry().personalCode("anna", "");
        assertEquals(Optional.empty(), registry().readPersonalCode("anna", "employment"));
    }
}
