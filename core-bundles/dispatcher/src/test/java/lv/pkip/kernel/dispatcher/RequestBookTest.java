package lv.pkip.kernel.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Callable;
import lv.pkip.kernel.api.request.Requests;
import org.junit.jupiter.api.Test;

class RequestBookTest {
    private final RequestBook book = new RequestBook();

    private static long nanos(int millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    @Test
    void requests_are_counted_by_route_method_and_class_of_status() {
        book.answered("GET", "/cases/{number}", 200, nanos(5));
        book.answered("GET", "/cases/{number}", 204, nanos(300));
        book.answered("GET", "/cases/{number}", 404, nanos(20_000));
        List<Requests.Figure> figures = book.figures();
        assertEquals(2, figures.size());
        assertEquals(new Requests.Figure("GET", "/cases/{number}", "2xx", 2, 0.305, List.of(1L, 1L, 1L, 1L, 1L, 2L, 2L, 2L, 2L)), figures.get(0));
        assertEquals(List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L), figures.get(1).within(), "beyond all bounds");
        assertEquals(1, figures.get(1).count());
    }

    @Test
    void whatever_is_asked_for_the_number_of_series_is_bounded() {
        for (int i = 0; i < 5 * RequestBook.MOST; i++) {
            book.answered("M" + i, "/r" + i, 200, 1);
        }
        assertTrue(book.figures().size() <= RequestBook.MOST + 5, "series: " + book.figures().size());
        assertEquals(5 * RequestBook.MOST, book.figures().stream().mapToLong(Requests.Figure::count).sum());
    }

    @Test
    void nothing_is_lost_when_many_count_at_once() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Object> work = () -> {
                for (int i = 0; i < 10_000; i++) {
                    book.answered("GET", "/" + i % 3, 200, 1);
                }
                return null;
            };
            for (Future<Object> done : threads.invokeAll(List.of(work, work, work, work, work, work, work, work))) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
        assertEquals(80_000, book.figures().stream().mapToLong(Requests.Figure::count).sum());
    }
}
