package lv.pkip.distribution.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody works on the audit of a running house: with the application's own role that is refused by the database; the database's
 * superuser, who takes the guards away first, is found by the console and by the verifier, which name the first record that is not right.
 */
@EnabledIf(value = "lv.pkip.distribution.itest.PostgresqlServer#installed", disabledReason = "no PostgreSQL: ./pkip test installs it")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuditTamperingIT {
    private static final int RECORDS = 200;
    private static final String AT = "seq = (select seq from audit_leaf where place = %d)";

    @TempDir
    private static Path folder;
    private static PostgresqlServer server;
    private static Container container;
    private static AuditProven watcher;
    private static Path backup;
    private static long size;

    @BeforeAll
    static void start() {
        server = PostgresqlServer.started();
        container = Container.unpacked().withFeatures("pkip-audit-intake").withDatabase(server).start();
        watcher = new AuditProven(container, folder);
        String secret = AuditSenders.secret(container, "ledger");
        watcher.awaitSigned();
        backup = server.dump();
        String lines = IntStream.range(0, RECORDS).mapToObj(i -> "{\"id\":\"n" + i + "\",\"time\":\"2026-11-28T10:00:00Z\",\"actor\":{\"kind\":\"staff\",\"id\":\"a.ozola\"},"
                + "\"application\":\"invoices\",\"action\":\"read\",\"purpose\":\"Payment reminder\",\"outcome\":\"ok\",\"dataSubject\":\"3200000" + (10_000 + i)
                + "\",\"caseNumber\":\"R-" + i + "\",\"object\":{\"type\":\"invoice\",\"id\":\"" + i + "\"}}").collect(Collectors.joining("\n"));
        assertEquals(200, AuditSenders.sent(container, AuditSenders.token(container, "ledger", secret), lines).statusCode());
        size = watcher.awaitSigned();
        watcher.remember();
        assertTrue(size > RECORDS);
    }

    @AfterAll
    static void stop() {
        if (container != null) {
            container.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static void superuser(String sql) {
        server.sql("pkip", sql);
    }

    /** As the application signs in. */
    private static void application(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl("pkip"), PostgresqlServer.APPLICATION, "any"); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    @Order(1)
    void the_passwords_of_both_roles_are_readable_by_the_house_alone() throws IOException {
        for (String file : List.of("org.ops4j.datasource-pkip.cfg", "lv.pkip.kernel.persistence.SchemaExtender.cfg")) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(container.home().resolve("etc").resolve(file))), file);
        }
        assertFalse(container.log().contains("triggers alone"), "the audit is guarded by more than triggers");
    }

    @Test
    @Order(2)
    void the_applications_role_can_change_delete_or_take_the_guards_from_nothing() {
        List<String> refused = new ArrayList<>();
        for (String table : server.sql("pkip", "select c.oid::regclass from pg_class c where c.relkind in ('r', 'p') and (c.relname in ('audit_leaf', 'audit_checkpoint')"
                + " or c.relname like 'audit\\_record%')").lines().toList()) {
            String column = table.equals("audit_checkpoint") ? "leaves" : "seq";
            refused.addAll(List.of("update " + table + " set " + column + " = " + column, "delete from " + table, "truncate " + table, "drop table " + table,
                    "alter table " + table + " disable trigger all", "alter table " + table + " add column more int", "alter table " + table + " owner to " + PostgresqlServer.APPLICATION,
                    "create trigger mine before insert on " + table + " for each row execute function suppress_redundant_updates_trigger()"));
        }
        assertTrue(refused.size() > 3 * 8, "partitions, too");
        refused.addAll(List.of("set session_replication_role = replica", "set role pkip_owner", "create table mine (id int)",
                "create function mine() returns int language sql as 'select 1'", "drop trigger audit_record_guard on audit_record"));
        for (String sql : refused) {
            SQLException failure = assertThrows(SQLException.class, () -> application(sql), sql);
            assertEquals("42501", failure.getSQLState(), sql);
        }
    }

    /** What console and verifier say of the records that were there before anybody worked on them. */
    private static AuditProven.Verdict found(String name) throws IOException, InterruptedException {
        String said = container.console("pkip:audit-verify --to " + size);
        AuditProven.Verdict verdict = watcher.verified(watcher.export(name + ".pkip-audit", size));
        return new AuditProven.Verdict(verdict.end(), said + "\n" + verdict.said());
    }

    private static void finds(String name, long place, String tampering) throws IOException, InterruptedException {
        superuser("set session_replication_role = replica; " + tampering);
        AuditProven.Verdict verdict = found(name);
        assertEquals(1, verdict.end(), () -> name + ": " + verdict.said());
        assertTrue(verdict.said().contains("The record at place " + place + " was changed or is gone."), () -> name + ": " + verdict.said());
        String first = verdict.said().lines().filter(line -> line.startsWith("  !")).findFirst().orElse("");
        assertTrue(first.matches(".*\\b" + place + "\\b.*"), () -> name + ", not at " + place + ": " + verdict.said());
        superuser("""
                set session_replication_role = replica;
                delete from audit_record where seq in (select seq from kept) or source_id = 'forged';
                insert into audit_record select * from kept;
                delete from audit_leaf where place < (select count(*) from kept_leaf) or seq in (select seq from kept_leaf);
                insert into audit_leaf select * from kept_leaf;
                """);
    }

    @Test
    @Order(3)
    void what_the_superuser_changes_deletes_swaps_or_puts_in_is_found_at_its_place() throws Exception {
        superuser("create table kept as select r.* from audit_record r join audit_leaf l on l.seq = r.seq where l.place < %1$d; create table kept_leaf as select * from audit_leaf where place < %1$d".formatted(size));
        assertEquals(0, found("untouched").end());
        finds("update", size - 100, "update audit_record set data_subject = '32000000999' where " + AT.formatted(size - 100));
        finds("delete", size - 60, "delete from audit_record where " + AT.formatted(size - 60));
        finds("places-swapped", size - 90, """
                create temp table two as select * from audit_leaf where place in (%1$d, %2$d);
                delete from audit_leaf where place in (%1$d, %2$d);
                update two set place = %1$d + %2$d - place;
                insert into audit_leaf select * from two;
                """.formatted(size - 90, size - 80));
        finds("contents-swapped", size - 70, """
                update audit_record r set data_subject = o.data_subject, case_number = o.case_number from kept o
                where r.seq in (select seq from audit_leaf where place in (%1$d, %2$d)) and o.seq in (select seq from audit_leaf where place in (%1$d, %2$d)) and o.seq <> r.seq
                """.formatted(size - 70, size - 50));
        finds("put-in", size - 40, """
                create temp table forged as select * from audit_record where seq = (select seq from audit_leaf where place = %1$d);
                update forged set seq = (select max(seq) + 100000 from audit_record), source_id = 'forged';
                insert into audit_record select * from forged;
                update audit_leaf set seq = (select seq from forged) where place = %1$d;
                """.formatted(size - 40));
        finds("truncate", 0, "truncate audit_record");
        assertEquals(0, found("all-as-it-was").end());
    }

    @Test
    @Order(4)
    void a_log_whose_end_was_cut_off_is_found() throws Exception {
        superuser("""
                set session_replication_role = replica;
                delete from audit_record where seq in (select seq from audit_leaf where place >= %1$d);
                delete from audit_leaf where place >= %1$d;
                """.formatted(size - 20));
        AuditProven.Verdict verdict = found("cut");
        assertEquals(1, verdict.end(), verdict::said);
        assertTrue(verdict.said().contains("The record at place " + (size - 20) + " was changed or is gone."), verdict::said);
        assertTrue(verdict.said().lines().anyMatch(line -> line.startsWith("  !") && line.matches(".*\\b" + (size - 20) + "\\b.*")), verdict::said);
    }

    /** With the house's own key, all its guards and a log that agrees with itself: only what was kept outside tells. */
    @Test
    @Order(5)
    void an_old_backup_that_was_restored_is_found_by_a_checkpoint_that_was_kept() throws Exception {
        assertTrue(container.stop(), "stopped by itself");
        server.ask("dropdb", "", "pkip");
        server.ask("createdb", "", "-O", "pkip_owner", "pkip");
        server.restore(backup);
        container.start();
        assertFalse(container.console("pkip:audit-verify").contains("was changed or is gone"), "the old log agrees with itself");
        AuditProven.Verdict verdict = watcher.verified(watcher.export("old.pkip-audit"));
        assertEquals(1, verdict.end(), verdict::said);
        assertTrue(verdict.said().contains("backup") || verdict.said().contains("cut off"), verdict::said);
    }
}
