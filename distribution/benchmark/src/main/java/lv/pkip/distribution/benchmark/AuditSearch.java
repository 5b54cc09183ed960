package lv.pkip.distribution.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lv.pkip.distribution.itest.Browser;
import lv.pkip.distribution.itest.Clerk;
import lv.pkip.distribution.itest.Container;

/**
 * The first page of an auditor's searches through HTTP at a hundred thousand, a million and ten million records of a year: one search for each
 * field, common and rare values, words, and a time of the past.
 */
final class AuditSearch implements Measurement {
    private static final int LEAST = 100_000;
    private static final long YEAR = 31_000_000_000L;
    private static final long BEGIN = System.currentTimeMillis() - YEAR - Duration.ofDays(1).toMillis();
    private static final String FROM = day(150);
    private static final String TO = day(170);
    /** Fields of the search page: what is rare is old, so that who walks back from the newest record reads them all. */
    private static final List<Map<String, String>> SEARCHES = List.of(Map.of(), Map.of("from", FROM, "to", TO), Map.of("actor", "clerk-77"),
            Map.of("actor", "clerk-77", "from", FROM, "to", TO), Map.of("source", "old-source"), Map.of("application", "app-3"), Map.of("action", "DELETE"),
            Map.of("sourceAction", "case.*"), Map.of("sourceAction", "old.*"), Map.of("person", "p-9999"), Map.of("caseNumber", "K-1234"), Map.of("objectType", "old-type"),
            Map.of("objectId", "o-333"), Map.of("outcome", "failed"), Map.of("text", "usual words"), Map.of("text", "seldom"), Map.of("text", "oldest"));

    /** Rows go in by COPY; indexes are made when they are there, as a restored database makes them. */
    private static final String FILL = """
            select audit_months(array(select audit_month(%3$d + n * 2600000000::bigint) from generate_series(0, 12) n),
              array['security', 'register', 'audit']);
            -- What the house wrote of its own start becomes as old as the rest: where which time is it notes ten minutes later only.
            set session_replication_role = replica;
            update audit_record set at_ms = %3$d;
            set session_replication_role = origin;
            create table audit_kept as select c.relname as name, replace(pg_get_indexdef(c.oid), ' ON ONLY ', ' ON ') as made
              from pg_class c join pg_index i on i.indexrelid = c.oid where i.indrelid = 'audit_record'::regclass and c.relkind = 'I';
            do $$ declare one record; begin for one in select * from audit_kept loop execute 'drop index ' || one.name; end loop; end $$;
            copy audit_record (at_ms, actor_kind, actor, application, action, case_number, data_subject, purpose, outcome, details, source, act, object_type, object_id, salt)
              from program $p$ awk 'BEGIN { for (n = 0; n < %1$d; n++) { o = n < 20;
                printf "%%.0f\\tSTAFF\\tclerk-%%d\\tapp-%%d\\t%%s\\tK-%%d\\tp-%%d\\tcase-handling\\t%%s\\t{\\"note\\":\\"the %%s words, no %%d\\"}\\t%%s\\t%%s\\t%%s\\to-%%d\\t%%s\\n",
                %3$d + n * %2$d, n %% 500, n %% 20, o ? "old.thing" : "case.act" n %% 60, n / 10, n %% 50000, o ? "failed" : "ok",
                o ? "oldest" : n %% 997 == 0 ? "seldom" : "usual", n, o ? "old-source" : n %% 3 ? "pkip" : "dms", o ? "DELETE" : n %% 2 ? "UPDATE" : "READ",
                o ? "old-type" : "case", n %% 40000, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" } }' $p$;
            set maintenance_work_mem = '512MB';
            do $$ declare one record; begin for one in select * from audit_kept loop execute one.made; end loop; end $$;
            drop table audit_kept;
            vacuum analyze audit_record;
            """;
    private final Plan plan;

    AuditSearch(Plan plan) {
        this.plan = plan;
    }

    /** A container over so many records, and an auditor's addresses of what was found. */
    private record House(Container container, List<String> requests) {

        double milliseconds(int search) {
            try (Line line = new Line(container.httpPort())) {
                long begun = System.nanoTime();
                int status = line.ask(requests.get(search));
                double took = (System.nanoTime() - begun) / 1e6;
                if (status != 200 || !line.body().contains("/audit-records/record/")) {
                    throw new IllegalStateException("nothing was found: " + status + " by " + SEARCHES.get(search));
                }
                return took;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    @Override
    public List<Row> rows() {
        Map<Integer, House> houses = new LinkedHashMap<>();
        try {
            for (int size : plan.records()) {
                houses.put(size, Plan.step(size + " records", () -> house(size)));
            }
            Map<Integer, List<Double>> times = new LinkedHashMap<>();
            for (int i = -plan.pages() / 4; i < plan.pages(); i++) {
                int round = i;
                houses.forEach((size, house) -> {
                    double took = house.milliseconds(Math.floorMod(round, SEARCHES.size()));
                    if (round >= 0) { // before that they warm up
                        times.computeIfAbsent(size, s -> new ArrayList<>()).add(took);
                    }
                });
            }
            return times.keySet().stream().filter(size -> size > LEAST).map(size -> row(size, times)).toList();
        } finally {
            houses.values().forEach(house -> house.container().close());
        }
    }

    private static Row row(int size, Map<Integer, List<Double>> times) {
        return Row.pairs("search among %,d records".formatted(size).replace(',', ' '), "search among 100 000", "ms", times.get(size), times.get(LEAST),
                Row.Goal.atMost(1.5, 1.1));
    }

    private House house(int size) {
        String name = "search" + size;
        Container container = Containers.demo().withDatabase(plan.postgresql().database(name));
        try {
            container.start();
            plan.postgresql().sql(name, FILL.formatted(size, YEAR / size, BEGIN));
            // Where which time is, the house finds out by itself.
            long spans = size / 4096 - 1;
            while (Long.parseLong(plan.postgresql().sql(name, "select count(*) from audit_span").strip()) < spans) {
                Thread.onSpinWait();
            }
            Clerk auditor = Clerk.signedIn(container, "administrators");
            Browser browser = auditor.browser();
            browser.follow(browser.send(browser.get("/audit-records/purpose").form("/audit-records/purpose").with("usual", "review")));
            String cookie = auditor.browser().cookie("PKIP").orElseThrow();
            return new House(container, SEARCHES.stream().map(search -> "GET " + found(browser, search)
                    + " HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: PKIP=" + cookie + "\r\n\r\n").collect(Collectors.toList()));
        } catch (RuntimeException | Error failure) {
            container.close();
            throw failure;
        }
    }

    /** What an auditor types, and the address that it leads to. */
    private static String found(Browser browser, Map<String, String> search) {
        Browser.Form form = browser.get("/audit-records").form("/audit-records");
        for (Map.Entry<String, String> field : search.entrySet()) {
            form = form.with(field.getKey(), field.getValue());
        }
        return browser.follow(browser.send(form)).at().getPath();
    }

    private static String day(int after) {
        return DateTimeFormatter.ofPattern("dd.MM.uuuu.").withZone(ZoneId.of("Europe/Riga")).format(Instant.ofEpochMilli(BEGIN).plus(Duration.ofDays(after)));
    }
}
