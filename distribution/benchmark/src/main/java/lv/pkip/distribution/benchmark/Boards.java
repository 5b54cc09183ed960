package lv.pkip.distribution.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import lv.pkip.distribution.itest.Clerk;
import lv.pkip.distribution.itest.Container;
import lv.pkip.distribution.itest.Resident;

/** The first page of a clerk's inbox through HTTP at ten thousand, a hundred thousand and a million cases, 93 of 100 closed. */
final class Boards implements Measurement {

    private static final int[] SIZES = {10_000, 100_000, 1_000_000};
    private static final String SERVICE = "tree-felling";

    /** Like real cases in all that the inbox looks at: phases, units, assignees and terms. */
    private static final String FILL = """
            create temporary table kept as select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as made
              from pg_index where indrelid = 'status_case'::regclass and not indisunique;
            do $$ declare one record; begin for one in select * from kept loop execute 'drop index ' || one.name; end loop; end $$;
            insert into status_case (id, number, version, service, definition, phase, step, lane, submitted, due, planned, paused_days,
              closed, warned, unit, assignee, applicant_key, applicant_name, applicant_fold, applicant_unread, language, application)
            select '019c' || lpad(to_hex(n / 65536), 4, '0') || '-' || lpad(to_hex(n %% 65536), 4, '0') || '-7000-8000-' || lpad(to_hex(n), 12, '0'),
              'X-2026-' || n, 1, '%1$s', d.definition, case when n %% 100 >= 7 then 'COMPLETED' else 'IN_REVIEW' end,
              case when n %% 100 >= 7 then 'issued' else 'inspection' end, case when n %% 100 < 7 then 1 + (n / 100) %% 4 else 0 end, 1770000000000 + n,
              date '2026-01-01' + (n %% 400 * 7919 %% 400)::int, date '2026-01-01', 0, case when n %% 100 >= 7 then 1771000000000 end, 0,
              'environment', case when (n / 100) %% 4 >= 2 then 'clerk' || n %% 50 end, 'p-' || n %% 100000, 'Person ' || n, 'person ' || n, 0,
              'lv', '{"name":"' || repeat('x', 900) || '"}'
            from generate_series(2, %2$d) n, (select definition from status_case limit 1) d;
            do $$ declare one record; begin for one in select * from kept loop execute one.made; end loop; end $$;
            delete from status_counter;
            insert into status_counter (service, phase, shard, cases) select service, phase, 0, count(*) from status_case group by service, phase;
            vacuum analyze status_case;
            """;

    private final Plan plan;

    Boards(Plan plan) {
        this.plan = plan;
    }

    /** A container over so many cases, and a clerk's connection to it. */
    private record Board(Container container, String request) {

        /** A connection for each request: the server closes one that waits while another board is filled. */
        double milliseconds() {
            try (Line line = new Line(container.httpPort())) {
                long begun = System.nanoTime();
                int status = line.ask(request);
                double took = (System.nanoTime() - begun) / 1e6;
                if (status != 200 || !line.body().contains("X-2026-")) {
                    throw new IllegalStateException("not an inbox with cases: " + status + " " + line.body());
                }
                return took;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        void close() {
            container.close();
        }
    }

    @Override
    public List<Row> rows() {
        Map<Integer, Board> boards = new LinkedHashMap<>();
        try {
            for (int size : SIZES) {
                boards.put(size, Plan.step(size + " cases", () -> board(size)));
            }
            Map<Integer, List<Double>> times = new LinkedHashMap<>();
            for (int i = -plan.pages() / 4; i < plan.pages(); i++) {
                int round = i;
                boards.forEach((size, board) -> {
                    double took = board.milliseconds();
                    if (round >= 0) { // before that they warm up
                        times.computeIfAbsent(size, s -> new ArrayList<>()).add(took);
                    }
                });
            }
            List<Double> least = times.get(SIZES[0]);
            return List.of(row(SIZES[1], times, least), row(SIZES[2], times, least));
        } finally {
            boards.values().forEach(Board::close);
        }
    }

    private static Row row(int size, Map<Integer, List<Double>> times, List<Double> least) {
        return Row.pairs("inbox at %,d cases".formatted(size).replace(',', ' '), "inbox at 10 000", "ms", times.get(size), least,
                Row.Goal.atMost(1.5, 1.1));
    }

    private Board board(int size) {
        String name = "board" + size;
        Container container = Containers.demo().withDatabase(plan.postgresql().database(name));
        try {
            return filled(container, name, size);
        } catch (RuntimeException | Error failure) {
            container.close();
            throw failure;
        }
    }

    private Board filled(Container container, String name, int size) {
        container.start();
        Resident resident = Resident.signedIn(container, "32000000001");
        // The first case brings the definition that the others point to.
        Resident.number(resident.submit(SERVICE, resident.definition(SERVICE), UUID.randomUUID().toString()));
        plan.postgresql().sql(name, FILL.formatted(SERVICE, size));
        String cookie = Clerk.signedIn(container, "vaditaja").browser().cookie("PKIP").orElseThrow();
        return new Board(container, "GET /work/cases?scope=open HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: PKIP=" + cookie + "\r\n\r\n");
    }
}
