package lv.pkip.kernel.persistence;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
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
 */
final class Migration {
    private final DataSource dataSource;
    private final Clock clock;

    Migration(DataSource dataSource, Clock clock) {
        this.dataSource = dataSource;
        this.clock = clock;
    }

    /** True when something had to be done. */
    boolean run(Schema schema, BundleFiles files) throws Exception {
        if (!files.holds(schema.changeLog())) {
            throw new IOException("the bundle holds no " + schema.changeLog());
        }
        String wanted = files.fingerprint(schema.folder());
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(true);
            if (stored(connection, schema.unit()).equals(Optional.of(wanted))) {
                return false;
            }
            try (SchemaLock lock = SchemaLock.take(connection)) {
                // another node may have been quicker
                if (stored(connection, schema.unit()).equals(Optional.of(wanted))) {
                    return false;
                }
                migrate(connection, schema, files);
                connection.setAutoCommit(true);
                store(connection, schema.unit(), wanted);
                return true;
            }
        }
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

    private void store(Connection connection, String unit, String sha256) throws SQLException {
        if (!tableExists(connection)) {
            try (Statement create = connection.createStatement()) {
                create.execute("create table persistence_schema (unit varchar(100) not null primary key, "
                        + "sha256 char(64) not null, changed bigint not null)");
            }
        }
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
