package lv.pkip.kernel.persistence;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.sql.DataSource;

import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.ui.LoggerUIService;

/**
 * Brings the tables of one schema into the form its change log wants. Repeating it does no harm.
 * What was done is remembered as a fingerprint, so that an unchanged schema costs one query and not a second of Liquibase.
 * Where the tables have an owner of their own it does so as the owner, and grants the application what it needs.
 */
final class Migration {
    private final DataSource dataSource;
    private final Optional<Owner> owner;
    private final Clock clock;
    private final NumberRanges numbers = new NumberRanges();
    private volatile Guard guard = Guard.UNKNOWN;

    Migration(DataSource dataSource, Optional<Owner> owner, Clock clock) {
        this.dataSource = dataSource;
        this.owner = owner;
        this.clock = clock;
    }

    /**
     * Who holds those off who would change what may only be added to.
     *
     * @param known whether it was looked at already
     * @param weak  tables that the application's role itself could change
     */
    record Guard(boolean known, boolean postgresql, List<String> weak) {
        static final Guard UNKNOWN = new Guard(false, false, List.of());
    }

    Guard guard() {
        return guard;
    }

    /** True when something had to be done. */
    boolean run(Schema schema, BundleFiles files) throws Exception {
        boolean worked = migrated(schema, files);
        if (worked || !numbers.areOpen()) {
            try (Connection connection = dataSource.getConnection()) {
                numbers.open(connection);
            }
        }
        return worked;
    }

    private boolean migrated(Schema schema, BundleFiles files) throws Exception {
        if (!files.holds(schema.changeLog())) {
            throw new IOException("the bundle holds no " + schema.changeLog());
        }
        String wanted = files.fingerprint(schema.folder());
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(true);
            if (!guard.known()) {
                numbers.lengthen(connection);
                look(connection, true);
            }
            if (stored(connection, schema.unit()).equals(Optional.of(wanted))) {
                return false;
            }
            boolean worked = owner.isPresent() ? asOwner(connection, own -> work(own, schema, files, wanted, application(connection)))
                    : work(connection, schema, files, wanted, Optional.empty());
            if (worked) {
                look(connection, false);
            }
            return worked;
        }
    }

    static boolean isPostgresql(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
    }

    private static Optional<String> application(Connection connection) throws SQLException {
        return Optional.of(connection.getMetaData().getUserName());
    }

    /** What is done on a connection that may do all. */
    private interface Work {
        boolean on(Connection connection) throws Exception;
    }

    private boolean asOwner(Connection application, Work work) throws Exception {
        try (Connection own = owner.orElseThrow().connect(application)) {
            if (application.getSchema() != null) {
                own.setSchema(application.getSchema());
            }
            own.setAutoCommit(true);
            return work.on(own);
        }
    }

    private boolean work(Connection connection, Schema schema, BundleFiles files, String wanted, Optional<String> application) throws Exception {
        if (isPostgresql(connection)) {
            connection.setNetworkTimeout(Runnable::run, 0); // an index over millions of rows takes as long as it takes
        }
        try (SchemaLock lock = SchemaLock.take(connection)) {
            // another node may have been quicker
            if (stored(connection, schema.unit()).equals(Optional.of(wanted))) {
                return false;
            }
            migrate(connection, schema, files);
            connection.setAutoCommit(true);
            makeMemory(connection);
            if (application.isPresent()) {
                Grants.give(connection, application.get());
            }
            store(connection, schema.unit(), wanted);
            return true;
        }
    }

    /** At first the application gets what it needs, too: the owner may be new to these tables, or the last start was cut short. */
    private void look(Connection connection, boolean first) throws Exception {
        boolean postgresql = isPostgresql(connection);
        if (first && owner.isPresent()) {
            String application = application(connection).orElseThrow();
            asOwner(connection, own -> {
                try (SchemaLock lock = SchemaLock.take(own)) {
                    Grants.give(own, application);
                    return true;
                }
            });
        }
        guard = new Guard(true, postgresql, postgresql ? Grants.weak(connection) : List.of());
    }

    private static void migrate(Connection connection, Schema schema, BundleFiles files) throws Exception {
        Scope.child(Map.of(
                // Liquibase finds its parts by ServiceLoader, which must look into Liquibase's own bundle
                Scope.Attr.classLoader.name(), Liquibase.class.getClassLoader(),
                Scope.Attr.resourceAccessor.name(), files,
                Scope.Attr.ui.name(), new LoggerUIService()), () -> {
                    Database database = DatabaseFactory.getInstance()
                            .findCorrectDatabaseImplementation(new JdbcConnection(connection));
                    Liquibase liquibase = new Liquibase(schema.changeLog(), files, database);
                    liquibase.setShowSummary(UpdateSummaryEnum.OFF);
                    // the row of a node that was killed; a living one would hold the SchemaLock
                    liquibase.forceReleaseLocks();
                    liquibase.update(new Contexts());
                });
    }

    private static Optional<String> stored(Connection connection, String unit) throws SQLException {
        if (!tableExists(connection)) {
            return Optional.empty();
        }
        try (PreparedStatement select = connection.prepareStatement("select sha256 from persistence_schema where unit = ?")) {
            select.setString(1, unit);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    private static void makeMemory(Connection connection) throws SQLException {
        if (!tableExists(connection)) {
            try (Statement create = connection.createStatement()) {
                create.execute("create table persistence_schema (unit varchar(100) not null primary key, "
                        + "sha256 char(64) not null, changed bigint not null)");
            }
        }
    }

    private void store(Connection connection, String unit, String sha256) throws SQLException {
        long now = clock.millis();
        try (PreparedStatement update = connection
                .prepareStatement("update persistence_schema set sha256 = ?, changed = ? where unit = ?")) {
            update.setString(1, sha256);
            update.setLong(2, now);
            update.setString(3, unit);
            if (update.executeUpdate() == 1) {
                return;
            }
        }
        try (PreparedStatement insert = connection
                .prepareStatement("insert into persistence_schema (unit, sha256, changed) values (?, ?, ?)")) {
            insert.setString(1, unit);
            insert.setString(2, sha256);
            insert.setLong(3, now);
            insert.executeUpdate();
        }
    }

    private static boolean tableExists(Connection connection) throws SQLException {
        String name = connection.getMetaData().storesUpperCaseIdentifiers() ? "PERSISTENCE\\_SCHEMA" : "persistence\\_schema";
        String pattern = name.replace("\\", connection.getMetaData().getSearchStringEscape());
        try (ResultSet tables = connection.getMetaData().getTables(null, connection.getSchema(), pattern,
                new String[] {"TABLE"})) {
            return tables.next();
        }
    }
}
