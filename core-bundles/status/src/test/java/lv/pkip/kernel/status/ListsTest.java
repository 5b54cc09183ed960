package lv.pkip.kernel.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.api.status.Cases.Filter;
import lv.pkip.kernel.api.status.Cases.Filter.Order;
import lv.pkip.kernel.api.status.Cases.Filter.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListsTest {
    private final House house = new House();
    private final Definition roads = house.services.install(TreeService.plain().withGaps().id("roads").definition());

    @AfterEach
    void close() {
        house.close();
    }

    private static Filter filter(Scope scope, Order order) {
        return new Filter(scope, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), order);
    }

    private static Filter text(Scope scope, String text) {
        return new Filter(scope, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(text), Order.NEWEST);
    }

    private List<String> numbers(Filter filter) {
        return pages(filter, 200).stream().map(Cases.Summary::number).toList();
    }

    /** All lines, read page by page. */
    private List<Cases.Summary> pages(Filter filter, int size) {
        List<Cases.Summary> all = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Cases.Page page = house.cases.list(filter, cursor, size);
            assertTrue(page.cases().size() <= size);
            assertTrue(page.next().isEmpty() || page.cases().size() == size, "only a full page has a next one");
            all.addAll(page.cases());
            cursor = page.next();
        } while (cursor.isPresent());
        return all;
    }

    /** Forty cases of two services over five days, many with one due day, in all sorts of states. */
    private void manyCases() {
        Random random = new Random(7);
        for (int i = 0; i < 40; i++) {
            house.today("2026-03-0" + (2 + i / 10));
            Definition definition = random.nextBoolean() ? house.trees : roads;
            String number = house.asZane().cases.submit(House.application(definition, House.key(), House.answers())).number();
            house.as(House.ANNA, "*");
            switch (random.nextInt(5)) {
                case 0 -> house.cases.assign(number, 1, Optional.of(definition == roads ? "karlis" : "anna"));
                case 1 -> house.act(number, "accept");
                case 2 -> house.asZane().act(number, "withdraw");
                case 3 -> house.act(number, "request-correction", lv.pkip.kernel.api.service.Answers.empty(), "x");
                default -> { }
            }
        }
        house.as(House.ANNA, "*");
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void pagesOfEverySizeAddUpToTheWholeListWithoutGapsOrRepeats(Order order) {
        manyCases();
        for (Scope scope : List.of(Scope.ALL, Scope.OPEN, Scope.TEAM, Scope.UNASSIGNED, Scope.UNREAD, Scope.MINE)) {
            List<Cases.Summary> whole = pages(filter(scope, order), 200);
            for (int size : List.of(1, 3, 7, 39)) {
                assertEquals(whole, pages(filter(scope, order), size), scope + " by " + size);
            }
            List<Cases.Summary> sorted = new ArrayList<>(whole);
            Comparator<Cases.Summary> byId = Comparator.comparing(Cases.Summary::id);
            sorted.sort(order == Order.NEWEST ? byId.reversed()
                    : Comparator.comparing((Cases.Summary s) -> due(s.id())).thenComparing(byId));
            assertEquals(sorted, whole, scope.name());
        }
        house.as(House.ANNA, "roads:process");
        assertEquals(pages(filter(Scope.OPEN, order), 200), pages(filter(Scope.OPEN, order), 2), "one service of two");
        house.asZane();
        assertEquals(40, pages(filter(Scope.OWN, order), 7).size());
        assertEquals(pages(filter(Scope.OWN, order), 200), pages(filter(Scope.OWN, order), 6));
    }

    private java.time.LocalDate due(String id) {
        return house.jpa.txExpr(em -> em.find(CaseRow.class, id).due);
    }

    @Test
    void eachScopeHoldsWhatItSays() {
        manyCases();
        List<CaseRow> rows = house.jpa.txExpr(em -> em.createQuery("select c from CaseRow c", CaseRow.class).getResultList());
        Map<Scope, java.util.function.Predicate<CaseRow>> meaning = Map.of(
                Scope.ALL, c -> true, Scope.OPEN, c -> c.closed == null,
                Scope.MINE, c -> c.closed == null && "anna".equals(c.assignee),
                Scope.TEAM, c -> c.closed == null && c.unit.equals("environment"),
                Scope.UNASSIGNED, c -> c.closed == null && c.assignee == null,
                Scope.UNREAD, c -> Lane.unread(c.lane));
        meaning.forEach((scope, holds) -> {
            assertEquals(rows.stream().filter(holds).map(c -> c.number).sorted().toList(),
                    numbers(filter(scope, Order.DUE)).stream().sorted().toList(), scope.name());
            assertTrue(rows.stream().anyMatch(holds), scope.name());
        });
        for (Phase phase : List.of(Phase.RECEIVED, Phase.AWAITING_APPLICANT, Phase.WITHDRAWN)) {
            Filter byPhase = new Filter(Scope.ALL, Optional.of("roads"), Optional.of(phase), Optional.of("environment"),
                    Optional.empty(), Order.NEWEST);
            assertEquals(rows.stream().filter(c -> c.service.equals("roads") && c.phase.equals(phase.name()))
                    .map(c -> c.number).sorted().toList(), numbers(byPhase).stream().sorted().toList());
        }
        assertEquals(List.of(), numbers(new Filter(Scope.OPEN, Optional.empty(), Optional.of(Phase.WITHDRAWN),
                Optional.empty(), Optional.empty(), Order.DUE)));
        assertEquals(List.of(), numbers(new Filter(Scope.ALL, Optional.empty(), Optional.empty(), Optional.of("roads"),
                Optional.empty(), Order.DUE)));
    }

    @Test
    void overdueAreThoseWhoseClockRanOut() {
        house.submitted();
        house.submitted();
        house.submitted();
        house.asAnna().act("KC-2026-2", "request-correction", lv.pkip.kernel.api.service.Answers.empty(), "x");
        house.asZane().act("KC-2026-3", "withdraw");
        house.asAnna().today("2026-03-31");
        assertEquals(List.of(), numbers(filter(Scope.OVERDUE, Order.DUE)));
        house.today("2026-04-01");
        List<Cases.Summary> overdue = pages(filter(Scope.OVERDUE, Order.DUE), 10);
        assertEquals(List.of("KC-2026-1"), overdue.stream().map(Cases.Summary::number).toList());
        assertTrue(overdue.get(0).overdue());
        assertTrue(pages(filter(Scope.OPEN, Order.DUE), 10).stream().filter(Cases.Summary::paused)
                .allMatch(s -> s.number().equals("KC-2026-2") && !s.overdue()));
    }

    @Test
    void findsByTheBeginningOfANumberOrANameWithoutRegardToAccents() {
        for (String name : List.of("Jānis Āboliņš", "Jana Abola", "Zane Kalniņa", "100% Koks")) {
            house.as(Actor.resident("p-" + name, name, Assurance.HIGH));
            house.cases.submit(house.application(House.key()));
        }
        house.asAnna();
        assertEquals(List.of("KC-2026-2", "KC-2026-1"), numbers(text(Scope.ALL, "JAN")));
        assertEquals(List.of("KC-2026-1"), numbers(text(Scope.ALL, "janis  ABOL")));
        assertEquals(List.of("KC-2026-3"), numbers(text(Scope.OPEN, "zane kalniņ")));
        assertEquals(List.of("KC-2026-4", "KC-2026-3", "KC-2026-2", "KC-2026-1"), numbers(text(Scope.ALL, "kc-2026")));
        assertEquals(List.of("KC-2026-4"), numbers(text(Scope.ALL, "KC-2026-4")));
        assertEquals(List.of("KC-2026-4"), numbers(text(Scope.ALL, "100%")));
        assertEquals(List.of(), numbers(text(Scope.ALL, "%")));
        assertEquals(List.of(), numbers(text(Scope.ALL, "' or 1=1 --")));
        assertEquals(4, numbers(text(Scope.ALL, "  ")).size());
        List<Cases.Summary> paged = pages(text(Scope.ALL, "kc"), 1);
        assertEquals(4, paged.size());
        house.as(Actor.resident("p-Jana Abola", "Jana Abola", Assurance.HIGH));
        assertEquals(List.of("KC-2026-2"), numbers(text(Scope.OWN, "KC")), "a search reaches one's own only");
        house.as(House.ANNA, "roads:process");
        assertEquals(List.of(), numbers(text(Scope.ALL, "KC")), "and no further than one's permissions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "%%%", "fDAxOWNhZDhm", "MjAyNi0wMy0wMnx4", "' or 1=1 --"})
    void aCursorThatIsNoneIsRefused(String cursor) {
        house.submitted();
        house.asAnna();
        CaseProblem problem = assertThrows(CaseProblem.class,
                () -> house.cases.list(filter(Scope.ALL, Order.DUE), Optional.of(cursor), 10));
        assertEquals(CaseProblem.Code.INVALID, problem.code());
    }

    @Test
    void aCursorOfAnotherOrderIsRefusedAndPagesHaveALimit() {
        house.submitted();
        house.submitted();
        house.asAnna();
        String cursor = house.cases.list(filter(Scope.ALL, Order.DUE), Optional.empty(), 1).next().orElseThrow();
        assertThrows(CaseProblem.class, () -> house.cases.list(filter(Scope.ALL, Order.NEWEST), Optional.of(cursor), 1));
        assertEquals(1, house.cases.list(filter(Scope.ALL, Order.DUE), Optional.empty(), -5).cases().size());
        assertEquals(2, house.cases.list(filter(Scope.ALL, Order.DUE), Optional.empty(), 1_000_000).cases().size());
    }

    @Test
    void linesThatComeMeanwhileNeitherRepeatNorHideOthers() {
        for (int i = 0; i < 6; i++) {
            house.submitted();
        }
        house.asAnna();
        Cases.Page first = house.cases.list(filter(Scope.ALL, Order.NEWEST), Optional.empty(), 3);
        house.submitted();
        house.asAnna();
        Cases.Page second = house.cases.list(filter(Scope.ALL, Order.NEWEST), first.next(), 3);
        assertEquals(List.of("KC-2026-3", "KC-2026-2", "KC-2026-1"), second.cases().stream().map(Cases.Summary::number).toList());
    }

    @Test
    void keptCountersEqualTheCountAndShowWhatOneMaySee() {
        manyCases();
        assertEquals(house.counted(), house.kept());
        assertEquals(house.counted(), house.cases.counts());
        house.as(House.ANNA, "roads:read");
        assertEquals(new HashSet<>(List.of("roads")), house.cases.counts().keySet());
        house.as(House.ANNA);
        assertEquals(Map.of(), house.cases.counts());
        house.asZane();
        assertEquals(house.counted(), house.cases.counts(), "all forty are Zane's");
        house.as(House.JANIS);
        assertEquals(Map.of(), house.cases.counts());
    }

    @Test
    void a_list_is_counted_as_it_would_be_shown_and_nobody_is_read_by_that() {
        manyCases();
        for (Scope scope : List.of(Scope.MINE, Scope.TEAM, Scope.UNASSIGNED, Scope.OVERDUE, Scope.UNREAD, Scope.OPEN, Scope.ALL)) {
            for (Order order : Order.values()) {
                assertEquals(pages(filter(scope, order), 200).size(), house.cases.count(filter(scope, order), 200), scope + " " + order);
            }
        }
        assertEquals(pages(text(Scope.ALL, "zane"), 200).size(), house.cases.count(text(Scope.ALL, "zane"), 200));
        int records = house.witness.names("audit").size();
        assertEquals(40, house.cases.count(filter(Scope.ALL, Order.DUE), 200));
        assertEquals(7, house.cases.count(filter(Scope.ALL, Order.DUE), 7), "no further than asked");
        assertEquals(records, house.witness.names("audit").size());
        house.as(House.ANNA);
        assertEquals(0, house.cases.count(filter(Scope.ALL, Order.DUE), 200));
        house.asZane();
        assertThrows(Forbidden.class, () -> house.cases.count(filter(Scope.ALL, Order.DUE), 200));
    }

    @Test
    void days_with_deadlines_are_those_of_the_running_open_cases_one_may_see() {
        manyCases();
        LocalDate from = LocalDate.of(2026, 3, 1);
        LocalDate to = LocalDate.of(2026, 6, 1);
        Map<LocalDate, Long> listed = new TreeMap<>();
        pages(filter(Scope.OPEN, Order.DUE), 200).stream().filter(c -> !c.paused()).forEach(c -> listed.merge(c.due(), 1L, Long::sum));
        assertTrue(listed.size() > 2, listed::toString);
        assertEquals(listed, house.cases.due(from, to));
        LocalDate last = listed.keySet().stream().max(Comparator.naturalOrder()).orElseThrow();
        assertEquals(Map.of(last, listed.get(last)), house.cases.due(last, to));
        house.as(House.ANNA, "roads:read");
        assertTrue(house.cases.due(from, to).values().stream().mapToLong(n -> n).sum() < listed.values().stream().mapToLong(n -> n).sum());
        house.as(House.ANNA);
        assertEquals(Map.of(), house.cases.due(from, to));
        house.asZane();
        assertThrows(Forbidden.class, () -> house.cases.due(from, to));
    }

    @Test
    void casesOfAServiceThatIsGoneAreStillListed() {
        house.submitted();
        house.services.installed.clear();
        house.asAnna();
        assertEquals(List.of("KC-2026-1"), numbers(filter(Scope.OPEN, Order.DUE)));
        assertEquals(1, house.cases.counts().size());
    }

    @Test
    void aClerkWithoutUnitHasAnEmptyTeam() {
        house.submitted();
        house.as(Actor.staff("anna", "Anna", Optional.empty()), "tree-felling:process");
        assertEquals(List.of(), numbers(filter(Scope.TEAM, Order.DUE)));
        house.as(House.ANNA);
        assertEquals(List.of(), numbers(filter(Scope.OPEN, Order.DUE)));
    }
}
