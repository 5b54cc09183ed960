package lv.pkip.kernel.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.persistence.EntityManager;

import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Mandate;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SessionWatch;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.persistence.Sweeper;

/**
 * Sessions in the database, so that they outlive a restart and are seen by every node; looked at again every few
 * seconds, so that most requests cost no query and what is revoked on another node ends here soon.
 */
@Component(service = Sessions.class)
@Designate(ocd = Sessions.Config.class)
public final class Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final Duration BELIEVED = Duration.ofSeconds(4);
    private static final int REMEMBERED = 50_000;
    private static final int MOST_LISTED = 200;
    /** Sessions cleared away in one transaction. */
    private static final int SWEPT = 100;
    /** A session of which nobody could be told is not kept for ever. */
    private static final Duration FORGOTTEN = Duration.ofDays(7);
    /** Stands among the methods of a session (RFC 8176) when more than one factor was proved. */
    static final String MANY = "mfa";

    /** Settings. */
    @ObjectClassDefinition(name = "PKIP sessions")
    @interface Config {
        @AttributeDefinition(description = "Minutes without a request after which a staff session ends")
        int staffIdleMinutes() default 30;

        @AttributeDefinition(description = "Hours after which a staff session ends in any case")
        int staffHours() default 12;

        @AttributeDefinition(description = "Minutes without a request after which a resident's session ends")
        int residentIdleMinutes() default 30;

        @AttributeDefinition(description = "Hours after which a resident's session ends in any case")
        int residentHours() default 4;
    }

    /** How long sessions of one kind of actor last. */
    record Limits(Duration idle, Duration absolute) {
        Limits {
            if (idle.compareTo(Duration.ofMinutes(1)) < 0 || absolute.compareTo(idle) < 0) {
                throw new IllegalArgumentException("a session lasts a minute at least, and its total at least its idle time");
            }
        }

        /** The use of a session is written down this often at most. */
        long noted() {
            return Math.min(60_000, idle.toMillis() / 4);
        }
    }

    private record Seen(Session session, long read, long used, String mandate) { }

    private final JpaTemplate jpa;
    private final RegistryBook book;
    private final StatedMandates mandates;
    private final Clock clock;
    private final SecondFactorPolicy policy;
    private final Map<Actor.Kind, Limits> limits;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();
    private final List<SessionWatch> watches = new CopyOnWriteArrayList<>();
    private final Sweeper sweeper;
    private final Runnable forgetting = this::forgetAll;

    @Activate
    public Sessions(@Reference(name = "jpa", target = "(osgi.unit.name=identity)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=identity)") SchemaReady schema, @Reference(name = "book") RegistryBook book,
            @Reference(name = "mandates") StatedMandates mandates,
            @Reference(name = "policy") SecondFactorPolicy policy, Config config) {
        this(jpa, book, mandates, Clock.systemUTC(), policy, new Limits(Duration.ofMinutes(config.staffIdleMinutes()), Duration.ofHours(config.staffHours())),
                new Limits(Duration.ofMinutes(config.residentIdleMinutes()), Duration.ofHours(config.residentHours())));
        sweeper.every(1, 1, TimeUnit.MINUTES, this::sweep);
    }

    Sessions(JpaTemplate jpa, RegistryBook book, StatedMandates mandates, Clock clock, SecondFactorPolicy policy, Limits staff, Limits resident) {
        this.jpa = jpa;
        this.book = book;
        this.mandates = mandates;
        this.clock = clock;
        this.policy = policy;
        this.limits = Map.of(Actor.Kind.STAFF, staff, Actor.Kind.RESIDENT, resident);
        this.sweeper = new Sweeper("pkip-sessions");
        book.hook(forgetting);
    }

    @Reference(name = "watches", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "unwatched")
    void watched(SessionWatch watch) {
        watches.add(watch);
    }

    void unwatched(SessionWatch watch) {
        watches.remove(watch);
    }

    @Deactivate
    void stop() {
        book.unhook(forgetting);
        if (!sweeper.stop()) {
            LOG.warn("a sweep of ended sessions did not end in time");
        }
    }

    Session open(Actor.Kind kind, String subject, Assurance assurance, String provider) {
        String token = Token.make();
        long now = clock.millis();
        return jpa.txExpr(TransactionType.Required, em -> {
            SessionRow row = new SessionRow();
            row.tokenHash = Token.hash(token);
            row.kind = kind.name();
            row.subject = subject;
            row.assurance = assurance.name();
            row.provider = provider;
            row.created = now;
            row.used = now;
            row.absoluteEnd = now + limits.get(kind).absolute().toMillis();
            row.idleEnd = idleEnd(row, now);
            em.persist(row);
            return session(em, row, token).orElseThrow(() -> new IllegalStateException("a session needs somebody to hold it"));
        });
    }

    Optional<Session> find(String token) {
        if (!Token.looksLikeOne(token)) {
            return Optional.empty();
        }
        String hash = Token.hash(token);
        long now = clock.millis();
        Seen known = seen.get(hash);
        if (known == null || now - known.read() >= BELIEVED.toMillis()) {
            known = read(token, hash, now);
        }
        if (known == null || now >= known.session().expires().toEpochMilli()) {
            seen.remove(hash);
            return Optional.empty();
        }
        return Optional.of(known.session());
    }

    /** Reads a session and, now and then, writes down that it is in use. */
    private Seen read(String token, String hash, long now) {
        Seen fresh = jpa.txExpr(TransactionType.Required, em -> {
            SessionRow row = em.find(SessionRow.class, hash);
            if (row == null || !row.aliveAt(now)) {
                return null;
            }
            if (now - row.used >= limits.get(Actor.Kind.valueOf(row.kind)).noted()) {
                row.used = now;
                row.idleEnd = idleEnd(row, now);
            }
            return session(em, row, token).map(session -> new Seen(session, now, row.used, row.mandate)).orElse(null);
        });
        if (fresh != null && fresh.mandate() != null) {
            fresh = new Seen(byMandate(fresh), now, fresh.used(), fresh.mandate()); // registers are asked outside of the transaction
        }
        if (fresh == null) {
            seen.remove(hash);
        } else if (seen.size() < REMEMBERED) {
            seen.put(hash, fresh);
        }
        return fresh;
    }

    /** The session with its mandate as it stands now; without it nothing can be done but choosing anew. */
    private Session byMandate(Seen read) {
        Session s = read.session();
        Optional<Mandate> mandate = mandates.find(s.actor().id(), read.mandate())
                .filter(found -> s.actor().onBehalfOf().filter(found.represented()::equals).isPresent());
        return new Session(s.token(), s.csrf(), s.actor(), s.permissions(), s.held(), s.proof(), s.expires(),
                mandate.isPresent() ? s.due() : Optional.of(Session.Due.MANDATE), mandate);
    }

    /** Lets a session act by a mandate, or in its holder's own name, from its next use on. */
    void actBy(String token, Optional<Mandate> mandate) {
        jpa.tx(TransactionType.Required, em -> {
            SessionRow row = em.find(SessionRow.class, Token.hash(token));
            row.mandate = mandate.map(Mandate::id).orElse(null);
            row.represented = mandate.map(Mandate::represented).orElse(null);
        });
        seen.remove(Token.hash(token));
    }

    private long idleEnd(SessionRow row, long now) {
        return Math.min(row.absoluteEnd, now + limits.get(Actor.Kind.valueOf(row.kind)).idle().toMillis());
    }

    private Optional<Session> session(EntityManager em, SessionRow row, String token) {
        Instant expires = Instant.ofEpochMilli(row.idleEnd);
        if (row.kind.equals(Actor.Kind.RESIDENT.name())) {
            return Residents.find(em, row.subject).map(person -> Session.of(token, Token.csrf(token), resident(person, row),
                    Set.of(), proof(row), expires));
        }
        return Optional.ofNullable(em.find(AccountRow.class, row.subject)).filter(account -> account.isActiveOn(book.today()))
                .map(account -> {
                    Set<String> permissions = book.permissions(account.login);
                    Optional<Session.Due> due = due(em, account, Words.of(row.provider), permissions);
                    return new Session(token, Token.csrf(token), Actor.staff(account.login, account.name, account.unit()),
                            // who has something to settle first may do nothing else
                            due.isPresent() ? Set.of() : permissions, Optional.empty(), proof(row), expires, due);
                });
    }

    /** What stands between somebody and the work; asked at every reading, so that a factor counts in all sessions at once. */
    private Optional<Session.Due> due(EntityManager em, AccountRow account, Set<String> methods, Set<String> permissions) {
        boolean has = Factors.any(em, account.login);
        if (has && !methods.contains(MANY)) {
            return Optional.of(Session.Due.SECOND_FACTOR);
        }
        if (account.oneTime) {
            return Optional.of(Session.Due.PASSWORD_CHANGE);
        }
        return !has && account.isPerson() && policy.demands(permissions) ? Optional.of(Session.Due.SECOND_FACTOR_SETUP) : Optional.empty();
    }

    /**
     * Puts another session in the place of one, with a token that nobody can have seen before and with what was proved besides.
     *
     * @throws Forbidden when the old one is not live, or another request was quicker
     */
    Session replace(String token, Set<String> further) {
        String hash = Token.looksLikeOne(token) ? Token.hash(token) : "-";
        String fresh = Token.make();
        long now = clock.millis();
        seen.remove(hash);
        return jpa.txExpr(TransactionType.Required, em -> {
            SessionRow old = em.find(SessionRow.class, hash);
            if (old == null || !old.aliveAt(now) || em.createQuery("delete from SessionRow s where s.tokenHash = :hash")
                    .setParameter("hash", hash).executeUpdate() != 1) {
                throw new Forbidden("session");
            }
            em.detach(old);
            Set<String> methods = new TreeSet<>(Words.of(old.provider));
            methods.addAll(further);
            SessionRow row = new SessionRow();
            row.tokenHash = Token.hash(fresh);
            row.kind = old.kind;
            row.subject = old.subject;
            row.assurance = old.assurance;
            row.provider = String.join(" ", methods);
            row.created = now;
            row.used = now;
            row.absoluteEnd = old.absoluteEnd;
            row.idleEnd = idleEnd(row, now);
            row.browser = old.browser;
            row.place = old.place;
            em.persist(row);
            em.flush();
            Session going = session(em, row, fresh).orElseThrow(() -> new Forbidden("session"));
            tell(watch -> watch.moved(hash, row.tokenHash));
            return going;
        });
    }

    /** Notes where a session was begun. */
    void begun(String token, String browser, String place) {
        jpa.tx(TransactionType.Required, em -> Optional.ofNullable(em.find(SessionRow.class, Token.hash(token))).ifPresent(row -> {
            row.browser = browser;
            row.place = place;
        }));
    }

    /** Live sessions of somebody as stored, last used first. */
    List<SessionRow> rows(String subject) {
        long now = clock.millis();
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery("select s from SessionRow s where s.subject = :subject"
                + " order by s.used desc", SessionRow.class).setParameter("subject", subject).setMaxResults(MOST_LISTED).getResultList())
                .stream().filter(row -> row.aliveAt(now)).toList();
    }

    /** Ends a stored session of somebody; true when it was there. */
    boolean endStored(String subject, String tokenHash) {
        seen.remove(tokenHash);
        boolean was = jpa.txExpr(TransactionType.Required, em -> em.createQuery("delete from SessionRow s where s.subject = :subject"
                + " and s.tokenHash = :hash").setParameter("subject", subject).setParameter("hash", tokenHash).executeUpdate()) == 1;
        if (was) {
            tell(watch -> watch.ended(List.of(tokenHash)));
        }
        return was;
    }

    private static Actor resident(PersonRow person, SessionRow row) {
        Actor own = Actor.resident(person.key, person.givenName + " " + person.familyName, Assurance.valueOf(row.assurance));
        return row.represented == null ? own : own.actingFor(row.represented);
    }

    /** What somebody may do now, without a session of its own in the database. */
    Optional<Session> unstored(EntityManager em, Actor.Kind kind, String subject, Optional<Set<String>> held, Session.Proof proof) {
        SessionRow row = new SessionRow();
        row.kind = kind.name();
        row.subject = subject;
        row.assurance = Assurance.SUBSTANTIAL.name();
        row.provider = String.join(" ", proof.methods());
        row.created = proof.at().toEpochMilli();
        row.idleEnd = clock.millis() + limits.get(kind).idle().toMillis();
        return session(em, row, Token.make()).map(s -> new Session("", "", s.actor(), s.permissions(), held, s.proof(), s.expires(), s.due()));
    }

    private static Session.Proof proof(SessionRow row) {
        return new Session.Proof(Words.of(row.provider), Instant.ofEpochMilli(row.created));
    }

    /** Live sessions by kind of actor. */
    Map<Actor.Kind, Long> live() {
        Map<Actor.Kind, Long> live = new EnumMap<>(Map.of(Actor.Kind.STAFF, 0L, Actor.Kind.RESIDENT, 0L));
        jpa.txExpr(TransactionType.Required, em -> em.createQuery("select s.kind, count(s.kind) from SessionRow s where s.idleEnd > :now"
                + " and s.absoluteEnd > :now group by s.kind", Object[].class).setParameter("now", clock.millis()).getResultList())
                .forEach(row -> live.put(Actor.Kind.valueOf((String) row[0]), (Long) row[1]));
        return live;
    }

    /** Ends a session and tells whose it was. */
    Optional<Session> end(String token) {
        if (!Token.looksLikeOne(token)) {
            return Optional.empty();
        }
        String hash = Token.hash(token);
        seen.remove(hash);
        Optional<Session> ended = jpa.txExpr(TransactionType.Required, em -> {
            SessionRow row = em.find(SessionRow.class, hash);
            if (row == null) {
                return Optional.empty();
            }
            Optional<Session> whose = session(em, row, token);
            em.remove(row);
            return whose;
        });
        tell(watch -> watch.ended(List.of(hash)));
        return ended;
    }

    /** Whoever watches hears of it when it is done; what fails there keeps nobody signed in. */
    private void tell(Consumer<SessionWatch> news) {
        for (SessionWatch watch : watches) {
            try {
                news.accept(watch);
            } catch (RuntimeException e) {
                LOG.error("{} did not take note of what became of a session", watch.getClass().getName(), e);
            }
        }
    }

    /** Ends all sessions of somebody but one; give an empty token to end that one too. */
    void endAll(String subject, String spared) {
        String kept = Token.looksLikeOne(spared) ? Token.hash(spared) : "-";
        List<String> ended = jpa.txExpr(TransactionType.Required, em -> {
            List<String> all = em.createQuery("select s.tokenHash from SessionRow s where s.subject = :subject and s.tokenHash <> :kept", String.class)
                    .setParameter("subject", subject).setParameter("kept", kept).getResultList();
            em.createQuery("delete from SessionRow s where s.subject = :subject and s.tokenHash <> :kept")
                    .setParameter("subject", subject).setParameter("kept", kept).executeUpdate();
            return all;
        });
        forget(subject);
        tell(watch -> watch.ended(ended));
        tell(watch -> watch.endedAll(subject, kept.equals("-") ? "" : kept));
    }

    /** Reads the sessions of somebody anew at the next request, because rights or names changed. */
    void forget(String subject) {
        seen.values().removeIf(known -> known.session().actor().id().equals(subject));
    }

    void forgetAll() {
        seen.clear();
    }

    /**
     * Clears away what ran out, and tells of it in the same transaction: a note that cannot be written leaves the row for the
     * next sweep, and of several nodes only the one that took the row tells.
     */
    void sweep() {
        long now = clock.millis();
        seen.values().removeIf(known -> now - known.read() >= BELIEVED.toMillis());
        try {
            jpa.tx(TransactionType.Required, em -> em.createQuery("delete from SessionRow s where s.idleEnd <= :then")
                    .setParameter("then", now - FORGOTTEN.toMillis()).executeUpdate());
            for (int taken = SWEPT; taken == SWEPT; ) {
                taken = sweepSome(now);
            }
        } catch (RuntimeException e) {
            LOG.warn("Ended sessions were not cleared away; trying again in a minute", e);
        }
    }

    private int sweepSome(long now) {
        return jpa.txExpr(TransactionType.Required, em -> {
            List<String> due = em.createQuery("select s.tokenHash from SessionRow s where s.idleEnd <= :now order by s.idleEnd", String.class)
                    .setParameter("now", now).setMaxResults(SWEPT).getResultList();
            List<String> ended = due.stream().filter(hash -> em.createQuery("delete from SessionRow s where s.tokenHash = :hash and s.idleEnd <= :now")
                    .setParameter("hash", hash).setParameter("now", now).executeUpdate() == 1).toList();
            watches.forEach(watch -> watch.ranOut(ended));
            return due.size();
        });
    }
}
