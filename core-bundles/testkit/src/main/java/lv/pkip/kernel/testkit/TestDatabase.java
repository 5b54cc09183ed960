package lv.pkip.kernel.testkit;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

import javax.persistence.EntityManagerFactory;
import javax.persistence.Persistence;
import javax.sql.DataSource;
import javax.transaction.TransactionSynchronizationRegistry;

import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;

/**
 * An empty database for one test: Derby in memory, or a schema of its own in the PostgreSQL that the environment variable
 * {@code PKIP_TEST_POSTGRESQL} names by a JDBC address.
 * Inside a {@link TestTransaction} every connection of a thread is the transaction's one, as a pooled XA source does it.
 * Making tables takes far longer than emptying them, so {@link TestJpa} uses databases again, emptied; one whose tables a
 * test changed, or which somebody still holds a connection of, is thrown away.
 */
public final class TestDatabase implements DataSource, AutoCloseable {
    /** Kept, because Java forgets the level of a logger that nobody holds. */
    private static final Logger LIQUIBASE_LOG = Logger.getLogger("liquibase");
    private static final Set<TestDatabase> EMPTIED = new HashSet<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> EMPTIED.forEach(TestDatabase::close), "pkip-test-databases"));
    }

    private static final Set<String> OWNED_BY_THE_TRANSACTION =
            Set.of("close", "commit", "rollback", "setAutoCommit", "abort");

    private final String url;
    private final String schema;
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger held = new AtomicInteger();
    private final Map<String, EntityManagerFactory> units = new LinkedHashMap<>();
    private volatile boolean changed;
    private final TestTables tables;
    final ThreadLocal<TestTransaction> running = new ThreadLocal<>();

    private TestDatabase(String url, String schema) {
        this.url = url;
        this.schema = schema;
        this.tables = new TestTables(schema != null);
    }

    /** One that a test before left behind with the tables of this unit and, as far as there is a choice, of no other; else a new one. */
    static TestDatabase with(String unit) {
        synchronized (EMPTIED) {
            TestDatabase found = EMPTIED.stream().filter(database -> database.units.containsKey(unit))
                    .min(Comparator.comparingInt(database -> database.units.size())).orElse(null);
            if (found != null) {
                EMPTIED.remove(found);
                return found;
            }
        }
        return open();
    }

    /** The unit on this database, its tables made when they are not there. */
    EntityManagerFactory unit(String unit) {
        return units.computeIfAbsent(unit, name -> {
            migrate("db/" + name + ".xml");
            try (Connection connection = fresh()) {
                tables.grown(connection);
            } catch (SQLException e) {
                throw new IllegalStateException("cannot read the tables of " + name, e);
            }
            Map<String, Object> properties = new HashMap<>();
            properties.put("javax.persistence.transactionType", "RESOURCE_LOCAL");
            properties.put("javax.persistence.jtaDataSource", "");
            properties.put("javax.persistence.nonJtaDataSource", this);
            properties.put("eclipselink.session-name", name + UUID.randomUUID());
            properties.put("eclipselink.logging.level", "WARNING");
            properties.put("eclipselink.weaving", "false");
            return Persistence.createEntityManagerFactory(name, properties);
        });
    }

    /** Keeps it, emptied, for the next test of this process; where that cannot be, closes it. */
    void recycle() {
        if (changed || held.get() != 0) {
            close();
            return;
        }
        units.values().forEach(unit -> unit.getCache().evictAll());
        try (Connection connection = getConnection()) {
            tables.empty(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot empty the tables", e);
        }
        synchronized (EMPTIED) {
            EMPTIED.add(this);
        }
    }

    public static TestDatabase open() {
        LIQUIBASE_LOG.setLevel(Level.WARNING);
        String postgresql = System.getenv("PKIP_TEST_POSTGRESQL");
        String name = "test_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        if (postgresql == null || postgresql.isBlank()) {
            if (System.getProperty("derby.stream.error.file") == null) {
                System.setProperty("derby.stream.error.file", "target/derby.log");
            }
            return new TestDatabase("jdbc:derby:memory:" + name + ";create=true", null);
        }
        TestDatabase database = new TestDatabase(postgresql, name);
        database.execute("create schema " + name);
        database.changed = false;
        return database;
    }

    /** True on PostgreSQL, false on Derby. */
    public boolean isPostgresql() {
        return schema != null;
    }

    /** Brings the tables of a change log on the class path, for example {@code db/status.xml}, into being. */
    public void migrate(String changeLog) {
        try (Connection connection = fresh()) {
            ClassLoaderResourceAccessor files = new ClassLoaderResourceAccessor(getClass().getClassLoader());
            Scope.child(Map.of(Scope.Attr.ui.name(), new LoggerUIService()), () -> {
                Database database = DatabaseFactory.getInstance()
                        .findCorrectDatabaseImplementation(new JdbcConnection(connection));
                Liquibase liquibase = new Liquibase(changeLog, files, database);
                liquibase.setShowSummary(UpdateSummaryEnum.OFF);
                liquibase.update(new Contexts());
            });
        } catch (Exception e) {
            throw new IllegalStateException("cannot migrate " + changeLog, e);
        }
    }

    /** Runs one statement outside of any transaction. */
    public void execute(String sql) {
        changed |= !sql.stripLeading().toLowerCase(Locale.ROOT).matches("(?s)(insert|update|delete|select) .*");
        try (Connection connection = fresh(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /**
     * Runs work in a transaction, or in the one that is running: what it does on connections and units of this database
     * commits together. A runtime exception rolls back.
     */
    public <T> T inTransaction(Supplier<T> work) {
        if (running.get() != null) {
            return work.get();
        }
        TestTransaction transaction = new TestTransaction(this);
        T result;
        try {
            result = work.get();
        } catch (RuntimeException | Error e) {
            transaction.rollback();
            throw e;
        }
        transaction.commit();
        return result;
    }

    public void inTransaction(Runnable work) {
        inTransaction(() -> {
            work.run();
            return null;
        });
    }

    /** The transaction of the calling thread as JTA shows it, for what must happen after a commit. */
    public TransactionSynchronizationRegistry synchronizations() {
        return new TestSynchronizations(running);
    }

    @Override
    public Connection getConnection() throws SQLException {
        TestTransaction transaction = running.get();
        return transaction == null ? pooled(take()) : guarded(transaction.connection());
    }

    /** A connection from the pool, or a new one. */
    Connection take() throws SQLException {
        Connection connection = idle.pollFirst();
        Connection taken = connection != null ? connection : fresh();
        held.incrementAndGet();
        return taken;
    }

    void give(Connection connection) {
        held.decrementAndGet();
        try {
            if (!connection.isClosed()) {
                if (!connection.getAutoCommit()) {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
                if (isPostgresql()) {
                    connection.setNetworkTimeout(Runnable::run, 0); // as the container's pool gives back how long the driver waits
                }
                idle.addFirst(connection);
            }
        } catch (SQLException broken) {
            closeQuietly(connection);
        }
    }

    private Connection fresh() throws SQLException {
        Properties properties = new Properties();
        if (schema != null) {
            properties.setProperty("currentSchema", schema);
        }
        return DriverManager.getConnection(url, properties);
    }

    private Connection pooled(Connection connection) {
        boolean[] returned = {false};
        return proxy((method, arguments) -> {
            if (method.getName().equals("close")) {
                if (!returned[0]) {
                    returned[0] = true;
                    give(connection);
                }
                return null;
            }
            return method.invoke(connection, arguments);
        });
    }

    private static Connection guarded(Connection connection) {
        return proxy((method, arguments) ->
                OWNED_BY_THE_TRANSACTION.contains(method.getName()) ? null : method.invoke(connection, arguments));
    }

    private interface Call {
        Object on(java.lang.reflect.Method method, Object[] arguments) throws ReflectiveOperationException;
    }

    private static Connection proxy(Call call) {
        return (Connection) Proxy.newProxyInstance(TestDatabase.class.getClassLoader(), new Class<?>[] {Connection.class},
                (self, method, arguments) -> {
                    try {
                        return call.on(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public void close() {
        units.values().forEach(EntityManagerFactory::close);
        idle.forEach(TestDatabase::closeQuietly);
        idle.clear();
        if (schema != null) {
            execute("drop schema " + schema + " cascade");
        } else {
            try {
                DriverManager.getConnection(url.replace(";create=true", ";drop=true")).close();
            } catch (SQLException dropped) {
                // Derby says "dropped" by an exception
            }
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException gone) {
            // nothing left to close
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // nothing is written
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // connections are local
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
