package lv.pkip.kernel.persistence;

import static lv.pkip.kernel.persistence.TestContainer.changeLog;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

import lv.pkip.kernel.testkit.TestDatabase;

class SchemaExtenderTest {
    @TempDir
    private Path storage;
    private final TestDatabase database = TestDatabase.open();
    private final List<SchemaExtender> extenders = new ArrayList<>();
    private TestContainer container;

    @BeforeEach
    void start() throws Exception {
        container = new TestContainer(storage);
    }

    @AfterEach
    void stop() throws Exception {
        extenders.forEach(SchemaExtender::close); // closed beneath a migration, Derby has waited for ever for a page
        container.close();
        database.close();
    }

    private SchemaExtender extender(DataSource source) {
        SchemaExtender extender = new SchemaExtender(container.context(), new Migration(source, java.util.Optional.empty(), Clock.systemUTC()), Duration.ofMillis(5));
        extenders.add(extender);
        return extender;
    }

    private Bundle trees(String version, String... columns) throws Exception {
        return container.install("trees", version, "trees=db/trees.xml", Map.of("db/trees.xml", changeLog("tree", columns)));
    }

    @Test
    void tablesAreThereWhenTheMarkerComes() throws Exception {
        SchemaExtender extender = extender(database);
        trees("1.0.0");
        assertEquals("+trees", container.next());
        database.execute("insert into tree (id) values (1)");
        assertEquals(Result.Status.OK, extender.execute().getStatus());
    }

    @Test
    void bundlesThatAreAlreadyThereAreMigratedToo() throws Exception {
        trees("1.0.0");
        container.install("plain", "1.0.0", null, Map.of());
        extender(database);
        assertEquals("+trees", container.next());
    }

    @Test
    void theMarkerGoesWithTheBundleAndComesBackWithIt() throws Exception {
        extender(database);
        Bundle bundle = trees("1.0.0");
        assertEquals("+trees", container.next());
        bundle.stop();
        assertEquals("-trees", container.next());
        bundle.start();
        assertEquals("+trees", container.next());
    }

    @Test
    void aNewerBundleBringsTheNewColumnAndKeepsTheRows() throws Exception {
        extender(database);
        Bundle older = trees("1.0.0");
        assertEquals("+trees", container.next());
        older.uninstall();
        assertEquals("-trees", container.next());
        database.execute("insert into tree (id) values (1)");
        trees("1.1.0", "girth");
        assertEquals("+trees", container.next());
        database.execute("update tree set girth = 2 where id = 1");
    }

    @Test
    void anUnchangedChangeLogCostsNoMigration() throws Exception {
        SchemaExtender first = extender(database);
        trees("1.0.0");
        assertEquals("+trees", container.next());
        first.close();
        assertEquals("-trees", container.next());
        // Liquibase would fail on what is left of its tables
        database.execute("drop table databasechangelog");
        extender(database);
        assertEquals("+trees", container.next());
        assertThrows(IllegalStateException.class, () -> database.execute("select * from databasechangelog"));
    }

    @Test
    void theLockOfAKilledNodeIsNoHindrance() throws Exception {
        SchemaExtender first = extender(database);
        trees("1.0.0");
        assertEquals("+trees", container.next());
        database.execute("update databasechangeloglock set locked = true, lockedby = 'killed'");
        trees("1.1.0", "girth");
        assertEquals("+trees", container.next());
        database.execute("insert into tree (id, girth) values (1, 2)");
        first.close();
    }

    @Test
    void twoNodesStartingAtOnceBothBecomeReady() throws Exception {
        List<SchemaExtender> nodes = List.of(extender(database), extender(database));
        container.install("many", "1.0.0", "one=db/one.xml,two=db/two.xml",
                Map.of("db/one.xml", changeLog("one"), "db/two.xml", changeLog("two")));
        Set<String> all = Set.of("+one", "+two");
        for (int i = 0; i < 4; i++) {
            String said = container.next();
            assertTrue(all.contains(said), said);
        }
        nodes.forEach(node -> assertEquals(Result.Status.OK, node.execute().getStatus()));
    }

    @Test
    void aDatabaseThatIsAwayIsWaitedFor() throws Exception {
        AtomicBoolean away = new AtomicBoolean(true);
        CountDownLatch asked = new CountDownLatch(3);
        SchemaExtender extender = extender(failing(away, asked));
        trees("1.0.0");
        asked.await();
        assertTrue(container.isQuiet());
        assertEquals(Result.Status.CRITICAL, extender.execute().getStatus());
        away.set(false);
        assertEquals("+trees", container.next());
        assertEquals(Result.Status.OK, extender.execute().getStatus());
    }

    private DataSource failing(AtomicBoolean away, CountDownLatch asked) {
        return (DataSource) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {DataSource.class},
                (self, method, arguments) -> {
                    if (away.get()) {
                        asked.countDown();
                        throw new SQLException("away");
                    }
                    return method.invoke(database, arguments);
                });
    }

    @Test
    void aBrokenChangeLogHoldsUpNoOtherBundle() throws Exception {
        SchemaExtender extender = extender(database);
        container.install("broken", "1.0.0", "broken=db/broken.xml", Map.of("db/broken.xml", "<no/>"));
        container.install("empty", "1.0.0", "empty=db/missing.xml", Map.of("db/broken.xml", "<no/>"));
        container.install("wrong", "1.0.0", "no sense", Map.of());
        trees("1.0.0");
        assertEquals("+trees", container.next());
        Result result = extender.execute();
        assertEquals(Result.Status.CRITICAL, result.getStatus());
        assertTrue(result.toString().contains("the bundle holds no db/missing.xml"), result::toString);
    }

    @Test
    void markersGoWhenTheDataSourceGoesAndComeBackWithTheNextOne() throws Exception {
        SchemaExtender first = extender(database);
        trees("1.0.0");
        assertEquals("+trees", container.next());
        first.close();
        assertEquals("-trees", container.next());
        try (TestDatabase other = TestDatabase.open()) {
            SchemaExtender second = extender(other);
            assertEquals("+trees", container.next());
            other.execute("insert into tree (id) values (1)");
            second.close();
        }
    }

    @Test
    void filesBesideTheChangeLogBelongToTheFingerprint() throws Exception {
        Bundle one = container.install("a", "1.0.0", null, Map.of("db/a.xml", "x", "db/data/a.csv", "1"));
        Bundle same = container.install("b", "1.0.0", null, Map.of("db/data/a.csv", "1", "db/a.xml", "x", "other", "2"));
        Bundle other = container.install("c", "1.0.0", null, Map.of("db/a.xml", "x", "db/data/a.csv", "2"));
        String fingerprint = new BundleFiles(one).fingerprint("db");
        assertEquals(fingerprint, new BundleFiles(same).fingerprint("db"));
        assertFalse(fingerprint.equals(new BundleFiles(other).fingerprint("db")));
    }
}
