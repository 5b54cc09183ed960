package lv.pkip.kernel.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.PrivilegedExceptionAction;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import javax.security.auth.Subject;

import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.identity.OwnSessions;
import lv.pkip.kernel.api.identity.PasswordReset;
import lv.pkip.kernel.api.identity.SecondFactors;
import lv.pkip.kernel.api.registry.Approvals;
import lv.pkip.kernel.api.registry.Approvals.Act;
import lv.pkip.kernel.api.registry.Moves;
import lv.pkip.kernel.api.registry.Permissions;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.api.registry.Substitutions;
import lv.pkip.kernel.api.request.Endpoints;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.MemoryMoves;
import lv.pkip.kernel.testkit.MemoryRegistry;

class CommandsTest {
    private static final List<Class<? extends Action>> ALL = List.of(StatusCommand.class, ServicesCommand.class, CasesCommand.class,
            OutboxCommand.class, UsersCommand.class, ApplicationsCommand.class, EndpointsCommand.class, InstallCommand.class, UninstallCommand.class,
            AuditTailCommand.class, AuditSearchCommand.class, AuditVerifyCommand.class, AuditExportCommand.class, AuditKeepingCommand.class);

    /** Approvals that note who decided. */
    private final class Desk implements Approvals {
        final List<String> decided = new ArrayList<>();

        @Override
        public List<Approval> waiting() {
            return List.of(new Approval(7, Registry.Subject.ACCOUNT, "anna", Set.of("administrator"), "chief", Instant.EPOCH, "", State.WAITING,
                    Optional.empty(), Optional.empty(), "", Act.RIGHTS, ""));
        }

        @Override
        public List<Approval> decided(long before, int limit) {
            return List.of();
        }

        @Override
        public void approve(long id, String reason) {
            decided.add("approved " + id + " by " + current.get().id() + ": " + reason);
        }

        @Override
        public void refuse(long id, String reason) {
            decided.add("refused " + id + " by " + current.get().id() + ": " + reason);
        }
    }

    /** Substitutions in a list. */
    private static final class StandIns implements Substitutions {
        final List<Substitution> all = new ArrayList<>();

        @Override
        public List<Substitution> of(Optional<String> login) {
            return List.copyOf(all);
        }

        @Override
        public Substitution begin(String absent, String substitute, LocalDate from, LocalDate to, String reason) {
            all.add(new Substitution(all.size() + 1L, absent, substitute, from, to, reason, Optional.empty()));
            return all.get(all.size() - 1);
        }

        @Override
        public void end(long id) {
            if (!all.removeIf(one -> one.id() == id)) {
                throw new RegistryProblem(RegistryProblem.Code.UNKNOWN, "id");
            }
        }
    }

    /** One permission, and one that nobody declares. */
    private static final class Declarations implements Permissions {
        @Override
        public List<Declared> declared() {
            return List.of(new Declared("users:manage", "identity", Map.of("lv", "Pārvaldība", "en", "Management"), true));
        }

        @Override
        public Map<String, Set<String>> orphaned() {
            return Map.of("gone:act", Set.of("clerk"));
        }

        @Override
        public boolean isPrivileged(String permission) {
            return permission.equals("users:manage");
        }
    }

    private final FixedActor current = FixedActor.anonymous();
    private final List<String> emergencies = new ArrayList<>();

    /** Writes down what was asked for, of whom, and as whom; every other method is nobody's business here. */
    private <T> T emergency(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            emergencies.add(type.getSimpleName() + "." + method.getName() + " " + arguments[0] + " " + current.get().id());
            return method.getName().equals("link") ? "https://paraugi.example/sign-in/reset?t=x" : null;
        }));
    }
    private final MemoryRegistry staff = new MemoryRegistry(Clock.systemUTC());
    private final Desk desk = new Desk();
    private final StandIns standIns = new StandIns();
    private final MemoryMoves moves = new MemoryMoves(current, Clock.systemUTC());

    CommandsTest() {
        staff.save(Role.of("clerk", Set.of("dog-fee:*")), "");
    }

    private UsersCommand users(String action, String login) {
        UsersCommand command = new UsersCommand();
        command.current = current;
        command.registry = staff;
        command.structure = staff;
        command.approvals = desk;
        command.substitutions = standIns;
        command.moves = moves;
        command.permissions = new Declarations();
        command.factors = emergency(SecondFactors.class);
        command.resets = emergency(PasswordReset.class);
        command.sessions = emergency(OwnSessions.class);
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

    private Account account(String login) {
        return staff.directory().account(login).orElseThrow();
    }

    @Test
    void createsAnAccountAndShowsTheOneTimePassword() throws Exception {
        UsersCommand create = users("create", "anna");
        create.name = "Anna Parauga";
        create.roles = "clerk";
        create.json = true;
        JsonNode row = new ObjectMapper().readTree(printed(create)).get(0);
        assertEquals("one-time-anna", row.get("one-time password").asText());
        assertEquals(Set.of("clerk"), account("anna").roles());
        UsersCommand machine = users("create", "mail");
        machine.service = true;
        assertTrue(printed(machine).contains("secret"));
        assertEquals(Account.Kind.SERVICE, account("mail").kind());
    }

    @Test
    void tellsEveryAddressInOrderWithItsRule() throws Exception {
        EndpointsCommand command = new EndpointsCommand();
        command.json = true;
        command.parts = List.of(() -> List.of(new Endpoints.Endpoint("POST", "/work", "shell", Endpoints.Who.STAFF, Optional.of("a:b"))),
                () -> List.of(new Endpoints.Endpoint("GET", "/api", "rest", Endpoints.Who.SIGNED_IN, Optional.empty())));
        assertEquals("[{\"method\":\"GET\",\"path\":\"/api\",\"from\":\"rest\",\"who\":\"signed-in\",\"permission\":\"\"},"
                + "{\"method\":\"POST\",\"path\":\"/work\",\"from\":\"shell\",\"who\":\"staff\",\"permission\":\"a:b\"}]", printed(command).trim());
    }

    @Test
    void setsRolesAndDeactivates() throws Exception {
        users("create", "anna").execute();
        UsersCommand roles = users("roles", "anna");
        roles.roles = "clerk";
        printed(roles);
        assertEquals(Set.of("clerk"), account("anna").roles());
        UsersCommand deactivate = users("deactivate", "anna");
        deactivate.json = true;
        deactivate.reason = "aizgāja";
        assertEquals("[{\"login\":\"anna\",\"active\":false}]", printed(deactivate).trim());
        assertFalse(account("anna").enabled());
        assertTrue(printed(users("list", null)).contains("anna"));
        assertTrue(printed(users("history", "anna")).contains("aizgāja"));
        printed(users("activate", "anna"));
        assertTrue(printed(users("show", "anna")).contains("clerk (own)"));
    }

    @Test
    void listsPlannedMovesAndCancelsThem() throws Exception {
        current.asSystem("console", () -> moves.plan(new Moves.Plan("anna", LocalDate.of(2999, 1, 2), "roads", "engineer", Set.of("planner"), Set.of("clerk")), ""));
        UsersCommand list = users("moves", null);
        list.json = true;
        assertEquals("[{\"id\":1,\"login\":\"anna\",\"from\":\"2999-01-02\",\"unit\":\"roads\",\"position\":\"engineer\",\"comes\":\"planner\",\"goes\":\"clerk\","
                + "\"planned by\":\"console\",\"state\":\"planned\"}]", printed(list).trim());
        assertTrue(printed(users("cancel-move", "1")).contains("1 is cancelled"));
        assertTrue(printed(users("moves", null)).contains("No moves are planned."));
        assertThrows(IllegalArgumentException.class, () -> printed(users("cancel-move", "1")), "decided");
    }

    @Test
    void countsDaysAsTheyAreInLatvia() throws Exception {
        UsersCommand create = users("create", "anna");
        create.from = "2026-03-02";
        create.execute();
        UsersCommand list = users("list", null);
        list.json = true;
        list.clock = Clock.fixed(Instant.parse("2026-03-01T21:59:59Z"), ZoneId.of("Europe/Riga"));
        assertTrue(printed(list).contains("\"active\":false"));
        list.clock = Clock.fixed(Instant.parse("2026-03-01T22:00:00Z"), ZoneId.of("Europe/Riga"));
        assertTrue(printed(list).contains("\"active\":true"), "midnight in Riga");
        assertEquals(ZoneId.of("Europe/Riga"), new UsersCommand().clock.getZone());
    }

    @Test
    void definesRolesAndKeepsTheirNames() throws Exception {
        staff.save(new Role("keeper", Map.of("lv", "Sargs"), Set.of("dog-fee:read")), "");
        UsersCommand define = users("define", "keeper");
        define.granted = "console:use, dog-fee:*";
        assertTrue(printed(define).contains("console:use dog-fee:*"));
        Role keeper = staff.directory().role("keeper").orElseThrow();
        assertEquals(Set.of("console:use", "dog-fee:*"), keeper.permissions());
        assertEquals("Sargs", keeper.title("lv"));
    }

    @Test
    void removesOnlyWhenItIsMeant() throws Exception {
        users("create", "anna").execute();
        assertThrows(IllegalArgumentException.class, () -> printed(users("remove", "anna")));
        account("anna");
        UsersCommand remove = users("remove", "anna");
        remove.yes = true;
        assertEquals("anna is removed", printed(remove).trim());
        assertTrue(staff.directory().account("anna").isEmpty());
        assertThrows(IllegalArgumentException.class, () -> printed(users("create", "anna")), "never given again");
    }

    @Test
    void decidesAsTheConsoleWhatWaitsForASecondPerson() throws Exception {
        users("create", "anna").execute();
        assertTrue(printed(users("approvals", null)).contains("administrator"));
        assertTrue(printed(users("show", "anna")).contains("approval 7"));
        UsersCommand approve = users("approve", "7");
        approve.reason = "zvanīju";
        printed(approve);
        printed(users("refuse", "8"));
        assertEquals(List.of("approved 7 by console: zvanīju", "refused 8 by console: "), desk.decided);
        assertThrows(IllegalArgumentException.class, () -> printed(users("approve", "seven")));
    }

    @Test
    void namesWhoSignedInOnTheConsole() throws Exception {
        Subject subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal("aija"));
        Subject.doAs(subject, (PrivilegedExceptionAction<String>) () -> printed(users("approve", "7")));
        assertEquals(List.of("approved 7 by console:aija: "), desk.decided);
    }

    @Test
    void beginsAndEndsSubstitutions() throws Exception {
        UsersCommand begin = users("substitute", "anna");
        begin.late = List.of("--by", "berta", "--from", "2026-12-01", "--to", "2026-12-24", "--reason", "atvaļinājums");
        printed(begin);
        assertEquals(LocalDate.of(2026, 12, 24), standIns.all.get(0).to());
        assertTrue(printed(users("substitutions", "anna")).contains("berta"));
        printed(users("end-substitution", "1"));
        assertTrue(standIns.all.isEmpty());
        assertThrows(IllegalArgumentException.class, () -> printed(users("end-substitution", "1")));
        assertThrows(IllegalArgumentException.class, () -> printed(users("substitute", "anna")));
        UsersCommand wrong = users("substitute", "anna");
        wrong.by = "berta";
        wrong.to = "24.12.2026.";
        assertThrows(IllegalArgumentException.class, () -> printed(wrong));
    }

    @Test
    void showsPermissionsThatNobodyDeclares() throws Exception {
        String shown = printed(users("permissions", null));
        assertTrue(shown.contains("Management") && shown.contains("orphaned"), shown);
    }

    @Test
    void helpsWhoLostTelephoneOrPassword() throws Exception {
        printed(users("create", "anna"));
        assertEquals("anna has no second factor any more and is signed out everywhere", printed(users("second-factor-off", "anna")).trim());
        assertEquals("anna is signed out everywhere", printed(users("sign-out", "anna")).trim());
        UsersCommand link = users("reset-link", "anna");
        link.json = true;
        assertEquals("[{\"login\":\"anna\",\"link\":\"https://paraugi.example/sign-in/reset?t=x\"}]", printed(link).trim());
        assertEquals(List.of("SecondFactors.remove anna console", "OwnSessions.endAll anna console", "PasswordReset.link anna console"), emergencies);
        assertThrows(IllegalArgumentException.class, () -> printed(users("second-factor-off", null)));
        assertThrows(IllegalArgumentException.class, () -> printed(users("sign-out", "nobody")));
        assertEquals(3, emergencies.size());
    }

    @Test
    void failsSoThatScriptsNotice() {
        assertThrows(IllegalArgumentException.class, () -> printed(users("reset", null)));
        assertThrows(IllegalArgumentException.class, () -> printed(users("dance", "anna")));
        assertThrows(IllegalArgumentException.class, () -> printed(users("deactivate", "nobody")));
        assertThrows(IllegalArgumentException.class, () -> printed(users("create", "Anna Ozola")));
        UsersCommand wrong = users("create", "berta");
        wrong.roles = "king";
        assertThrows(IllegalArgumentException.class, () -> printed(wrong));
        assertTrue(staff.directory().accounts().isEmpty());
    }

    @Test
    void takesOptionsBehindTheArgumentsToo() throws Exception {
        UsersCommand create = users("create", "anna");
        create.late = List.of("--roles", "clerk", "--json", "--name", "Anna Parauga");
        assertTrue(printed(create).startsWith("[{"));
        assertEquals(Set.of("clerk"), account("anna").roles());
        assertEquals("Anna Parauga", account("anna").profile().displayName());
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
