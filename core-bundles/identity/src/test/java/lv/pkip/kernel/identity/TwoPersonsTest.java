package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Approvals.Approval;
import lv.pkip.kernel.api.registry.Approvals.State;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.api.registry.Position;
import lv.pkip.kernel.api.registry.Registry.Subject;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.RegistryProblem.Code;
import lv.pkip.kernel.api.registry.Role;

class TwoPersonsTest {
    @TempDir Path folder;
    private House house;

    @BeforeEach
    void open() {
        house = new House(folder);
        house.clerk("anna");
        house.create("second", "chief");
        house.create("third", "chief");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Approval waiting() {
        assertEquals(1, house.approvals.waiting().size(), house.approvals.waiting().toString());
        return house.approvals.waiting().get(0);
    }

    private void approveAs(String login) {
        house.run(login, () -> house.approvals.approve(waiting().id(), "zinu"));
    }

    private Code refusedTo(String login) {
        return house.as(login, () -> assertThrows(RegistryProblem.class, () -> house.approvals.approve(waiting().id(), ""))).code();
    }

    private boolean manages(String login) {
        return house.book.permissions(login).contains("users:*");
    }

    private void give(String login, String... roles) {
        house.run("chief", () -> house.registry.change(List.of(house.account(login).withRoles(Set.of(roles))), "vajag"));
    }

    private static Account.Employment post(String position) {
        return new Account.Employment("", position, "", "", Optional.empty(), Optional.empty());
    }

    @Test
    void letsAnApplicationWithATokenWaitForSomebodyToo() {
        Session application = Session.of("", "", Actor.system("application:hr"), Set.of("users:manage"), new Session.Proof(Set.of(), Instant.EPOCH), Instant.MAX);
        house.actors.as(application, () -> house.registry.change(List.of(house.account("anna").withRoles(Set.of("clerk", "chief"))), "vajag"));
        assertFalse(manages("anna"));
        assertEquals("application:hr", waiting().askedBy());
        house.actors.asSystem("console", () -> house.registry.change(List.of(house.account("second").withRoles(Set.of("clerk", "chief"))), "vajag"));
        assertTrue(manages("second"), "the platform itself needs nobody");
    }

    @Test
    void letsAPrivilegedRoleWaitForSomebodyElse() {
        give("anna", "clerk", "chief");
        assertFalse(manages("anna"));
        assertEquals(Set.of("clerk"), house.account("anna").roles());
        Approval waiting = waiting();
        assertEquals(List.of(Subject.ACCOUNT, "anna", Set.of("chief"), "chief", "vajag", State.WAITING), List.of(waiting.kind(), waiting.subject(),
                waiting.gains(), waiting.askedBy(), waiting.reason(), waiting.state()));
        approveAs("second");
        assertTrue(manages("anna"));
        assertEquals(Set.of("clerk", "chief"), house.account("anna").roles());
        Approval decided = house.approvals.decided(0, 10).get(0);
        assertEquals(List.of(State.APPROVED, "second", "zinu"), List.of(decided.state(), decided.decidedBy().orElseThrow(), decided.answer()));
        assertTrue(house.audit.actions().containsAll(List.of("approval.ask", "approval.approve")));
    }

    @Test
    void givesOtherRolesAtOnce() {
        house.system(() -> house.structure.save(Role.of("cashier", Set.of("payments:*")), ""));
        give("anna", "clerk", "cashier");
        assertEquals(List.of(), house.approvals.waiting());
        assertEquals(Set.of("clerk", "cashier"), house.account("anna").roles());
    }

    @Test
    void letsNobodyApproveWhatTheyAskedForOrGain() {
        give("anna", "clerk", "chief");
        assertEquals(Code.SAME_PERSON, refusedTo("chief"));
        house.run("anna", () -> assertThrows(Forbidden.class, () -> house.approvals.approve(waiting().id(), "")));
        assertThrows(Forbidden.class, () -> house.approvals.approve(waiting().id(), ""));
        assertThrows(Forbidden.class, () -> house.approvals.refuse(waiting().id(), ""));
        house.system(() -> house.structure.save(Role.of("approver", Set.of("users:approve")), ""));
        house.system(() -> house.registry.create(Account.person("berta", Account.Profile.named("B", "P"), Account.Employment.NONE,
                Set.of("approver"))));
        long first = waiting().id();
        house.run("second", () -> house.approvals.refuse(first, ""));
        give("berta", "approver", "chief");
        assertEquals(Code.SAME_PERSON, refusedTo("berta"), "one gains oneself");
        assertFalse(manages("berta") || manages("anna"));
    }

    @Test
    void decidesOnce() {
        give("anna", "chief");
        long id = waiting().id();
        house.run("second", () -> house.approvals.refuse(id, "nē"));
        assertFalse(manages("anna"));
        house.run("second", () -> {
            assertEquals(Code.NOT_NOW, assertThrows(RegistryProblem.class, () -> house.approvals.approve(id, "")).code());
            assertEquals(Code.NOT_NOW, assertThrows(RegistryProblem.class, () -> house.approvals.refuse(id, "")).code());
            assertEquals(Code.UNKNOWN, assertThrows(RegistryProblem.class, () -> house.approvals.approve(9999, "")).code());
        });
        assertFalse(manages("anna"));
    }

    @Test
    void asksOnceWhileItWaitsAndAgainAfterARefusal() {
        give("anna", "clerk", "chief");
        give("anna", "clerk", "chief");
        long id = waiting().id();
        house.run("second", () -> house.approvals.refuse(id, ""));
        give("anna", "clerk", "chief");
        approveAs("third");
        assertTrue(manages("anna"));
    }

    @Test
    void letsANewAccountBeginWithoutThem() {
        house.run("chief", () -> house.registry.create(Account.person("berta", Account.Profile.named("Berta", "P"), Account.Employment.NONE,
                Set.of("clerk", "chief"))));
        assertEquals(Set.of("clerk"), house.account("berta").roles());
        approveAs("second");
        assertTrue(manages("berta"));
    }

    @Test
    void withholdsWhatAPositionWouldGive() {
        house.system(() -> house.structure.save(new Position("head", Map.of("lv", "Vadītājs"), Set.of("chief"), 0), ""));
        house.run("chief", () -> house.registry.change(List.of(house.account("anna").with(post("head"))), "pārcelta"));
        assertEquals("head", house.account("anna").employment().position());
        assertFalse(manages("anna"));
        assertFalse(house.users.holding("users:manage").stream().anyMatch(user -> user.login().equals("anna")));
        approveAs("second");
        assertTrue(manages("anna"));
        house.run("chief", () -> house.registry.change(List.of(house.account("anna").with(post(""))), "atpakaļ"));
        assertFalse(manages("anna"), "a move takes the rights of the position away");
        house.run("chief", () -> house.registry.change(List.of(house.account("anna").with(post("head"))), "atkal"));
        assertFalse(manages("anna"), "and each move asks anew");
        long id = waiting().id();
        house.run("second", () -> house.approvals.refuse(id, ""));
        assertFalse(manages("anna"), "refused stays withheld");
    }

    @Test
    void withholdsWhatAGroupWouldGive() {
        Group group = house.system(() -> house.structure.save(Group.named("chiefs", "Vadība", Set.of("second"), Set.of("chief")), ""));
        house.run("chief", () -> house.structure.save(new Group(group.id(), "chiefs", 0, "Vadība", Set.of("second", "anna"), Set.of("chief"), "",
                group.version()), ""));
        assertFalse(manages("anna"));
        assertEquals("anna", waiting().subject());
        approveAs("second");
        assertTrue(manages("anna"));
        house.run("chief", () -> house.structure.removeGroup("chiefs", ""));
        assertFalse(manages("anna"));
    }

    @Test
    void letsARoleOfAGroupWaitAndNoMemberApprove() {
        Group group = house.system(() -> house.structure.save(Group.named("clerks", "Referenti", Set.of("anna", "second"), Set.of()), ""));
        Group saved = house.as("chief", () -> house.structure.save(new Group(group.id(), "clerks", 0, "Referenti", Set.of("anna", "second"),
                Set.of("chief"), "", group.version()), ""));
        assertEquals(Set.of(), saved.roles());
        assertEquals(Code.SAME_PERSON, refusedTo("second"), "a member gains too");
        approveAs("third");
        assertTrue(manages("anna"));
    }

    @Test
    void letsARoleOfAPositionWaitWhenSomebodyHoldsIt() {
        Position free = house.as("chief", () -> house.structure.save(new Position("free", Map.of("lv", "Brīva"), Set.of("chief"), 0), ""));
        assertEquals(Set.of("chief"), free.roles(), "nobody gains yet");
        Position held = house.system(() -> house.structure.save(new Position("held", Map.of("lv", "Aizņemta"), Set.of(), 0), ""));
        house.change(house.account("anna").with(post("held")));
        house.run("chief", () -> house.structure.save(new Position("held", held.names(), Set.of("chief"), held.version()), ""));
        assertFalse(manages("anna"));
        approveAs("second");
        assertTrue(manages("anna"));
    }

    @Test
    void letsAPermissionOfARoleWait() {
        Role saved = house.as("chief", () -> house.structure.save(Role.of("clerk", Set.of("tree-felling:*", "dog-fee:read", "users:*")), ""));
        assertEquals(Set.of("tree-felling:*", "dog-fee:read"), saved.permissions());
        assertFalse(manages("anna"));
        assertEquals(Set.of("users:*"), waiting().gains());
        house.system(() -> house.registry.change(List.of(house.account("third").withRoles(Set.of("chief", "clerk"))), ""));
        assertEquals(Code.SAME_PERSON, refusedTo("third"), "holds the role");
        approveAs("second");
        assertTrue(manages("anna"));
        Role unheld = house.as("chief", () -> house.structure.save(Role.of("nobodys", Set.of("*")), ""));
        assertEquals(Set.of("*"), unheld.permissions(), "nobody gains yet");
    }

    @Test
    void takesOpeningAClosedAccountForGivingEverythingAnew() {
        house.change(house.account("third").enabled(false));
        house.run("chief", () -> house.registry.change(List.of(house.account("third").enabled(true)), ""));
        assertTrue(house.account("third").enabled());
        assertFalse(manages("third"));
        approveAs("second");
        assertTrue(manages("third"));
        house.change(house.account("third").with(new Account.Employment("", "", "", "", Optional.empty(), Optional.of(LocalDate.of(2026, 3, 1)))));
        house.run("chief", () -> house.registry.change(List.of(house.account("third").with(Account.Employment.NONE)), ""));
        assertFalse(manages("third"), "a new last day opens as well");
    }

    @Test
    void takesRightsAwayWithoutASecondPerson() {
        give("third", "clerk");
        assertFalse(manages("third"));
        assertEquals(List.of(), house.approvals.waiting());
    }

    @Test
    void forgetsWhatWaitsForAnAccountThatIsRemoved() {
        give("anna", "chief");
        house.run("chief", () -> house.registry.remove("anna", ""));
        assertEquals(List.of(), house.approvals.waiting());
        assertEquals(State.REFUSED, house.approvals.decided(0, 1).get(0).state());
    }

    @Test
    void needsNoSecondPersonOnTheConsole() {
        house.actors.asSystem("console", () -> house.registry.change(List.of(house.account("anna").withRoles(Set.of("chief"))), ""));
        assertTrue(manages("anna"));
        assertEquals(List.of(), house.approvals.waiting());
    }
}
