package lv.pkip.kernel.rest;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.ws.rs.container.ContainerRequestContext;
import javax.ws.rs.container.ContainerRequestFilter;
import javax.ws.rs.container.ContainerResponseContext;
import javax.ws.rs.container.ContainerResponseFilter;
import javax.ws.rs.container.ResourceInfo;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.Cookie;
import javax.ws.rs.core.HttpHeaders;
import lv.pkip.kernel.api.identity.AccessTokens;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Mandates;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignIn;

/**
 * The one door of the API. The filter half finds the session, applies the operation's {@link Rule} and leaves a grant for
 * this thread; {@link #run} takes the grant and works as that actor. An operation reached without a grant is refused, so a
 * missing filter fails closed.
 */
final class Gate implements ContainerRequestFilter, ContainerResponseFilter {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    /** Names the mandate a resident acts by in this request. */
    static final String MANDATE = "PKIP-Mandate";
    /** Says that the resident acts in their own name, whatever the session had chosen. */
    static final String OWN = "own";
    private static final String CERTIFICATES = "javax.servlet.request.X509Certificate";

    private record Grant(Optional<Session> session) { }

    private final SignIn signIn;
    private final CurrentActor current;
    private final AtomicReference<AccessTokens> tokens;
    private final Mandates mandates;
    private final ThreadLocal<Grant> granted = new ThreadLocal<>();

    @Context
    private ResourceInfo resource;

    /** @param tokens holds what knows access tokens of applications, while that is installed */
    Gate(SignIn signIn, CurrentActor current, AtomicReference<AccessTokens> tokens, Mandates mandates) {
        this.mandates = mandates;
        this.signIn = signIn;
        this.current = current;
        this.tokens = tokens;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        granted.remove();
        Method method = resource.getResourceMethod();
        Rule rule = method == null ? null : method.getAnnotation(Rule.class);
        if (rule == null) {
            throw new Refusal(403, "no-rule");
        }
        String bearer = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        Cookie cookie = request.getCookies().get("PKIP");
        Optional<Session> session = Optional.empty();
        if (bearer != null) {
            if (!bearer.regionMatches(true, 0, "Bearer ", 0, 7)) {
                throw new Refusal(401, "unauthorized");
            }
            String token = bearer.substring(7).trim();
            session = signIn.resolve(token).or(() -> ofApplication(token, request));
            if (session.isEmpty()) {
                throw Refusal.ofToken(401, "unauthorized", "invalid_token");
            }
        } else if (cookie != null) {
            session = signIn.resolve(cookie.getValue());
            if (session.isPresent() && !READING.contains(request.getMethod())
                    && !same(session.get().csrf(), request.getHeaderString("X-PKIP-CSRF"))) {
                throw new Refusal(403, "csrf");
            }
        }
        session = named(request.getHeaderString(MANDATE), session);
        allow(rule.value(), session);
        granted.set(new Grant(session));
    }

    /** The session as it acts by the mandate that this one request names; who is no resident, or may not, is refused. */
    private Optional<Session> named(String mandate, Optional<Session> session) {
        if (mandate == null) {
            return session;
        }
        Session held = session.orElseThrow(() -> new Refusal(401, "unauthorized"));
        if (held.actor().kind() != Actor.Kind.RESIDENT) {
            throw new Refusal(403, "forbidden");
        }
        if (held.held().filter(limits -> !limits.contains(Mandates.ACT_FOR_OTHERS)).isPresent()) {
            throw Refusal.ofToken(403, "forbidden", "insufficient_scope");
        }
        try {
            return Optional.of(current.as(held, () -> mandates.by(Optional.of(mandate.strip()).filter(id -> !id.equals(OWN)))));
        } catch (Forbidden notHis) {
            throw new Refusal(403, "mandate-ended");
        }
    }

    private Optional<Session> ofApplication(String token, ContainerRequestContext request) {
        AccessTokens known = tokens.get();
        Optional<X509Certificate> shown = request.getProperty(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
                ? Optional.of(chain[0]) : Optional.empty();
        return known == null ? Optional.empty() : known.resolve(token, shown);
    }

    private static void allow(Rule.Who who, Optional<Session> session) {
        if (who == Rule.Who.EVERYBODY) {
            return;
        }
        Session held = session.orElseThrow(() -> new Refusal(401, "unauthorized"));
        if (held.due().filter(due -> due == Session.Due.MANDATE).isPresent()) {
            throw new Refusal(403, "mandate-ended");
        }
        if (held.due().isPresent()) {
            throw new Refusal(403, "password-change-required");
        }
        Actor.Kind kind = held.actor().kind();
        held.held().ifPresent(scopes -> limited(kind, scopes));
        boolean works = kind == Actor.Kind.STAFF || kind == Actor.Kind.SYSTEM; // an application stands beside staff: permissions narrow both
        if (who == Rule.Who.RESIDENT && kind != Actor.Kind.RESIDENT || who == Rule.Who.STAFF && !works) {
            throw new Refusal(403, "forbidden");
        }
    }

    /** A token that only tells who somebody is opens nothing here; what a resident owns needs a scope, as no permission guards it. */
    private static void limited(Actor.Kind kind, Set<String> scopes) {
        if (scopes.isEmpty() || kind == Actor.Kind.RESIDENT && !scopes.contains("cases:own")) {
            throw Refusal.ofToken(403, "forbidden", "insufficient_scope");
        }
    }

    private static boolean same(String expected, String given) {
        return given != null && MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8),
                given.getBytes(StandardCharsets.UTF_8));
    }

    /** Works as the caller the filter let in; takes the grant, so that it serves one operation only. */
    <T> T run(Supplier<T> work) {
        Grant grant = granted.get();
        granted.remove();
        if (grant == null) {
            throw new Refusal(503, "gate-missing");
        }
        return grant.session().isPresent() ? current.as(grant.session().get(), work) : work.get();
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        granted.remove();
        var headers = response.getHeaders();
        headers.putSingle("X-Content-Type-Options", "nosniff");
        headers.putSingle("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.putSingle("Referrer-Policy", "no-referrer");
        if (!headers.containsKey(HttpHeaders.CACHE_CONTROL)) {
            headers.putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
        }
    }
}
