package lv.pkip.distribution.itest;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import lv.pkip.distribution.itest.Browser.Page;

/** Counts what was answered while things broke, and keeps what should never have been. */
final class Answers {
    private final Map<String, AtomicInteger> kinds = new ConcurrentHashMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicLong longest = new AtomicLong();

    /** The answer to a program, unless the connection was lost. */
    Optional<HttpResponse<String>> ask(String what, Supplier<HttpResponse<String>> request) {
        return counted(what, request, Page::of);
    }

    /** A page, unless the connection was lost. */
    Optional<Page> look(String what, Supplier<Page> request) {
        return counted(what, request, page -> page);
    }

    /** Right is 200, 201, or a refusal that says when to come again. */
    private <T> Optional<T> counted(String what, Supplier<T> request, Function<T, Page> seen) {
        long begun = System.nanoTime();
        String kind = "none";
        try {
            T answer = request.get();
            Page page = seen.apply(answer);
            kind = String.valueOf(page.status());
            if (page.status() != 200 && page.status() != 201 && !isPolite(page)) {
                wrong.add(what + " " + kind + " " + page.headers() + " " + page.body());
            }
            return Optional.of(answer);
        } catch (UncheckedIOException lost) {
            return Optional.empty();
        } finally {
            kinds.computeIfAbsent(kind, k -> new AtomicInteger()).incrementAndGet();
            longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
        }
    }

    /** A refusal for now that says when to come again; to a program in a form it can read. */
    static boolean isPolite(Page refusal) {
        boolean readable = !refusal.at().getPath().startsWith("/api/")
                || refusal.header("content-type").orElse("").startsWith("application/problem+json");
        return (refusal.status() == 503 || refusal.status() == 429) && refusal.header("retry-after").isPresent() && readable;
    }

    /** How many there were of which kind. */
    int count(String kind) {
        return kinds.getOrDefault(kind, new AtomicInteger()).get();
    }

    List<String> wrong() {
        return wrong.stream().distinct().limit(10).toList();
    }

    /** The longest that anybody waited for an answer, or for the connection to break. */
    Duration longest() {
        return Duration.ofNanos(longest.get());
    }

    @Override
    public String toString() {
        return new TreeMap<>(kinds) + ", longest " + longest().toMillis() + " ms";
    }
}
