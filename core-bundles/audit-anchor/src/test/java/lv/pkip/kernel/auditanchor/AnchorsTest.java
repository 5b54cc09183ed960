package lv.pkip.kernel.auditanchor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lv.pkip.kernel.api.audit.AnchorPlace;
import lv.pkip.kernel.api.audit.AuditAnchors.Place;
import lv.pkip.kernel.api.audit.AuditProofs.Signed;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.HouseRules;
import lv.pkip.kernel.testkit.RecordingAudit;
import lv.pkip.kernel.testkit.SettableClock;
import lv.pkip.kernel.testkit.TestJpa;
import org.apache.aries.jpa.template.TransactionType;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnchorsTest {
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");

    private final SettableClock clock = SettableClock.at(NOW.toString());
    private final FixedActor actor = FixedActor.staff("auditor", "audit:verify", "audit:anchor");
    private final RecordingAudit audit = new RecordingAudit(actor, clock);
    private final MadeUpLog log = MadeUpLog.of(5, clock);
    private TestJpa jpa;
    private Anchors anchors;

    /** A place that does as it is told. */
    private static final class Told implements AnchorPlace {
        private final String name;
        private final List<Long> got = new ArrayList<>();
        private Exception trouble;
        private Runnable meanwhile = () -> { };

        Told(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String sort() {
            return "told";
        }

        @Override
        public Duration every() {
            return Duration.ofHours(4);
        }

        @Override
        public String take(Signed checkpoint, long last) throws Exception {
            meanwhile.run();
            if (trouble != null) {
                throw trouble;
            }
            got.add(checkpoint.size());
            return "last " + last;
        }
    }

    @BeforeEach
    void open() {
        jpa = TestJpa.open("auditanchor");
        anchors = node();
    }

    private Anchors node() {
        return new Anchors(jpa, log, audit, actor, clock, Duration.ofHours(24));
    }

    @AfterEach
    void close() {
        anchors.stop();
        jpa.close();
    }

    private Told place(String name) {
        Told place = new Told(name);
        anchors.add(place, false);
        return place;
    }

    private Place state(String name) {
        return anchors.places().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }

    private Result health() {
        return new AnchorHealth(anchors).execute();
    }

    private static String text(Result result) {
        StringBuilder text = new StringBuilder();
        result.forEach(entry -> text.append(entry.getMessage()));
        return text.toString();
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(Anchors.class);
    }

    @Test
    void takesTheNewestCheckpointWhenItIsDueAndKeepsThatItDid() {
        Told place = place("arhivs");
        anchors.turn();
        anchors.turn();
        assertEquals(List.of(5L), place.got);
        log.grow(3);
        anchors.turn();
        assertEquals(List.of(5L), place.got, "it is not due yet");
        clock.forward(Duration.ofHours(4));
        anchors.turn();
        assertEquals(List.of(5L, 8L), place.got);
        assertEquals(List.of("audit.anchor", "audit.anchor"), audit.actions());
        assertEquals(Map.of("place", "arhivs", "sort", "told", "size", "8"), audit.events().get(1).details());
        assertEquals(List.of(8L, 5L), anchors.anchored(10).stream().map(each -> each.size()).toList());
        assertEquals(log.checkpoints(1).get(0).note(), anchors.anchored("arhivs", 8).orElseThrow().note());
        assertEquals(Optional.empty(), anchors.anchored("arhivs", 7));
        assertEquals("system", audit.newest(0, 1).get(0).actorKind().toLowerCase());
    }

    @Test
    void aLogThatDoesNotGrowIsNotAnchoredAgain() {
        Told place = place("arhivs");
        anchors.turn();
        clock.forward(Duration.ofDays(3));
        anchors.turn();
        assertEquals(List.of(5L), place.got);
        assertEquals(Duration.ZERO, anchors.unanchored());
    }

    @Test
    void triesAgainWithGrowingPausesAndTellsAFailureOnce() {
        Told place = place("arhivs");
        place.trouble = AnchorPlace.Trouble.of("unreachable");
        List<Long> tries = new ArrayList<>();
        place.meanwhile = () -> tries.add(Duration.between(NOW, clock.instant()).toSeconds());
        for (int i = 0; i < 8 * 120; i++) {
            anchors.turn();
            clock.forward(Duration.ofSeconds(30));
        }
        assertEquals(List.of(0L, 30L, 90L, 210L, 450L, 930L, 1890L, 3810L, 7410L, 11010L, 14610L, 18210L, 21810L, 25410L), tries);
        assertEquals(List.of("failed"), audit.events().stream().map(each -> each.outcome()).toList());
        assertEquals("unreachable", state("arhivs").trouble().orElseThrow().code());
        assertEquals(NOW, state("arhivs").trouble().orElseThrow().since());
        place.trouble = AnchorPlace.Trouble.of("refused");
        clock.forward(Duration.ofHours(1));
        anchors.turn();
        assertEquals("refused", audit.events().get(1).details().get("problem"), "another failure is told too");
        place.trouble = null;
        clock.forward(Duration.ofHours(1));
        anchors.turn();
        assertEquals(Optional.empty(), state("arhivs").trouble());
        assertEquals("ok", audit.events().get(2).outcome());
    }

    @Test
    void aPlaceThatThrowsAnythingEndsNothing() {
        Told bad = place("bad");
        Told good = place("good");
        bad.trouble = new IllegalStateException("secret of somebody");
        anchors.turn();
        assertEquals(List.of(5L), good.got);
        assertEquals("failed", state("bad").trouble().orElseThrow().code());
        assertFalse(audit.events().toString().contains("secret"));
    }

    @Test
    void oneNodeAtATimeIsAtAPlace() {
        Told place = place("arhivs");
        Anchors second = node();
        second.add(place, false);
        List<String> met = new ArrayList<>();
        place.meanwhile = () -> {
            met.add("here");
            if (met.size() < 2) {
                second.turn();
            }
        };
        anchors.turn();
        second.turn();
        assertEquals(List.of("here"), met);
        assertEquals(List.of(5L), place.got);
    }

    @Test
    void aNodeThatDiedBetweenSendingAndKeepingIsReplaced() {
        Told place = place("arhivs");
        Anchors dies = node();
        dies.add(place, false);
        place.meanwhile = () -> {
            throw new Error("the process was killed here");
        };
        assertThrows(Error.class, dies::turn);
        place.meanwhile = () -> { };
        anchors.turn();
        assertEquals(List.of(), place.got, "the lease of the dead one still runs");
        clock.forward(Ledger.LEASE.plusSeconds(1));
        anchors.turn();
        assertEquals(List.of(5L), place.got);
        assertEquals(1, anchors.anchored(10).size());
    }

    @Test
    void whoHasLostItsLeaseSpoilsNothing() {
        Told place = place("arhivs");
        Anchors second = node();
        second.add(place, false);
        place.meanwhile = () -> {
            place.meanwhile = () -> { };
            clock.forward(Ledger.LEASE.plusSeconds(1));
            second.turn();
            place.trouble = AnchorPlace.Trouble.of("unreachable");
        };
        anchors.turn();
        assertEquals(Optional.empty(), state("arhivs").trouble(), "the other one has done it meanwhile");
        assertEquals(List.of(5L), place.got);
    }

    @Test
    void aClockThatWasSetBackHoldsNothingUp() {
        Told place = place("arhivs");
        anchors.turn();
        log.grow(1);
        clock.set(NOW.minus(Duration.ofDays(300)));
        anchors.turn();
        assertEquals(List.of(5L, 6L), place.got);
    }

    @Test
    void whatIsKeptCanBeNeitherChangedNorDeleted() {
        place("arhivs");
        anchors.turn();
        for (String sql : List.of("update auditanchor_anchor set leaves = 1", "delete from auditanchor_anchor")) {
            assertThrows(RuntimeException.class, () -> jpa.tx(TransactionType.Required, em -> em.createNativeQuery(sql).executeUpdate()), sql);
        }
        assertEquals(5, anchors.anchored(1).get(0).size());
    }

    @Test
    void anchorsAtOnceForWhoMay() throws Exception {
        Told good = place("good");
        Told bad = place("bad");
        bad.trouble = AnchorPlace.Trouble.of("unreachable");
        anchors.turn();
        log.grow(2);
        List<Place> told = anchors.anchorNow();
        assertEquals(List.of(5L, 7L), good.got);
        assertEquals(List.of("bad", "good"), told.stream().map(Place::name).toList());
        assertEquals(7, told.get(1).last().orElseThrow().size());
        assertTrue(audit.actions().contains("audit.anchor-now"));
        FixedActor nobody = actor.become(actor.get());
        assertThrows(Forbidden.class, anchors::anchorNow);
        assertThrows(Forbidden.class, anchors::places);
        assertEquals("refused", audit.events().get(audit.events().size() - 1).outcome());
        assertEquals(2, good.got.size(), nobody::toString);
    }

    @Test
    void looksByItselfAndEndsWithThePlace() throws Exception {
        Told place = new Told("arhivs");
        CountDownLatch came = new CountDownLatch(1);
        place.meanwhile = came::countDown;
        anchors.appeared(place);
        anchors.anchorNow();
        assertTrue(came.await(30, TimeUnit.SECONDS));
        anchors.gone(place);
        assertEquals(List.of(), anchors.places());
        assertTrue(Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().equals("pkip-anchor-arhivs") && thread.isAlive()));
    }

    @Test
    void placesOfOneNameOrWithoutAProperOneGetNothing() {
        Told first = place("arhivs");
        Told second = place("arhivs");
        Told third = place("Arhīvs");
        anchors.turn();
        assertEquals(1, first.got.size() + second.got.size() + third.got.size());
    }

    // -- health

    @Test
    void withoutPlacesHealthWarns() {
        assertEquals(Result.Status.WARN, health().getStatus());
        assertTrue(text(health()).contains("no place"));
    }

    @Test
    void healthTellsHowLongAgoEachPlaceGotItsLast() {
        place("arhivs");
        anchors.turn();
        clock.forward(Duration.ofMinutes(12));
        assertEquals(Result.Status.OK, health().getStatus());
        assertEquals("arhivs: 5 records 12 min ago", text(health()));
    }

    @Test
    void healthIsCriticalWhenTheLogGrowsUnanchoredForLongerThanTheLimit() {
        Told one = place("one");
        Told two = place("two");
        one.trouble = AnchorPlace.Trouble.of("unreachable");
        anchors.turn();
        assertEquals(Result.Status.WARN, health().getStatus(), "one place of two is enough, and the other one is told");
        two.trouble = AnchorPlace.Trouble.of("refused");
        log.grow(1);
        clock.forward(Duration.ofHours(24));
        anchors.turn();
        assertEquals(Result.Status.WARN, health().getStatus());
        clock.forward(Duration.ofMinutes(1));
        assertEquals(Result.Status.CRITICAL, health().getStatus());
        assertTrue(text(health()).startsWith("unanchored for 24 h, the limit is 24 h; one: nothing yet, unreachable for 24 h; two: 5 records 24 h ago, refused"), text(health()));
        two.trouble = null;
        clock.forward(Duration.ofHours(2));
        anchors.turn();
        assertEquals(Result.Status.WARN, health().getStatus());
    }

    @Test
    void healthIsCriticalAtOnceWhenAPlaceSpeaksAgainstTheLog() {
        Told place = place("arhivs");
        anchors.turn();
        log.grow(1);
        place.trouble = AnchorPlace.Trouble.contradiction("forked");
        clock.forward(Duration.ofHours(4));
        anchors.turn();
        assertEquals(Result.Status.CRITICAL, health().getStatus());
        assertTrue(text(health()).contains("forked (CONTRADICTS THIS LOG)"), text(health()));
    }

    @Test
    void healthWarnsOfAPlaceThatHangs() {
        place("arhivs");
        anchors.turn();
        clock.forward(Duration.ofHours(10));
        assertEquals(Result.Status.WARN, health().getStatus());
    }
}
