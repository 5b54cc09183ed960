package lv.pkip.kernel.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each method refuses each stranger, leaves nothing behind but the record of it, and tells no one which numbers exist. */
class AccessTest {
    private House house = new House();

    @AfterEach
    void close() {
        house.close();
    }

    private record Stranger(String what, Actor actor, String... permissions) { }

    private static final List<Stranger> STRANGERS = List.of(
            new Stranger("another resident", House.JANIS),
            new Stranger("a resident with a clerk's permissions", House.JANIS, "tree-felling:*"),
            new Stranger("a resident named like a clerk", Actor.resident("anna", "Anna", Assurance.HIGH)),
            new Stranger("a clerk named like the resident", Actor.staff("p-zane", "Zane", Optional.empty())),
            new Stranger("a clerk of another service", House.KARLIS, "roads:*", "tree-fellin:*"),
            new Stranger("a clerk without permissions", House.ANNA),
            new Stranger("an auditor", House.ANNA, "audit:read"),
            new Stranger("nobody", Actor.anonymous()),
            new Stranger("nobody with permissions", Actor.anonymous(), "*"));

    private static final Map<String, Consumer<House>> METHODS = methods();

    private static Map<String, Consumer<House>> methods() {
        Map<String, Consumer<House>> methods = new java.util.LinkedHashMap<>();
        String number = "KC-2026-1";
        methods.put("act", h -> h.cases.act(new Cases.Act(number, "accept", 1, Answers.empty(), Optional.empty(), House.key())));
        methods.put("act as applicant", h -> h.cases.act(new Cases.Act(number, "withdraw", 1, Answers.empty(), Optional.empty(),
                House.key())));
        methods.put("act as system", h -> h.cases.act(new Cases.Act(number, "paid", 1, Answers.empty(), Optional.empty(),
                House.key())));
        methods.put("preview", h -> h.cases.preview(new Cases.Act(number, "accept", 1, Answers.empty(), Optional.empty(),
                House.key())));
        methods.put("history", h -> h.cases.history(number));
        methods.put("assign", h -> h.cases.assign(number, 1, Optional.of("anna")));
        methods.put("moveToUnit", h -> h.cases.moveToUnit(number, 1, "roads", "x"));
        methods.put("extend", h -> h.cases.extend(number, 1, LocalDate.of(2026, 5, 5), "x"));
        methods.put("message", h -> h.cases.message(number, "text", House.key()));
        methods.put("messages", h -> h.cases.messages(number));
        methods.put("note", h -> h.cases.note(number, "text"));
        methods.put("notes", h -> h.cases.notes(number));
        methods.put("ofCase", h -> h.files.ofCase(number));
        methods.put("list by service", h -> h.cases.list(new Cases.Filter(Cases.Filter.Scope.ALL, Optional.of("tree-felling"),
                Optional.empty(), Optional.empty(), Optional.empty(), Cases.Filter.Order.DUE), Optional.empty(), 10));
        return methods;
    }

    @TestFactory
    Stream<DynamicTest> everyMethodRefusesEveryStranger() {
        house.submitted();
        return STRANGERS.stream().flatMap(stranger -> METHODS.entrySet().stream().map(method ->
                DynamicTest.dynamicTest(method.getKey() + " refuses " + stranger.what(), () -> {
                    house.as(stranger.actor(), stranger.permissions());
                    Map<String, Long> before = house.everything();
                    long refusals = refusals();
                    assertThrows(Forbidden.class, () -> method.getValue().accept(house));
                    assertEquals(refusals + 1, refusals());
                    Map<String, Long> after = house.everything();
                    before.remove("changes");
                    after.remove("changes");
                    assertEquals(before, after);
                })));
    }

    private long refusals() {
        return house.witness.names("audit").stream().filter(n -> n.endsWith(" refused")).count();
    }

    @TestFactory
    Stream<DynamicTest> readShowsNothingToStrangers() {
        house.submitted();
        return STRANGERS.stream().map(stranger -> DynamicTest.dynamicTest("read shows nothing to " + stranger.what(), () -> {
            house.as(stranger.actor(), stranger.permissions());
            assertEquals(Optional.empty(), house.cases.read("KC-2026-1", "curiosity"));
            assertTrue(house.witness.names("audit").contains("case.read refused"));
        }));
    }

    @Test
    void residentsLearnNothingFromNumbers() {
        house.submitted();
        house.as(House.JANIS);
        Forbidden theirs = assertThrows(Forbidden.class, () -> house.cases.history("KC-2026-1"));
        Forbidden none = assertThrows(Forbidden.class, () -> house.cases.history("KC-2026-99"));
        assertEquals(theirs.getMessage(), none.getMessage());
        house.asAnna();
        assertEquals(CaseProblem.Code.NOT_FOUND,
                assertThrows(CaseProblem.class, () -> house.cases.history("KC-2026-99")).code());
    }

    @Test
    void applicantsDoNotDoStaffsWork() {
        house.submitted();
        house.as(House.ZANE, "tree-felling:*");
        for (String method : Arrays.asList("act", "act as system", "assign", "moveToUnit", "extend", "note", "notes",
                "list by service")) {
            assertThrows(Forbidden.class, () -> METHODS.get(method).accept(house), method);
        }
    }

    @Test
    void onlookersMayLookAndNothingElse() {
        house.submitted();
        house.as(House.ANNA, "tree-felling:read");
        for (String method : Arrays.asList("history", "messages", "notes", "ofCase", "list by service")) {
            METHODS.get(method).accept(house);
        }
        assertTrue(house.cases.read("KC-2026-1", "work").isPresent());
        for (String method : Arrays.asList("act", "assign", "moveToUnit", "extend", "note", "message")) {
            assertThrows(Forbidden.class, () -> METHODS.get(method).accept(house), method);
        }
    }

    @Test
    void whoDecidesSeesWhatIsToBeDecided() {
        house.submitted();
        house.as(House.ANNA, "tree-felling:decide");
        assertTrue(house.cases.read("KC-2026-1", "work").isPresent());
        assertEquals(1, house.cases.list(Cases.Filter.of(Cases.Filter.Scope.OPEN), Optional.empty(), 10).cases().size());
    }

    @Test
    void listsOfStaffAreNotForResidentsNorTheReverse() {
        house.submitted();
        for (Cases.Filter.Scope scope : Cases.Filter.Scope.values()) {
            boolean own = scope == Cases.Filter.Scope.OWN;
            house.as(own ? House.ANNA : House.ZANE, "*");
            assertThrows(Forbidden.class, () -> house.cases.list(Cases.Filter.of(scope), Optional.empty(), 10), scope.name());
        }
        house.as(Actor.anonymous());
        assertThrows(Forbidden.class, house.cases::counts);
    }

    @Test
    void everyReadingIsRecorded() {
        house.submitted();
        house.asAnna();
        int before = house.witness.names("audit").size();
        house.cases.read("KC-2026-1", "complaint 7");
        house.cases.history("KC-2026-1");
        house.cases.messages("KC-2026-1");
        house.cases.notes("KC-2026-1");
        house.files.ofCase("KC-2026-1");
        house.cases.list(Cases.Filter.of(Cases.Filter.Scope.OPEN), Optional.empty(), 10);
        assertEquals(List.of("tree-felling KC-2026-1 p-zane complaint 7 {part=case}",
                "tree-felling KC-2026-1 p-zane case-handling {part=history}",
                "tree-felling KC-2026-1 p-zane case-handling {part=messages}",
                "tree-felling KC-2026-1 p-zane case-handling {part=notes}",
                "tree-felling KC-2026-1 p-zane case-handling {part=files}",
                "status - - case-handling {cases=1, scope=open, searched=false}"),
                house.witness.texts("audit").subList(before, before + 6));
    }
}
