package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Grant;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.RegistryProblem.Code;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.api.registry.Substitutions.Substitution;

class StandInsTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);
    @TempDir Path folder;
    private House house;

    @BeforeEach
    void open() {
        house = new House(folder);
        house.clerk("anna");
        house.create("berta");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Substitution begin(String absent, String substitute, LocalDate from, LocalDate to) {
        return house.system(() -> house.substitutions.begin(absent, substitute, from, to, "atvaļinājums"));
    }

    private Code refused(Executable work) {
        return house.system(() -> assertThrows(RegistryProblem.class, work)).code();
    }

    @Test
    void lendsTheRolesOfTheAbsentFromTheFirstDayToTheLast() {
        begin("anna", "berta", TODAY.plusDays(1), TODAY.plusDays(2));
        assertEquals(List.of(), house.registry.grants("berta"));
        house.clock.forward(Duration.ofDays(1));
        assertEquals(List.of(new Grant("clerk", Grant.Way.SUBSTITUTION, "anna")), house.registry.grants("berta"));
        assertEquals(List.of("anna", "berta"), house.users.holding("tree-felling:process").stream().map(user -> user.login()).toList());
        house.clock.forward(Duration.ofDays(2));
        assertEquals(List.of(), house.registry.grants("berta"));
        house.start();
        assertEquals(List.of(), house.registry.grants("berta"));
    }

    @Test
    void lendsNothingPrivilegedAndNothingLent() {
        house.change(house.account("chief").withRoles(Set.of("chief", "clerk")));
        begin("chief", "berta", TODAY, TODAY);
        assertEquals(Set.of("tree-felling:*"), house.book.permissions("berta"));
        assertEquals(List.of("chief"), house.users.holding("users:manage").stream().map(user -> user.login()).toList());
        house.create("celma");
        begin("berta", "celma", TODAY, TODAY);
        assertEquals(Set.of(), house.book.permissions("celma"));
        house.system(() -> house.structure.save(Role.of("clerk", Set.of("tree-felling:*", "users:manage")), ""));
        assertEquals(Set.of(), house.book.permissions("berta"), "the role became privileged");
    }

    @Test
    void lendsNothingOfAClosedAccountAndToNone() {
        begin("anna", "berta", TODAY, TODAY);
        Account closed = house.change(house.account("berta").enabled(false));
        assertEquals(List.of("anna"), house.users.holding("tree-felling:process").stream().map(user -> user.login()).toList());
        house.change(closed.enabled(true));
        house.change(house.account("anna").enabled(false));
        assertEquals(List.of(), house.registry.grants("berta"));
    }

    @Test
    void letsOnesOwnBeNamedAndOthersByAdministratorsOnly() {
        Substitution own = house.as("anna", () -> house.substitutions.begin("anna", "berta", TODAY, TODAY, ""));
        house.run("berta", () -> {
            assertThrows(Forbidden.class, () -> house.substitutions.begin("anna", "berta", TODAY, TODAY, ""));
            assertThrows(Forbidden.class, () -> house.substitutions.end(own.id()));
            assertThrows(Forbidden.class, () -> house.substitutions.end(9999));
        });
        assertThrows(Forbidden.class, () -> house.substitutions.end(own.id()), "nobody");
        house.run("anna", () -> house.substitutions.end(own.id()));
        assertEquals(List.of(), house.registry.grants("berta"));
        Substitution other = house.as("chief", () -> house.substitutions.begin("anna", "berta", TODAY, TODAY, ""));
        house.run("chief", () -> house.substitutions.end(other.id()));
        assertEquals(Code.NOT_NOW, refused(() -> house.substitutions.end(other.id())));
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertEquals(Code.SAME_PERSON, refused(() -> house.substitutions.begin("anna", "anna", TODAY, TODAY, "")));
        assertEquals(Code.UNKNOWN, refused(() -> house.substitutions.begin("anna", "nobody", TODAY, TODAY, "")));
        assertEquals(Code.INVALID, refused(() -> house.substitutions.begin("anna", "berta", TODAY, TODAY.minusDays(1), "")));
        assertEquals(Code.INVALID, refused(() -> house.substitutions.begin("anna", "berta", TODAY.minusDays(9), TODAY.minusDays(1), "")));
        assertEquals(Code.INVALID, refused(() -> house.substitutions.begin("anna", "berta", TODAY, TODAY.plusYears(2), "")));
        house.system(() -> house.registry.create(Account.service("machine", "Sistēma", Set.of())));
        assertEquals(Code.UNKNOWN, refused(() -> house.substitutions.begin("anna", "machine", TODAY, TODAY, "")));
    }

    @Test
    void listsThemByEitherOne() {
        Substitution first = begin("anna", "berta", TODAY, TODAY);
        Substitution second = begin("chief", "anna", TODAY, TODAY);
        house.system(() -> {
            house.substitutions.end(first.id());
            return null;
        });
        assertEquals(List.of(second.id(), first.id()), house.substitutions.of(Optional.of("anna")).stream().map(Substitution::id).toList());
        assertEquals(List.of(first.id()), house.substitutions.of(Optional.of("berta")).stream().map(Substitution::id).toList());
        assertEquals(2, house.substitutions.of(Optional.empty()).size());
        assertTrue(house.substitutions.of(Optional.of("berta")).get(0).ended().isPresent());
        assertTrue(house.audit.actions().containsAll(List.of("substitution.begin", "substitution.end")));
    }
}
