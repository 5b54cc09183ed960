package lv.pkip.kernel.identity;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import javax.persistence.EntityManager;

import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.PasswordReset;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.registry.Approvals.Act;

/** Lets people who forgot their password choose a new one, by a link that they get by letter or from an administrator. */
@Component(service = PasswordReset.class)
public final class PasswordResetDesk implements PasswordReset {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordResetDesk.class);
    private static final Duration LETTER_LASTS = Duration.ofMinutes(30);
    private static final Duration HANDED_OVER_LASTS = Duration.ofHours(24);
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int LETTERS_AN_HOUR = 3;
    private static final int WAITING = 200;
    private static final int MOST_OF_ONE_ADDRESS = 50;
    private static final int PATIENCE_SECONDS = 10;
    private static final String ITSELF = "password-reset";

    private final JpaTemplate jpa;
    private final Sessions sessions;
    private final RegistryDesk desk;
    private final PasswordHashing hashing;
    private final PasswordRules rules;
    private final FirstCredentials firstCredentials;
    private final Municipality municipality;
    private final Audit audit;
    private final CurrentActor actors;
    private final Clock clock;
    private final Letters letters;
    private final Throttle throttle;
    /** Where letters are written: after the answer went out, so that no answer waits for an account to be found. */
    private final Executor afterwards;

    @Activate
    public PasswordResetDesk(@Reference(name = "jpa", target = "(osgi.unit.name=identity)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=identity)") SchemaReady schema, @Reference(name = "sessions") Sessions sessions, @Reference(name = "desk") RegistryDesk desk,
            @Reference(name = "hashing") PasswordHashing hashing, @Reference(name = "breached") BreachedPasswords breached,
            @Reference(name = "firstCredentials") FirstCredentials firstCredentials, @Reference(name = "municipality") Municipality municipality,
            @Reference(name = "outbox") Outbox outbox, @Reference(name = "audit") Audit audit, @Reference(name = "actors") CurrentActor actors) {
        this(jpa, sessions, desk, hashing, new PasswordRules(breached), firstCredentials, municipality, outbox, audit, actors, Clock.systemUTC(), worker());
    }

    PasswordResetDesk(JpaTemplate jpa, Sessions sessions, RegistryDesk desk, PasswordHashing hashing, PasswordRules rules, FirstCredentials firstCredentials,
            Municipality municipality, Outbox outbox, Audit audit, CurrentActor actors, Clock clock, Executor afterwards) {
        this.jpa = jpa;
        this.sessions = sessions;
        this.desk = desk;
        this.hashing = hashing;
        this.rules = rules;
        this.firstCredentials = firstCredentials;
        this.municipality = municipality;
        this.audit = audit;
        this.actors = actors;
        this.clock = clock;
        this.letters = new Letters(outbox, municipality);
        this.throttle = new Throttle(clock);
        this.afterwards = afterwards;
    }

    /** One thread and a short queue: what floods is dropped, and whoever waited for a letter asks again. */
    private static ExecutorService worker() {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), work -> {
            Thread thread = new Thread(work, "pkip-password-reset");
            thread.setDaemon(true);
            return thread;
        }, new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Lets a letter under way be written: embedded Derby would close the connection of an interrupted thread. */
    @Deactivate
    void stop() {
        if (afterwards instanceof ExecutorService worker) {
            worker.shutdown();
            try {
                if (!worker.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    LOG.warn("a letter about a new password was not written in {} s", PATIENCE_SECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    // ---------------------------------------------------------------- asking for a link

    @Override
    public void request(String who, String client) {
        String asked = who.strip().toLowerCase(Locale.ROOT);
        Duration wait = throttle.admit(asked.length() > 254 ? "?" : asked, client);
        if (!wait.isZero()) {
            throw new SignInRefused(SignInRefused.Reason.THROTTLED, wait);
        }
        afterwards.execute(() -> write(asked));
    }

    private void write(String asked) {
        try {
            actors.asSystem(ITSELF, () -> {
                jpa.tx(TransactionType.Required, em -> account(em, asked).filter(account -> mayAskNow(em, account.login))
                        .ifPresent(account -> letter(em, account)));
                return null;
            });
        } catch (RuntimeException e) {
            LOG.warn("A letter about a new password was not written", e);
        }
    }

    /** By login, or by an address that one account alone has. */
    private Optional<AccountRow> account(EntityManager em, String asked) {
        if (StaffRegistry.LOGIN.matcher(asked).matches()) {
            return Optional.ofNullable(em.find(AccountRow.class, asked)).filter(this::isOpen).filter(account -> !account.email.isEmpty());
        }
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        List<AccountRow> found = em.createQuery("select a from AccountRow a where lower(a.email) = :email", AccountRow.class)
                .setParameter("email", asked).setMaxResults(MOST_OF_ONE_ADDRESS).getResultList().stream().filter(this::isOpen).toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** Whoever asks, from wherever: nobody's mailbox is filled. */
    private boolean mayAskNow(EntityManager em, String login) {
        return em.createQuery("select count(r) from ResetRow r where r.login = :login and r.created > :since", Long.class)
                .setParameter("login", login).setParameter("since", clock.millis() - Duration.ofHours(1).toMillis())
                .getSingleResult() < LETTERS_AN_HOUR;
    }

    private void letter(EntityManager em, AccountRow account) {
        String token = token(em, account.login, LETTER_LASTS);
        letters.send(ITSELF + ":" + Token.hash(token), account.email, account.language, ITSELF, Map.of("name", account.name,
                "link", address(token), "minutes", String.valueOf(LETTER_LASTS.toMinutes())));
        audit.record(Audit.Event.ok("user.reset-letter", "identity", "sign-in").with(Map.of("login", account.login)));
    }

    /** People only: another system's secret is not forgotten. */
    private boolean isOpen(AccountRow account) {
        return account.isPerson() && account.isActiveOn(Days.today(clock));
    }

    private String token(EntityManager em, String login, Duration lasts) {
        em.createQuery("delete from ResetRow r where r.ends < :old").setParameter("old", clock.millis() - KEPT.toMillis()).executeUpdate();
        String token = Token.make();
        ResetRow row = new ResetRow();
        row.tokenHash = Token.hash(token);
        row.login = login;
        row.created = clock.millis();
        row.ends = row.created + lasts.toMillis();
        em.persist(row);
        return token;
    }

    private String address(String token) {
        return municipality.baseUrl() + "/sign-in/reset?t=" + token;
    }

    @Override
    public String link(String login) {
        actors.require(RegistryDesk.MANAGE);
        Optional<AccountRow> account = Optional.ofNullable(jpa.txExpr(TransactionType.Required, em -> em.find(AccountRow.class, login)));
        if (account.filter(this::isOpen).isEmpty()) {
            throw new IllegalArgumentException("there is no open account " + login);
        }
        return address(desk.opening(Act.PASSWORD, login, draft -> {
            draft.audit("user.reset-link", Map.of("login", login));
            return token(draft.em(), login, HANDED_OVER_LASTS);
        }));
    }

    // ---------------------------------------------------------------- following it

    @Override
    public boolean isGood(String token) {
        return owner(token).isPresent();
    }

    private Optional<String> owner(String token) {
        if (!Token.looksLikeOne(token)) {
            return Optional.empty();
        }
        return jpa.txExpr(TransactionType.Required, em -> Optional.ofNullable(em.find(ResetRow.class, Token.hash(token)))
                .filter(row -> row.used == null && row.ends > clock.millis())
                .filter(row -> Optional.ofNullable(em.find(AccountRow.class, row.login)).filter(this::isOpen).isPresent())
                .map(row -> row.login));
    }

    @Override
    public void set(String token, char[] fresh, String client) {
        Duration wait = throttle.admit("a token", client);
        if (!wait.isZero()) {
            throw new SignInRefused(SignInRefused.Reason.THROTTLED, wait);
        }
        String login = owner(token).orElseThrow(PasswordResetDesk::notGood);
        throttle.succeeded("a token", client);
        char[] chosen = fresh.clone();
        try {
            if (rules.isWeak(chosen, login)) {
                throw new SignInRefused(SignInRefused.Reason.WEAK_PASSWORD, Duration.ZERO);
            }
            take(token, login, hashing.hash(chosen));
        } finally {
            Arrays.fill(chosen, '\0');
        }
        sessions.forget(login);
        firstCredentials.remove(login);
    }

    private void take(String token, String login, String hash) {
        long now = clock.millis();
        actors.asSystem(ITSELF, () -> {
            jpa.tx(TransactionType.Required, em -> {
                if (em.createQuery("update ResetRow r set r.used = :now where r.tokenHash = :hash and r.used is null and r.ends > :now")
                        .setParameter("now", now).setParameter("hash", Token.hash(token)).executeUpdate() != 1) {
                    throw notGood(); // another request with the same link was quicker
                }
                // what was sent before must not open anything any more
                em.createQuery("update ResetRow r set r.used = :now where r.login = :login and r.used is null")
                        .setParameter("now", now).setParameter("login", login).executeUpdate();
                AccountRow account = em.find(AccountRow.class, login);
                account.password = hash;
                account.oneTime = false;
                account.oneTimeEnds = null;
                account.changed = now;
                sessions.endAll(login, "");
                letters.send("password-changed:" + Token.hash(token), account.email, account.language, "password-changed",
                        Map.of("name", account.name));
                audit.record(Audit.Event.ok("user.change-password", "identity", "sign-in").with(Map.of("login", login, "by", "link")));
            });
            return null;
        });
    }

    private static SignInRefused notGood() {
        return new SignInRefused(SignInRefused.Reason.WRONG_CREDENTIALS, Duration.ZERO);
    }
}
