package lv.pkip.kernel.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BellTest {
    private static final String NUMBER = "KC-2026-1";
    private final House house = new House();

    @BeforeEach
    void oneCase() {
        house.submitted();
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void whoIsGivenACaseIsToldAndWhoTakesOneIsNot() {
        house.asAnna().cases.assign(NUMBER, 1, Optional.of("anna"));
        assertEquals(List.of(), house.told);
        house.asAnna().cases.assign(NUMBER, 2, Optional.of("berta"));
        assertEquals(List.of("berta notify.assigned KC-2026-1 /work/cases/KC-2026-1"), house.told);
        house.asAnna().cases.assign(NUMBER, 3, Optional.empty());
        assertEquals(1, house.told.size(), "a queue is nobody");
    }

    @Test
    void aMessageOfTheApplicantIsToldToTheAssigneeOnly() {
        house.asZane().cases.message(NUMBER, "Vai vajag plānu?", House.key());
        assertEquals(List.of(), house.told, "nobody has the case yet");
        house.asAnna().cases.assign(NUMBER, 1, Optional.of("anna"));
        house.cases.message(NUMBER, "Nē", House.key());
        assertEquals(List.of(), house.told, "what staff say is no news to staff");
        String key = House.key();
        house.asZane().cases.message(NUMBER, "Paldies", key);
        house.cases.message(NUMBER, "Paldies", key);
        assertEquals(List.of("anna notify.message KC-2026-1 /work/cases/KC-2026-1"), house.told, "the same message sent twice is one");
    }

    @Test
    void anEndedTermIsToldOnce() {
        house.asAnna().cases.assign(NUMBER, 1, Optional.of("anna"));
        house.today("2026-04-20");
        DeadlineWatch watch = house.watch(3);
        watch.warn();
        watch.warn();
        assertEquals(List.of("anna notify.overdue KC-2026-1 /work/cases/KC-2026-1"), house.told);
    }

    @Test
    void withoutAWorkplaceCasesAreHandledAllTheSame() {
        Bell alone = new Bell();
        CaseRow row = new CaseRow();
        row.assignee = "anna";
        alone.ring(row, "assigned");
        assertEquals(List.of(), house.told);
    }
}
