package lv.pkip.kernel.status;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.api.status.Cases.Filter;
import lv.pkip.kernel.api.status.Cases.Filter.Order;
import lv.pkip.kernel.api.status.Cases.Filter.Scope;

/** Measures pages of lists at ten thousand to a million cases, 93 of 100 closed; run by hand on PostgreSQL. */
final class ListRate {
    private static final int ROUNDS = 60;
    private static final int DEEP = 20;

    private ListRate() {
    }

    public static void main(String[] arguments) {
        try (House house = new House()) {
            Definition roads = house.services.install(TreeService.plain().withGaps().id("roads").definition());
            int filled = 0;
            for (int cases : new int[] {10_000, 100_000, 1_000_000}) {
                fill(house, roads, filled, cases);
                filled = cases;
                System.out.println(cases + " cases, median ms of a page of 50: first, then the " + DEEP + "th");
                house.as(House.ANNA, "*");
                filters().forEach((name, filter) -> report(house, name, filter));
                house.as(House.ANNA, "roads:process");
                report(house, "open, one service", filters().get("open"));
                house.asZane();
                report(house, "own", Filter.of(Scope.OWN));
            }
        }
    }

    private static Map<String, Filter> filters() {
        Map<String, Filter> filters = new LinkedHashMap<>();
        for (Scope scope : List.of(Scope.OPEN, Scope.MINE, Scope.TEAM, Scope.UNASSIGNED, Scope.UNREAD, Scope.OVERDUE, Scope.ALL)) {
            filters.put(scope.name().toLowerCase(java.util.Locale.ROOT), Filter.of(scope));
        }
        filters.put("newest", new Filter(Scope.ALL, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Order.NEWEST));
        filters.put("open in a phase", new Filter(Scope.OPEN, Optional.empty(), Optional.of(Phase.AWAITING_APPLICANT),
                Optional.empty(), Optional.empty(), Order.DUE));
        filters.put("a name", new Filter(Scope.ALL, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("person 77"),
                Order.NEWEST));
        filters.put("a number", new Filter(Scope.ALL, Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of("x-2026-77"), Order.NEWEST));
        return filters;
    }

    private static void fill(House house, Definition roads, int from, int to) {
        house.jpa.database().execute("""
                insert into status_case (id, number, version, service, definition, phase, step, lane, submitted, due, planned,
                  paused_days, closed, warned, unit, assignee, applicant_key, applicant_name, applicant_fold, applicant_unread,
                  language, application)
                select '019c' || lpad(to_hex(n / 65536), 4, '0') || '-' || lpad(to_hex(n %% 65536), 4, '0') || '-7000-8000-' || lpad(to_hex(n), 12, '0'),
                  'X-2026-' || n, 1, case when n %% 3 = 0 then 'roads' else 'tree-felling' end,
                  case when n %% 3 = 0 then '%s' else '%s' end,
                  case when n %% 100 >= 7 then 'COMPLETED' when n %% 5 = 0 then 'AWAITING_APPLICANT' else 'IN_REVIEW' end,
                  'review', case when n %% 100 < 7 then 1 + (n / 100) %% 4 else 0 end, 1770000000000 + n,
                  date '2026-01-01' + (n %% 400 * 7919 %% 400)::int, date '2026-01-01', 0,
                  case when n %% 100 >= 7 then 1771000000000 end, 0, case when n %% 2 = 0 then 'environment' else 'roads' end,
                  case when (n / 100) %% 4 >= 2 then 'clerk' || n %% 50 end, case when n %% 50000 = 0 then 'p-zane' else 'p-' || n %% 100000 end,
                  'Person ' || n, 'person ' || n, 0, 'lv', '{"name":"' || repeat('x', 900) || '"}'
                from generate_series(%d, %d) n"""
                .formatted(roads.fingerprint(), house.trees.fingerprint(), from + 1, to));
        house.jpa.database().execute("update status_case set assignee = 'anna' where lane in (3, 4) and assignee = 'clerk1'");
        house.jpa.database().execute("delete from status_counter");
        house.jpa.database().execute("insert into status_counter (service, phase, shard, cases) "
                + "select service, phase, 0, count(*) from status_case group by service, phase");
        house.jpa.database().execute("vacuum analyze status_case");
    }

    private static void report(House house, String name, Filter filter) {
        Optional<String> deep = Optional.empty();
        for (int page = 1; page < DEEP; page++) {
            Optional<String> next = house.cases.list(filter, deep, 50).next();
            deep = next.isPresent() ? next : deep;
        }
        Optional<String> cursor = deep;
        System.out.printf("  %-20s %8.2f %8.2f%n", name, median(house, filter, Optional.empty()), median(house, filter, cursor));
    }

    private static double median(House house, Filter filter, Optional<String> cursor) {
        double[] times = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            Cases.Page page = house.cases.list(filter, cursor, 50);
            times[i] = (System.nanoTime() - start) / 1e6;
            if (page.cases().size() > 50) {
                throw new IllegalStateException("more than asked for");
            }
        }
        Arrays.sort(times);
        return times[ROUNDS / 2];
    }
}
