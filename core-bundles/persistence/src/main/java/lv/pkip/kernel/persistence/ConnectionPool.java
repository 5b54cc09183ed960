package lv.pkip.kernel.persistence;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import javax.sql.XAConnection;
import javax.sql.XADataSource;
import javax.transaction.TransactionManager;
import org.apache.commons.dbcp2.PoolableConnection;
import org.apache.commons.dbcp2.managed.DataSourceXAConnectionFactory;
import org.apache.commons.dbcp2.managed.ManagedDataSource;
import org.apache.commons.dbcp2.managed.PoolableManagedConnectionFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.ops4j.pax.jdbc.pool.common.PooledDataSourceFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jdbc.DataSourceFactory;

/**
 * The pool of connections named {@code pkip}: Commons DBCP with a limit on how long a connection may take to say that it lives. Pax JDBC's
 * own pool cannot be told one, so that a database that hangs is waited for as long as the driver waits, once for each idle connection.
 */
@Component(service = PooledDataSourceFactory.class, property = {PooledDataSourceFactory.POOL_KEY + "=pkip", PooledDataSourceFactory.XA_KEY + "=true"})
public final class ConnectionPool implements PooledDataSourceFactory {
    /** How long a connection may take to say that it lives. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** A connection that did work this short ago is not asked; should it be dead after all, its user is told so as if it had died meanwhile. */
    private static final Duration JUST_USED = Duration.ofMillis(500);
    private static final String OF_THE_POOL = "pool.";
    private static final String DERBY = "jdbc:derby:";
    private static final Map<String, BiConsumer<GenericObjectPoolConfig<PoolableConnection>, Integer>> SETTINGS = new TreeMap<>(Map.of(
            "maxTotal", GenericObjectPoolConfig::setMaxTotal,
            "maxIdle", GenericObjectPoolConfig::setMaxIdle,
            "minIdle", GenericObjectPoolConfig::setMinIdle,
            "maxWaitMillis", (config, millis) -> config.setMaxWait(Duration.ofMillis(millis))));

    private final TransactionManager transactions;
    private final Duration patience;
    private final Duration justUsed;
    private final Duration look;

    @Activate
    public ConnectionPool(@Reference(name = "transactions") TransactionManager transactions) {
        this(transactions, PATIENCE, JUST_USED, Checkpoints.LOOK);
    }

    ConnectionPool(TransactionManager transactions, Duration patience, Duration justUsed, Duration look) {
        this.transactions = transactions;
        this.patience = patience;
        this.justUsed = justUsed;
        this.look = look;
    }

    /** @throws IllegalArgumentException for a setting that is none */
    @Override
    public DataSource create(DataSourceFactory driver, Properties config) throws SQLException {
        GenericObjectPoolConfig<PoolableConnection> settings = new GenericObjectPoolConfig<>();
        settings.setTestOnBorrow(true);
        settings.setJmxEnabled(false);
        Properties ofTheDriver = new Properties();
        for (String key : config.stringPropertyNames()) {
            if (key.startsWith(OF_THE_POOL)) {
                set(settings, key.substring(OF_THE_POOL.length()), config.getProperty(key));
            } else if (!key.equals(DataSourceFactory.JDBC_DATASOURCE_NAME)) {
                ofTheDriver.setProperty(key, config.getProperty(key));
            }
        }
        XADataSource database = driver.createXADataSource(ofTheDriver);
        Optional<Checkpoints> checkpoints = config.getProperty(DataSourceFactory.JDBC_URL, "").startsWith(DERBY)
                ? Optional.of(new Checkpoints(() -> checkpoint(database), look)) : Optional.empty();
        DataSourceXAConnectionFactory connections = new DataSourceXAConnectionFactory(transactions, database);
        Connections factory = new Connections(connections, checkpoints);
        GenericObjectPool<PoolableConnection> pool = new GenericObjectPool<>(factory, settings);
        factory.setPool(pool);
        return new ManagedDataSource<>(pool, connections.getTransactionRegistry()) {
            @Override
            public void close() throws SQLException {
                checkpoints.ifPresent(Checkpoints::close);
                super.close();
            }
        };
    }

    private static void checkpoint(XADataSource database) throws SQLException {
        XAConnection own = database.getXAConnection();
        try (Connection connection = own.getConnection(); CallableStatement call = connection.prepareCall("call syscs_util.syscs_checkpoint_database()")) {
            call.execute();
        } finally {
            own.close();
        }
    }

    private static void set(GenericObjectPoolConfig<PoolableConnection> settings, String name, String value) {
        BiConsumer<GenericObjectPoolConfig<PoolableConnection>, Integer> setting = SETTINGS.get(name);
        if (setting == null) {
            throw new IllegalArgumentException(OF_THE_POOL + " may be " + String.join(", ", SETTINGS.keySet()) + ", not " + name);
        }
        setting.accept(settings, Integer.valueOf(value.strip()));
    }

    /** When one connection hangs the others that idle do as well: nobody waits for them one after the other. */
    private final class Connections extends PoolableManagedConnectionFactory {
        private volatile boolean timed = true;
        private volatile int timeout;
        private final Optional<Checkpoints> checkpoints;

        Connections(DataSourceXAConnectionFactory connections, Optional<Checkpoints> checkpoints) {
            super(connections, null);
            this.checkpoints = checkpoints;
            setValidationQueryTimeout(patience);
        }

        /** How long the driver waits for an answer was perhaps changed by who had it before: the next one gets what the address says. */
        @Override
        public PooledObject<PoolableConnection> makeObject() throws SQLException {
            PooledObject<PoolableConnection> made = super.makeObject();
            if (timed) {
                try {
                    timeout = made.getObject().getNetworkTimeout();
                } catch (SQLFeatureNotSupportedException embedded) {
                    timed = false;
                }
            }
            return made;
        }

        @Override
        public void activateObject(PooledObject<PoolableConnection> pooled) throws SQLException {
            checkpoints.ifPresent(each -> each.begin(pooled));
            super.activateObject(pooled);
            if (timed && pooled.getObject().getNetworkTimeout() != timeout) {
                pooled.getObject().setNetworkTimeout(Runnable::run, timeout);
            }
        }

        @Override
        public void passivateObject(PooledObject<PoolableConnection> pooled) throws SQLException {
            super.passivateObject(pooled);
            checkpoints.ifPresent(each -> each.end(pooled));
        }

        @Override
        public void destroyObject(PooledObject<PoolableConnection> pooled) throws SQLException {
            try {
                super.destroyObject(pooled);
            } finally {
                checkpoints.ifPresent(each -> each.end(pooled));
            }
        }

        @Override
        public boolean validateObject(PooledObject<PoolableConnection> pooled) {
            if (pooled.getIdleDuration().compareTo(justUsed) < 0) {
                return true;
            }
            long begun = System.nanoTime();
            boolean lives = super.validateObject(pooled);
            if (!lives && System.nanoTime() - begun >= patience.toNanos()) {
                try {
                    getPool().clear();
                } catch (Exception e) {
                    throw new IllegalStateException("idle connections cannot be closed", e);
                }
            }
            return lives;
        }
    }
}
