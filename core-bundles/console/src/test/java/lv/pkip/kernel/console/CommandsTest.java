package lv.pkip.kernel.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Users;
import lv.pkip.kernel.testkit.FixedActor;

class CommandsTest {
    private static final List<Class<? extends Action>> ALL = List.of(StatusCommand.class, ServicesCommand.class, CasesCommand.class,
            OutboxCommand.class, UsersCommand.class, InstallCommand.class, UninstallCommand.class);

    /** Accounts in memory that note who asked. */
    private static final class Staff implements Users {
        final Map<String, User> accounts = new LinkedHashMap<>();
        final List<String> actors = new ArrayList<>();
        final FixedActor current;

        Staff(FixedActor current) {
            this.current = current;
        }

        @Override
        public Optional<User> find(String login) {
            return Optional.ofNullable(accounts.get(login));
        }

        @Override
        public List<User> all() {
            return List.copyOf(accounts.values());
        }

        @Override
        public List<User> holding(String permission) {
            return List.of();
        }

        @Override
        public String create(User user) {
            change(user);
            return "one-time";
        }

        @Override
        public void change(User user) {
            actors.add(current.get().kind() + " " + current.get().id());
            accounts.put(user.login(), user);
        }

        @Override
        public String resetPassword(String login) {
            return "another";
        }

        @Override
        public List<Role> roles() {
            return List.of(new Role("clerk", Set.of("dog-fee:*")));
        }

        @Override
        public void define(Role role) {
            throw new UnsupportedOperationException();
        }
    }

    private final FixedActor current = FixedActor.anonymous();
    private final Staff staff = new Staff(current);

    private UsersCommand users(String action, String login) {
        UsersCommand command = new UsersCommand();
        command.current = current;
        command.users = staff;
        command.action = action;
        command.login = login;
        return command;
    }

    private static String printed(Action command) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            command.execute();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void allAreFoundByKarafExplainThemselvesAndSpeakJson() throws Exception {
        for (Class<? extends Action> command : ALL) {
            Command declared = command.getAnnotation(Command.class);
            assertTrue(command.isAnnotationPresent(Service.class), command.getName());
            assertEquals("pkip", declared.scope());
            assertFalse(declared.description().isBlank());
            assertEquals("--json", command.getDeclaredField("json").getAnnotation(Option.class).name());
        }
    }

    @Test
    void createsAnAccountAsTheConsoleAndShowsTheOneTimePassword() throws Exception {
        UsersCommand create = users("create", "anna");
        create.name = "Anna Parauga";
        create.roles = "clerk";
        create.json = true;
        JsonNode row = new ObjectMapper().readTree(printed(create)).get(0);
        assertEquals("one-time", row.get("one-time password").asText());
        assertEquals(Set.of("clerk"), staff.accounts.get("anna").roles());
        assertEquals(List.of(Actor.Kind.SYSTEM + " console"), staff.actors);
    }

    @Test
    void setsRolesAndDeactivates() throws Exception {
        users("create", "anna").execute();
        UsersCommand roles = users("roles", "anna");
        roles.roles = "clerk";
        printed(roles);
        assertEquals(Set.of("clerk"), staff.accounts.get("anna").roles());
        UsersCommand deactivate = users("deactivate", "anna");
        deactivate.json = true;
        assertEquals("[{\"login\":\"anna\",\"active\":false}]", printed(deactivate).trim());
        assertFalse(staff.accounts.get("anna").active());
        assertTrue(printed(users("list", null)).contains("anna"));
    }

    @Test
    void failsSoThatScriptsNotice() {
        assertThrows(IllegalArgumentException.class, () -> printed(users("reset", null)));
        assertThrows(IllegalArgumentException.class, () -> printed(users("dance", "anna")));
        assertThrows(IllegalArgumentException.class, () -> printed(users("deactivate", "nobody")));
        UsersCommand wrong = users("create", "berta");
        wrong.roles = "king";
        assertThrows(IllegalArgumentException.class, () -> printed(wrong));
        assertTrue(staff.accounts.isEmpty());
    }

    @Test
    void takesOptionsBehindTheArgumentsToo() throws Exception {
        UsersCommand create = users("create", "anna");
        create.late = List.of("--roles", "clerk", "--json", "--name", "Anna Parauga");
        assertTrue(printed(create).startsWith("[{"));
        assertEquals(Set.of("clerk"), staff.accounts.get("anna").roles());
        assertEquals("Anna Parauga", staff.accounts.get("anna").name());
        assertTrue(printed(users("list", "--json")).startsWith("[{"));
        InstallCommand install = new InstallCommand();
        LateOptions.take(install, List.of("-y", "--plan"));
        assertTrue(install.yes && install.planOnly);
        assertThrows(IllegalArgumentException.class, () -> LateOptions.take(install, List.of("--force")));
        assertThrows(IllegalArgumentException.class, () -> LateOptions.take(new UsersCommand(), List.of("--roles")));
    }

    @Test
    void letsNoTextSteerTheTerminal() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new Sheet("name").row("\u001b[2Jevil").print(false, new PrintStream(bytes, true, StandardCharsets.UTF_8), "");
        assertFalse(bytes.toString(StandardCharsets.UTF_8).contains("\u001b[2J"));
    }

    @Test
    void printsNumbersAndTruthAsJson() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new Sheet("id", "active", "name").row(7L, true, "x").print(true, new PrintStream(bytes, true, StandardCharsets.UTF_8), "");
        assertEquals("[{\"id\":7,\"active\":true,\"name\":\"x\"}]", bytes.toString(StandardCharsets.UTF_8).trim());
    }
}
