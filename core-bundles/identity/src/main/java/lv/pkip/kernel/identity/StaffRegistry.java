package lv.pkip.kernel.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Approvals.Act;
import lv.pkip.kernel.api.registry.DeclaresPermission;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Grant;
import lv.pkip.kernel.api.registry.Grant.Way;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.RegistryProblem.Code;
import lv.pkip.kernel.identity.RegistryBook.Area;

/** Accounts in the database. Changing them needs {@code users:manage}; each change is history and audit. */
@DeclaresPermission(value = "users:manage", privileged = true)
@DeclaresPermission(value = "users:personal-code", privileged = true)
@Component(service = {Registry.class, StaffRegistry.class})
public final class StaffRegistry implements Registry {
    static final Pattern LOGIN = Pattern.compile("[a-z][a-z0-9.-]{1,63}");
    private static final Pattern PURPOSE = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]{1,64}@[^\\s@]{1,189}");
    private static final Pattern PHONE = Pattern.compile("[0-9+() /.-]{0,40}");
    private static final Duration ONE_TIME_LASTS = Duration.ofDays(14);
    private static final int MOST_AT_ONCE = 500;
    private static final int LONGEST_ROLES = 2000;

    private final RegistryDesk desk;
    private final RegistryBook book;
    private final Sessions sessions;
    private final PasswordHashing hashing;
    private final SecretKeys keys;
    private final CurrentActor actors;
    private final Clock clock;

    @Activate
    public StaffRegistry(@Reference(name = "desk") RegistryDesk desk, @Reference(name = "sessions") Sessions sessions,
            @Reference(name = "hashing") PasswordHashing hashing, @Reference(name = "folder") SecurityFolder folder) {
        this(desk, sessions, hashing, SecretKeys.of(folder.file("identity.key")), Clock.systemUTC());
    }

    StaffRegistry(RegistryDesk desk, Sessions sessions, PasswordHashing hashing, SecretKeys keys, Clock clock) {
        this.desk = desk;
        this.book = desk.book();
        this.sessions = sessions;
        this.hashing = hashing;
        this.keys = keys;
        this.actors = desk.actors();
        this.clock = clock;
    }

    @Override
    public Directory directory() {
        return book.now().directory();
    }

    @Override
    public AutoCloseable onChange(Runnable listener) {
        return book.onChange(listener);
    }

    @Override
    public List<Grant> grants(String login) {
        return book.now().grants(login, desk.today());
    }

    @Override
    public Created create(Account account) {
        return create(account, Optional.of(ONE_TIME_LASTS));
    }

    /** Makes an account whose one-time password lasts a while, or until it is used. */
    Created create(Account account, Optional<Duration> lasts) {
        actors.require(RegistryDesk.MANAGE);
        checkForm(account);
        String secret = secret(account.kind());
        String hash = hashing.hash(secret.toCharArray());
        return desk.change(Set.of(Area.ACCOUNTS), draft -> make(draft, new Fresh(account, secret, hash), lasts, ""));
    }

    /** An account to be made; hashing takes its time, so it is done before a transaction begins. */
    private record Fresh(Account account, String secret, String hash) { }

    private Created make(Draft draft, Fresh fresh, Optional<Duration> lasts, String reason) {
        Account account = fresh.account();
        if (draft.em().find(AccountRow.class, account.login()) != null || draft.em().find(FormerRow.class, account.login()) != null) {
            throw new RegistryProblem(Code.TAKEN, "login");
        }
        checkReferences(draft, account, Optional.empty());
        AccountRow row = new AccountRow();
        row.login = account.login();
        row.uuid = UUID.randomUUID().toString();
        row.created = draft.now();
        password(row, fresh.hash(), account.kind(), lasts);
        draft.touch(row);
        put(draft, row, account, Optional.empty(), reason, Set.of());
        draft.em().persist(row);
        draft.audit("user.create", Map.of("login", account.login(), "kind", row.kind, "roles", row.roles));
        return new Created(row.account(), fresh.secret());
    }

    @Override
    public List<Created> apply(List<Account> fresh, List<Account> changed, String reason) {
        actors.require(RegistryDesk.MANAGE);
        fresh.forEach(StaffRegistry::checkForm);
        checkAll(changed);
        if (fresh.stream().map(Account::login).distinct().count() != fresh.size()) {
            throw new RegistryProblem(Code.TAKEN, "login");
        }
        List<Fresh> hashed = fresh.stream().map(account -> {
            String secret = secret(account.kind());
            return new Fresh(account, secret, hashing.hash(secret.toCharArray()));
        }).toList();
        return fresh.isEmpty() && changed.isEmpty() ? List.of() : desk.change(Set.of(Area.ACCOUNTS), draft -> {
            List<Created> made = hashed.stream().map(one -> make(draft, one, Optional.of(ONE_TIME_LASTS), reason)).toList();
            changed.forEach(account -> change(draft, account, reason, false));
            return made;
        });
    }

    /** Hashes nothing: what nobody is told needs no cost. */
    @Override
    public List<Account> createWithoutPassword(List<Account> accounts) {
        actors.require(RegistryDesk.MANAGE);
        accounts.forEach(StaffRegistry::checkForm);
        return accounts.isEmpty() ? List.of() : desk.change(Set.of(Area.ACCOUNTS), draft -> accounts.stream()
                .map(account -> make(draft, new Fresh(account, "", PasswordHashing.NONE), Optional.empty(), "").account()).toList());
    }

    private static void checkAll(List<Account> accounts) {
        accounts.forEach(StaffRegistry::checkForm);
        if (accounts.stream().map(Account::id).distinct().count() != accounts.size()) {
            throw RegistryDesk.invalid("id");
        }
    }

    /** True when somebody may manage users today. */
    boolean hasAdministrator() {
        return !RegistryDesk.administrators(book.now(), desk.today()).isEmpty();
    }

    /** A login like one that nobody has or had. */
    String free(String login) {
        return desk.read(em -> {
            String free = login;
            for (int i = 2; em.find(AccountRow.class, free) != null || em.find(FormerRow.class, free) != null; i++) {
                free = login + "-" + i;
            }
            return free;
        });
    }

    private static String secret(Account.Kind kind) {
        return kind == Account.Kind.SERVICE ? Token.make() : OneTimePassword.make();
    }

    /** A person changes it at the first sign-in; a service keeps what it was given. */
    private void password(AccountRow row, String hash, Account.Kind kind, Optional<Duration> lasts) {
        row.password = hash;
        row.oneTime = kind == Account.Kind.PERSON;
        row.oneTimeEnds = lasts.filter(time -> row.oneTime).map(time -> clock.millis() + time.toMillis()).orElse(null);
    }

    @Override
    public List<Account> change(List<Account> accounts, String reason) {
        actors.require(RegistryDesk.MANAGE);
        checkAll(accounts);
        return accounts.isEmpty() ? List.of() : desk.change(Set.of(Area.ACCOUNTS),
                draft -> accounts.stream().map(account -> change(draft, account, reason, false)).toList());
    }

    /** Changes what people may change of their own account; the caller has made sure that it is theirs. */
    Account own(String login, String email, String phone, String language) {
        return desk.change(Set.of(Area.ACCOUNTS), draft -> {
            Account stored = draft.before().directory().account(login).orElseThrow(() -> RegistryDesk.unknown("login"));
            Account.Profile old = stored.profile();
            Account wanted = stored.with(new Account.Profile(old.givenName(), old.familyName(), old.displayName(), email, phone, language));
            checkForm(wanted);
            return change(draft, wanted, "", true);
        });
    }

    /** @param own true when people change their own account as it is given to them */
    private Account change(Draft draft, Account wanted, String reason, boolean own) {
        Account stored = draft.before().directory().account(wanted.id()).orElseThrow(() -> RegistryDesk.unknown("id"));
        Account account = own || stored.version() != wanted.version() || draft.readdresses(stored, wanted.profile().email(), reason) ? wanted
                : wanted.with(readdressed(wanted.profile(), stored.profile().email()));
        if (stored.version() != account.version()) {
            throw new RegistryProblem(Code.STALE, "version");
        }
        if (!stored.login().equals(account.login())) {
            throw RegistryDesk.invalid("login"); // history and audit name people by it
        }
        if (stored.kind() != account.kind()) {
            throw RegistryDesk.invalid("kind");
        }
        return changed(draft, account, stored, reason, Set.of());
    }

    private Account changed(Draft draft, Account account, Account stored, String reason, Set<String> agreed) {
        checkReferences(draft, account, Optional.of(stored));
        AccountRow row = draft.account(stored.login());
        put(draft, row, account, Optional.of(stored), reason, agreed);
        draft.touch(row);
        if (!row.isActiveOn(draft.today())) {
            sessions.endAll(row.login, "");
        }
        draft.audit("user.change", Map.of("login", row.login, "roles", row.roles, "active", String.valueOf(row.active)));
        return row.account();
    }

    /** Makes a planned move; a second person has agreed to some of the roles already. */
    void move(Draft draft, Account account, String reason, Set<String> agreed) {
        Account stored = draft.before().directory().account(account.id()).orElseThrow(() -> RegistryDesk.unknown("id"));
        changed(draft, account, stored, reason, agreed);
    }

    /** What makes an account, or a change of one, impossible. */
    static void check(Draft draft, Account account, Account stored) {
        checkForm(account);
        checkReferences(draft, account, Optional.of(stored));
    }

    private static Account.Profile readdressed(Account.Profile profile, String email) {
        return new Account.Profile(profile.givenName(), profile.familyName(), profile.displayName(), email, profile.phone(), profile.language());
    }

    /** Writes an account down, without the rights that a second person has to agree to. */
    private static void put(Draft draft, AccountRow row, Account account, Optional<Account> stored, String reason, Set<String> agreed) {
        Optional<Account> open = stored.filter(old -> !isClosed(old, draft.today()) || isClosed(account, draft.today()));
        List<Grant> waiting = waiting(draft, account, open);
        waiting.removeIf(grant -> agreed.contains(grant.role()));
        Set<String> own = new HashSet<>();
        waiting.stream().filter(grant -> grant.way() == Way.OWN).forEach(grant -> own.add(grant.role()));
        Account put = account.withRoles(Words.without(account.roles(), own));
        row.take(put);
        stored.map(old -> old.employment().position()).filter(position -> !position.equals(account.employment().position()))
                .ifPresent(position -> draft.release(account.login(), Way.POSITION, position));
        draft.history(Subject.ACCOUNT, account.login(), stored.map(StaffRegistry::fields).orElse(Map.of()), fields(put), reason);
        draft.withhold(account.login(), waiting, reason);
    }

    /** A closed account, and one that is over, holds nothing: who opens it anew gives everything anew. */
    private static boolean isClosed(Account account, LocalDate today) {
        return !account.enabled() || account.employment().to().map(today::isAfter).orElse(false);
    }

    /** The privileged roles that an account would gain. */
    private static List<Grant> waiting(Draft draft, Account account, Optional<Account> before) {
        List<Grant> gained = new ArrayList<>(draft.before().structural(account));
        before.ifPresent(old -> gained.removeAll(draft.before().structural(old)));
        Set<String> roles = new HashSet<>();
        gained.forEach(grant -> roles.add(grant.role()));
        Set<String> waiting = draft.waiting(roles);
        gained.removeIf(grant -> !waiting.contains(grant.role()));
        return gained;
    }

    @Override
    public void remove(String login, String reason) {
        remove(login, OptionalLong.empty(), reason);
    }

    @Override
    public void remove(Account account, String reason) {
        remove(account.login(), OptionalLong.of(account.version()), reason);
    }

    private void remove(String login, OptionalLong version, String reason) {
        actors.require(RegistryDesk.MANAGE);
        desk.change(Set.of(Area.values()), draft -> {
            AccountRow row = draft.account(login);
            if (version.isPresent() && version.getAsLong() != row.edition) {
                throw new RegistryProblem(Code.STALE, "version");
            }
            FormerRow former = new FormerRow();
            former.login = login;
            former.uuid = row.uuid;
            former.removed = draft.now();
            former.revision = draft.revision();
            draft.em().persist(former);
            draft.history(Subject.ACCOUNT, login, "login", login, "", reason);
            leaveGroups(draft, login, reason);
            leaveUnits(draft, login, reason);
            draft.em().createQuery("select s from SubstitutionRow s where s.ended is null and (s.absent = :login or s.substitute = :login)",
                    SubstitutionRow.class).setParameter("login", login).getResultList().forEach(one -> one.ended = draft.now());
            for (String kept : List.of("WithheldRow", "FactorRow", "RecoveryRow", "ResetRow")) {
                draft.em().createQuery("delete from " + kept + " r where r.login = :login").setParameter("login", login).executeUpdate();
            }
            draft.moves(login).forEach(move -> draft.cancel(move, reason));
            draft.drop(Subject.ACCOUNT, login);
            draft.em().remove(row);
            sessions.endAll(login, "");
            draft.audit("user.remove", Map.of("login", login));
            return null;
        });
    }

    private static void leaveGroups(Draft draft, String login, String reason) {
        for (Group group : draft.before().directory().groupsOf(login)) {
            GroupRow row = draft.em().find(GroupRow.class, group.id().toString());
            row.edition++;
            row.revision = draft.revision();
            draft.em().createQuery("delete from MemberRow m where m.group = :group and m.login = :login").setParameter("group", row.uuid)
                    .setParameter("login", login).executeUpdate();
            draft.history(Subject.GROUP, group.name(), "members", login, "", reason);
        }
    }

    private static void leaveUnits(Draft draft, String login, String reason) {
        draft.em().createQuery("select u from UnitRow u where u.head = :login", UnitRow.class).setParameter("login", login).getResultList()
                .forEach(unit -> {
                    unit.head = "";
                    unit.edition++;
                    draft.history(Subject.UNIT, unit.id, "head", login, "", reason);
                });
    }

    @Override
    public String resetPassword(String login) {
        actors.require(RegistryDesk.MANAGE);
        Account account = directory().account(login).orElseThrow(() -> RegistryDesk.unknown("login"));
        String secret = secret(account.kind());
        String hash = hashing.hash(secret.toCharArray());
        desk.opening(Act.PASSWORD, login, draft -> {
            password(draft.account(login), hash, account.kind(), Optional.of(ONE_TIME_LASTS));
            sessions.endAll(login, "");
            draft.history(Subject.ACCOUNT, login, "password", "", "", "");
            draft.audit("user.reset-password", Map.of("login", login));
            return login;
        });
        sessions.forget(login);
        return secret;
    }

    @Override
    public Optional<String> readPersonalCode(String login, String purpose) {
        actors.require("users:personal-code");
        if (!PURPOSE.matcher(purpose).matches()) {
            throw RegistryDesk.invalid("purpose");
        }
        return desk.read(em -> {
            AccountRow row = em.find(AccountRow.class, login);
            if (row == null) {
                throw RegistryDesk.unknown("login");
            }
            desk.record("user.read-personal-code", Map.of("login", login, "purpose", purpose));
            return Optional.ofNullable(row.sealedCode).map(sealed -> keys.open(row.uuid, sealed));
        });
    }

    @Override
    public void personalCode(String login, String code) {
        actors.require(RegistryDesk.MANAGE);
        if (!code.matches("([0-9]{11})?")) {
            throw RegistryDesk.invalid("personalCode");
        }
        desk.change(Set.of(), draft -> {
            AccountRow row = draft.account(login);
            row.sealedCode = code.isEmpty() ? null : keys.seal(row.uuid, code);
            draft.history(Subject.ACCOUNT, login, "personalCode", "", "", "");
            draft.audit("user.set-personal-code", Map.of("login", login));
            return null;
        });
    }

    @Override
    public List<Change> history(Subject subject, String id, long before, int limit) {
        return desk.read(em -> em.createQuery("select c from ChangeRow c where c.kind = :kind and c.subject = :subject and c.sequence < :before"
                + " order by c.sequence desc", ChangeRow.class).setParameter("kind", subject.name()).setParameter("subject", id)
                .setParameter("before", before <= 0 ? Long.MAX_VALUE : before).setMaxResults(Math.max(1, Math.min(limit, MOST_AT_ONCE)))
                .getResultList().stream().map(ChangeRow::change).toList());
    }

    /** What history compares. */
    private static Map<String, String> fields(Account account) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("login", account.login());
        fields.put("kind", account.kind().name());
        fields.put("givenName", account.profile().givenName());
        fields.put("familyName", account.profile().familyName());
        fields.put("displayName", account.profile().displayName());
        fields.put("email", account.profile().email());
        fields.put("phone", account.profile().phone());
        fields.put("language", account.profile().language());
        fields.put("unit", account.employment().unit());
        fields.put("position", account.employment().position());
        fields.put("employeeNumber", account.employment().employeeNumber());
        fields.put("externalId", account.employment().externalId());
        fields.put("from", account.employment().from().map(LocalDate::toString).orElse(""));
        fields.put("to", account.employment().to().map(LocalDate::toString).orElse(""));
        fields.put("roles", Words.text(account.roles()));
        fields.put("enabled", String.valueOf(account.enabled()));
        return fields;
    }

    private static void checkForm(Account account) {
        Account.Profile profile = account.profile();
        Account.Employment employment = account.employment();
        if (!LOGIN.matcher(account.login()).matches()) {
            throw RegistryDesk.invalid("login");
        }
        if (profile.displayName().isBlank()) {
            throw RegistryDesk.invalid("displayName");
        }
        RegistryDesk.check(profile.displayName(), 200, "displayName");
        RegistryDesk.check(profile.givenName(), 100, "givenName");
        RegistryDesk.check(profile.familyName(), 100, "familyName");
        RegistryDesk.check(employment.employeeNumber(), 64, "employeeNumber");
        RegistryDesk.check(employment.externalId(), 200, "externalId");
        if (!profile.email().isEmpty() && !EMAIL.matcher(profile.email()).matches()) {
            throw RegistryDesk.invalid("email");
        }
        if (!PHONE.matcher(profile.phone()).matches()) {
            throw RegistryDesk.invalid("phone");
        }
        if (!Titles.LANGUAGES.contains(profile.language())) {
            throw RegistryDesk.invalid("language");
        }
        if (employment.from().isPresent() && employment.to().isPresent() && employment.to().get().isBefore(employment.from().get())) {
            throw RegistryDesk.invalid("to");
        }
        if (Words.text(account.roles()).length() > LONGEST_ROLES) {
            throw RegistryDesk.invalid("roles");
        }
    }

    /** What an account names has to be there; what was named before may stay. */
    private static void checkReferences(Draft draft, Account account, Optional<Account> stored) {
        Directory directory = draft.before().directory();
        Account.Employment employment = account.employment();
        Account.Employment old = stored.map(Account::employment).orElse(Account.Employment.NONE);
        if (!employment.unit().equals(old.unit()) && !employment.unit().isEmpty() && directory.unit(employment.unit()).isEmpty()) {
            throw RegistryDesk.unknown("unit");
        }
        if (!employment.position().equals(old.position()) && !employment.position().isEmpty()
                && directory.position(employment.position()).isEmpty()) {
            throw RegistryDesk.unknown("position");
        }
        if (Words.without(account.roles(), stored.map(Account::roles).orElse(Set.of())).stream().anyMatch(role -> directory.role(role).isEmpty())) {
            throw RegistryDesk.unknown("roles");
        }
    }
}
