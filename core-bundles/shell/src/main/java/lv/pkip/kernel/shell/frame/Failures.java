package lv.pkip.kernel.shell.frame;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.persistence.DatabaseAway;
import lv.pkip.kernel.api.service.Rules;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Refused;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.ReturnPath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where what went wrong becomes an answer: a page with a reference number, or problem+json. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final int RETRY_SECONDS = 5;
    private final Texts texts;

    public Failures(Texts texts) {
        this.texts = texts;
    }

    /** Status, key of the texts, and when to try again (0: no use). */
    record Meaning(int status, String key, int retryAfter) { }

    public Reply reply(Exchange exchange, Throwable failure) {
        if (failure instanceof Access.SignInNeeded needed && !exchange.wantsJson()) {
            return toSignIn(exchange, needed);
        }
        Meaning meaning = meaning(failure);
        log(exchange, failure, meaning);
        return reply(exchange, meaning);
    }

    private Reply reply(Exchange exchange, Meaning meaning) {
        if (meaning.retryAfter() > 0) {
            exchange.response().setHeader("Retry-After", String.valueOf(meaning.retryAfter()));
        }
        if (meaning.status() == 405) {
            exchange.response().setHeader("Allow", "GET, HEAD, POST");
        }
        String language = exchange.language();
        String title = texts.get(language, "problem." + meaning.key() + ".title");
        String text = texts.get(language, "problem." + meaning.key() + ".text");
        String reference = exchange.passage().reference();
        if (exchange.wantsJson()) {
            String json = "{\"type\":\"/problems/" + meaning.key() + "\",\"title\":" + quote(title) + ",\"status\":" + meaning.status()
                    + ",\"detail\":" + quote(text) + ",\"instance\":" + quote("urn:pkip:request:" + reference) + "}";
            return new Reply.Bytes(meaning.status(), "application/problem+json", Optional.empty(), "", json.getBytes(StandardCharsets.UTF_8));
        }
        return View.of("problem", title).status(meaning.status()).with("text", text).with("reference", reference)
                .with("retry", meaning.retryAfter() > 0).reply();
    }

    private Reply toSignIn(Exchange exchange, Access.SignInNeeded needed) {
        // After a POST one comes back to the page the form stood on; the browser tells it, same site only.
        String back = exchange.isPost() ? exchange.header("Referer").flatMap(Failures::pathOf).orElse("/") : exchange.pathAndQuery();
        return toSignIn(needed, back);
    }

    /** To the sign-in that fits the route, and back to a path afterwards. */
    public Reply toSignIn(Access.SignInNeeded needed, String back) {
        boolean staff = needed.kind().filter(k -> k == Actor.Kind.STAFF).isPresent();
        String to = ReturnPath.check(back).map(p -> "?to=" + URLEncoder.encode(p, StandardCharsets.UTF_8)).orElse("");
        return Reply.to((staff ? "/sign-in/staff" : "/sign-in") + to);
    }

    static Optional<String> pathOf(String address) {
        try {
            java.net.URI uri = java.net.URI.create(address);
            return Optional.ofNullable(uri.getRawPath()).map(p -> p + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Meaning meaning(Throwable failure) {
        if (failure instanceof Refused refused) {
            return new Meaning(refused.status(), refused.key(), refused.status() == 503 ? RETRY_SECONDS : 0);
        }
        if (failure instanceof Access.SignInNeeded) {
            return new Meaning(401, "sign-in", 0);
        }
        if (failure instanceof Forbidden) {
            return new Meaning(403, "forbidden", 0);
        }
        if (failure instanceof Unavailable gone) {
            return gone.known() ? new Meaning(503, "unavailable", RETRY_SECONDS) : new Meaning(404, "not-found", 0);
        }
        if (failure instanceof CaseProblem problem) {
            return new Meaning(problem.code().status(), problem.code().name().toLowerCase(Locale.ROOT).replace('_', '-'), 0);
        }
        if (failure instanceof Rules.RuleProblem) {
            return new Meaning(409, "rules", 0);
        }
        return DatabaseAway.caused(failure) ? new Meaning(503, "unavailable", RETRY_SECONDS) : new Meaning(500, "internal", 0);
    }

    private static void log(Exchange exchange, Throwable failure, Meaning meaning) {
        String reference = exchange.passage().reference();
        if (meaning.status() == 500) {
            LOG.error("Request {} failed", reference, failure);
        } else if (meaning.status() == 503 && (!DatabaseAway.caused(failure) || DatabaseAway.isWorthTelling())) {
            LOG.warn("Request {} not answered: {}", reference, failure.getClass().getSimpleName());
        } else {
            LOG.debug("Request {} refused with {}", reference, meaning.status());
        }
    }

    private static String quote(String text) {
        return com.fasterxml.jackson.databind.node.TextNode.valueOf(text).toString();
    }

    /** Everything an error page can be about has texts; a test holds the two lists together. */
    static Map<String, Integer> statuses() {
        return Map.ofEntries(Map.entry("not-found", 404), Map.entry("method", 405), Map.entry("too-large", 413), Map.entry("wrong-type", 415),
                Map.entry("bad-request", 400), Map.entry("form-expired", 403), Map.entry("sign-in", 401), Map.entry("forbidden", 403),
                Map.entry("unavailable", 503), Map.entry("starting", 503), Map.entry("internal", 500), Map.entry("rules", 409),
                Map.entry("invalid", 422), Map.entry("stale", 412), Map.entry("not-possible", 409), Map.entry("key-reused", 422),
                Map.entry("assurance-too-low", 403), Map.entry("not-set-up", 409));
    }
}
