package lv.pkip.kernel.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.DataSource;
import javax.sql.XADataSource;
import org.apache.derby.jdbc.EmbeddedXADataSource;
import org.apache.geronimo.transaction.manager.TransactionManagerImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.service.jdbc.DataSourceFactory;

class ConnectionPoolTest {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Hanging database = new Hanging();
    private DataSource source;

    /** A driver of Derby whose first connections may hang when they are asked whether they live, as the one of PostgreSQL does. */
    private static final class Hanging implements DataSourceFactory {
        private final String name = "memory:test_" + UUID.randomUUID().toString().replace("-", "");
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger opened = new AtomicInteger();
        private final CountDownLatch checkpoints = new CountDownLatch(2);
        private volatile int hanging;

        @Override
        public XADataSource createXADataSource(Properties properties) {
            assertTrue(Set.of("url").containsAll(properties.keySet()), "settings of the pool are not the driver's business");
            EmbeddedXADataSource derby = new EmbeddedXADataSource();
            derby.setDatabaseName(name);
            derby.setCreateDatabase("create");
            return spied(XADataSource.class, derby);
        }

        private <T> T spied(Class<T> type, Object real) {
            int number = opened.get();
            return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                if (method.getName().equals("prepareCall")) {
                    assertTrue(((String) arguments[0]).contains("checkpoint"));
                    checkpoints.countDown();
                }
                if (method.getName().equals("isValid")) {
                    asked.incrementAndGet();
                    if (number <= hanging) {
                        return new CountDownLatch(1).await((int) arguments[0], TimeUnit.SECONDS);
                    }
                }
                try {
                    opened.addAndGet(method.getName().equals("getXAConnection") ? 1 : 0);
                    Object answer = method.invoke(real, arguments);
                    return method.getReturnType().isInterface() && method.getName().startsWith("get")
                            && (method.getReturnType() == Connection.class || method.getReturnType() == javax.sql.XAConnection.class)
                                    ? spied(method.getReturnType(), answer) : answer;
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            }));
        }

        @Override
        public DataSource createDataSource(Properties properties) {
            throw new AssertionError("an XA data source is wanted");
        }

        @Override
        public ConnectionPoolDataSource createConnectionPoolDataSource(Properties properties) {
            throw new AssertionError("an XA data source is wanted");
        }

        @Override
        public Driver createDriver(Properties properties) {
            throw new AssertionError("an XA data source is wanted");
        }
    }

    private void open(Duration justUsed, String... settings) throws Exception {
        Properties all = new Properties();
        all.setProperty("dataSourceName", "pkip");
        for (int i = 0; i < settings.length; i += 2) {
            all.setProperty(settings[i], settings[i + 1]);
        }
        source = new ConnectionPool(new TransactionManagerImpl(), PATIENCE, justUsed, Duration.ofNanos(100_000)).create(database, all);
    }

    @AfterEach
    void close() throws Exception {
        if (source != null) {
            ((AutoCloseable) source).close();
        }
        EmbeddedXADataSource derby = new EmbeddedXADataSource();
        derby.setDatabaseName(database.name);
        derby.setConnectionAttributes("drop=true");
        assertThrows(SQLException.class, () -> derby.getXAConnection().getConnection());
    }

    /** So many that idle. */
    private void idle(int number) throws SQLException {
        List<Connection> some = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            some.add(source.getConnection());
        }
        for (Connection each : some) {
            each.close();
        }
        database.asked.set(0);
    }

    @Test
    void a_database_that_hangs_is_waited_for_once_and_not_once_for_each_connection() throws Exception {
        open(Duration.ZERO, "pool.maxTotal", "8", "pool.maxIdle", "8", "pool.maxWaitMillis", "10000");
        idle(6);
        int before = database.opened.get();
        database.hanging = before;
        source.getConnection().close();
        assertEquals(2, database.asked.get(), "one that idled was asked, and the new one");
        assertEquals(before + 1, database.opened.get(), "and another one opened");
    }

    @Test
    void one_that_worked_a_moment_ago_is_not_asked_and_one_that_idled_is() throws Exception {
        open(Duration.ofHours(1));
        idle(1);
        source.getConnection().close();
        assertEquals(0, database.asked.get());
        ((AutoCloseable) source).close();
        open(Duration.ZERO);
        idle(1);
        source.getConnection().close();
        assertEquals(1, database.asked.get());
    }

    @Test
    void there_are_as_many_as_may_be_and_the_next_one_is_told_in_time() throws Exception {
        open(Duration.ZERO, "pool.maxTotal", "1", "pool.maxWaitMillis", "1", "pool.minIdle", "0");
        try (Connection one = source.getConnection()) {
            assertTrue(one.isValid(1));
            assertThrows(SQLException.class, source::getConnection);
        }
    }

    @Test
    void checkpoints_of_derby_are_made_between_those_who_use_it() throws Exception {
        open(Duration.ZERO, "url", "jdbc:derby:" + database.name + ";create=true");
        while (database.checkpoints.getCount() > 0) {
            idle(2);
        }
        idle(2);
    }

    @Test
    void a_setting_that_is_none_is_told() {
        IllegalArgumentException wrong = assertThrows(IllegalArgumentException.class, () -> open(Duration.ZERO, "pool.maxActive", "3"));
        assertTrue(wrong.getMessage().contains("maxTotal") && wrong.getMessage().contains("maxActive"), wrong.getMessage());
    }
}
