package lv.pkip.kernel.api.request;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reference number of a request: in the answer, on error pages, in the log and in the audit. Taken from the caller's
 * {@code X-Request-Id} or {@code traceparent} when that is well-formed, so that a proxy's log can be followed; else made.
 */
public final class RequestReference {
    /** Header of request and answer. */
    public static final String HEADER = "X-Request-Id";
    /** Key of the logging context under which it stands while the request is worked on. */
    public static final String LOGGED = "request";
    /** Sixteen characters at least: shorter ones are no identifiers but what people mean something by, a personal code even. */
    private static final Pattern GIVEN = Pattern.compile("[A-Za-z0-9_-]{16,64}");
    private static final Pattern TRACE = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.{0,200}");
    private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RequestReference() { }

    /** @param requestId header {@code X-Request-Id}; {@code traceparent}: header of W3C Trace Context */
    public static String of(Optional<String> requestId, Optional<String> traceparent) {
        return requestId.filter(id -> GIVEN.matcher(id).matches()).or(() -> traceparent.flatMap(RequestReference::trace))
                .orElseGet(RequestReference::made);
    }

    private static Optional<String> trace(String traceparent) {
        Matcher matcher = TRACE.matcher(traceparent);
        return matcher.matches() && !traceparent.startsWith("ff") && !matcher.group(1).matches("0+")
                ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Short and without letters that look alike: people read it out on the telephone. */
    private static String made() {
        StringBuilder made = new StringBuilder(LENGTH);
        RANDOM.ints(LENGTH, 0, LETTERS.length()).forEach(i -> made.append(LETTERS.charAt(i)));
        return made.toString();
    }
}
