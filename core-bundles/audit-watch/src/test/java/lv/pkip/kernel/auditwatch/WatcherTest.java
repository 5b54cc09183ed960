package lv.pkip.kernel.auditwatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.testkit.HouseRules;
import org.apache.aries.jpa.template.EmConsumer;
import org.apache.aries.jpa.template.EmFunction;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing is lost and nothing is doubled, whatever happens on the way. */
final class WatcherTest {
    private final List<Town> towns = new ArrayList<>();

    private Town town(String... addresses) {
        Town town = new Town(addresses);
        towns.add(town);
        return town;
    }

    @AfterEach
    void close() {
        towns.forEach(Town::close);
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(Watcher.class);
    }

    /** Three pieces of the stream with alerts that open, grow and open anew, and a source that falls silent. */
    private static void story(Town town, int piece) {
        switch (piece) {
            case 0 -> {
                for (int i = 0; i < 4; i++) {
                    town.missed("berta").looks("berta", "p" + i).did("erp", town.clock.instant(), Town.staff("erp-user"), i == 3 ? Act.UNREADABLE : Act.READ, "ok", "p" + i);
                }
            }
            case 1 -> {
                for (int i = 0; i < 5; i++) {
                    town.missed("berta").missed("juris").looks("berta", "q" + i);
                }
            }
            default -> town.missed("berta");
        }
    }

    private static Town ready(Town town) {
        for (String id : List.of("failed-sign-ins", "many-persons")) {
            Rule rule = town.rules.find(id).orElseThrow();
            Spec s = rule.spec();
            town.rules.keep(new Rule(id, true, rule.severity(), new Spec(s.sort(), s.kind(), s.acts(), s.outcomes(), "", "", "", List.of(), false, "", "", s.by(), s.of(), 5, 15, List.of(), 0),
                    Instant.EPOCH, Optional.empty()));
        }
        return town.watch();
    }

    private static List<String> dump(Town town) {
        List<String> all = new ArrayList<>(town.found().stream().sorted().toList());
        town.jpa.tx(em -> {
            em.createQuery("select a from AlertRow a order by a.rule, a.label", AlertRow.class).getResultList().forEach(a -> all.add(a.rule + a.label + a.examples + "|" + a.hours + "|" + a.openings
                    + "|" + a.notes));
            em.createQuery("select s from StateRow s order by s.id", StateRow.class).getResultList().forEach(s -> all.add(s.id + "=" + s.items));
            em.createQuery("select s from SourceRow s order by s.name", SourceRow.class).getResultList().forEach(s -> all.add(s.name + s.records + "/" + s.unreadable + "/" + s.last + "/" + s.gaps));
            em.createQuery("select h from HourRow h order by h.id", HourRow.class).getResultList().forEach(h -> all.add(h.id + ":" + h.records + "/" + h.unreadable + "/" + h.lags));
            PositionRow position = em.find(PositionRow.class, 1);
            all.add("at " + position.place + " letters " + position.letters);
        });
        return all;
    }

    @Test
    void a_fault_at_any_step_and_a_restart_lose_nothing_and_double_nothing() {
        Town whole = ready(town("sargs@paraugs.example"));
        for (int piece = 0; piece < 3; piece++) {
            story(whole, piece);
            whole.later(Duration.ofMinutes(2)).watch();
        }
        List<String> expected = dump(whole);
        assertTrue(expected.stream().anyMatch(line -> line.startsWith("failed-sign-ins berta open 10")), expected.toString());
        assertTrue(expected.stream().anyMatch(line -> line.startsWith("many-persons berta open 9")), expected.toString());
        boolean fell = true;
        int step = 0;
        for (; fell; step++) {
            Town town = new Town("sargs@paraugs.example");
            try {
                ready(town);
                Falling falling = new Falling(town.jpa, step);
                town.restart(falling);
                for (int piece = 0; piece < 3; piece++) {
                    story(town, piece);
                    town.later(Duration.ofMinutes(2));
                    try {
                        town.watch();
                    } catch (IllegalStateException fault) {
                        town.restart(falling).watch();
                    }
                }
                fell = falling.fell;
                town.restart(town.jpa);
                assertEquals(expected, dump(town), "a fault at step " + step);
                assertEquals(whole.outbox.items().size(), town.jpa.txExpr(em -> em.find(PositionRow.class, 1)).letters, "letters at step " + step);
            } finally {
                town.close();
            }
        }
        assertTrue(step > 60, "it fell " + step + " times");
    }

    /** A database that goes away once, at the n-th thing that is asked of it. */
    private static final class Falling implements JpaTemplate {
        private final JpaTemplate real;
        private final AtomicInteger left;
        private boolean fell;

        Falling(JpaTemplate real, int step) {
            this.real = real;
            this.left = new AtomicInteger(step);
        }

        private EntityManager watched(EntityManager em) {
            return (EntityManager) Proxy.newProxyInstance(Falling.class.getClassLoader(), new Class<?>[] {EntityManager.class}, (self, method, arguments) -> {
                if (left.getAndDecrement() == 0) {
                    fell = true;
                    throw new IllegalStateException("the database went away");
                }
                try {
                    return method.invoke(em, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
        }

        @Override
        public <R> R txExpr(TransactionType type, EmFunction<R> code) {
            return real.txExpr(type, em -> code.apply(watched(em)));
        }

        @Override
        public <R> R txExpr(EmFunction<R> code) {
            return txExpr(TransactionType.Required, code);
        }

        @Override
        public void tx(TransactionType type, EmConsumer code) {
            txExpr(type, em -> {
                code.accept(em);
                return null;
            });
        }

        @Override
        public void tx(EmConsumer code) {
            tx(TransactionType.Required, code);
        }
    }

    @Test
    void two_nodes_at_once_do_it_once() throws Exception {
        Town town = ready(town());
        for (int i = 0; i < 3000; i++) {
            town.looks("berta", "p" + i % 40);
            if (i % 10 == 0) {
                town.missed("juris");
            }
        }
        List<Watcher> nodes = List.of(town.watcher(town.jpa), town.watcher(town.jpa));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<?>> all = new ArrayList<>();
        nodes.forEach(node -> all.add(threads.submit(node::turn)));
        for (Future<?> each : all) {
            each.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertEquals(List.of("failed-sign-ins juris open 300", "failed-sign-ins-address 10.1.2.3 open 300", "many-persons berta open 3000"), town.found().stream().filter(a -> !a.startsWith("out-of-hours")).sorted().toList());
        assertEquals(3300, town.sources.all().get(0).records());
        assertEquals(0, town.watcher.behind());
    }

    @Test
    void what_was_there_before_it_began_teaches_and_alerts_of_nothing() {
        Town town = town();
        for (int i = 0; i < 50; i++) {
            town.looks("berta", "p" + i).missed("juris");
        }
        town.watch();
        assertEquals(List.of(), town.found());
        assertEquals(100, town.sources.all().get(0).records());
        for (int i = 0; i < 6; i++) {
            town.missed("juris");
        }
        assertEquals(List.of("failed-sign-ins juris open 6"), town.watch().found());
    }

    @Test
    void a_clock_that_is_set_back_or_forth_makes_nobody_silent_and_stops_nothing() {
        Town town = town().watch();
        for (int hour = 0; hour < 150; hour++) {
            town.later(Duration.ofHours(1)).did("erp", town.clock.instant(), Town.staff("x"), Act.READ, "ok", null).watch();
        }
        town.clock.set(town.clock.instant().plus(Duration.ofDays(3)));
        town.nanos += Duration.ofMinutes(2).toNanos();
        town.watch();
        assertFalse(town.found().toString().contains("silent-source"), "a jump forth is no silence");
        town.clock.set(town.clock.instant().minus(Duration.ofDays(6)));
        town.nanos += Duration.ofMinutes(2).toNanos();
        town.watch();
        assertFalse(town.found().toString().contains("silent-source"), "a jump back is no silence");
        for (int i = 0; i < 6; i++) {
            town.missed("juris");
        }
        assertTrue(town.watch().found().contains("failed-sign-ins juris open 6"));
        for (int i = 0; i < 12; i++) {
            town.later(Duration.ofHours(1)).watch();
        }
        assertTrue(town.found().contains("silent-source erp open 1"), "after the jump it is heard again whether somebody is silent: " + town.found());
    }

    @Test
    void a_hundred_thousand_records_leave_little_behind() {
        Town town = town().watch();
        for (int i = 0; i < 100_000; i++) {
            town.looks("clerk-" + i % 50, "person-" + i % 499);
        }
        town.watch();
        assertEquals(100_000, town.sources.all().get(0).records());
        assertEquals(50, town.found().stream().filter(a -> a.startsWith("many-persons")).count());
        assertEquals(Alerts.MOST_A_DAY + 1, town.found().stream().filter(a -> a.startsWith("one-person-many-staff")).count(), "those that are too many stand in one");
        town.jpa.tx(em -> {
            long longest = em.createQuery("select s from StateRow s", StateRow.class).getResultList().stream().mapToLong(s -> s.items.length()).max().orElseThrow();
            assertTrue(longest < 16_000, longest + " characters");
        });
        town.later(Duration.ofDays(3)).watch();
        assertEquals(0L, (long) town.jpa.txExpr(em -> em.createQuery("select count(s) from StateRow s where s.id like 'many-persons%'", Long.class).getSingleResult()), "and is forgotten");
    }

    @Test
    void watching_begins_and_ends_with_a_record_and_leaves_none_between() {
        Town town = town().watch();
        town.looks("berta", "p").watch().looks("berta", "p").watch();
        assertEquals(List.of(), town.audit.actions());
        town.watcher.stop();
        assertEquals(List.of("audit-watch.stop"), town.audit.actions());
        assertThrows(IllegalArgumentException.class, () -> town.bell.configured(Town.letters("no address")));
    }
}
