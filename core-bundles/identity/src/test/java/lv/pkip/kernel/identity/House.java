package lv.pkip.kernel.identity;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

import lv.pkip.kernel.api.identity.Users.Role;
import lv.pkip.kernel.api.identity.Users.User;
import lv.pkip.kernel.testkit.RecordingAudit;
import lv.pkip.kernel.testkit.SettableClock;
import lv.pkip.kernel.testkit.TestJpa;

/** The bundle's parts put together on a fresh database, with quick hashes and a clock that stands. */
final class House implements AutoCloseable {
    final TestJpa jpa;
    final SettableClock clock = SettableClock.at("2026-03-02T08:00:00Z");
    final ThreadActor actors = new ThreadActor();
    final RecordingAudit audit = new RecordingAudit(actors, clock);
    final FirstCredentials credentials;
    final SecurityFolder folder;
    final Residents persons;
    PasswordHashing hashing = new PasswordHashing(new Argon2(64, 1, 1));
    Sessions sessions;
    StaffAccounts users;
    SignInDesk signIn;

    House(Path folder) {
        this.jpa = TestJpa.open("identity");
        this.folder = new SecurityFolder(folder.resolve("security"));
        this.credentials = new FirstCredentials(this.folder);
        this.persons = new Residents(jpa, SecretKeys.of(this.folder.file("identity.key")), audit, actors, clock);
        start();
    }

    /** As after a restart of the container: nothing remembered but the database and the files. */
    void start() {
        sessions = anotherNode();
        users = new StaffAccounts(jpa, sessions, hashing, audit, actors, clock);
        signIn = new SignInDesk(jpa, sessions, hashing, credentials, persons, audit, actors, clock);
    }

    Sessions anotherNode() {
        return new Sessions(jpa, clock, new Sessions.Limits(Duration.ofMinutes(30), Duration.ofHours(12)),
                new Sessions.Limits(Duration.ofMinutes(20), Duration.ofHours(4)));
    }

    FirstStart firstStart(boolean demo) {
        return new FirstStart(jpa, users, credentials, actors, demo);
    }

    /** Makes a clerk of {@code tree-felling:*} and returns the one-time password. */
    String clerk(String login) {
        return actors.asSystem("test", () -> {
            if (users.roles().stream().noneMatch(role -> role.name().equals("chief"))) {
                users.define(new Role("chief", Set.of("users:*")));
                users.define(new Role("clerk", Set.of("tree-felling:*")));
                users.create(new User("chief", "Galva Paraugs", "", "", Set.of("chief"), true));
            }
            return users.create(new User(login, "Anna Parauga", "anna@pasvaldiba.example", "environment", Set.of("clerk"), true));
        });
    }

    /** Makes a clerk who has changed the one-time password already. */
    void clerk(String login, String password) {
        char[] oneTime = clerk(login).toCharArray();
        signIn.changePassword(signIn.password(login, oneTime, "10.0.0.9"), oneTime, password.toCharArray());
    }

    @Override
    public void close() {
        sessions.stop();
        jpa.close();
    }
}
