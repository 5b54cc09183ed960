package lv.pkip.kernel.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** The tables have an owner; the application's role may do what it needs and no more, now and when there are new tables. */
@EnabledIfEnvironmentVariable(named = "PKIP_TEST_POSTGRESQL", matches = ".+", disabledReason = "embedded Derby has one user")
class TwoRolesTest {
    private static final String MARKED = "<changeSet id=\"NAME-marked\" author=\"pkip\" dbms=\"postgresql\"><sql>comment on table NAME is 'insert-only: of a test'</sql></changeSet>";
    /** Kept, because Java forgets the level of a logger that nobody holds. */
    private static final Logger LIQUIBASE_LOG = Logger.getLogger("liquibase");
    private final String url = System.getenv("PKIP_TEST_POSTGRESQL");
    private final String name = "roles_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    private final String owner = name + "_owner";
    private final String application = name + "_app";
    @TempDir
    private Path storage;
    private TestContainer container;
    private SchemaExtender extender;

    @BeforeEach
    void open() throws Exception {
        LIQUIBASE_LOG.setLevel(Level.WARNING);
        container = new TestContainer(storage);
        superuser("create role " + owner + " login password 'x'", "create role " + application + " login password 'x'",
                "create schema " + name + " authorization " + owner);
    }

    @AfterEach
    void close() throws SQLException {
        if (extender != null) {
            extender.close();
        }
        container.close();
        superuser("drop schema " + name + " cascade", "drop owned by " + owner + ", " + application, "drop role " + owner + ", " + application);
    }

    private void superuser(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, properties(null)); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private Properties properties(String role) {
        Properties properties = new Properties();
        properties.setProperty("currentSchema", name);
        if (role != null) {
            properties.setProperty("user", role);
            properties.setProperty("password", "x");
        }
        return properties;
    }

    /** The test's address names a user itself, which the properties' one does not replace. */
    private Connection as(String role) throws SQLException {
        return DriverManager.getConnection(url.replaceAll("[?&](user|password)=[^&]*", ""), properties(role));
    }

    private void application(String sql) throws SQLException {
        try (Connection connection = as(application); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String refused(String sql) {
        return assertThrows(SQLException.class, () -> application(sql), sql).getSQLState();
    }

    private DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> switch (method.getName()) {
            case "getConnection" -> as(application);
            case "getLogWriter" -> new PrintWriter(System.err);
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private void start(Optional<Owner> with) {
        extender = new SchemaExtender(container.context(), new Migration(dataSource(), with, Clock.systemUTC()), Duration.ofMillis(5));
    }

    private Optional<Owner> owner() {
        return Optional.of(ofTheApplication -> as(owner));
    }

    private static String changeLog(boolean marked, String table, String... more) {
        String log = TestContainer.changeLog(table, more);
        return marked ? log.replace("</databaseChangeLog>", MARKED.replace("NAME", table) + "</databaseChangeLog>") : log;
    }

    @Test
    void the_application_reads_and_writes_but_where_it_may_only_add() throws Exception {
        start(owner());
        container.install("trees", "1.0.0", "trees=db/trees.xml", Map.of("db/trees.xml", changeLog(false, "tree")));
        assertEquals("+trees", container.next());
        container.install("marks", "1.0.0", "marks=db/marks.xml", Map.of("db/marks.xml", changeLog(true, "mark")));
        assertEquals("+marks", container.next());
        application("insert into tree (id) values (1)");
        application("update tree set id = 2");
        application("delete from tree");
        application("insert into mark (id) values (1)");
        application("select * from mark");
        for (String sql : List.of("update mark set id = 2", "delete from mark", "truncate mark", "alter table mark disable trigger all",
                "create trigger t before insert on mark for each row execute function suppress_redundant_updates_trigger()", "drop table mark",
                "alter table mark owner to " + application, "comment on table mark is ''", "create table sneaky (id int)",
                "select * from mark for update", "set role " + owner)) {
            assertEquals("42501", refused(sql), sql);
        }
        application("grant update on mark to " + application); // which PostgreSQL only warns of
        assertEquals("42501", refused("update mark set id = 2"));
        assertTrue(extender.execute().toString().contains("may only add"), extender.execute()::toString);
    }

    @Test
    void partitions_made_later_are_reached_by_their_table_alone() throws Exception {
        start(owner());
        container.install("marks", "1.0.0", "marks=db/marks.xml", Map.of("db/marks.xml", changeLog(true, "mark").replace("<createTable tableName=\"mark\"><column name=\"id\" type=\"bigint\"/></createTable>",
                "<sql>create table mark (id bigint) partition by range (id)</sql><sql>create table mark_low partition of mark for values from (0) to (10)</sql>")));
        assertEquals("+marks", container.next());
        try (Connection connection = as(owner); Statement statement = connection.createStatement()) {
            statement.execute("create table mark_high partition of mark for values from (10) to (20)");
        }
        application("insert into mark (id) values (1), (11)");
        for (String part : List.of("mark", "mark_low", "mark_high")) {
            assertEquals("42501", refused("update " + part + " set id = 2 where id = 1"), part);
            assertEquals("42501", refused("delete from " + part), part);
            assertEquals("42501", refused("truncate " + part), part);
        }
        assertEquals("42501", refused("insert into mark_high (id) values (12)"));
    }

    @Test
    void an_owner_that_is_new_to_old_tables_grants_what_is_needed_at_the_next_start() throws Exception {
        superuser("grant usage, create on schema " + name + " to " + application);
        start(Optional.empty());
        container.install("marks", "1.0.0", "marks=db/marks.xml", Map.of("db/marks.xml", changeLog(true, "mark")));
        assertEquals("+marks", container.next());
        application("insert into mark (id) values (1)");
        assertTrue(extender.execute().toString().contains("triggers alone"), extender.execute()::toString);
        extender.close();
        assertEquals("-marks", container.next());

        superuser("revoke create on schema " + name + " from " + application, "reassign owned by " + application + " to " + owner);
        assertEquals("42501", refused("select * from mark"));
        start(owner());
        assertEquals("+marks", container.next());
        application("insert into mark (id) values (2)");
        assertEquals("42501", refused("delete from mark"));
        assertFalse(extender.execute().toString().contains("triggers alone"), extender.execute()::toString);
    }

    @Test
    void an_upgrade_as_the_owner_brings_new_tables_that_the_application_may_use_at_once() throws Exception {
        start(owner());
        var first = container.install("trees", "1.0.0", "trees=db/trees.xml", Map.of("db/trees.xml", changeLog(false, "tree")));
        assertEquals("+trees", container.next());
        first.uninstall();
        assertEquals("-trees", container.next());
        container.install("trees", "1.1.0", "trees=db/trees.xml", Map.of("db/trees.xml", changeLog(false, "tree", "girth")));
        assertEquals("+trees", container.next());
        application("insert into tree (id, girth) values (1, 2)");
    }
}
