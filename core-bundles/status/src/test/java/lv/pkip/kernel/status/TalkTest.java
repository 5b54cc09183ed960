package lv.pkip.kernel.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TalkTest {
    private static final String NUMBER = "KC-2026-1";
    private final House house = new House();

    @BeforeEach
    void submit() {
        house.submitted();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private boolean unread(Cases.Filter.Scope scope) {
        return house.cases.list(Cases.Filter.of(scope), Optional.empty(), 10).cases().get(0).unread();
    }

    @Test
    void bothSidesSeeMessagesAndKnowWhatWasRead() {
        Cases.Message asked = house.asZane().cases.message(NUMBER, " Vai vajag plānu? ", House.key());
        assertEquals("Vai vajag plānu?", asked.text());
        assertTrue(asked.fromApplicant());
        assertFalse(house.cases.messages(NUMBER).get(0).read(), "reading one's own makes it no read one");
        assertFalse(house.cases.messages(NUMBER).get(0).read());
        house.asAnna().cases.messages(NUMBER);
        assertTrue(house.cases.messages(NUMBER).get(0).read());
        house.cases.message(NUMBER, "Jā", House.key());
        List<Cases.Message> all = house.asZane().cases.messages(NUMBER);
        assertEquals(List.of("Vai vajag plānu?", "Jā"), all.stream().map(Cases.Message::text).toList());
        assertEquals("Anna Ozola", all.get(1).author());
        assertFalse(all.get(1).fromApplicant());
        assertEquals(1, house.witness.names("outbox").stream().filter(n -> n.contains(":message:message:")).count(),
                "the applicant gets a letter, the clerk has the inbox");
    }

    @Test
    void messagesLeaveTheVersionAlone() {
        house.asZane().cases.message(NUMBER, "text", House.key());
        house.asAnna().cases.message(NUMBER, "text", House.key());
        house.cases.note(NUMBER, "text");
        assertEquals(1, house.cases.read(NUMBER, "work").orElseThrow().version());
        assertEquals(2, house.act(NUMBER, "accept").version());
    }

    @Test
    void theSameKeyIsOneMessageEvenAtOnce() throws Exception {
        String key = House.key();
        house.asZane();
        List<String> ids = SubmitTest.together(6, i -> house.cases.message(NUMBER, "text", key).id());
        assertEquals(1, new HashSet<>(ids).size());
        assertEquals(1, house.rows("status_message"));
        assertEquals(CaseProblem.Code.KEY_REUSED,
                assertThrows(CaseProblem.class, () -> house.cases.message(NUMBER, "other", key)).code());
        house.submitted();
        assertEquals(CaseProblem.Code.KEY_REUSED,
                assertThrows(CaseProblem.class, () -> house.cases.message("KC-2026-2", "text", key)).code());
        assertEquals(1, house.witness.names("audit").stream().filter("case.message ok"::equals).count());
    }

    @Test
    void emptyAndEndlessTextsAreRefused() {
        house.asAnna();
        for (String text : List.of("", " \n", "x".repeat(10_001))) {
            assertEquals("text", assertThrows(CaseProblem.class, () -> house.cases.message(NUMBER, text, House.key()))
                    .findings().get(0).field());
            assertEquals("text", assertThrows(CaseProblem.class, () -> house.cases.note(NUMBER, text)).findings().get(0).field());
        }
    }

    @Test
    void notesAreAmongStaff() {
        house.asAnna().cases.note(NUMBER, "Zvanīt rīt");
        assertEquals(List.of(new Cases.Note(house.clock.instant(), "Anna Ozola", "Zvanīt rīt")), house.cases.notes(NUMBER));
        house.asZane();
        assertThrows(Forbidden.class, () -> house.cases.notes(NUMBER));
    }

    @Test
    void whatIsNewIsUnreadUntilItIsRead() {
        house.asAnna();
        assertTrue(unread(Cases.Filter.Scope.OPEN));
        assertTrue(unread(Cases.Filter.Scope.UNREAD));
        house.cases.read(NUMBER, "work");
        assertFalse(unread(Cases.Filter.Scope.OPEN));
        assertEquals(List.of(), house.cases.list(Cases.Filter.of(Cases.Filter.Scope.UNREAD), Optional.empty(), 10).cases());

        house.asZane().cases.message(NUMBER, "text", House.key());
        assertFalse(unread(Cases.Filter.Scope.OWN));
        house.asAnna();
        assertTrue(unread(Cases.Filter.Scope.UNREAD));
        house.cases.read(NUMBER, "work");
        house.act(NUMBER, "accept");
        assertFalse(unread(Cases.Filter.Scope.OPEN));
        house.asZane();
        assertTrue(unread(Cases.Filter.Scope.OWN));
        house.cases.read(NUMBER, "own");
        assertFalse(unread(Cases.Filter.Scope.OWN));
        house.act(NUMBER, "withdraw");
        assertTrue(house.asAnna().unreadNumbers().contains(NUMBER), "a withdrawal is news although the case is closed");
    }

    @Test
    void onlyTheAssigneesReadingCounts() {
        house.asAnna();
        house.cases.assign(NUMBER, 1, Optional.of("berta"));
        house.asAnna().cases.read(NUMBER, "work");
        assertTrue(unread(Cases.Filter.Scope.OPEN));
        house.as(House.BERTA, "tree-felling:process").cases.read(NUMBER, "work");
        assertFalse(unread(Cases.Filter.Scope.MINE));
    }

    @Test
    void aMessageOnAClosedCaseIsNewsToo() {
        house.asZane().act(NUMBER, "withdraw");
        house.asAnna().cases.read(NUMBER, "work");
        assertEquals(List.of(), house.unreadNumbers());
        house.asZane().cases.message(NUMBER, "text", House.key());
        house.cases.message(NUMBER, "text", House.key());
        assertEquals(List.of(NUMBER), house.asAnna().unreadNumbers());
        house.cases.read(NUMBER, "work");
        assertEquals(List.of(), house.unreadNumbers());
    }

    @Test
    void assigningAndMovingAreWrittenDown() {
        house.asAnna();
        assertEquals(Optional.of("berta"), house.cases.assign(NUMBER, 1, Optional.of("berta")).assignee());
        assertEquals("login", assertThrows(CaseProblem.class, () -> house.cases.assign(NUMBER, 2, Optional.of("karlis")))
                .findings().get(0).field());
        assertEquals("login", assertThrows(CaseProblem.class, () -> house.cases.assign(NUMBER, 2, Optional.of("nobody")))
                .findings().get(0).field());
        assertEquals(CaseProblem.Code.STALE,
                assertThrows(CaseProblem.class, () -> house.cases.assign(NUMBER, 1, Optional.empty())).code());
        assertEquals(3, house.cases.assign(NUMBER, 2, Optional.of("berta")).version());
        Cases.Case moved = house.cases.moveToUnit(NUMBER, 3, "roads", "Ielas koks");
        assertEquals("roads", moved.unit());
        assertEquals(Optional.empty(), moved.assignee());
        assertEquals("unit", assertThrows(CaseProblem.class, () -> house.cases.moveToUnit(NUMBER, 4, "moon", "x"))
                .findings().get(0).field());
        assertEquals("reason", assertThrows(CaseProblem.class, () -> house.cases.moveToUnit(NUMBER, 4, "environment", ""))
                .findings().get(0).field());
        assertEquals(CaseProblem.Code.NOT_POSSIBLE,
                assertThrows(CaseProblem.class, () -> house.cases.moveToUnit(NUMBER, 4, "roads", "x")).code());
        assertEquals(Optional.empty(), house.cases.assign(NUMBER, 4, Optional.empty()).assignee());
        assertEquals(List.of("submit", "assign", "assign", "move", "assign"),
                house.cases.history(NUMBER).stream().map(Cases.HistoryEntry::action).toList());
        assertEquals(List.of("submit"),
                house.asZane().cases.history(NUMBER).stream().map(Cases.HistoryEntry::action).toList());
    }
}
