package lv.pkip.distribution.benchmark;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lv.pkip.distribution.itest.PostgresqlServer;

/**
 * What PostgreSQL itself can do: pgbench inserts the same three rows (case, audit, outbox) as a submission, of the same content
 * and into tables with the same indexes, in a transaction of prepared statements, and nothing else.
 */
final class ThreeRows {

    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");
    private static final String COLUMNS = """
            select string_agg(quote_ident(key), ', '), string_agg(%s, ', ')
            from (select distinct on (key) key, value from jsonb_each_text(to_jsonb((select r from %s r order by r desc limit 1)))) row
            where key not in ('seq'%s)
            """;

    private final PostgresqlServer postgresql;
    private final String database;
    private final String script;
    private int run;

    /** Takes the rows as they are after a submission. */
    ThreeRows(PostgresqlServer postgresql, String database) {
        this.postgresql = postgresql;
        this.database = database;
        postgresql.sql(database, """
                create schema peer;
                create table peer.status_case (like public.status_case including all);
                create table peer.audit_record (like public.audit_record including all);
                create table peer.delivery_item (like public.delivery_item including all);
                """);
        script = "\\set i :i + 1\nbegin;\n" + insert("status_case", Map.of("id", "KEY", "number", "KEY"), false)
                + insert("audit_record", Map.of("case_number", "KEY"), true)
                + insert("delivery_item", Map.of("item_key", "KEY", "case_number", "KEY"), true) + "commit;\n";
    }

    private String insert(String table, Map<String, String> unique, boolean counted) {
        String value = "case when key in ('" + String.join("','", unique.keySet()) + "') then 'KEY' else "
                // a colon would begin a variable of pgbench
                + "replace(quote_nullable(value), ':', '.') end";
        String[] answer = postgresql.sql(database, COLUMNS.formatted(value, table, counted ? ", 'id'" : "")).split("\\|", 2);
        return "insert into peer." + table + " (" + answer[0] + ") values (" + answer[1].replace("KEY",
                "'r' || :run || '-' || lpad(cast(:i as text), 12, '0') || '-' || :client_id") + ");\n";
    }

    /** Transactions a second. */
    double rate(int clients, int seconds) {
        String output = postgresql.ask("pgbench", script, "-n", "-M", "prepared", "-c", String.valueOf(clients), "-j", String.valueOf(Math.min(2, clients)),
                "-T", String.valueOf(seconds), "-D", "i=0", "-D", "run=" + ++run, "-f", "-", database);
        Matcher rate = RATE.matcher(output);
        if (!rate.find()) {
            throw new IllegalStateException(output);
        }
        return Double.parseDouble(rate.group(1));
    }
}
