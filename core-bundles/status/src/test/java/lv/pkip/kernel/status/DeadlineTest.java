package lv.pkip.kernel.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Definition.Deadline;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.status.calendar.LatvianCalendar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadlineTest {
    private final House house = new House();
    private final Deadlines deadlines = new Deadlines(LatvianCalendar.shipped());

    @AfterEach
    void close() {
        house.close();
    }

    private static LocalDate d(String day) {
        return LocalDate.parse(day);
    }

    private Cases.Case read() {
        return house.cases.read("KC-2026-1", "test").orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02, 21, 0, false, 2026-03-31", // no holiday between
        "2026-03-20, 21, 0, false, 2026-04-22", // Good Friday and Easter Monday
        "2026-04-20, 21, 0, false, 2026-05-21", // 1 and 4 May
        "2026-12-15, 10, 0, false, 2027-01-04", // Christmas and New Year
        "2023-04-28, 5, 0, false, 2023-05-09",  // 1 and 4 May on a Monday and a Thursday
        "2025-04-30, 3, 0, false, 2025-05-07",  // 1 May, and 5 May for the 4th
        "2025-04-30, 3, 0, true, 2025-05-08",   // 2 May moved to the 10th
        "2026-03-03, 0, 1, false, 2026-04-07",  // 3 April is Good Friday
        "2026-01-31, 0, 1, false, 2026-03-02",  // 28 February is a Saturday
        "2024-01-30, 0, 1, false, 2024-02-29",
        "2026-05-23, 0, 1, false, 2026-06-25"   // Līgo and Jāņi
    })
    void aTermEndsOnAWorkingDay(String submitted, int workingDays, int months, boolean moved, String due) {
        assertEquals(d(due), deadlines.due(new Deadline(workingDays, months, "law", 0, moved), d(submitted)));
    }

    @Test
    void aPauseAddsItsWorkingDays() {
        house.today("2026-03-25");
        house.submitted();
        house.today("2026-03-31");
        house.asAnna().act("KC-2026-1", "request-correction", Answers.empty(), "Plāns");
        LocalDate planned = d("2026-04-27");
        assertEquals(planned, read().due());
        assertTrue(read().pausedSince().isPresent());
        house.today("2026-04-09"); // 1, 2, 7, 8, 9 April: five working days around Easter
        assertEquals(d("2026-05-06"), read().due(), "as if it went on today: 28, 29, 30 April, 5, 6 May");
        assertEquals(d("2026-05-06"), house.cases.list(Cases.Filter.of(Cases.Filter.Scope.OPEN), Optional.empty(), 1)
                .cases().get(0).due());
        house.asZane().act("KC-2026-1", "correct", House.answers(), null);
        assertEquals(d("2026-05-06"), read().due());
        assertEquals(Optional.empty(), read().pausedSince());
        house.today("2026-04-20");
        assertEquals(d("2026-05-06"), read().due());
    }

    @Test
    void aPauseWithinADayOrAWeekendAddsNothing() {
        house.submitted();
        house.asAnna().act("KC-2026-1", "request-correction", Answers.empty(), "Plāns");
        house.asZane().act("KC-2026-1", "correct", House.answers(), null);
        assertEquals(d("2026-03-31"), read().due());
        house.today("2026-03-06");
        house.asAnna().act("KC-2026-1", "request-correction", Answers.empty(), "Plāns");
        house.today("2026-03-08");
        house.asZane().act("KC-2026-1", "correct", House.answers(), null);
        assertEquals(d("2026-03-31"), read().due());
    }

    @Test
    void severalPausesAddUpAndRaiseTheLatestDay() {
        house.submitted();
        for (String[] pause : new String[][] {{"2026-03-03", "2026-03-05"}, {"2026-03-09", "2026-03-16"}}) {
            house.today(pause[0]);
            house.asAnna().act("KC-2026-1", "request-correction", Answers.empty(), "Plāns");
            house.today(pause[1]);
            house.asZane().act("KC-2026-1", "correct", House.answers(), null);
        }
        assertEquals(d("2026-04-13"), read().due()); // 7 working days after 31 March, over Easter
        house.asAnna();
        long version = read().version();
        LocalDate latest = d("2026-07-13"); // 2 July and seven working days
        assertEquals(CaseProblem.Code.INVALID, assertThrows(CaseProblem.class,
                () -> house.cases.extend("KC-2026-1", version, latest.plusDays(1), "APL 64")).code());
        assertEquals(latest, house.cases.extend("KC-2026-1", version, latest, "APL 64").due());
    }

    @Test
    void aTermInMonthsGetsThePausedDays() {
        Definition monthly = house.services.install(
                TreeService.plain().deadline(new Deadline(0, 1, "Iesniegumu likums", 0, false)).definition());
        house.asZane().cases.submit(House.application(monthly, House.key(), House.answers()));
        assertEquals(d("2026-04-02"), read().due());
        house.asAnna().act("KC-2026-1", "request-correction", Answers.empty(), "Plāns");
        house.today("2026-03-12");
        house.asZane().act("KC-2026-1", "correct", House.answers(), null);
        assertEquals(d("2026-04-13"), read().due()); // ten days later is Sunday, 12 April
    }

    @Test
    void closingEndsThePauseAndStopsBeingOverdue() {
        house.submitted();
        house.asAnna().act("KC-2026-1", "request-correction", Answers.empty(), "Plāns");
        house.today("2026-06-01");
        assertFalse(read().overdue(), "the clock stands still");
        house.asZane().act("KC-2026-1", "withdraw");
        assertEquals(Optional.empty(), read().pausedSince());
        assertEquals(Optional.of(house.clock.instant()), read().closed());
        house.today("2027-06-01");
        assertFalse(read().overdue());
    }

    @Test
    void isOverdueFromTheDayAfter() {
        house.submitted();
        house.today("2026-03-31");
        assertFalse(read().overdue());
        house.today("2026-04-01");
        assertTrue(read().overdue());
    }

    @Test
    void anExtensionNeedsAReasonAndStaysWithinTheLaw() {
        house.submitted();
        house.asAnna();
        for (LocalDate until : List.of(d("2026-03-31"), d("2026-03-01"), d("2026-07-03"))) {
            CaseProblem problem = assertThrows(CaseProblem.class,
                    () -> house.cases.extend("KC-2026-1", 1, until, "APL 64. panta otrā daļa"));
            assertEquals("until", problem.findings().get(0).field());
        }
        assertEquals("reason", assertThrows(CaseProblem.class,
                () -> house.cases.extend("KC-2026-1", 1, d("2026-05-04"), " ")).findings().get(0).field());
        assertEquals(CaseProblem.Code.STALE, assertThrows(CaseProblem.class,
                () -> house.cases.extend("KC-2026-1", 2, d("2026-05-05"), "x")).code());
        Cases.Case extended = house.cases.extend("KC-2026-1", 1, d("2026-05-02"), "APL 64. panta otrā daļa");
        assertEquals(d("2026-05-05"), extended.due(), "2 May is a Saturday, 4 May a holiday");
        assertEquals(2, extended.version());
        assertEquals(Optional.of("APL 64. panta otrā daļa"), extended.reason());
        Cases.HistoryEntry line = house.asZane().cases.history("KC-2026-1").get(1);
        assertEquals("extend", line.action());
        assertTrue(line.shown());
        assertTrue(house.witness.names("outbox").get(1).contains(":action:extend:extended:2"));
        assertTrue(house.witness.names("audit").contains("case.extend ok"));
    }

    @Test
    void aTermTheLawDoesNotExtendIsNotExtended() {
        Definition fixed = house.services.install(
                TreeService.plain().deadline(new Deadline(5, 0, "law", 0, false)).definition());
        house.asZane().cases.submit(House.application(fixed, House.key(), House.answers()));
        house.asAnna();
        assertEquals(CaseProblem.Code.NOT_POSSIBLE, assertThrows(CaseProblem.class,
                () -> house.cases.extend("KC-2026-1", 1, d("2026-05-05"), "x")).code());
        house.act("KC-2026-1", "accept");
        house.as(House.ZANE).act("KC-2026-1", "withdraw");
        house.asAnna();
        assertEquals(CaseProblem.Code.NOT_POSSIBLE, assertThrows(CaseProblem.class,
                () -> house.cases.assign("KC-2026-1", 3, Optional.of("anna"))).code());
    }

    @Test
    void warnsTheAssigneeOrTheUnitOnceAtEachStage() {
        house.submitted();
        house.submitted();
        house.submitted();
        house.asAnna();
        house.cases.assign("KC-2026-1", 1, Optional.of("berta"));
        house.act("KC-2026-3", "request-correction", Answers.empty(), "Plāns");
        int before = house.witness.names("outbox").size();
        DeadlineWatch watch = house.watch(3);
        house.today("2026-03-25");
        assertEquals(0, watch.warn());
        house.today("2026-03-26");
        assertEquals(2, watch.warn());
        assertEquals(0, watch.warn());
        List<String> letters = house.witness.texts("outbox").subList(before, house.witness.texts("outbox").size());
        assertEquals(3, letters.size());
        assertTrue(letters.stream().anyMatch(l -> l.startsWith("email berta@town.example")
                && l.contains("Tuvojas termiņš: KC-2026-1") && l.contains("31.03.2026.")
                && l.contains("https://town.example/work/cases/KC-2026-1")));
        assertTrue(letters.stream().anyMatch(l -> l.startsWith("email anna@town.example") && l.contains("KC-2026-2")));
        assertTrue(letters.stream().noneMatch(l -> l.contains("karlis") || l.contains("KC-2026-3")));
        house.today("2026-04-01");
        assertEquals(2, watch.warn());
        assertEquals(0, watch.warn());
        assertEquals(2, house.witness.names("audit").stream().filter("case.overdue ok"::equals).count());
        house.cases.extend("KC-2026-1", 2, d("2026-04-10"), "APL 64");
        house.today("2026-04-13");
        assertEquals(1, watch.warn(), "after an extension the warnings begin anew");
        assertEquals(3, read().version(), "warnings leave the version alone");
    }

    @Test
    void withoutAFirstWarningOnlyTheOverdueAreTold() {
        house.submitted();
        house.today("2026-03-31");
        assertEquals(0, house.watch(0).warn());
        house.today("2026-04-01");
        assertEquals(1, house.watch(0).warn());
    }
}
