package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Users.Role;
import lv.pkip.kernel.api.identity.Users.User;

class StaffAccountsTest {
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

    private static User user(String login, String... roles) {
        return new User(login, "Kāds Paraugs", "", "", Set.of(roles), true);
    }

    private <E extends Exception> void refuses(Class<E> how, Executable work) {
        house.actors.asSystem("test", () -> assertThrows(how, work));
    }

    @Test
    void changesNothingForThoseWhoMayNot() {
        assertThrows(Forbidden.class, () -> house.users.create(user("berta")));
        assertThrows(Forbidden.class, () -> house.users.change(user("anna")));
        assertThrows(Forbidden.class, () -> house.users.resetPassword("anna"));
        assertThrows(Forbidden.class, () -> house.users.define(new Role("clerk", Set.of("*"))));
        assertTrue(house.users.find("berta").isEmpty());
    }

    @Test
    void refusesWhatIsNotWellFormed() {
        refuses(IllegalArgumentException.class, () -> house.users.create(user("Anna Ozola")));
        refuses(IllegalArgumentException.class, () -> house.users.create(user("berta", "no-such-role")));
        refuses(IllegalArgumentException.class, () -> house.users.create(new User("berta", " ", "", "", Set.of(), true)));
        refuses(IllegalArgumentException.class, () -> house.users.create(new User("berta", "B", "not mail", "", Set.of(), true)));
        refuses(IllegalArgumentException.class, () -> house.users.define(new Role("clerk", Set.of("tree felling"))));
        refuses(IllegalArgumentException.class, () -> house.users.define(new Role("No", Set.of())));
        refuses(IllegalArgumentException.class, () -> house.users.resetPassword("nobody"));
        refuses(IllegalStateException.class, () -> house.users.create(user("anna", "clerk")));
    }

    @Test
    void listsWhoHoldsAPermission() {
        house.actors.asSystem("test", () -> house.users.create(user("berta", "clerk")));
        assertEquals(List.of("anna", "berta"), logins("tree-felling:process"));
        assertEquals(List.of("chief"), logins("users:manage"));
        assertEquals(List.of(), logins("dog-fee:process"));
        house.actors.asSystem("test", () -> {
            house.users.change(new User("berta", "Berta Parauga", "", "", Set.of("clerk"), false));
            return null;
        });
        assertEquals(List.of("anna"), logins("tree-felling:process"));
    }

    private List<String> logins(String permission) {
        return house.users.holding(permission).stream().map(User::login).toList();
    }

    @Test
    void neverLeavesTheHouseWithoutAnAdministrator() {
        refuses(IllegalStateException.class, () -> house.users.change(
                new User("chief", "Galva Paraugs", "", "", Set.of("chief"), false)));
        refuses(IllegalStateException.class, () -> house.users.define(new Role("chief", Set.of())));
        assertTrue(house.users.find("chief").orElseThrow().active());
        assertEquals(List.of("chief"), logins("users:manage"));
    }

    @Test
    void recordsEveryChange() {
        house.actors.asSystem("test", () -> {
            house.users.change(new User("anna", "Anna Jauna", "", "roads", Set.of(), true));
            return house.users.resetPassword("anna");
        });
        List<String> actions = house.audit.actions();
        assertTrue(actions.containsAll(List.of("role.define", "user.create", "user.change", "user.reset-password")), actions.toString());
        assertTrue(house.audit.newest(0, 1000).stream().allMatch(entry -> entry.actor().equals("test")));
        assertEquals("roads", house.users.find("anna").orElseThrow().unit());
    }

    @Test
    void showsNoPasswordInAudit() {
        String password = house.actors.asSystem("test", () -> house.users.resetPassword("anna"));
        assertFalse(house.audit.newest(0, 1000).toString().contains(password));
    }
}
