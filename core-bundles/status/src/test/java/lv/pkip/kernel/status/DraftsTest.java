package lv.pkip.kernel.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Drafts.Draft;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DraftsTest {
    private final House house = new House();

    @AfterEach
    void close() {
        house.close();
    }

    private Draft started() {
        return house.drafts.start("tree-felling", house.trees.fingerprint(), "lv");
    }

    private Draft startedBy(Actor actor) {
        house.as(actor);
        return started();
    }

    @Test
    void isSavedAndResumed() {
        Draft draft = startedBy(House.ZANE);
        house.clock.forward(Duration.ofMinutes(5));
        Draft saved = house.drafts.save(draft.id(), House.answers("trees", 3), "what");
        assertEquals(new Draft(draft.id(), "tree-felling", house.trees.fingerprint(), House.answers("trees", 3), "what", "lv",
                house.clock.instant()), saved);
        assertEquals(Optional.of(saved), house.drafts.find(draft.id()));
        assertNotEquals(draft.id(), started().id());
    }

    @Test
    void ownDraftsComeNewestFirst() {
        house.asZane();
        Draft first = started();
        house.clock.forward(Duration.ofSeconds(1));
        Draft second = started();
        house.clock.forward(Duration.ofSeconds(1));
        startedBy(House.JANIS);
        house.asZane();
        assertEquals(List.of(second.id(), first.id()), house.drafts.own().stream().map(Draft::id).toList());
        house.drafts.save(first.id(), House.answers(), "p");
        assertEquals(List.of(first.id(), second.id()), house.drafts.own().stream().map(Draft::id).toList());
        house.drafts.delete(first.id());
        assertEquals(List.of(second.id()), house.drafts.own().stream().map(Draft::id).toList());
        assertEquals(List.of("draft.start ok", "draft.start ok", "draft.start ok", "draft.delete ok"),
                house.witness.names("audit"));
    }

    @Test
    void isNobodyElses() {
        Draft draft = startedBy(House.ZANE);
        for (Actor other : List.of(House.JANIS, House.ANNA, Actor.anonymous(), Actor.system("x"),
                Actor.staff("p-zane", "Zane", Optional.empty()))) {
            house.as(other, "*");
            assertThrows(Forbidden.class, () -> house.drafts.save(draft.id(), House.answers(), "p"), other.toString());
            assertThrows(Forbidden.class, () -> house.drafts.delete(draft.id()));
            if (other == House.JANIS) {
                assertEquals(Optional.empty(), house.drafts.find(draft.id()));
                assertEquals(List.of(), house.drafts.own());
            } else {
                assertThrows(Forbidden.class, () -> house.drafts.find(draft.id()));
                assertThrows(Forbidden.class, house.drafts::own);
                assertThrows(Forbidden.class, this::started);
            }
        }
        assertTrue(house.asZane().drafts.find(draft.id()).isPresent());
    }

    @Test
    void isGoneAfterNinetyDaysUnused() {
        Draft draft = startedBy(House.ZANE);
        house.clock.forward(Duration.ofDays(89));
        house.drafts.save(draft.id(), House.answers(), "p");
        house.clock.forward(Duration.ofDays(90));
        assertEquals(0, house.housekeeping().expire().drafts());
        assertTrue(house.drafts.find(draft.id()).isPresent());
        house.clock.forward(Duration.ofMillis(1));
        assertFalse(house.drafts.find(draft.id()).isPresent());
        assertEquals(List.of(), house.drafts.own());
        assertEquals(CaseProblem.Code.NOT_FOUND, assertThrows(CaseProblem.class,
                () -> house.drafts.save(draft.id(), House.answers(), "p")).code());
        assertEquals(1, house.housekeeping().expire().drafts());
        assertEquals(0, house.rows("status_draft"));
    }

    @Test
    void beginsUnderTheNewestDefinitionOnly() {
        house.asZane();
        assertEquals(CaseProblem.Code.STALE, assertThrows(CaseProblem.class,
                () -> house.drafts.start("tree-felling", "f", "lv")).code());
        assertThrows(Unavailable.class, () -> house.drafts.start("nothing", "f", "lv"));
    }

    @Test
    void hasLimits() {
        Draft draft = startedBy(House.ZANE);
        assertEquals(CaseProblem.Code.TOO_LARGE, assertThrows(CaseProblem.class,
                () -> house.drafts.save(draft.id(), House.answers("text", "x".repeat(600_000)), "p")).code());
        for (int i = 1; i < 50; i++) {
            started();
        }
        assertEquals(CaseProblem.Code.NOT_POSSIBLE, assertThrows(CaseProblem.class, this::started).code());
        startedBy(House.JANIS);
    }
}
