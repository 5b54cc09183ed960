package lv.pkip.kernel.identity;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.UsernamePasswordToken;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignIn;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.api.persistence.SchemaReady;

/** Signs staff in by password and residents by what an identity provider vouches for. */
@Component(service = SignIn.class)
public final class SignInDesk implements SignIn {
    private static final int LONGEST_TRIED = 1024;
    private static final int LONGEST_METHOD = 100;
    private static final Set<String> BY_PASSWORD = Set.of("pwd");
    private static final Set<String> BY_PASSWORD_AND_CODE = Set.of("pwd", "otp", Sessions.MANY);

    private final JpaTemplate jpa;
    private final Sessions sessions;
    private final PasswordHashing hashing;
    private final OneTimeCodes codes;
    private final FirstCredentials firstCredentials;
    private final Residents persons;
    private final Audit audit;
    private final CurrentActor actors;
    private final Clock clock;
    private final StaffRealm realm;
    private final Throttle throttle;
    private final PasswordRules rules;

    @Activate
    public SignInDesk(@Reference(name = "jpa", target = "(osgi.unit.name=identity)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=identity)") SchemaReady schema,
            @Reference(name = "sessions") Sessions sessions, @Reference(name = "hashing") PasswordHashing hashing,
            @Reference(name = "codes") OneTimeCodes codes, @Reference(name = "breached") BreachedPasswords breached,
            @Reference(name = "firstCredentials") FirstCredentials firstCredentials,
            @Reference(name = "persons") Residents persons, @Reference(name = "audit") Audit audit,
            @Reference(name = "actors") CurrentActor actors) {
        this(jpa, sessions, hashing, codes, new PasswordRules(breached), firstCredentials, persons, audit, actors, Clock.systemUTC());
    }

    SignInDesk(JpaTemplate jpa, Sessions sessions, PasswordHashing hashing, OneTimeCodes codes, PasswordRules rules, FirstCredentials firstCredentials,
            Residents persons, Audit audit, CurrentActor actors, Clock clock) {
        this.jpa = jpa;
        this.sessions = sessions;
        this.hashing = hashing;
        this.codes = codes;
        this.rules = rules;
        this.firstCredentials = firstCredentials;
        this.persons = persons;
        this.audit = audit;
        this.actors = actors;
        this.clock = clock;
        this.realm = new StaffRealm(jpa, hashing, clock);
        this.throttle = new Throttle(clock);
    }

    @Override
    public Session password(String login, char[] password, String client) {
        String proven = proven(login, password, client);
        if (!jpa.txExpr(TransactionType.Required, em -> em.find(AccountRow.class, proven).isPerson())) {
            recordRefusal(proven); // another system's account opens no pages
            throw new SignInRefused(SignInRefused.Reason.WRONG_CREDENTIALS, Duration.ZERO);
        }
        return open(proven, password);
    }

    /** The login, when the password is its. */
    private String proven(String login, char[] password, String client) {
        String name = admitted(login, client);
        char[] tried = Arrays.copyOf(password, Math.min(password.length, LONGEST_TRIED));
        try {
            realm.getAuthenticationInfo(new UsernamePasswordToken(name, tried));
            throttle.succeeded(name, client);
            return name;
        } catch (AuthenticationException e) {
            recordRefusal(name);
            throw new SignInRefused(SignInRefused.Reason.WRONG_CREDENTIALS, Duration.ZERO);
        } catch (SignInRefused busy) {
            throttle.notTried(name, client);
            throw busy;
        } finally {
            Arrays.fill(tried, '\0');
        }
    }

    private String admitted(String login, String client) {
        String name = normal(login);
        Duration wait = throttle.admit(name, client);
        if (!wait.isZero()) {
            throw new SignInRefused(SignInRefused.Reason.THROTTLED, wait);
        }
        return name;
    }

    /** What cannot be a login is treated like one that nobody has. */
    private static String normal(String login) {
        String name = login == null ? "" : login.trim().toLowerCase(Locale.ROOT);
        return StaffRegistry.LOGIN.matcher(name).matches() ? name : "?";
    }

    private Session open(String login, char[] password) {
        Optional<String> renewed = renewed(login, password);
        return jpa.txExpr(TransactionType.Required, em -> {
            AccountRow account = em.find(AccountRow.class, login);
            renewed.ifPresent(hash -> account.password = hash);
            Session opened = sessions.open(Actor.Kind.STAFF, login, Assurance.SUBSTANTIAL, "pwd");
            actors.as(opened, () -> record("session.start", "ok", Map.of("provider", "password")));
            return opened;
        });
    }

    /** A hash by today's parameters when the stored one is older; best effort, the next sign-in tries again. */
    private Optional<String> renewed(String login, char[] password) {
        String stored = jpa.txExpr(TransactionType.Required, em -> em.find(AccountRow.class, login).password);
        if (!hashing.isOutdated(stored)) {
            return Optional.empty();
        }
        try {
            return Optional.of(hashing.hash(password));
        } catch (SignInRefused busy) {
            return Optional.empty();
        }
    }

    private void recordRefusal(String login) {
        boolean known = jpa.txExpr(TransactionType.Required, em -> em.find(AccountRow.class, login) != null);
        // people type passwords into the wrong field, so what was typed is kept only when it is a login
        record("session.start", "refused", known ? Map.of("login", login) : Map.of());
    }

    @Override
    public Session external(ExternalIdentity identity, String client) {
        // on its own: two first sign-ins of one person at once are settled by a second look, which needs a transaction of its own
        Persons.Person person = persons.of(identity);
        return jpa.txExpr(TransactionType.Required, em -> {
            Session opened = sessions.open(Actor.Kind.RESIDENT, person.key(), identity.assurance(), identity.provider());
            actors.as(opened, () -> record("session.start", "ok", Map.of("provider", identity.provider(),
                    "assurance", identity.assurance().name().toLowerCase(Locale.ROOT), "method", shortened(identity.method()))));
            return opened;
        });
    }

    private static String shortened(String method) {
        return method.length() > LONGEST_METHOD ? method.substring(0, LONGEST_METHOD) : method;
    }

    @Override
    public Optional<Session> resolve(String token) {
        return sessions.find(token);
    }

    @Override
    public Session check(String login, char[] password, String client) {
        String name = admitted(login, client);
        OneTimeCodes.Typed typed = codes.look(name, Arrays.copyOf(password, Math.min(password.length, LONGEST_TRIED)));
        try {
            realm.getAuthenticationInfo(new UsernamePasswordToken(name, typed.password()));
            Session session = checked(name, typed);
            throttle.succeeded(name, client);
            return session;
        } catch (AuthenticationException e) {
            recordRefusal(name);
            throw new SignInRefused(SignInRefused.Reason.WRONG_CREDENTIALS, Duration.ZERO);
        } catch (SignInRefused refused) {
            if (refused.reason() == SignInRefused.Reason.BUSY) {
                throttle.notTried(name, client);
            } else {
                recordRefusal(name);
            }
            throw refused;
        } finally {
            typed.forget();
        }
    }

    /** Who is behind a right password, once the code was right too where there is an app. */
    private Session checked(String login, OneTimeCodes.Typed typed) {
        boolean enough = !typed.app() || codes.take(login, typed);
        return Optional.of(typed.app() ? BY_PASSWORD_AND_CODE : BY_PASSWORD).filter(methods -> enough)
                .flatMap(methods -> delegated(Actor.Kind.STAFF, login, Optional.empty(), new Session.Proof(methods, clock.instant())))
                .filter(session -> session.due().isEmpty())
                .orElseThrow(() -> new SignInRefused(SignInRefused.Reason.WRONG_CREDENTIALS, Duration.ZERO));
    }

    @Override
    public Optional<Session> delegated(Actor.Kind kind, String subject, Set<String> held, Session.Proof proof) {
        return delegated(kind, subject, Optional.of(held), proof);
    }

    private Optional<Session> delegated(Actor.Kind kind, String subject, Optional<Set<String>> held, Session.Proof proof) {
        return jpa.txExpr(TransactionType.Required, em -> sessions.unstored(em, kind, subject, held, proof));
    }

    @Override
    public void changePassword(Session session, char[] old, char[] fresh) {
        Session live = sessions.find(session.token()).filter(found -> found.actor().kind() == Actor.Kind.STAFF)
                .filter(found -> found.due().filter(due -> due == Session.Due.SECOND_FACTOR).isEmpty())
                .orElseThrow(() -> new Forbidden("password:change"));
        String login = live.actor().id();
        String stored = jpa.txExpr(TransactionType.Required, em -> em.find(AccountRow.class, login).password);
        Duration wait = throttle.admit(login, "change");
        if (!wait.isZero()) {
            throw new SignInRefused(SignInRefused.Reason.THROTTLED, wait);
        }
        if (!isRight(old, stored, login)) {
            throw new SignInRefused(SignInRefused.Reason.WRONG_CREDENTIALS, Duration.ZERO);
        }
        throttle.succeeded(login, "change");
        if (Arrays.equals(old, fresh) || rules.isWeak(fresh, login)) {
            throw new SignInRefused(SignInRefused.Reason.WEAK_PASSWORD, Duration.ZERO);
        }
        String hash = hashing.hash(fresh);
        jpa.tx(TransactionType.Required, em -> {
            AccountRow account = em.find(AccountRow.class, login);
            account.password = hash;
            account.oneTime = false;
            account.oneTimeEnds = null;
            account.changed = clock.millis();
            sessions.endAll(login, live.token());
            actors.as(live, () -> record("user.change-password", "ok", Map.of("login", login)));
        });
        sessions.forget(login);
        firstCredentials.remove(login);
    }

    private boolean isRight(char[] password, String stored, String login) {
        try {
            return hashing.matches(password, stored);
        } catch (SignInRefused busy) {
            throttle.notTried(login, "change");
            throw busy;
        }
    }

    @Override
    public void signOut(String token) {
        jpa.tx(TransactionType.Required, em -> sessions.end(token).ifPresent(
                ended -> actors.as(ended, () -> record("session.end", "ok", Map.of()))));
    }

    @Override
    public Map<Actor.Kind, Long> live() {
        return sessions.live();
    }

    private Void record(String action, String outcome, Map<String, String> details) {
        audit.record(Audit.Event.ok(action, "identity", "sign-in").outcome(outcome).with(details));
        return null;
    }
}
