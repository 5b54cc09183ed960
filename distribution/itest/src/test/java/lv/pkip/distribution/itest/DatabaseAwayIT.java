package lv.pkip.distribution.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;
import lv.pkip.distribution.itest.Browser.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * PostgreSQL goes away under load and comes back: meanwhile what needs it says when to come again and everything else works,
 * nobody waits long, and afterwards all is well by itself and whole.
 */
@EnabledIf(value = "lv.pkip.distribution.itest.PostgresqlServer#installed", disabledReason = "no PostgreSQL: ./pkip test installs it")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DatabaseAwayIT {
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("pkip.outage.seconds", 15));
    private static final int PLUGS = Integer.getInteger("pkip.outage.kills", 3);
    private static final Duration RECOVERY = Duration.ofSeconds(Integer.getInteger("pkip.outage.recovery.seconds", 5));
    /** The longest that anybody may have to wait for an answer, whatever it is. */
    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final long SEED = Long.getLong("pkip.outage.seed", System.nanoTime());

    private static final List<String> WITHOUT_DATABASE = List.of("/", "/services/tree-felling", "/services/dog-fee", "/sign-in",
            "/sign-in/staff", "/theme.css", "/robots.txt", "/favicon.ico", "/health/live",
            "/api/v1/services", "/api/v1/services/dog-fee", "/api/v1/services/dog-fee/forms/application", "/api/v1/openapi.json");
    private static final List<String> OF_RESIDENTS = List.of("/cases", "/services/dog-fee/apply");
    private static final List<String> OF_CLERKS = List.of("/work", "/work/cases");

    private static PostgresqlServer server;
    private static Container container;
    private static Applicants people;
    private static final Answers LOOKS = new Answers();
    private static final CountDownLatch ENOUGH = new CountDownLatch(1);
    private static final List<Thread> VISITORS = new ArrayList<>();
    private static final Map<String, Supplier<Page>> BOUND = new LinkedHashMap<>();

    @BeforeAll
    static void start() {
        System.out.println("database away for " + OUTAGE + ", -Dpkip.outage.seed=" + SEED);
        server = PostgresqlServer.started();
        container = KillIT.house().withDatabase(server).set("lv.pkip.kernel.identity.Demo.cfg", "demo", "true").start();
        Resident resident = Resident.signedIn(container, "32000000001");
        Clerk clerk = Clerk.signedIn(container, "vaditaja");
        OF_RESIDENTS.forEach(path -> BOUND.put(path, () -> resident.page(path)));
        OF_CLERKS.forEach(path -> BOUND.put(path, () -> clerk.see(path)));
        BOUND.put("/api/v1/cases?scope=own", () -> resident.browser().api("/api/v1/cases?scope=own"));
        BOUND.put("/api/v1/cases?scope=all", () -> clerk.api("/api/v1/cases?scope=all"));
        people = new Applicants(container, 4, SEED);
        visitor("residents and clerks", BOUND);
        visitor("clerks", Map.of("/work/cases", () -> clerk.see("/work/cases"), "/api/v1/cases", () -> clerk.api("/api/v1/cases?scope=all")));
        visitor("anybody", all(WITHOUT_DATABASE, path -> Page.of(container.get(path))));
        applying();
    }

    private static Map<String, Supplier<Page>> all(List<String> paths, Function<String, Page> look) {
        Map<String, Supplier<Page>> all = new LinkedHashMap<>();
        paths.forEach(path -> all.put(path, () -> look.apply(path)));
        return all;
    }

    /** Looks at one after the other, again and again. */
    private static void visitor(String name, Map<String, Supplier<Page>> looks) {
        Thread thread = new Thread(() -> {
            while (ENOUGH.getCount() > 0) {
                looks.forEach(LOOKS::look);
            }
        }, name);
        thread.setDaemon(true);
        VISITORS.add(thread);
        thread.start();
    }

    /** Waits until people have been served again. */
    private static void applying() {
        int before = people.acknowledged().size();
        container.await("taking applications", Duration.ofSeconds(30), () -> people.acknowledged().size() > before + 4);
    }

    @AfterAll
    static void stop() {
        ENOUGH.countDown();
        if (container != null) {
            container.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    @Order(1)
    void while_it_is_away_what_needs_it_is_refused_politely_and_the_rest_works() throws InterruptedException {
        long begun = System.nanoTime();
        server.stop();
        container.await("red", Duration.ofSeconds(10), () -> !container.ready());
        assertTrue(container.get("/health/ready").body().contains("{\"name\":\"database\",\"status\":\"CRITICAL\"}"), container.get("/health/ready")::body);
        BOUND.forEach((path, look) -> {
            // For some seconds a session is believed without asking; what needs no more than that is still shown.
            container.await(path + " refused", Duration.ofSeconds(10), () -> look.get().status() != 200);
            assertTrue(Answers.isPolite(look.get()), () -> path + ": " + look.get());
        });
        WITHOUT_DATABASE.forEach(path -> assertEquals(200, container.get(path).statusCode(), path));
        assertFalse(container.ready());
        Thread.sleep(Math.max(0, OUTAGE.toMillis() - Duration.ofNanos(System.nanoTime() - begun).toMillis()));
        WITHOUT_DATABASE.forEach(path -> assertEquals(200, container.get(path).statusCode(), path));
        assertTrue(people.answers().count("503") > 0, "applications were refused");
        comesBack("stopped for " + OUTAGE.toSeconds() + " s");
        BOUND.forEach((path, look) -> assertEquals(200, look.get().status(), path));
    }

    private static void comesBack(String what) {
        server.start();
        int before = people.acknowledged().size();
        long back = System.nanoTime();
        container.await("ready again", RECOVERY, container::ready);
        long ready = Duration.ofNanos(System.nanoTime() - back).toMillis();
        container.await("taking applications again", RECOVERY, () -> people.acknowledged().size() > before);
        System.out.println(what + ": ready " + ready + " ms after the database was back, first application taken after "
                + Duration.ofNanos(System.nanoTime() - back).toMillis() + " ms");
    }

    @Test
    @Order(2)
    void its_plug_may_be_pulled_in_the_midst_of_transactions() throws InterruptedException {
        Random random = new Random(SEED);
        for (int n = 1; n <= PLUGS; n++) {
            applying();
            Thread.sleep(random.nextInt(1000)); // the random moment is what is tested
            server.kill();
            container.await("red", Duration.ofSeconds(10), () -> !container.ready());
            comesBack("killed, " + n);
        }
        applying();
    }

    @Test
    @Order(3)
    void nothing_acknowledged_is_lost_and_what_was_refused_is_taken_under_the_same_key() throws Exception {
        people.finish();
        ENOUGH.countDown();
        for (Thread visitor : VISITORS) {
            visitor.join(60_000);
            assertFalse(visitor.isAlive(), visitor.getName() + " still waits");
        }
        System.out.println("applications: " + people.answers() + "; " + people.acknowledgedAfterRefusal() + " taken when repeated after a refusal");
        System.out.println("looks: " + LOOKS);
        assertTrue(container.stop(), "stopped by itself");
        System.out.println(Ledger.check(container, server.jdbcUrl(), people));
        for (Answers answers : List.of(people.answers(), LOOKS)) {
            assertEquals(List.of(), answers.wrong());
            assertEquals(0, answers.count("none"), "connections were lost");
            assertTrue(answers.longest().compareTo(LONGEST) < 0, "somebody waited " + answers.longest());
        }
        assertTrue(people.acknowledgedAfterRefusal() > 0, "people came again");
    }
}
