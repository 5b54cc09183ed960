package lv.pkip.kernel.identity;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.api.registry.Unit;
import lv.pkip.kernel.testkit.InMemoryDispatcher;
import lv.pkip.kernel.testkit.MadeUpTown;
import lv.pkip.kernel.testkit.RecordingAudit;
import lv.pkip.kernel.testkit.RecordingOutbox;
import lv.pkip.kernel.testkit.SettableClock;
import lv.pkip.kernel.testkit.TestJpa;

/** The bundle's parts put together on a fresh database, with quick hashes and a clock that stands. */
final class House implements AutoCloseable {
    /** What kernel bundles declare as privileged, for these tests. */
    private static final Predicate<String> PRIVILEGED = permission -> Permissions.parse(permission).implies(Permissions.parse("users:manage"))
            || Permissions.parse(permission).implies(Permissions.parse("users:approve"));

    final TestJpa jpa;
    final SettableClock clock = SettableClock.at("2026-03-02T08:00:00Z");
    final ThreadActor actors = new ThreadActor();
    final RecordingAudit audit = new RecordingAudit(actors, clock);
    final FirstCredentials credentials;
    final SecurityFolder folder;
    final Residents persons;
    PasswordHashing hashing = new PasswordHashing(new Argon2(64, 1, 1));
    final InMemoryDispatcher dispatcher = new InMemoryDispatcher();
    final StatedMandates stated;
    final ApprovalBell bell = new ApprovalBell();
    RegistryBook book;
    RegistryDesk desk;
    Sessions sessions;
    StaffRegistry registry;
    StaffStructure structure;
    TwoPersons approvals;
    PlannedMoves moves;
    StandIns substitutions;
    RightsReviews reviews;
    StaffAccounts users;
    SignInDesk signIn;
    private final List<RegistryBook> books = new ArrayList<>();
    SecondFactorPolicy policy = demanding(SecondFactorPolicy.Demand.OFF);
    final Municipality town = MadeUpTown.at("https://pakalpojumi.paraugi.example");
    final RecordingOutbox outbox = new RecordingOutbox(clock);
    final SecretKeys keys;
    String breached = "";
    /** Work that is done after the answer. */
    final Deque<Runnable> afterwards = new ArrayDeque<>();
    SecondFactorDesk factors;
    PasswordResetDesk resets;
    OwnSessionsDesk ownSessions;
    ProfileDesk profiles;
    MandateDesk mandates;

    House(Path folder) {
        this.jpa = TestJpa.open("identity");
        this.folder = new SecurityFolder(folder.resolve("security"));
        this.credentials = new FirstCredentials(this.folder);
        this.keys = SecretKeys.of(this.folder.file("identity.key"));
        this.persons = new Residents(jpa, keys, audit, actors, clock);
        this.stated = new StatedMandates(dispatcher, persons, clock);
        start();
    }

    /** As after a restart of the container: nothing remembered but the database and the files. */
    void start() {
        book = anotherBook();
        sessions = anotherNode();
        desk = new RegistryDesk(jpa, book, audit, actors, bell, clock);
        registry = new StaffRegistry(desk, sessions, hashing, SecretKeys.of(folder.file("identity.key")), clock);
        structure = new StaffStructure(desk);
        approvals = new TwoPersons(desk, sessions);
        moves = new PlannedMoves(desk, registry, audit);
        substitutions = new StandIns(desk);
        reviews = new RightsReviews(desk);
        users = new StaffAccounts(book);
        PasswordRules rules = new PasswordRules(new BreachedPasswords(breached));
        OneTimeCodes codes = new OneTimeCodes(jpa, keys, clock);
        signIn = new SignInDesk(jpa, sessions, hashing, codes, rules, credentials, persons, audit, actors, clock);
        factors = new SecondFactorDesk(jpa, sessions, desk, policy, hashing, keys, codes, town, audit, actors, clock);
        resets = new PasswordResetDesk(jpa, sessions, desk, hashing, rules, credentials, town, outbox, audit, actors, clock, afterwards::add);
        ownSessions = new OwnSessionsDesk(jpa, sessions, audit, actors);
        profiles = new ProfileDesk(jpa, sessions, registry, hashing, town, outbox, audit, actors, clock);
        mandates = new MandateDesk(stated, sessions, audit, actors, clock);
    }

    /** The registry as another node has it in memory. */
    RegistryBook anotherBook() {
        RegistryBook another = new RegistryBook(jpa, jpa.synchronizations(), clock, PRIVILEGED);
        books.add(another);
        return another;
    }

    Sessions anotherNode() {
        return new Sessions(jpa, book, stated, clock, policy, new Sessions.Limits(Duration.ofMinutes(30), Duration.ofHours(12)),
                new Sessions.Limits(Duration.ofMinutes(20), Duration.ofHours(4)));
    }

    FirstStart firstStart(boolean demo) {
        return new FirstStart(jpa, registry, structure, credentials, actors, demo);
    }

    /** Makes a clerk of {@code tree-felling:*} and returns the one-time password. */
    String clerk(String login) {
        return system(() -> {
            if (registry.directory().role("chief").isEmpty()) {
                structure.save(Role.of("chief", Set.of("users:*")), "");
                structure.save(Role.of("clerk", Set.of("tree-felling:*")), "");
                structure.save(unit("environment", ""), "");
                create("chief", "chief");
            }
            return registry.create(Account.person(login, new Account.Profile("Anna", "Parauga", "Anna Parauga", "anna@pasvaldiba.example",
                    "", "lv"), Account.Employment.in("environment"), Set.of("clerk"))).secret();
        });
    }

    static Unit unit(String id, String parent) {
        return new Unit(id, parent, Unit.Kind.UNIT, Map.of("lv", "Nodaļa " + id), "", "", 0);
    }

    /** Makes somebody with roles, as the console does it. */
    Account create(String login, String... roles) {
        return system(() -> registry.create(Account.person(login, Account.Profile.named("Kāds", "Paraugs"), Account.Employment.NONE,
                Set.of(roles))).account());
    }

    <T> T system(Supplier<T> work) {
        return actors.asSystem("console", work);
    }

    /** As somebody with what that one may do now. */
    <T> T as(String login, Supplier<T> work) {
        return actors.as(Session.of("", "", Actor.staff(login, login, Optional.empty()), book.permissions(login),
                new Session.Proof(Set.of("pwd"), clock.instant()), Instant.MAX), work);
    }

    void run(String login, Runnable work) {
        as(login, () -> {
            work.run();
            return null;
        });
    }

    Account account(String login) {
        return registry.directory().account(login).orElseThrow();
    }

    /** Changes one account, as the console does it. */
    Account change(Account account) {
        return system(() -> registry.change(List.of(account), "").get(0));
    }

    /** Makes a clerk who has changed the one-time password already. */
    void clerk(String login, String password) {
        char[] oneTime = clerk(login).toCharArray();
        signIn.changePassword(signIn.password(login, oneTime, "10.0.0.9"), oneTime, password.toCharArray());
    }

    static SecondFactorPolicy demanding(SecondFactorPolicy.Demand demand) {
        return new SecondFactorPolicy(demand, PRIVILEGED);
    }

    /** Who is signed in by password, second factor due or not. */
    Session enter(String login, String password) {
        return signIn.password(login, password.toCharArray(), "10.0.0.1");
    }

    /** Does what waits until after the answer. */
    void later() {
        while (!afterwards.isEmpty()) {
            afterwards.remove().run();
        }
    }

    @Override
    public void close() {
        sessions.stop();
        books.forEach(RegistryBook::stop);
        jpa.close();
    }
}
