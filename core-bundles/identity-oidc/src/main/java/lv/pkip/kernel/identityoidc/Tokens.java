package lv.pkip.kernel.identityoidc;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.application.Application.Flow;
import lv.pkip.kernel.api.application.Application.Proof;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.persistence.Sweeper;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Codes and tokens in the database, where every node sees them and only their hashes stand. A good token is believed for
 * four seconds, so that most requests cost no query, and one that was revoked anywhere is refused here within five.
 */
@Component(service = Tokens.class)
@Designate(ocd = Tokens.Config.class)
public final class Tokens {
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
    private static final Duration BELIEVED = Duration.ofSeconds(4);
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int REMEMBERED = 50_000;

    /** Settings. */
    @ObjectClassDefinition(name = "PKIP tokens of applications")
    @interface Config {
        @AttributeDefinition(description = "Minutes an access token is good")
        int accessMinutes() default 15;

        @AttributeDefinition(description = "Minutes an ID token is good")
        int idMinutes() default 10;

        @AttributeDefinition(description = "Days a refresh token is good when it is not used")
        int refreshDays() default 14;

        @AttributeDefinition(description = "Days after which somebody has to sign in to an application again in any case")
        int grantDays() default 90;
    }

    /** How long things last. */
    record Lives(Duration access, Duration id, Duration refresh, Duration grant, Duration code) {
        static final Lives USUAL = new Lives(Duration.ofMinutes(15), Duration.ofMinutes(10), Duration.ofDays(14), Duration.ofDays(90), Duration.ofSeconds(60));
    }

    private record Seen(Live live, long read) { }

    /** What a transaction found; a refusal is no exception inside it, because one would undo what the refusal must keep. */
    private record Outcome(Optional<Issued> issued, String refusal) {
        static Outcome of(Issued issued) {
            return new Outcome(Optional.of(issued), "");
        }

        static Outcome refused(String why) {
            return new Outcome(Optional.empty(), why);
        }
    }

    private final JpaTemplate jpa;
    private final Audit audit;
    private final Clock clock;
    private final Lives lives;
    private final Batch batch;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();
    private final Sweeper sweeper;

    @Activate
    public Tokens(@Reference(name = "jpa", target = "(osgi.unit.name=oidc)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=oidc)") SchemaReady schema, @Reference(name = "audit") Audit audit, Config config) {
        this(jpa, audit, Clock.systemUTC(), new Lives(Duration.ofMinutes(config.accessMinutes()), Duration.ofMinutes(config.idMinutes()),
                Duration.ofDays(config.refreshDays()), Duration.ofDays(config.grantDays()), Lives.USUAL.code()));
        sweeper.every(2, 10, TimeUnit.MINUTES, this::sweep);
    }

    Tokens(JpaTemplate jpa, Audit audit, Clock clock, Lives lives) {
        this.jpa = jpa;
        this.audit = audit;
        this.clock = clock;
        this.lives = lives;
        this.batch = new Batch(jpa);
        this.sweeper = new Sweeper("pkip-oidc-tokens");
    }

    @Deactivate
    void stop() {
        if (!sweeper.stop()) {
            LOG.warn("a sweep of ended tokens did not end in time");
        }
    }

    Lives lives() {
        return lives;
    }

    /** Writes down that somebody signed in to an application; the answer carries the code. */
    String code(GrantRow grant) {
        String code = Secret.make("");
        long now = clock.millis();
        grant.id = Secret.make("");
        grant.codeHash = Secret.hash(code);
        grant.codeEnds = now + lives.code().toMillis();
        grant.created = now;
        grant.lastEnd = now + lives.grant().toMillis();
        jpa.tx(TransactionType.Required, em -> {
            em.persist(grant);
            audit.record(Audit.Event.ok("application.sign-in", "identity-oidc", "authentication")
                    .with(Map.of("application", grant.clientId, "scopes", grant.scopes)));
        });
        return code;
    }

    /** A grant without a code, allowed on a device of its own. */
    String grant(EntityManager em, GrantRow grant) {
        grant.id = Secret.make("");
        grant.codeHash = Secret.hash(grant.id);
        grant.created = clock.millis();
        grant.codeUsed = grant.created;
        grant.lastEnd = grant.created + lives.grant().toMillis();
        em.persist(grant);
        return grant.id;
    }

    /** Exchanges a code, once. The second time everything that came of it ends, because one of the two has stolen it. */
    Issued redeem(String code, Client client, String redirectUri, String verifier, Optional<String> bound) {
        long now = clock.millis();
        return settled(jpa.txExpr(TransactionType.Required, em -> {
            GrantRow grant = em.createQuery("select g from GrantRow g where g.codeHash = :hash", GrantRow.class)
                    .setParameter("hash", Secret.hash(code)).getResultStream().findFirst().orElse(null);
            if (grant == null || !grant.clientId.equals(client.id()) || grant.redirectUri.isEmpty()) {
                return Outcome.refused("unknown code");
            }
            if (grant.codeUsed != 0) {
                end(em, grant.id, "code-reused", client.id());
                return Outcome.refused("code was used");
            }
            if (now >= grant.codeEnds || grant.ended != 0 || !grant.redirectUri.equals(redirectUri) || !proves(grant.challenge, verifier)) {
                return Outcome.refused("code is not good for this request");
            }
            int won = em.createQuery("update GrantRow g set g.codeUsed = :now where g.id = :id and g.codeUsed = 0")
                    .setParameter("now", now).setParameter("id", grant.id).executeUpdate();
            if (won == 0) {
                end(em, grant.id, "code-reused", client.id());
                return Outcome.refused("code was used");
            }
            return Outcome.of(issue(em, client, Grant.of(grant), Words.set(grant.scopes), grant.lastEnd, bound));
        }));
    }

    /** {@code S256} is the only method there is (RFC 7636). */
    private static boolean proves(String challenge, String verifier) {
        return verifier != null && verifier.matches("[A-Za-z0-9._~-]{43,128}")
                && Secret.same(challenge, Secret.base64(Secret.sha256(verifier.getBytes(StandardCharsets.US_ASCII))));
    }

    /** Tokens of a grant that was allowed elsewhere. */
    Issued issue(EntityManager em, Client client, GrantRow grant, Optional<String> bound) {
        return issue(em, client, Grant.of(grant), Words.set(grant.scopes), grant.lastEnd, bound);
    }

    private Issued issue(EntityManager em, Client client, Grant grant, Set<String> scopes, long lastEnd, Optional<String> bound) {
        long now = clock.millis();
        String access = Secret.make(Secret.ACCESS);
        long expires = Math.min(lastEnd, now + lives.access().toMillis());
        em.persist(row(access, TokenRow.ACCESS, grant.id(), client.id(), scopes, bound, now, expires));
        Optional<String> refresh = Optional.empty();
        if (client.may(Flow.REFRESH_TOKEN)) {
            String token = Secret.make(Secret.REFRESH);
            em.persist(row(token, TokenRow.REFRESH, grant.id(), client.id(), grant.scopes(), client.proof() == Proof.NONE ? bound : Optional.empty(),
                    now, Math.min(lastEnd, now + lives.refresh().toMillis())));
            refresh = Optional.of(token);
        }
        return new Issued(access, (expires - now) / 1000, refresh, scopes, Optional.of(grant), bound.isPresent());
    }

    private static TokenRow row(String token, String kind, String grant, String client, Set<String> scopes, Optional<String> bound, long now, long expires) {
        TokenRow row = new TokenRow();
        row.tokenHash = Secret.hash(token);
        row.kind = kind;
        row.grantId = grant;
        row.clientId = client;
        row.scopes = Words.of(scopes);
        row.bound = bound.orElse(null);
        row.created = now;
        row.expires = expires;
        return row;
    }

    /** Exchanges a refresh token, once; the second time the whole family ends (RFC 9700, 4.14.2). */
    Issued refresh(String token, Client client, Optional<Set<String>> narrower, Optional<String> bound) {
        long now = clock.millis();
        if (!Secret.looksLike(Secret.REFRESH, token)) {
            throw new Refused(OAuth2Error.INVALID_GRANT);
        }
        return settled(jpa.txExpr(TransactionType.Required, em -> {
            TokenRow row = em.find(TokenRow.class, Secret.hash(token));
            if (row == null || !row.kind.equals(TokenRow.REFRESH) || !row.clientId.equals(client.id())) {
                return Outcome.refused("unknown refresh token");
            }
            if (row.used != 0) {
                end(em, row.grantId, "refresh-reused", client.id());
                return Outcome.refused("refresh token was used");
            }
            GrantRow grant = em.find(GrantRow.class, row.grantId);
            if (!row.isGoodAt(now) || grant == null || grant.ended != 0 || row.bound != null && !Optional.of(row.bound).equals(bound)) {
                return Outcome.refused("refresh token has ended");
            }
            Set<String> granted = client.allowed(Words.set(grant.scopes));
            if (narrower.isPresent() && !granted.containsAll(narrower.get())) {
                return Outcome.refused(OAuth2Error.INVALID_SCOPE.getCode());
            }
            int won = em.createQuery("update TokenRow t set t.used = :now where t.tokenHash = :hash and t.used = 0")
                    .setParameter("now", now).setParameter("hash", row.tokenHash).executeUpdate();
            if (won == 0) {
                end(em, row.grantId, "refresh-reused", client.id());
                return Outcome.refused("refresh token was used");
            }
            return Outcome.of(issue(em, client, Grant.of(grant), narrower.orElse(granted), grant.lastEnd, bound));
        }));
    }

    /** Whose a refresh token is, to look at the person before anything is exchanged. */
    Optional<Grant> holderOf(String refreshToken, Client client) {
        if (!Secret.looksLike(Secret.REFRESH, refreshToken)) {
            return Optional.empty();
        }
        return jpa.txExpr(TransactionType.Required, em -> Optional.ofNullable(em.find(TokenRow.class, Secret.hash(refreshToken)))
                .filter(row -> row.clientId.equals(client.id()) && row.grantId != null).map(row -> em.find(GrantRow.class, row.grantId)).map(Grant::of));
    }

    /** A token for the application itself: one row, written together with those of others who ask at the same moment. */
    Issued forItself(Client client, Set<String> scopes, Optional<String> bound) {
        long now = clock.millis();
        String access = Secret.make(Secret.ACCESS);
        batch.write(row(access, TokenRow.ACCESS, null, client.id(), scopes, bound, now, now + lives.access().toMillis()));
        return new Issued(access, lives.access().toSeconds(), Optional.empty(), scopes, Optional.empty(), bound.isPresent());
    }

    private static Issued settled(Outcome outcome) {
        return outcome.issued().orElseThrow(() -> outcome.refusal().equals(OAuth2Error.INVALID_SCOPE.getCode())
                ? new Refused(OAuth2Error.INVALID_SCOPE) : new Refused(OAuth2Error.INVALID_GRANT, outcome.refusal()));
    }

    /** An access token that is good now. */
    Optional<Live> find(String token) {
        if (!Secret.looksLike(Secret.ACCESS, token)) {
            return Optional.empty();
        }
        String hash = Secret.hash(token);
        long now = clock.millis();
        Seen known = seen.get(hash);
        if (known == null || now - known.read() >= BELIEVED.toMillis()) {
            known = read(hash, now);
        }
        return known == null || now >= known.live().expires().toEpochMilli() ? Optional.empty() : Optional.of(known.live());
    }

    private Seen read(String hash, long now) {
        Seen fresh = load(hash, now).filter(live -> !live.refresh()).map(live -> new Seen(live, now)).orElse(null);
        if (fresh == null) {
            seen.remove(hash);
        } else if (seen.size() < REMEMBERED) {
            seen.put(hash, fresh);
        }
        return fresh;
    }

    private Optional<Live> load(String hash, long now) {
        return jpa.txExpr(TransactionType.Required, em -> {
            TokenRow row = em.find(TokenRow.class, hash);
            if (row == null || !row.isGoodAt(now)) {
                return Optional.empty();
            }
            if (row.grantId == null) {
                return Optional.of(Live.of(row, Optional.empty()));
            }
            GrantRow grant = em.find(GrantRow.class, row.grantId);
            return Optional.ofNullable(grant).filter(g -> g.ended == 0 && row.used == 0).map(g -> Live.of(row, Optional.of(Grant.of(g))));
        });
    }

    /** A refresh token that could be exchanged now. */
    Optional<Live> findRefresh(String token) {
        return Secret.looksLike(Secret.REFRESH, token) ? load(Secret.hash(token), clock.millis()).filter(Live::refresh) : Optional.empty();
    }

    /** Ends a token of a client; with a refresh token everything of its family (RFC 7009, 2.1). */
    void revoke(String token, Client client) {
        boolean access = Secret.looksLike(Secret.ACCESS, token);
        if (!access && !Secret.looksLike(Secret.REFRESH, token)) {
            return;
        }
        String hash = Secret.hash(token);
        seen.remove(hash);
        long now = clock.millis();
        jpa.tx(TransactionType.Required, em -> {
            TokenRow row = em.find(TokenRow.class, hash);
            if (row == null || !row.clientId.equals(client.id()) || row.ended != 0) {
                return;
            }
            if (access) {
                row.ended = now;
                audit.record(Audit.Event.ok("application.revoke", "identity-oidc", "authentication").with(Map.of("application", client.id(), "why", "asked")));
            } else {
                end(em, row.grantId, "asked", client.id());
            }
        });
    }

    private void end(EntityManager em, String grant, String why, String client) {
        long now = clock.millis();
        em.createQuery("update TokenRow t set t.ended = :now where t.grantId = :grant and t.ended = 0").setParameter("now", now)
                .setParameter("grant", grant).executeUpdate();
        em.createQuery("update GrantRow g set g.ended = :now where g.id = :grant and g.ended = 0").setParameter("now", now)
                .setParameter("grant", grant).executeUpdate();
        seen.values().removeIf(known -> known.live().grant().filter(g -> g.id().equals(grant)).isPresent());
        audit.record(Audit.Event.ok("application.revoke", "identity-oidc", "authentication").outcome(why.endsWith("-reused") ? "refused" : "ok")
                .with(Map.of("application", client, "why", why)));
    }

    /** Grants of a browser session that somebody ended; those for offline use stay, the others end with it. */
    List<Grant> signedOut(String sessionHash) {
        return leave(sessionHash, "asked", row -> true);
    }

    /** Grants of a browser session that ran out: a device that was allowed in it goes on, for nobody sits at that browser. */
    List<Grant> ranOut(String sessionHash) {
        return leave(sessionHash, "ran-out", row -> !row.redirectUri.isEmpty());
    }

    /** Everything that applications and devices have of somebody, for offline use too, but what one session gave. */
    List<Grant> endAllOf(String subject, String spared) {
        return jpa.txExpr(TransactionType.Required, em -> {
            List<GrantRow> rows = em.createQuery("select g from GrantRow g where g.subject = :subject and g.ended = 0 and g.sessionHash <> :spared", GrantRow.class)
                    .setParameter("subject", subject).setParameter("spared", spared.isEmpty() ? "-" : spared).getResultList();
            rows.forEach(row -> end(em, row.id, "asked", row.clientId));
            return rows.stream().map(Grant::of).toList();
        });
    }

    private List<Grant> leave(String sessionHash, String why, Predicate<GrantRow> which) {
        return jpa.txExpr(TransactionType.Required, em -> {
            List<GrantRow> rows = em.createQuery("select g from GrantRow g where g.sessionHash = :session and g.ended = 0", GrantRow.class)
                    .setParameter("session", sessionHash).getResultStream().filter(which).toList();
            rows.stream().filter(row -> !Words.list(row.scopes).contains(Scopes.OFFLINE)).forEach(row -> end(em, row.id, why, row.clientId));
            return rows.stream().map(Grant::of).toList();
        });
    }

    /** A session goes on under another token; its applications keep the name they know it by. */
    void moved(String before, String now) {
        jpa.tx(TransactionType.Required, em -> em.createQuery("update GrantRow g set g.sessionHash = :now where g.sessionHash = :before")
                .setParameter("now", now).setParameter("before", before).executeUpdate());
    }

    /** Reads everything anew at the next request. */
    void forgetAll() {
        seen.clear();
    }

    /** Access tokens go when they ended; the rest is kept for a day, so that a stolen code or token is still known when it comes back. */
    void sweep() {
        long now = clock.millis();
        seen.values().removeIf(known -> now - known.read() >= BELIEVED.toMillis());
        try {
            jpa.tx(TransactionType.Required, em -> em.createQuery("delete from TokenRow t where t.expires < :now and t.kind = :access")
                    .setParameter("now", now).setParameter("access", TokenRow.ACCESS).executeUpdate());
            for (String query : List.of("delete from TokenRow t where t.expires < :then", "delete from PushedRow p where p.expires < :then",
                    "delete from DeviceRow d where d.expires < :then", "delete from ReplayRow r where r.expires < :then",
                    "delete from GrantRow g where g.lastEnd < :then")) {
                jpa.tx(TransactionType.Required, em -> em.createQuery(query).setParameter("then", now - KEPT.toMillis()).executeUpdate());
            }
        } catch (RuntimeException e) {
            LOG.warn("Ended tokens were not cleared away; trying again in ten minutes", e);
        }
    }

    Instant now() {
        return clock.instant();
    }
}
