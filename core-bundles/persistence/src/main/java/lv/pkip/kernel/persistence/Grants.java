package lv.pkip.kernel.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What the application's role of PostgreSQL may do with tables that another role owns: read and write all of them, but those whose
 * comment begins with {@code insert-only} it may only read and add to. Partitions are reached by their table alone.
 */
final class Grants {
    private static final String MARKED = "coalesce(obj_description(coalesce(pg_partition_root(c.oid), c.oid), 'pg_class'), '') like 'insert-only%'";
    private static final String TABLES = " from pg_class c, asked where c.relnamespace = current_schema()::regnamespace ";
    /** One row a command that is still needed; none when all is as it should be. */
    private static final String NEEDED = "with asked as (select ?::name as app)"
            + " select format('grant usage on schema %I to %I', current_schema(), app) from asked where not has_schema_privilege(app, current_schema(), 'usage')"
            + " union all select format('revoke create on schema %I from %I', current_schema(), app) from asked where has_schema_privilege(app, current_schema(), 'create')"
            + " union all select format('grant usage, select, update on sequence %s to %I', c.oid::regclass, app)" + TABLES
            + " and c.relkind = 'S' and not (has_sequence_privilege(app, c.oid, 'usage') and has_sequence_privilege(app, c.oid, 'select') and has_sequence_privilege(app, c.oid, 'update'))"
            + " union all select format('grant select, insert, update, delete on table %s to %I', c.oid::regclass, app)" + TABLES
            + " and c.relkind in ('r', 'p', 'v') and not c.relispartition and not " + MARKED
            + " and not (has_table_privilege(app, c.oid, 'select') and has_table_privilege(app, c.oid, 'insert')"
            + " and has_table_privilege(app, c.oid, 'update') and has_table_privilege(app, c.oid, 'delete'))"
            + " union all select format('revoke all on table %s from %I', c.oid::regclass, app)" + TABLES
            + " and c.relkind in ('r', 'p') and " + MARKED + " and (has_table_privilege(app, c.oid, 'update, delete, truncate, references, trigger')"
            + " or c.relispartition and has_table_privilege(app, c.oid, 'select, insert'))"
            + " union all select format('grant select, insert on table %s to %I', c.oid::regclass, app)" + TABLES
            + " and c.relkind in ('r', 'p') and not c.relispartition and " + MARKED
            + " and (has_table_privilege(app, c.oid, 'update, delete, truncate, references, trigger')"
            + " or not (has_table_privilege(app, c.oid, 'select') and has_table_privilege(app, c.oid, 'insert')))";
    private static final String WEAK = "select c.oid::regclass::text from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and " + MARKED
            + " and (pg_has_role(current_user, c.relowner, 'member') or has_table_privilege(c.oid, 'update, delete, truncate, trigger')"
            + " or has_any_column_privilege(c.oid, 'update')) order by 1";

    private Grants() { }

    /** By the owner's connection; what is in order costs one query. */
    static void give(Connection owner, String application) throws SQLException {
        List<String> commands = new ArrayList<>();
        try (PreparedStatement query = owner.prepareStatement(NEEDED)) {
            query.setString(1, application);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    commands.add(rows.getString(1));
                }
            }
        }
        try (Statement statement = owner.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
        }
    }

    /** Tables meant to be added to only, which whoever has this connection may change nevertheless. */
    static List<String> weak(Connection application) throws SQLException {
        List<String> weak = new ArrayList<>();
        try (Statement statement = application.createStatement(); ResultSet rows = statement.executeQuery(WEAK)) {
            while (rows.next()) {
                weak.add(rows.getString(1));
            }
        }
        return weak;
    }
}
