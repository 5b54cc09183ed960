package lv.pkip.kernel.identity;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.persistence.EntityManager;

import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.apache.shiro.authz.Permission;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Users;
import lv.pkip.kernel.api.persistence.SchemaReady;

/** Staff accounts and roles in the database. Changing them needs {@code users:manage}; each change is an audit record. */
@Component(service = {Users.class, StaffAccounts.class})
public final class StaffAccounts implements Users {
    static final Pattern LOGIN = Pattern.compile("[a-z][a-z0-9.-]{1,63}");
    static final String MANAGE = "users:manage";
    private static final Pattern ROLE = Pattern.compile("[a-z][a-z0-9-]{1,63}");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]{1,64}@[^\\s@]{1,189}");
    private static final Duration ONE_TIME_LASTS = Duration.ofDays(14);

    private final JpaTemplate jpa;
    private final Sessions sessions;
    private final PasswordHashing hashing;
    private final Audit audit;
    private final CurrentActor actors;
    private final Clock clock;

    @Activate
    public StaffAccounts(@Reference(name = "jpa", target = "(osgi.unit.name=identity)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=identity)") SchemaReady schema,
            @Reference(name = "sessions") Sessions sessions, @Reference(name = "hashing") PasswordHashing hashing,
            @Reference(name = "audit") Audit audit, @Reference(name = "actors") CurrentActor actors) {
        this(jpa, sessions, hashing, audit, actors, Clock.systemUTC());
    }

    StaffAccounts(JpaTemplate jpa, Sessions sessions, PasswordHashing hashing, Audit audit, CurrentActor actors, Clock clock) {
        this.jpa = jpa;
        this.sessions = sessions;
        this.hashing = hashing;
        this.audit = audit;
        this.actors = actors;
        this.clock = clock;
    }

    @Override
    public Optional<User> find(String login) {
        return jpa.txExpr(TransactionType.Required, em -> Optional.ofNullable(em.find(AccountRow.class, login)).map(AccountRow::user));
    }

    @Override
    public List<User> all() {
        return jpa.txExpr(TransactionType.Required, em -> rows(em).stream().map(AccountRow::user).toList());
    }

    private static List<AccountRow> rows(EntityManager em) {
        return em.createQuery("select a from AccountRow a order by a.login", AccountRow.class).getResultList();
    }

    @Override
    public List<User> holding(String permission) {
        return jpa.txExpr(TransactionType.Required, em -> holding(em, permission));
    }

    private static List<User> holding(EntityManager em, String permission) {
        Permission wanted = Permissions.parse(permission);
        Set<String> granting = em.createQuery("select r from RoleRow r", RoleRow.class).getResultList().stream()
                .filter(role -> Permissions.parse(Words.of(role.permissions)).stream().anyMatch(held -> held.implies(wanted)))
                .map(role -> role.name).collect(Collectors.toSet());
        return rows(em).stream().filter(account -> account.active)
                .filter(account -> account.roleNames().stream().anyMatch(granting::contains)).map(AccountRow::user).toList();
    }

    @Override
    public String create(User user) {
        return create(user, Optional.of(ONE_TIME_LASTS));
    }

    /** Makes an account whose one-time password lasts a while, or until it is used. */
    String create(User user, Optional<Duration> lasts) {
        actors.require(MANAGE);
        String password = OneTimePassword.make();
        String hash = hashing.hash(password.toCharArray());
        jpa.tx(TransactionType.Required, em -> {
            checked(em, user);
            if (em.find(AccountRow.class, user.login()) != null) {
                throw new IllegalStateException("the login is taken");
            }
            AccountRow account = new AccountRow();
            account.login = user.login();
            account.take(user);
            account.created = clock.millis();
            oneTime(account, hash, lasts);
            em.persist(account);
            record("user.create", Map.of("login", user.login(), "roles", account.roles));
        });
        return password;
    }

    private void oneTime(AccountRow account, String hash, Optional<Duration> lasts) {
        account.password = hash;
        account.oneTime = true;
        account.oneTimeEnds = lasts.map(time -> clock.millis() + time.toMillis()).orElse(null);
        account.changed = clock.millis();
    }

    @Override
    public void change(User user) {
        actors.require(MANAGE);
        jpa.tx(TransactionType.Required, em -> {
            checked(em, user);
            AccountRow account = existing(em, user.login());
            boolean closes = account.active && !user.active();
            account.take(user);
            account.changed = clock.millis();
            em.flush();
            keepAnAdministrator(em);
            if (closes) {
                sessions.endAll(user.login(), "");
            }
            record("user.change", Map.of("login", user.login(), "roles", account.roles, "active", String.valueOf(user.active())));
        });
        sessions.forget(user.login());
    }

    @Override
    public String resetPassword(String login) {
        actors.require(MANAGE);
        String password = OneTimePassword.make();
        String hash = hashing.hash(password.toCharArray());
        jpa.tx(TransactionType.Required, em -> {
            oneTime(existing(em, login), hash, Optional.of(ONE_TIME_LASTS));
            sessions.endAll(login, "");
            record("user.reset-password", Map.of("login", login));
        });
        sessions.forget(login);
        return password;
    }

    @Override
    public List<Role> roles() {
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery("select r from RoleRow r order by r.name", RoleRow.class)
                .getResultList().stream().map(row -> new Role(row.name, Words.of(row.permissions))).toList());
    }

    @Override
    public void define(Role role) {
        actors.require(MANAGE);
        if (!ROLE.matcher(role.name()).matches()) {
            throw new IllegalArgumentException("a role's name has small letters, digits and hyphens");
        }
        role.permissions().stream().filter(permission -> !Permissions.isWritten(permission)).findAny().ifPresent(wrong -> {
            throw new IllegalArgumentException("a permission is written prefix:action, not " + wrong);
        });
        String permissions = String.join(" ", new TreeSet<>(role.permissions()));
        jpa.tx(TransactionType.Required, em -> {
            RoleRow row = em.find(RoleRow.class, role.name());
            boolean fresh = row == null;
            if (fresh) {
                row = new RoleRow();
                row.name = role.name();
            }
            row.permissions = permissions;
            row.changed = clock.millis();
            if (fresh) {
                em.persist(row);
            }
            em.flush();
            if (!fresh) {
                keepAnAdministrator(em);
            }
            record("role.define", Map.of("role", role.name(), "permissions", permissions));
        });
        sessions.forgetAll();
    }

    private static AccountRow existing(EntityManager em, String login) {
        AccountRow account = em.find(AccountRow.class, login);
        if (account == null) {
            throw new IllegalArgumentException("there is no account " + login);
        }
        return account;
    }

    private static void checked(EntityManager em, User user) {
        if (!LOGIN.matcher(user.login()).matches()) {
            throw new IllegalArgumentException("a login has small letters, digits, dots and hyphens, 2 to 64 in all");
        }
        if (user.name().isBlank() || user.name().length() > 200 || user.unit().length() > 64) {
            throw new IllegalArgumentException("an account needs a name of at most 200 letters");
        }
        if (!user.email().isEmpty() && !EMAIL.matcher(user.email()).matches()) {
            throw new IllegalArgumentException("the e-mail address is not one");
        }
        user.roles().stream().filter(role -> em.find(RoleRow.class, role) == null).findAny().ifPresent(role -> {
            throw new IllegalArgumentException("there is no role " + role);
        });
    }

    /** A municipality that locks its last administrator out would have to mend the database by hand. */
    private static void keepAnAdministrator(EntityManager em) {
        if (holding(em, MANAGE).isEmpty()) {
            throw new IllegalStateException("nobody would be left who may manage users");
        }
    }

    private void record(String action, Map<String, String> details) {
        audit.record(Audit.Event.ok(action, "identity", "user-administration").with(details));
    }
}
