package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.identity.OwnProfile;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Approvals.Act;
import lv.pkip.kernel.api.registry.Approvals.Approval;
import lv.pkip.kernel.api.registry.Registry.Subject;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.RegistryProblem.Code;
import lv.pkip.kernel.api.registry.Role;

/** One administrator alone cannot become another one. */
class AccountTakeoverTest {
    private static final String PASSWORD = "lietus-un-saule-78";

    @TempDir Path folder;
    private House house;

    @BeforeEach
    void open() {
        house = new House(folder);
        house.clerk("anna", PASSWORD);
        house.create("second", "chief");
        house.create("third", "chief");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Code refused(String login, Runnable act) {
        return house.as(login, () -> assertThrows(RegistryProblem.class, act::run)).code();
    }

    private Approval waiting() {
        assertEquals(1, house.approvals.waiting().size(), house.approvals.waiting().toString());
        return house.approvals.waiting().get(0);
    }

    private void approve(String login) {
        house.run(login, () -> house.approvals.approve(waiting().id(), "zinu"));
    }

    private void address(String by, String login, String email) {
        Account account = house.account(login);
        Account.Profile old = account.profile();
        house.run(by, () -> house.registry.change(List.of(account.with(new Account.Profile(old.givenName(), old.familyName(), old.displayName(), email,
                old.phone(), old.language()))), "vajag"));
    }

    @Test
    void asksASecondPersonForANewPasswordOfAnAdministrator() {
        String hash = stored("second");
        assertEquals(Code.SECOND_PERSON, refused("chief", () -> house.registry.resetPassword("second")));
        assertEquals(Code.SECOND_PERSON, refused("chief", () -> house.resets.link("second")), "a link is the same");
        assertEquals(hash, stored("second"));
        assertEquals(List.of(Act.PASSWORD, "second", "chief", Set.of()), List.of(waiting().act(), waiting().subject(), waiting().askedBy(), waiting().gains()));
        assertEquals(Code.SAME_PERSON, refused("chief", () -> house.approvals.approve(waiting().id(), "")));
        approve("third");
        assertEquals(hash, stored("second"), "the one who asked makes it");
        assertEquals(Code.SECOND_PERSON, refused("third", () -> house.registry.resetPassword("second")), "who approved got nothing by it");
        house.run("second", () -> house.approvals.refuse(waiting().id(), ""));
        String password = house.as("chief", () -> house.registry.resetPassword("second"));
        assertTrue(house.enter("second", password).due().isPresent());
        assertEquals(Code.SECOND_PERSON, refused("chief", () -> house.resets.link("second")), "a consent is good once");
        assertTrue(house.audit.actions().containsAll(List.of("approval.ask", "approval.approve", "user.reset-password")));
    }

    private String stored(String login) {
        return house.jpa.txExpr(org.apache.aries.jpa.template.TransactionType.Required, em -> em.find(AccountRow.class, login).password);
    }

    @Test
    void letsAConsentEndAfterADay() {
        refused("chief", () -> house.resets.link("second"));
        approve("third");
        house.clock.forward(Duration.ofHours(25));
        assertEquals(Code.SECOND_PERSON, refused("chief", () -> house.resets.link("second")));
    }

    @Test
    void givesNobodyWhatWasRefused() {
        refused("chief", () -> house.resets.link("second"));
        house.run("third", () -> house.approvals.refuse(waiting().id(), "nē"));
        assertEquals(Code.SECOND_PERSON, refused("chief", () -> house.resets.link("second")));
    }

    @Test
    void resetsThoseWithoutPrivilegesAtOnce() {
        assertTrue(house.as("chief", () -> house.resets.link("anna")).contains("?t="));
        house.run("chief", () -> house.registry.resetPassword("anna"));
        house.run("chief", () -> house.factors.remove("anna"));
        address("chief", "anna", "anna.jauna@pasvaldiba.example");
        assertEquals("anna.jauna@pasvaldiba.example", house.account("anna").profile().email());
        assertEquals(List.of(), house.approvals.waiting());
    }

    @Test
    void takesAwaySecondFactorsOfAnAdministratorWhenSomebodyElseAgrees() {
        house.change(house.account("anna").withRoles(Set.of("clerk", "chief")));
        Session session = house.enter("anna", PASSWORD);
        var enrolment = house.factors.beginCode(session, PASSWORD.toCharArray());
        house.factors.confirmCode(session, Totp.code(SecretText.bytes(enrolment.secret()), Totp.stepAt(house.clock.millis())));
        assertEquals(Code.SECOND_PERSON, refused("chief", () -> house.factors.remove("anna")));
        assertTrue(has("anna"));
        assertEquals(Code.SAME_PERSON, refused("chief", () -> house.approvals.approve(waiting().id(), "")));
        approve("second");
        assertFalse(has("anna"));
        assertTrue(house.audit.actions().contains("second-factor.remove"));
        assertEquals(Code.SECOND_PERSON, refused("chief", () -> house.factors.remove("anna")), "once");
    }

    private boolean has(String login) {
        return house.jpa.txExpr(org.apache.aries.jpa.template.TransactionType.Required, em -> Factors.any(em, login));
    }

    @Test
    void keepsTheOldAddressOfAnAdministratorUntilSomebodyElseAgrees() {
        address("chief", "second", "chief@cits.example");
        assertEquals("", house.account("second").profile().email());
        address("chief", "second", "chief@vel-cits.example");
        assertEquals(List.of(Act.EMAIL, "chief@vel-cits.example"), List.of(waiting().act(), waiting().wanted()), "the last wish stands");
        assertEquals(Code.SAME_PERSON, refused("chief", () -> house.approvals.approve(waiting().id(), "")));
        approve("second");
        assertEquals("chief@vel-cits.example", house.account("second").profile().email(), "it is one's own account");
        assertTrue(house.registry.history(Subject.ACCOUNT, "second", 0, 5).stream().anyMatch(change -> change.field().equals("email")));
    }

    @Test
    void takesRightsThatWaitAndAccountsThatAreClosedForPrivilegedToo() {
        house.run("chief", () -> house.registry.change(List.of(house.account("anna").withRoles(Set.of("clerk", "chief"))), ""));
        approveNothingYet();
        assertEquals(Code.SECOND_PERSON, refused("chief", () -> house.resets.link("anna")));
        house.change(house.account("second").enabled(false));
        address("chief", "second", "chief@cits.example");
        assertEquals("", house.account("second").profile().email());
    }

    private void approveNothingYet() {
        assertEquals(Act.RIGHTS, waiting().act());
    }

    @Test
    void givesOutNoSecretOfAPrivilegedSystem() {
        house.system(() -> house.registry.create(Account.service("hr", "Personāls", Set.of("chief"))));
        assertEquals(Code.SECOND_PERSON, refused("chief", () -> house.registry.resetPassword("hr")));
    }

    @Test
    void letsPeopleChangeTheirOwnAddressByTheirOwnPassword() {
        house.change(house.account("anna").withRoles(Set.of("clerk", "chief")));
        Session session = house.enter("anna", PASSWORD);
        house.profiles.change(session, new OwnProfile.Profile("anna", "", "mana@pasvaldiba.example", "", "lv"), PASSWORD.toCharArray());
        assertEquals("mana@pasvaldiba.example", house.account("anna").profile().email());
        assertEquals(List.of(), house.approvals.waiting());
        address("anna", "anna", "cita@pasvaldiba.example");
        assertEquals(Act.EMAIL, waiting().act(), "the pages of user administration ask no password");
    }

    @Test
    void letsOnlyTheConsoleAndTheConfigurationDoWithoutASecondPerson() {
        house.actors.asSystem("deadlines", () -> {
            assertEquals(Code.SECOND_PERSON, assertThrows(RegistryProblem.class, () -> house.registry.resetPassword("second")).code());
            house.registry.change(List.of(house.account("anna").withRoles(Set.of("clerk", "chief"))), "");
            return house.structure.save(Role.of("clerk", Set.of("tree-felling:*", "users:*")), "");
        });
        assertFalse(house.book.permissions("anna").contains("users:*"), "a part of the platform gives nothing privileged by itself");
        assertEquals(3, house.approvals.waiting().size());
        house.actors.asSystem("consolation", () -> assertThrows(RegistryProblem.class, () -> house.registry.resetPassword("third")));
        for (String alone : List.of("console", "console:aija", "first-start")) {
            assertTrue(house.actors.asSystem(alone, () -> house.registry.resetPassword("second")).length() > 8);
        }
        assertEquals(Optional.of("chief"), house.account("second").roles().stream().findFirst());
    }
}
