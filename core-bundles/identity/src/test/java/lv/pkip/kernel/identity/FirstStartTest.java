package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.Users.User;

class FirstStartTest {
    @TempDir Path folder;
    private House house;

    @BeforeEach
    void open() {
        house = new House(folder);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Map<String, String> told() throws Exception {
        return Files.readAllLines(house.credentials.file()).stream().filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t")).collect(Collectors.toMap(words -> words[0], words -> words[1]));
    }

    private List<String> logins() {
        return house.users.all().stream().map(User::login).toList();
    }

    @Test
    void makesOneAdministratorWithAOneTimePasswordInAPrivateFile() throws Exception {
        house.firstStart(false);
        assertEquals(List.of("admin"), logins());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(house.credentials.file())));
        Session session = house.signIn.password("admin", told().get("admin").toCharArray(), "127.0.0.1");
        assertTrue(session.due().isPresent());
    }

    @Test
    void letsTheAdministratorSetEveryServiceUpAndReadNobodysCase() throws Exception {
        house.firstStart(false);
        assertEquals(List.of("admin"), house.users.holding("tree-felling:configure").stream().map(User::login).toList());
        for (String permission : List.of("tree-felling:read", "tree-felling:process", "payments:reconcile")) {
            assertEquals(List.of(), house.users.holding(permission), permission);
        }
    }

    @Test
    void doesNothingAtLaterStarts() throws Exception {
        house.firstStart(false);
        Map<String, String> before = told();
        house.firstStart(false);
        assertEquals(before, told());
        assertEquals(List.of("admin"), logins());
    }

    @Test
    void makesFictionalStaffInTheDemo() throws Exception {
        house.firstStart(true);
        assertEquals(List.of("administrators", "parvaldnieks", "referents", "vaditaja"), logins());
        assertEquals(4, told().size());
        assertEquals(List.of("administrators", "parvaldnieks"), house.users.holding("users:manage").stream().map(User::login).toList());
        assertEquals(List.of("referents", "vaditaja"),
                house.users.holding("tree-felling:process").stream().map(User::login).toList());
    }

    @Test
    void callsItsRolesByNamesInThreeLanguages() {
        house.firstStart(true);
        assertEquals(List.of("Administrators", "Kasieris", "Vides referents", "Struktūrvienības vadītājs", "Personāla sistēma"),
                house.registry.directory().roles().stream().map(role -> role.title("lv")).toList());
        house.registry.directory().roles().forEach(role -> assertEquals(java.util.Set.of("lv", "en", "ru"), role.names().keySet(), role.name()));
    }

    @Test
    void takesTheLineAwayWhenThePasswordIsChanged() throws Exception {
        house.firstStart(true);
        char[] oneTime = told().get("referents").toCharArray();
        Session session = house.signIn.password("referents", oneTime, "127.0.0.1");
        house.signIn.changePassword(session, oneTime, "zils ezers skan klusi".toCharArray());
        assertEquals(java.util.Set.of("administrators", "parvaldnieks", "vaditaja"), told().keySet());
        house.firstStart(true);
        assertFalse(told().containsKey("referents"));
    }
}
