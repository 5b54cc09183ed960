package lv.pkip.kernel.identity;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import javax.persistence.EntityManager;

import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.SecondFactors;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.registry.Approvals.Act;

/** Sets second factors up, asks for them, and takes them away. */
@Component(service = SecondFactors.class)
public final class SecondFactorDesk implements SecondFactors {
    private static final String ADD = "second-factor.add";
    private static final String REMOVE = "second-factor.remove";
    private static final String CODE = "code";
    private static final String PASSKEY = "passkey";
    private static final String RECOVERY = "recovery-code";
    private static final int MOST_PASSKEYS = 20;
    private static final int LONGEST_NAME = 60;
    private static final int HANDLE_BYTES = 32;
    private static final Set<String> BY_CODE = Set.of("otp", Sessions.MANY);
    private static final Set<String> BY_PASSKEY = Set.of("hwk", Sessions.MANY);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final JpaTemplate jpa;
    private final Sessions sessions;
    private final RegistryBook book;
    private final RegistryDesk desk;
    private final SecondFactorPolicy policy;
    private final Municipality municipality;
    private final Audit audit;
    private final CurrentActor actors;
    private final Clock clock;
    private final SecretKeys keys;
    private final Holder holder;
    private final RecoveryCodes recovery;
    private final Challenges challenges;
    private final RelyingParty party;
    private final Throttle throttle;
    private final OneTimeCodes codes;

    @Activate
    public SecondFactorDesk(@Reference(name = "jpa", target = "(osgi.unit.name=identity)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=identity)") SchemaReady schema,
            @Reference(name = "sessions") Sessions sessions, @Reference(name = "desk") RegistryDesk desk, @Reference(name = "policy") SecondFactorPolicy policy,
            @Reference(name = "hashing") PasswordHashing hashing, @Reference(name = "folder") SecurityFolder folder,
            @Reference(name = "codes") OneTimeCodes codes, @Reference(name = "municipality") Municipality municipality, @Reference(name = "audit") Audit audit,
            @Reference(name = "actors") CurrentActor actors) {
        this(jpa, sessions, desk, policy, hashing, SecretKeys.of(folder.file("identity.key")), codes, municipality, audit, actors, Clock.systemUTC());
    }

    SecondFactorDesk(JpaTemplate jpa, Sessions sessions, RegistryDesk desk, SecondFactorPolicy policy, PasswordHashing hashing, SecretKeys keys,
            OneTimeCodes codes, Municipality municipality, Audit audit, CurrentActor actors, Clock clock) {
        this.jpa = jpa;
        this.sessions = sessions;
        this.book = desk.book();
        this.desk = desk;
        this.policy = policy;
        this.municipality = municipality;
        this.audit = audit;
        this.actors = actors;
        this.clock = clock;
        this.keys = keys;
        this.holder = new Holder(jpa, sessions, hashing, clock);
        this.recovery = new RecoveryCodes(keys);
        this.challenges = new Challenges(keys, clock);
        this.party = new RelyingParty(municipality);
        this.throttle = new Throttle(clock);
        this.codes = codes;
    }

    @Override
    public State state(Session session) {
        Session live = holder.live(session);
        return state(live.actor().id(), holder.asksPassword(live));
    }

    @Override
    public State state(String login) {
        actors.require(RegistryDesk.MANAGE);
        return state(login, true);
    }

    private State state(String login, boolean asksPassword) {
        return jpa.txExpr(TransactionType.Required, em -> {
            AccountRow account = account(em, login);
            return new State(Factors.code(em, login).map(row -> Instant.ofEpochMilli(row.confirmed)),
                    Factors.passkeys(em, login).stream().map(SecondFactorDesk::passkey).toList(), RecoveryCodes.left(em, login),
                    policy.demands(book.permissions(account.login)), asksPassword);
        });
    }

    private static AccountRow account(EntityManager em, String login) {
        return Optional.ofNullable(em.find(AccountRow.class, login)).orElseThrow(() -> new IllegalArgumentException("there is no account " + login));
    }

    private static Passkey passkey(FactorRow row) {
        return new Passkey(row.id, row.name, Instant.ofEpochMilli(row.created), Optional.ofNullable(row.used).map(Instant::ofEpochMilli));
    }

    // ---------------------------------------------------------------- setting up

    @Override
    public Enrolment beginCode(Session session, char[] password) {
        Session live = holder.proved(session, password);
        String login = live.actor().id();
        byte[] secret = Totp.secret();
        jpa.tx(TransactionType.Required, em -> {
            if (Factors.code(em, login).isPresent()) {
                throw new Forbidden("second-factor"); // the present one has to be taken away first
            }
            em.createQuery("delete from FactorRow f where f.id = :id").setParameter("id", Factors.codeId(login)).executeUpdate();
            FactorRow row = new FactorRow();
            row.id = Factors.codeId(login);
            row.login = login;
            row.kind = FactorRow.CODE;
            row.name = "";
            row.content = codes.sealed(login, secret);
            row.handle = "";
            row.flags = "";
            row.created = clock.millis();
            em.persist(row);
        });
        return enrolment(login, SecretText.of(secret));
    }

    private Enrolment enrolment(String login, String secret) {
        String issuer = URLEncoder.encode(municipality.name("lv"), StandardCharsets.UTF_8).replace("+", "%20");
        String uri = "otpauth://totp/" + issuer + ":" + login + "?secret=" + secret + "&issuer=" + issuer
                + "&algorithm=SHA1&digits=" + Totp.DIGITS + "&period=" + Totp.STEP_SECONDS;
        QrPath qr = QrPath.of(uri);
        return new Enrolment(secret, uri, qr.path(), qr.size());
    }

    @Override
    public Settled confirmCode(Session session, String code) {
        Session live = holder.settled(session);
        String login = live.actor().id();
        admit(throttle, login, "confirm");
        Optional<Settled> settled = jpa.txExpr(TransactionType.Required, em -> {
            FactorRow row = em.find(FactorRow.class, Factors.codeId(login));
            if (row == null || row.confirmed != null || clock.millis() - row.created > Challenges.LASTS.toMillis() * 3) {
                return Optional.empty();
            }
            OptionalLong step = Totp.step(codes.secret(row), RecoveryCodes.plain(code), clock.millis());
            if (step.isEmpty() || !Factors.count(em, row, row.lastCount, clock.millis(), step.getAsLong())) {
                return Optional.empty();
            }
            boolean first = !Factors.any(em, login);
            row.confirmed = clock.millis();
            em.flush();
            return Optional.of(added(em, live, first, CODE, BY_CODE));
        });
        if (settled.isEmpty()) {
            throw wrong();
        }
        throttle.succeeded(login, "confirm");
        sessions.forget(login);
        return settled.get();
    }

    private Settled added(EntityManager em, Session live, boolean first, String kind, Set<String> methods) {
        List<String> codes = first ? recovery.make(em, live.actor().id(), clock.millis()) : List.of();
        Session fresh = sessions.replace(live.token(), methods);
        actors.as(fresh, () -> record(ADD, "ok", live.actor().id(), kind));
        return new Settled(fresh, codes);
    }

    @Override
    public void removeCode(Session session, char[] password) {
        Session live = holder.proved(session, password);
        remove(live, Factors.codeId(live.actor().id()), CODE);
    }

    private void remove(Session live, String id, String kind) {
        String login = live.actor().id();
        jpa.tx(TransactionType.Required, em -> {
            if (Factors.remove(em, login, id)) {
                actors.as(live, () -> record(REMOVE, "ok", login, kind));
            }
        });
        sessions.forget(login);
    }

    @Override
    public List<String> recoveryCodes(Session session, char[] password) {
        Session live = holder.proved(session, password);
        String login = live.actor().id();
        return jpa.txExpr(TransactionType.Required, em -> {
            if (!Factors.any(em, login)) {
                throw new Forbidden("second-factor");
            }
            actors.as(live, () -> record(ADD, "ok", login, RECOVERY));
            return recovery.make(em, login, clock.millis());
        });
    }

    // ---------------------------------------------------------------- passkeys

    @Override
    public boolean passkeysPossible() {
        return party.isPossible();
    }

    @Override
    public String beginPasskey(Session session, char[] password) {
        requirePasskeys();
        Session live = holder.proved(session, password);
        String login = live.actor().id();
        List<FactorRow> known = passkeys(login);
        byte[] handle = known.isEmpty() ? handleOf(login) : Base64.getDecoder().decode(known.get(0).handle);
        return party.creation(login, live.actor().name(), handle, challenges.make(ADD, Token.hash(live.token())),
                known.stream().map(party::credentialOf).toList());
    }

    private List<FactorRow> passkeys(String login) {
        return jpa.txExpr(TransactionType.Required, em -> Factors.passkeys(em, login));
    }

    private void requirePasskeys() {
        if (!party.isPossible()) {
            throw new Forbidden("passkey");
        }
    }

    /** What passkeys call an account by says nothing of it to others, and is the same whenever one is made. */
    private byte[] handleOf(String login) {
        byte[] handle = SecretKeys.hmac(keys.of("passkey-handles"), login.getBytes(StandardCharsets.UTF_8));
        return java.util.Arrays.copyOf(handle, HANDLE_BYTES);
    }

    @Override
    public Settled addPasskey(Session session, String name, String response) {
        requirePasskeys();
        Session live = holder.settled(session);
        String login = live.actor().id();
        RelyingParty.Made made = made(response);
        if (!challenges.isOurs(made.challenge(), ADD, Token.hash(live.token()))) {
            throw wrong();
        }
        Optional<Settled> settled = jpa.txExpr(TransactionType.Required, em -> {
            if (em.find(FactorRow.class, made.id()) != null || Factors.passkeys(em, login).size() >= MOST_PASSKEYS
                    || !challenges.spend(em, made.challenge())) {
                return Optional.empty();
            }
            boolean first = !Factors.any(em, login);
            em.persist(row(login, name, made));
            em.flush();
            return Optional.of(added(em, live, first, PASSKEY, BY_PASSKEY));
        });
        sessions.forget(login);
        return settled.orElseThrow(SecondFactorDesk::wrong);
    }

    private RelyingParty.Made made(String response) {
        try {
            return party.made(response);
        } catch (RelyingParty.Wrong notRight) {
            throw wrong();
        }
    }

    private FactorRow row(String login, String name, RelyingParty.Made made) {
        String called = name.strip();
        FactorRow row = new FactorRow();
        row.id = made.id();
        row.login = login;
        row.kind = FactorRow.PASSKEY;
        row.name = called.length() > LONGEST_NAME ? called.substring(0, LONGEST_NAME) : called;
        row.content = made.content();
        row.handle = Base64.getEncoder().encodeToString(handleOf(login));
        row.lastCount = made.count();
        row.flags = made.flags();
        row.created = clock.millis();
        row.confirmed = row.created;
        return row;
    }

    @Override
    public void removePasskey(Session session, String id, char[] password) {
        Session live = holder.proved(session, password);
        if (!id.equals(Factors.codeId(live.actor().id()))) {
            remove(live, id, PASSKEY);
        }
    }

    // ---------------------------------------------------------------- asking for it

    private Session waiting(Session session) {
        Session live = holder.live(session);
        if (!live.due().equals(Optional.of(Session.Due.SECOND_FACTOR))) {
            throw new Forbidden("session");
        }
        return live;
    }

    @Override
    public Session byCode(Session session, String code, String client) {
        Session live = waiting(session);
        String login = live.actor().id();
        String plain = RecoveryCodes.plain(code);
        boolean digits = plain.matches("[0-9]{" + Totp.DIGITS + "}");
        admit(throttle, login, client);
        if (digits) {
            Duration wait = codes.admit(login);
            if (!wait.isZero()) {
                throttle.notTried(login, client);
                throw new SignInRefused(SignInRefused.Reason.THROTTLED, wait);
            }
        }
        Optional<Session> settled = jpa.txExpr(TransactionType.Required, em -> {
            boolean right = digits ? codes.isRight(em, login, plain) : recovery.use(em, login, plain);
            return right ? Optional.of(passed(live, BY_CODE, digits ? CODE : RECOVERY)) : Optional.empty();
        });
        if (settled.isEmpty()) {
            throw refused(live, digits ? CODE : RECOVERY, "");
        }
        throttle.succeeded(login, client);
        if (digits) {
            codes.succeeded(login);
        }
        return settled.get();
    }

    private Session passed(Session live, Set<String> methods, String kind) {
        Session fresh = sessions.replace(live.token(), methods);
        actors.as(fresh, () -> record("session.second-factor", "ok", live.actor().id(), kind));
        return fresh;
    }

    @Override
    public String challenge(Session session) {
        requirePasskeys();
        Session live = waiting(session);
        List<FactorRow> known = passkeys(live.actor().id());
        if (known.isEmpty()) {
            throw new Forbidden("passkey");
        }
        return party.request(challenges.make(PASSKEY, Token.hash(live.token())), known.stream().map(party::credentialOf).toList());
    }

    @Override
    public Session byPasskey(Session session, String response, String client) {
        requirePasskeys();
        Session live = waiting(session);
        String login = live.actor().id();
        admit(throttle, login, client);
        Answered answered = answered(response, PASSKEY, Token.hash(live.token()), false);
        Optional<Session> settled = answered.row().filter(row -> row.login.equals(login)).flatMap(row ->
                jpa.txExpr(TransactionType.Required, em -> taken(em, row, answered) ? Optional.of(passed(live, BY_PASSKEY, PASSKEY)) : Optional.empty()));
        if (settled.isEmpty()) {
            throw refused(live, PASSKEY, answered.why());
        }
        throttle.succeeded(login, client);
        return settled.get();
    }

    @Override
    public String challenge(String browser) {
        requirePasskeys();
        return party.request(challenges.make("sign-in", browser), List.of());
    }

    @Override
    public Session signIn(String browser, String response, String client) {
        requirePasskeys();
        admit(throttle, "passkey sign-in", client);
        Answered answered = answered(response, "sign-in", browser, true);
        Optional<Session> opened = answered.row().flatMap(row -> jpa.txExpr(TransactionType.Required, em -> {
            AccountRow account = em.find(AccountRow.class, row.login);
            return account != null && account.isPerson() && account.isActiveOn(book.today()) && taken(em, row, answered) ? Optional.of(open(row.login)) : Optional.empty();
        }));
        if (opened.isEmpty()) {
            audit.record(Audit.Event.ok("session.start", "identity", "sign-in").outcome("refused")
                    .with(Map.of("provider", PASSKEY, "why", answered.why())));
            throw wrong();
        }
        throttle.succeeded("passkey sign-in", client);
        return opened.get();
    }

    private Session open(String login) {
        Session opened = sessions.open(Actor.Kind.STAFF, login, Assurance.SUBSTANTIAL, String.join(" ", new java.util.TreeSet<>(BY_PASSKEY)));
        actors.as(opened, () -> {
            audit.record(Audit.Event.ok("session.start", "identity", "sign-in").with(Map.of("provider", PASSKEY)));
            return null;
        });
        return opened;
    }

    /**
     * What came of looking at an answer.
     *
     * @param row   the passkey, when its answer is right
     * @param why   a word for the audit when it is not
     */
    private record Answered(Optional<FactorRow> row, Optional<RelyingParty.Proved> proved, String why) {
        static Answered wrong(String why) {
            return new Answered(Optional.empty(), Optional.empty(), why);
        }
    }

    private Answered answered(String response, String purpose, String whose, boolean mustVerify) {
        try {
            String id = party.idOf(response);
            FactorRow row = jpa.txExpr(TransactionType.Required, em -> em.find(FactorRow.class, id));
            if (row == null || !row.kind.equals(FactorRow.PASSKEY)) {
                return Answered.wrong("unknown");
            }
            RelyingParty.Proved proved = party.proved(response, row, mustVerify);
            return challenges.isOurs(proved.challenge(), purpose, whose) ? new Answered(Optional.of(row), Optional.of(proved), "used")
                    : Answered.wrong("challenge");
        } catch (RelyingParty.Wrong notRight) {
            return Answered.wrong(notRight.counterWentBack() ? "counter" : "answer");
        }
    }

    /** Takes a right answer, once. */
    private boolean taken(EntityManager em, FactorRow read, Answered answered) {
        RelyingParty.Proved proved = answered.proved().orElseThrow();
        FactorRow row = em.find(FactorRow.class, read.id);
        return row != null && challenges.spend(em, proved.challenge()) && Factors.count(em, row, read.lastCount, clock.millis(), proved.count());
    }

    // ---------------------------------------------------------------- an administrator's side

    @Override
    public void remove(String login) {
        actors.require(RegistryDesk.MANAGE);
        jpa.txExpr(TransactionType.Required, em -> account(em, login).login);
        desk.opening(Act.SECOND_FACTORS, login, draft -> {
            int gone = Factors.removeAll(draft.em(), login);
            sessions.endAll(login, "");
            draft.audit(REMOVE, Map.of("login", login, "kind", "all", "factors", String.valueOf(gone)));
            return gone;
        });
        sessions.forget(login);
    }

    private static void admit(Throttle throttle, String login, String client) {
        Duration wait = throttle.admit(login, client);
        if (!wait.isZero()) {
            throw new SignInRefused(SignInRefused.Reason.THROTTLED, wait);
        }
    }

    private static SignInRefused wrong() {
        return new SignInRefused(SignInRefused.Reason.WRONG_CREDENTIALS, Duration.ZERO);
    }

    private SignInRefused refused(Session live, String kind, String why) {
        actors.as(live, () -> {
            audit.record(Audit.Event.ok("session.second-factor", "identity", "sign-in").outcome("refused")
                    .with(Map.of("login", live.actor().id(), "kind", kind, "why", why)));
            return null;
        });
        return wrong();
    }

    private Void record(String action, String outcome, String login, String kind) {
        audit.record(Audit.Event.ok(action, "identity", "sign-in").outcome(outcome).with(Map.of("login", login, "kind", kind)));
        return null;
    }
}
