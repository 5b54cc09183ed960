package lv.pkip.distribution.itest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import lv.pkip.distribution.itest.Browser.Form;
import lv.pkip.distribution.itest.Browser.Page;

/** Residents and clerks who do not stop to ask whether it suits just now. Every answer that is not the expected one is a failure. */
final class Load {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd.MM.yyyy.");

    private final Container container;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
    private final Queue<String> toHandle = new ConcurrentLinkedQueue<>();
    private final Set<String> away = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<String, AtomicLong> done = new ConcurrentHashMap<>();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();

    Load(Container container) {
        this.container = container;
    }

    /** The answer was another one; it is noted already. */
    private static final class Unexpected extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** An e-service that is taken out now and then may be refused: not there, or away with a word when to come again. */
    Load mayBeAway(String service) {
        away.add(service);
        return this;
    }

    /** Residents that submit by the API, each under the definition just read. */
    void submitting(Resident resident, String service, int clients) {
        for (int i = 0; i < clients; i++) {
            loop(() -> {
                String definition = definition(resident, service);
                var answer = resident.submit(service, definition, UUID.randomUUID().toString());
                told("submit " + service, service, answer.statusCode(), 201, answer.headers().firstValue("Retry-After"), answer.body());
                String number = Resident.number(answer);
                accepted.add(number);
                if (service.equals("tree-felling")) {
                    toHandle.add(number);
                }
            });
        }
    }

    private String definition(Resident resident, String service) {
        var offered = resident.get("/api/v1/services/" + service);
        told("GET " + service, service, offered.statusCode(), 200, offered.headers().firstValue("Retry-After"), offered.body());
        return Resident.definition(offered);
    }

    /** A resident who looks at the service's page, begins an application, saves what was filled in and throws it away. */
    void filling(Resident resident, String service) {
        loop(() -> {
            page(service, resident.page("/services/" + service), 200);
            Page before = page(service, resident.page("/services/" + service + "/apply"), 200);
            Page begun = page(service, resident.browser().send(before.form("/services/" + service + "/apply")), 303);
            Page first = page("", resident.page(begun.location()), 200);
            Form filled = first.form(begun.location());
            page("", resident.browser().send(filled.with("_save", "1")), 303);
            String draft = begun.location().substring(0, begun.location().lastIndexOf('/'));
            page("", resident.browser().send(filled.elsewhere(draft + "/delete")), 303);
            did("draft of " + service);
        });
    }

    /** A clerk who takes case by case out of the list: assigns it, writes to the applicant, notes, and takes two steps. */
    void handling(Clerk clerk) {
        loop(() -> {
            page("", clerk.see("/work"), 200);
            page("", clerk.see("/work/cases?scope=unassigned&service=tree-felling"), 200);
            String number = toHandle.poll();
            if (number == null) {
                return;
            }
            String address = "/work/cases/" + number;
            Page open = page("", clerk.see(address), 200);
            page("", clerk.take(open), 303);
            page("", clerk.write(open, "Lūdzu, pagaidiet."), 303);
            page("", clerk.note(open, "Apskatīts."), 303);
            page("", clerk.act(page("", clerk.see(address + "/actions/accept"), 200)), 303);
            page("", clerk.act(page("", clerk.see(address + "/actions/request-correction"), 200), "missing", "photos", "until",
                    LocalDate.now().plusDays(14).format(DAY), "_reason", "Trūkst fotoattēla."), 303);
            page("", clerk.see(address), 200);
            did("handled case");
        });
    }

    /** A clerk who looks at a case again and again. */
    void reading(Clerk clerk, String number) {
        loop(() -> page("", clerk.see("/work/cases/" + number), 200));
    }

    void looking(String path, int expected) {
        loop(() -> told("GET " + path, "", container.get(path).statusCode(), expected, Optional.empty(), ""));
    }

    private Page page(String service, Page page, int expected) {
        told(page.at().getPath(), service, page.status(), expected, page.header("Retry-After"), page.body());
        return page;
    }

    private void told(String what, String service, int status, int expected, Optional<String> retryAfter, String body) {
        requests.incrementAndGet();
        if (status == expected) {
            return;
        }
        if (away.contains(service) && (status == 404 || status == 503 && retryAfter.isPresent())) {
            refusals.incrementAndGet();
        } else {
            failures.add(status + " not " + expected + ": " + what + " " + body.substring(0, Math.min(3000, body.length())));
        }
        throw new Unexpected();
    }

    private void did(String what) {
        done.computeIfAbsent(what, w -> new AtomicLong()).incrementAndGet();
    }

    private void loop(Runnable work) {
        threads.execute(() -> {
            while (running.get()) {
                try {
                    work.run();
                } catch (Unexpected noted) {
                    Thread.onSpinWait(); // and begins again
                } catch (RuntimeException | AssertionError e) {
                    failures.add(String.valueOf(e));
                }
            }
        });
    }

    /** Waits until so many more requests were answered. */
    void await(int more) {
        long wanted = requests.get() + more;
        container.await("answering requests", Duration.ofSeconds(120), () -> requests.get() >= wanted);
    }

    void end() throws InterruptedException {
        running.set(false);
        threads.shutdown();
        assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS));
    }

    List<String> failures() {
        return failures.stream().distinct().limit(10).toList();
    }

    Queue<String> accepted() {
        return accepted;
    }

    long refusals() {
        return refusals.get();
    }

    @Override
    public String toString() {
        return requests + " requests, " + failures.size() + " failed, " + refusals + " refused while away, " + accepted.size() + " cases, "
                + Map.copyOf(done);
    }
}
