package lv.pkip.kernel.persistence;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens connections of who owns the tables, to the database and schema that the application works in. */
@FunctionalInterface
interface Owner {
    Connection connect(Connection ofTheApplication) throws SQLException;
}
