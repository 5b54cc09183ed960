package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.aries.jpa.template.TransactionType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.api.identity.Users.User;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Grant;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.api.registry.Registry.Change;
import lv.pkip.kernel.api.registry.Registry.Created;
import lv.pkip.kernel.api.registry.Registry.Subject;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.RegistryProblem.Code;
import lv.pkip.kernel.api.registry.Role;

class StaffRegistryTest {
    private static final String GOOD = "zils ezers skan klusi";
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

    private static Account account(String login, String... roles) {
        return Account.person(login, Account.Profile.named("Kāds", "Paraugs"), Account.Employment.NONE, Set.of(roles));
    }

    private String refused(Code code, Executable work) {
        RegistryProblem problem = house.system(() -> assertThrows(RegistryProblem.class, work));
        assertEquals(code, problem.code(), problem.getMessage());
        return problem.field();
    }

    private List<String> logins(String permission) {
        return house.users.holding(permission).stream().map(User::login).toList();
    }

    @Test
    void changesNothingForThoseWhoMayNot() {
        for (Executable act : List.<Executable>of(() -> house.registry.create(account("berta")),
                () -> house.registry.change(List.of(house.account("anna").enabled(false)), ""), () -> house.registry.remove("anna", ""),
                () -> house.registry.resetPassword("anna"), () -> house.registry.readPersonalCode("anna", "employment"),
                () -> house.registry.personalCode("anna", "00000000001"))) {
            assertThrows(Forbidden.class, act, "nobody");
            house.run("anna", () -> assertThrows(Forbidden.class, act, "a clerk"));
        }
        assertTrue(house.users.find("berta").isEmpty());
        assertTrue(house.account("anna").enabled());
    }

    @Test
    void saysWhatIsWrongAndWhere() {
        assertEquals("login", refused(Code.INVALID, () -> house.registry.create(account("Anna Ozola"))));
        assertEquals("displayName", refused(Code.INVALID, () -> house.registry.create(account("berta").with(Account.Profile.named(" ", "")))));
        assertEquals("email", refused(Code.INVALID, () -> house.registry.create(account("berta").with(
                new Account.Profile("B", "B", "B", "not mail", "", "lv")))));
        assertEquals("phone", refused(Code.INVALID, () -> house.registry.create(account("berta").with(
                new Account.Profile("B", "B", "B", "", "call me", "lv")))));
        assertEquals("language", refused(Code.INVALID, () -> house.registry.create(account("berta").with(
                new Account.Profile("B", "B", "B", "", "", "de")))));
        assertEquals("to", refused(Code.INVALID, () -> house.registry.create(account("berta").with(new Account.Employment("", "", "", "",
                Optional.of(LocalDate.of(2026, 5, 2)), Optional.of(LocalDate.of(2026, 5, 1)))))));
        assertEquals("roles", refused(Code.UNKNOWN, () -> house.registry.create(account("berta", "no-such-role"))));
        assertEquals("unit", refused(Code.UNKNOWN, () -> house.registry.create(account("berta").with(Account.Employment.in("nowhere")))));
        assertEquals("login", refused(Code.TAKEN, () -> house.registry.create(account("anna"))));
        assertEquals("login", refused(Code.UNKNOWN, () -> house.registry.resetPassword("nobody")));
        assertEquals("login", refused(Code.UNKNOWN, () -> house.registry.remove("nobody", "")));
        assertEquals("id", refused(Code.UNKNOWN, () -> house.registry.change(List.of(account("anna")), "")));
        assertEquals("personalCode", refused(Code.INVALID, () -> house.registry.personalCode("anna", "000000-00001")));
    }

    @Test
    void givesAccountsAnIdThatStays() {
        Account made = house.create("berta");
        Account changed = house.change(made.with(Account.Employment.in("environment")));
        assertEquals(made.id(), changed.id());
        assertNotEquals(made.id(), house.account("anna").id());
        assertEquals(changed, house.registry.directory().account(made.id()).orElseThrow());
        assertEquals("login", refused(Code.INVALID, () -> house.registry.change(List.of(new Account(made.id(), "other", made.kind(),
                made.profile(), made.employment(), made.roles(), true, made.created(), made.changed(), changed.version())), "")));
    }

    @Test
    void namesAccountsThatWereThereBeforeTheRegistry() {
        house.jpa.tx(TransactionType.Required, em -> em.createQuery("update AccountRow a set a.uuid = null").executeUpdate());
        house.start();
        assertEquals(2, house.registry.directory().accounts().stream().map(Account::id).distinct().count());
        assertEquals("clerk", Words.text(house.account("anna").roles()));
    }

    @Test
    void refusesAChangeOfWhatSomebodyElseChangedMeanwhile() {
        Account seen = house.account("anna");
        house.change(seen.with(Account.Employment.NONE));
        assertEquals("version", refused(Code.STALE, () -> house.registry.change(List.of(seen.enabled(false)), "")));
        assertTrue(house.account("anna").enabled());
    }

    @Test
    void changesAllOrNone() {
        Account berta = house.create("berta");
        Account anna = house.account("anna");
        refused(Code.UNKNOWN, () -> house.registry.change(List.of(anna.enabled(false), berta.withRoles(Set.of("king"))), ""));
        assertTrue(house.account("anna").enabled());
        house.system(() -> house.registry.change(List.of(anna.enabled(false), berta.withRoles(Set.of("clerk"))), "kopā"));
        assertFalse(house.account("anna").enabled());
        assertEquals(List.of("berta"), logins("tree-felling:process"));
    }

    @Test
    void takesAPasswordChangeAtSignInForNoChangeOfTheAccount() {
        Account seen = house.account("anna");
        house.clerk("berta", GOOD);
        house.system(() -> house.registry.resetPassword("anna"));
        house.change(seen.with(Account.Employment.NONE));
        assertEquals("", house.account("anna").employment().unit());
    }

    @Test
    void neverLeavesTheHouseWithoutAnAdministrator() {
        Account chief = house.account("chief");
        refused(Code.LAST_ADMINISTRATOR, () -> house.registry.change(List.of(chief.enabled(false)), ""));
        refused(Code.LAST_ADMINISTRATOR, () -> house.registry.change(List.of(chief.withRoles(Set.of())), ""));
        refused(Code.LAST_ADMINISTRATOR, () -> house.registry.change(List.of(chief.with(new Account.Employment("", "", "", "",
                Optional.empty(), Optional.of(LocalDate.of(2026, 3, 1))))), ""));
        refused(Code.LAST_ADMINISTRATOR, () -> house.registry.remove("chief", ""));
        refused(Code.LAST_ADMINISTRATOR, () -> house.structure.save(Role.of("chief", Set.of("tree-felling:*")), ""));
        house.system(() -> house.registry.create(Account.service("machine", "Sistēma", Set.of("chief"))));
        refused(Code.LAST_ADMINISTRATOR, () -> house.registry.remove("chief", ""));
        house.create("second", "chief");
        house.system(() -> {
            house.registry.remove("chief", "");
            return null;
        });
        assertEquals(List.of("second"), logins("users:manage"));
    }

    @Test
    void neverGivesALoginToSomebodyElse() {
        house.system(() -> {
            house.registry.remove("anna", "aizgāja");
            return null;
        });
        assertTrue(house.registry.directory().account("anna").isEmpty());
        assertEquals("login", refused(Code.TAKEN, () -> house.registry.create(account("anna"))));
        house.start();
        assertEquals("login", refused(Code.TAKEN, () -> house.registry.create(account("anna"))), "after a restart too");
    }

    @Test
    void opensAnAccountFromItsFirstDayToItsLast() {
        house.clerk("berta", GOOD);
        house.change(house.account("berta").with(new Account.Employment("environment", "", "", "", Optional.of(LocalDate.of(2026, 3, 2)),
                Optional.of(LocalDate.of(2026, 3, 3)))));
        Session session = house.signIn.password("berta", GOOD.toCharArray(), "10.0.0.1");
        assertTrue(logins("tree-felling:process").contains("berta"));
        house.clock.forward(Duration.ofHours(38)); // 00:00 in Riga is 22:00 of the day before
        assertTrue(house.signIn.resolve(session.token()).isEmpty());
        assertThrows(SignInRefused.class, () -> house.signIn.password("berta", GOOD.toCharArray(), "10.0.0.1"));
        assertThrows(SignInRefused.class, () -> house.signIn.check("berta", GOOD.toCharArray(), "10.0.0.1"));
        assertEquals(List.of(), house.registry.grants("berta"));
        assertFalse(logins("tree-felling:process").contains("berta"));
        house.change(house.account("berta").with(new Account.Employment("environment", "", "", "", Optional.of(LocalDate.of(2026, 3, 9)),
                Optional.empty())));
        assertThrows(SignInRefused.class, () -> house.signIn.password("berta", GOOD.toCharArray(), "10.0.0.1"), "begins next week");
    }

    @Test
    void endsTheSessionsOfAnAccountWhoseLastDayIsPast() {
        house.clerk("berta", GOOD);
        Session session = house.signIn.password("berta", GOOD.toCharArray(), "10.0.0.1");
        assertTrue(house.signIn.resolve(session.token()).isPresent());
        house.change(house.account("berta").with(new Account.Employment("environment", "", "", "", Optional.empty(),
                Optional.of(LocalDate.of(2026, 3, 1)))));
        assertTrue(house.signIn.resolve(session.token()).isEmpty(), "at once");
    }

    @Test
    void letsASystemBindAndNeverSignInOnAPage() {
        Created made = house.system(() -> house.registry.create(Account.service("ldap-mail", "Pasta serveris", Set.of("clerk"))));
        assertTrue(made.secret().length() >= 43, "a long random secret");
        assertEquals(Set.of("tree-felling:*"), house.signIn.check("ldap-mail", made.secret().toCharArray(), "10.0.0.1").permissions());
        assertThrows(SignInRefused.class, () -> house.signIn.password("ldap-mail", made.secret().toCharArray(), "10.0.0.1"));
        String other = house.system(() -> house.registry.resetPassword("ldap-mail"));
        assertThrows(SignInRefused.class, () -> house.signIn.check("ldap-mail", made.secret().toCharArray(), "10.0.0.1"));
        house.signIn.check("ldap-mail", other.toCharArray(), "10.0.0.1");
        assertEquals(List.of("anna"), logins("tree-felling:process"), "no case is given to a system");
    }

    @Test
    void writesEveryChangedFieldDown() {
        Account before = house.account("anna");
        house.clock.forward(Duration.ofMinutes(5));
        house.run("chief", () -> house.registry.change(List.of(before.with(new Account.Profile("Anna", "Ozola", "Anna Ozola",
                before.profile().email(), "", "lv")).withRoles(Set.of())), "apprecējās"));
        Map<String, Change> changes = new HashMap<>();
        house.registry.history(Subject.ACCOUNT, "anna", 0, 3).forEach(change -> changes.put(change.field(), change));
        assertEquals(Set.of("familyName", "displayName", "roles"), changes.keySet());
        Change name = changes.get("familyName");
        assertEquals(List.of("chief", "Parauga", "Ozola", "apprecējās"), List.of(name.actor(), name.before(), name.after(), name.reason()));
        assertEquals(house.clock.instant(), name.time());
        List<Change> older = house.registry.history(Subject.ACCOUNT, "anna", changes.values().stream().mapToLong(Change::sequence).min().orElse(0), 100);
        assertTrue(older.stream().anyMatch(change -> change.field().equals("roles") && change.after().equals("clerk")), older.toString());
    }

    @Test
    void letsNobodyRewriteHistory() {
        for (String act : List.of("update ChangeRow c set c.actor = 'x'", "delete from ChangeRow c")) {
            assertThrows(RuntimeException.class, () -> house.jpa.tx(TransactionType.Required, em -> em.createQuery(act).executeUpdate()), act);
        }
        assertFalse(house.registry.history(Subject.ACCOUNT, "anna", 0, 100).isEmpty());
    }

    @Test
    void recordsEveryChangeWithoutPersonalData() {
        String secret = house.system(() -> {
            house.registry.change(List.of(house.account("anna").with(new Account.Profile("Anna", "Jauna", "Anna Jauna", "jauna@a.example",
                    "+371 20000000", "lv"))), "iemesls");
            house.registry.personalCode("anna", "32000000001");
            house.registry.readPersonalCode("anna", "employment");
            String password = house.registry.resetPassword("anna");
            house.registry.remove("anna", "iemesls");
            return password;
        });
        assertTrue(house.audit.actions().containsAll(List.of("role.save", "unit.save", "user.create", "user.change", "user.reset-password",
                "user.set-personal-code", "user.read-personal-code", "user.remove")), house.audit.actions().toString());
        String records = house.audit.newest(0, 1000).toString();
        for (String personal : List.of(secret, "Jauna", "jauna@", "20000000", "32000000001", "iemesls")) {
            assertFalse(records.contains(personal), personal);
        }
    }

    @Test
    void makesAccountsThatNoPasswordOpens() {
        List<Account> made = house.as("chief", () -> house.registry.createWithoutPassword(List.of(
                Account.person("hired", Account.Profile.named("Jauns", "Darbinieks"), Account.Employment.NONE, Set.of("clerk")),
                Account.person("boss", Account.Profile.named("Jauns", "Vadītājs"), Account.Employment.NONE, Set.of("chief")))));
        assertEquals(List.of("hired", "boss"), made.stream().map(Account::login).toList());
        assertEquals(List.of(Set.of("clerk"), Set.of()), made.stream().map(Account::roles).toList(), "privileged roles wait as ever");
        for (String typed : List.of("", "-", "x")) {
            assertThrows(SignInRefused.class, () -> house.signIn.password("hired", typed.toCharArray(), "10.0.0.1"));
        }
        String link = house.as("chief", () -> house.resets.link("hired"));
        house.resets.set(link.substring(link.indexOf("?t=") + 3), "zils-ezers-skan-klusi".toCharArray(), "10.0.0.1");
        assertEquals(Optional.empty(), house.signIn.password("hired", "zils-ezers-skan-klusi".toCharArray(), "10.0.0.1").due());
        assertEquals("login", refused(Code.TAKEN, () -> house.registry.createWithoutPassword(List.of(
                Account.person("other", Account.Profile.named("A", "B"), Account.Employment.NONE, Set.of()),
                Account.person("hired", Account.Profile.named("A", "B"), Account.Employment.NONE, Set.of())))));
        assertTrue(house.registry.directory().account("other").isEmpty(), "all or none");
        assertThrows(Forbidden.class, () -> house.registry.createWithoutPassword(made));
    }

    @Test
    void removesOnlyWhatIsStillOfTheVersionNamed() {
        Account seen = house.account("anna");
        house.change(seen.withRoles(Set.of()));
        assertEquals("version", refused(Code.STALE, () -> house.registry.remove(seen, "")));
        house.system(() -> {
            house.registry.remove(house.account("anna"), "");
            return null;
        });
        assertTrue(house.registry.directory().account("anna").isEmpty());
        Group group = house.system(() -> house.structure.save(Group.named("night", "Nakts", Set.of(), Set.of()), ""));
        house.system(() -> house.structure.save(new Group(group.id(), "night", 0, "Nakts maiņa", Set.of(), Set.of(), "", group.version()), ""));
        assertEquals("version", refused(Code.STALE, () -> house.structure.removeGroup(group, "")));
        assertTrue(house.registry.directory().group("night").isPresent());
    }

    @Test
    void sealsPersonalCodes() {
        house.system(() -> {
            house.registry.personalCode("anna", "32000000001");
            return null;
        });
        String stored = house.jpa.txExpr(TransactionType.Required, em -> em.find(AccountRow.class, "anna").sealedCode);
        assertFalse(stored.contains("32000000001"));
        assertEquals(Optional.of("32000000001"), house.as("chief", () -> house.registry.readPersonalCode("anna", "employment")));
        var read = house.audit.newest(0, 1).get(0).event();
        assertEquals(List.of("user.read-personal-code", "employment"), List.of(read.action(), read.details().get("purpose")));
        for (String purpose : List.of("", "Vārds Uzvārds", "x".repeat(41), "010101-00001")) {
            assertEquals("purpose", refused(Code.INVALID, () -> house.registry.readPersonalCode("anna", purpose)));
        }
        assertFalse(house.registry.history(Subject.ACCOUNT, "anna", 0, 100).toString().contains("32000000001"));
        house.run("chief", () -> house.registry.personalCode("anna", ""));
        assertEquals(Optional.empty(), house.as("chief", () -> house.registry.readPersonalCode("anna", "employment")));
    }

    @Test
    void showsAChangeOnlyWhenItIsCommitted() {
        long before = house.registry.directory().revision();
        assertThrows(IllegalStateException.class, () -> house.jpa.tx(TransactionType.Required, em -> {
            house.create("berta");
            house.create("celma");
            assertTrue(house.users.find("berta").isEmpty());
            throw new IllegalStateException("and now back");
        }));
        assertEquals(before, house.registry.directory().revision());
        assertTrue(house.users.find("berta").isEmpty());
        house.jpa.tx(TransactionType.Required, em -> {
            house.create("berta");
            house.create("celma");
        });
        assertTrue(house.users.find("berta").isPresent() && house.users.find("celma").isPresent());
    }

    @Test
    void tellsListenersWhenTheChangeIsThere() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        house.registry.onChange(() -> {
            throw new IllegalStateException("a listener with a mistake");
        });
        AutoCloseable gone = house.registry.onChange(never::countDown);
        gone.close();
        house.registry.onChange(() -> house.users.find("berta").ifPresent(user -> seen.countDown()));
        house.create("berta");
        assertTrue(seen.await(10, TimeUnit.SECONDS));
        assertEquals(1, never.getCount());
    }

    @Test
    void showsWithinASecondWhatAnotherNodeChanged() throws Exception {
        RegistryBook other = house.anotherBook();
        CountDownLatch seen = new CountDownLatch(1);
        other.onChange(() -> {
            if (other.now().directory().account("berta").isPresent() && other.now().directory().account("anna").isEmpty()
                    && other.now().directory().role("clerk").orElseThrow().permissions().equals(Set.of("dog-fee:read"))) {
                seen.countDown();
            }
        });
        long begun = System.nanoTime();
        house.create("berta", "clerk");
        house.system(() -> {
            house.registry.remove("anna", "");
            return house.structure.save(Role.of("clerk", Set.of("dog-fee:read")), "");
        });
        assertTrue(seen.await(10, TimeUnit.SECONDS));
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        assertTrue(took < 3000, took + " ms");
        assertEquals(house.registry.directory().revision(), other.now().directory().revision());
        assertEquals(List.of(new Grant("clerk", Grant.Way.OWN, "")), other.now().grants("berta", house.book.today()));
    }
}
