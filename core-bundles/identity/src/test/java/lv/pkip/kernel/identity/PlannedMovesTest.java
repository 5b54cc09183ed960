package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Approvals.Act;
import lv.pkip.kernel.api.registry.Moves.Move;
import lv.pkip.kernel.api.registry.Moves.Plan;
import lv.pkip.kernel.api.registry.Moves.State;
import lv.pkip.kernel.api.registry.Position;
import lv.pkip.kernel.api.registry.Registry.Subject;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.RegistryProblem.Code;
import lv.pkip.kernel.api.registry.Role;

class PlannedMovesTest {
    private static final LocalDate DAY = LocalDate.of(2026, 3, 5);
    /** Midnight in Latvia on that day. */
    private static final Instant MIDNIGHT = Instant.parse("2026-03-04T22:00:00Z");

    @TempDir Path folder;
    private House house;

    @BeforeEach
    void open() {
        house = new House(folder);
        house.clerk("anna");
        house.create("second", "chief");
        house.system(() -> {
            house.structure.save(House.unit("roads", ""), "");
            house.structure.save(Role.of("planner", Set.of("roads:plan")), "");
            house.structure.save(new Position("head", Map.of("lv", "Vadītājs"), Set.of("chief"), 0), "");
            return house.structure.save(new Position("engineer", Map.of("lv", "Inženieris"), Set.of("planner"), 0), "");
        });
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Move plan(String by, Plan plan) {
        return house.as(by, () -> house.moves.plan(plan, "reorganizācija"));
    }

    private static Plan plan(String position) {
        return new Plan("anna", DAY, "roads", position, Set.of(), Set.of("clerk"));
    }

    private Move only() {
        List<Move> moves = house.moves.of(Optional.of("anna"));
        assertEquals(1, moves.size());
        return moves.get(0);
    }

    private void comes() {
        house.clock.set(MIDNIGHT);
        house.moves.look();
    }

    private Set<String> held() {
        return house.book.permissions("anna");
    }

    @Test
    void takesEffectWhenItsDayBeginsInLatvia() {
        plan("chief", plan("engineer"));
        house.clock.set(MIDNIGHT.minusMillis(1));
        house.moves.look();
        assertEquals(Set.of("tree-felling:*"), held());
        assertEquals("environment", house.account("anna").employment().unit());
        comes();
        Account anna = house.account("anna");
        assertEquals(List.of("roads", "engineer", Set.of()), List.of(anna.employment().unit(), anna.employment().position(), anna.roles()));
        assertEquals(Set.of("roads:plan"), held());
        assertEquals(State.DONE, only().state());
        assertTrue(house.registry.history(Subject.ACCOUNT, "anna", 0, 20).stream().anyMatch(change -> change.field().equals("unit")
                && change.after().equals("roads") && change.actor().equals("chief") && change.reason().equals("reorganizācija")));
        assertTrue(house.audit.actions().containsAll(List.of("move.plan", "move.make", "user.change")));
    }

    @Test
    void needsNobodyToAskForIt() throws Exception {
        plan("chief", plan("engineer"));
        CountDownLatch moved = new CountDownLatch(1);
        try (AutoCloseable listening = house.registry.onChange(() -> {
            if (house.account("anna").employment().unit().equals("roads")) {
                moved.countDown();
            }
        })) {
            house.clock.set(MIDNIGHT);
            assertTrue(moved.await(20, TimeUnit.SECONDS), "the registry looks by itself");
        }
    }

    @Test
    void isMadeLateByANodeThatWasDown() {
        plan("chief", plan("engineer"));
        house.clock.set(MIDNIGHT.plus(Duration.ofDays(9)));
        house.start();
        house.moves.look();
        assertEquals("roads", house.account("anna").employment().unit());
    }

    @Test
    void isMadeOnceOverAllNodes() {
        plan("chief", plan("engineer"));
        PlannedMoves other = new PlannedMoves(house.desk, house.registry, house.audit);
        comes();
        other.look();
        other.stop();
        assertEquals(1, house.audit.actions().stream().filter("move.make"::equals).count());
    }

    @Test
    void leavesWhatElseChangedUntilThen() {
        plan("chief", plan("engineer"));
        Account anna = house.account("anna");
        Account.Profile old = anna.profile();
        house.change(anna.with(new Account.Profile(old.givenName(), "Jaunā", "Anna Jaunā", old.email(), "67000000", "lv")).withRoles(Set.of("clerk", "planner")));
        comes();
        assertEquals("Anna Jaunā", house.account("anna").profile().displayName());
        assertEquals(Set.of("planner"), house.account("anna").roles());
    }

    @Test
    void canBeCancelledUntilThen() {
        Move move = plan("chief", plan("engineer"));
        house.run("anna", () -> assertThrows(Forbidden.class, () -> house.moves.cancel(move.id(), "")));
        house.run("second", () -> house.moves.cancel(move.id(), "pārdomāts"));
        comes();
        assertEquals("environment", house.account("anna").employment().unit());
        assertEquals(State.CANCELLED, only().state());
        house.run("chief", () -> assertEquals(Code.NOT_NOW, assertThrows(RegistryProblem.class, () -> house.moves.cancel(move.id(), "")).code()));
        assertTrue(house.audit.actions().contains("move.cancel"));
    }

    @Test
    void isPlannedByWhoManagesUsersForADayToCome() {
        house.run("anna", () -> assertThrows(Forbidden.class, () -> house.moves.plan(plan("engineer"), "")));
        assertThrows(Forbidden.class, () -> house.moves.plan(plan("engineer"), ""));
        assertEquals("from", refused(Code.INVALID, new Plan("anna", LocalDate.of(2026, 3, 2), "roads", "", Set.of(), Set.of())));
        assertEquals("unit", refused(Code.UNKNOWN, new Plan("anna", DAY, "moon", "", Set.of(), Set.of())));
        assertEquals("position", refused(Code.UNKNOWN, new Plan("anna", DAY, "", "king", Set.of(), Set.of())));
        assertEquals("roles", refused(Code.UNKNOWN, new Plan("anna", DAY, "", "", Set.of("king"), Set.of())));
        assertEquals("login", refused(Code.UNKNOWN, new Plan("nobody", DAY, "", "", Set.of(), Set.of())));
        plan("chief", plan("engineer"));
        assertEquals("from", refused(Code.TAKEN, plan("engineer")), "one at a time");
    }

    private String refused(Code code, Plan plan) {
        RegistryProblem problem = house.as("chief", () -> assertThrows(RegistryProblem.class, () -> house.moves.plan(plan, "")));
        assertEquals(code, problem.code());
        return problem.field();
    }

    @Test
    void givesPrivilegedRightsThatASecondPersonAgreedToBefore() {
        plan("chief", plan("head"));
        var asked = house.approvals.waiting().get(0);
        assertEquals(List.of(Act.MOVE, Set.of("chief"), "2026-03-05"), List.of(asked.act(), asked.gains(), asked.wanted()));
        assertEquals(Code.SAME_PERSON, house.as("chief", () -> assertThrows(RegistryProblem.class, () -> house.approvals.approve(asked.id(), ""))).code());
        house.run("second", () -> house.approvals.approve(asked.id(), "zinu"));
        assertFalse(held().contains("users:*"), "not before the day");
        house.run("chief", () -> assertEquals(Code.SECOND_PERSON, assertThrows(RegistryProblem.class, () -> house.resets.link("anna")).code(),
                "nobody gets hold of the account meanwhile"));
        comes();
        assertTrue(held().contains("users:*"));
    }

    @Test
    void movesWithoutPrivilegedRightsThatNobodyHasAgreedTo() {
        plan("chief", plan("head"));
        comes();
        assertEquals("head", house.account("anna").employment().position());
        assertFalse(held().contains("users:*"));
        var asked = house.approvals.waiting();
        assertEquals(List.of(Act.RIGHTS), asked.stream().map(one -> one.act()).toList());
        assertEquals(Code.SAME_PERSON, house.as("chief", () -> assertThrows(RegistryProblem.class, () -> house.approvals.approve(asked.get(0).id(), ""))).code(),
                "who planned it asked for it");
        house.run("second", () -> house.approvals.approve(asked.get(0).id(), ""));
        assertTrue(held().contains("users:*"));
    }

    @Test
    void isCancelledWhenTheRightsAreRefusedAndAsksNothingMoreWhenCancelled() {
        plan("chief", plan("head"));
        house.run("second", () -> house.approvals.refuse(house.approvals.waiting().get(0).id(), "nē"));
        assertEquals(State.CANCELLED, only().state());
        Move again = plan("chief", plan("head"));
        house.run("chief", () -> house.moves.cancel(again.id(), ""));
        assertEquals(List.of(), house.approvals.waiting());
    }

    @Test
    void asksAnewForWhatThePositionCameToGiveMeanwhile() {
        plan("chief", plan("engineer"));
        Position engineer = house.registry.directory().position("engineer").orElseThrow();
        house.run("chief", () -> house.structure.save(new Position("engineer", engineer.names(), Set.of("planner", "chief"), engineer.version()), ""));
        comes();
        assertEquals("engineer", house.account("anna").employment().position());
        assertFalse(held().contains("users:*"), "nobody agreed to that");
        assertEquals(1, house.approvals.waiting().size());
    }

    @Test
    void keepsTheConsolesMovesToWhatItSaid() {
        house.system(() -> house.moves.plan(plan("head"), ""));
        assertEquals(List.of(), house.approvals.waiting());
        comes();
        assertTrue(held().contains("users:*"));
    }

    @Test
    void keepsItsUnitAndPositionInUseAndTellsWhenItCannotBeMade() {
        plan("chief", new Plan("anna", DAY, "roads", "engineer", Set.of("planner"), Set.of()));
        house.run("chief", () -> assertEquals(Code.IN_USE, assertThrows(RegistryProblem.class, () -> house.structure.removeUnit("roads", "")).code()));
        house.run("chief", () -> assertEquals(Code.IN_USE, assertThrows(RegistryProblem.class, () -> house.structure.removePosition("engineer", "")).code()));
        house.system(() -> {
            Position engineer = house.registry.directory().position("engineer").orElseThrow();
            house.structure.save(new Position("engineer", engineer.names(), Set.of(), engineer.version()), "");
            house.structure.removeRole("planner", "");
            return null;
        });
        comes();
        assertEquals(State.FAILED, only().state());
        assertEquals("environment", house.account("anna").employment().unit(), "whole or not at all");
        assertTrue(house.audit.newest(0, 50).stream().anyMatch(entry -> entry.event().action().equals("move.make") && entry.event().outcome().equals("failed")));
    }

    @Test
    void goesWithItsAccount() {
        plan("chief", plan("head"));
        house.run("chief", () -> house.registry.remove("anna", ""));
        assertEquals(List.of(), house.moves.of(Optional.empty()));
        assertEquals(List.of(), house.approvals.waiting());
        comes();
        assertTrue(house.registry.directory().account("anna").isEmpty());
    }
}
