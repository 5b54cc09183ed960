package lv.pkip.kernel.auditintake;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.identity.AccessTokens;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.page.Page;

/**
 * Who sends, and which source that makes it. An application's identifier is given by the register of applications and never changes, so
 * a sender cannot choose whose records it writes: it only proves who it is.
 */
final class Doorkeeper {
    private static final String APPLICATION = "application:";
    /** This platform's own records, which no other system may add to. */
    private static final String OWN = "pkip";
    private static final Pattern PAIR = Pattern.compile("([a-z][a-z0-9-]{1,62})\\s*=\\s*([a-z][a-z0-9-]{0,62})");
    private static final int LONGEST = 16_384;

    private final Supplier<Optional<AccessTokens>> tokens;
    private final Map<String, String> sources;

    Doorkeeper(Supplier<Optional<AccessTokens>> tokens, Map<String, String> sources) {
        this.tokens = tokens;
        this.sources = Map.copyOf(sources);
    }

    /** Pairs {@code application=source} of the settings; what is no such pair is an error, not left out. */
    static Map<String, String> sources(String... pairs) {
        Map<String, String> sources = new LinkedHashMap<>();
        for (String pair : pairs) {
            if (!pair.isBlank()) {
                Matcher matcher = PAIR.matcher(pair.strip());
                if (!matcher.matches() || matcher.group(2).equals(OWN)) {
                    throw new IllegalArgumentException("sources: not application=source: " + pair);
                }
                sources.put(matcher.group(1), matcher.group(2));
            }
        }
        return Collections.unmodifiableMap(sources);
    }

    /** Who sends. Why a token is not good is nobody's business. */
    Session admit(Page.Request request) {
        String[] shown = request.headers().getOrDefault("authorization", "").strip().split(" +", 2);
        if (shown.length != 2 || !shown[0].toLowerCase(Locale.ROOT).equals("bearer") || shown[1].length() > LONGEST) {
            throw unknown(false);
        }
        AccessTokens known = tokens.get().orElseThrow(() -> Refusal.later(503, "unavailable", 5));
        return known.resolve(shown[1], request.caller().certificate()).orElseThrow(() -> unknown(true));
    }

    /** The source that records of this sender are of; empty when it may send none. */
    Optional<String> source(Session session) {
        Actor actor = session.actor();
        boolean application = actor.kind() == Actor.Kind.SYSTEM && actor.id().startsWith(APPLICATION) && session.due().isEmpty();
        // a token of a person, whatever its scopes, is no system: what somebody did at a desk is not proved by what they type in
        boolean may = application && session.held().filter(held -> held.contains(RecordsPage.PERMISSION)).isPresent();
        return Optional.of(actor.id()).filter(id -> may).map(id -> id.substring(APPLICATION.length())).map(id -> sources.getOrDefault(id, id))
                .filter(source -> !source.equals(OWN));
    }

    /** More may be asked for than was (RFC 6750, 3.1). */
    static Refusal forbidden() {
        return Refusal.with(403, "forbidden", "WWW-Authenticate", "Bearer realm=\"audit\", error=\"insufficient_scope\", scope=\"" + RecordsPage.PERMISSION + "\"");
    }

    private static Refusal unknown(boolean shown) {
        return Refusal.with(401, "unauthorized", "WWW-Authenticate", "Bearer realm=\"audit\"" + (shown ? ", error=\"invalid_token\"" : ""));
    }
}
