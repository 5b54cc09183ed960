import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * Asks a PostgreSQL whether the platform can work on it, and says in one sentence why not. Run by ./pkip run as a single source
 * file; the password comes on the standard input, where nobody else on the machine can see it.
 */
public final class DatabaseCheck {

    public static void main(String[] args) throws IOException {
        Properties account = new Properties();
        account.setProperty("user", args[1]);
        String password = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (password != null && !password.isEmpty()) {
            account.setProperty("password", password);
        }
        account.setProperty("loginTimeout", "10");
        String place = args[0].replaceFirst("^jdbc:postgresql://", "").replaceFirst("\\?.*", "");
        String host = place.replaceFirst("/.*", "");
        String name = place.replaceFirst("[^/]*/", "");
        try (Connection connection = DriverManager.getConnection(args[0], account); Statement statement = connection.createStatement();
             ResultSet answer = statement.executeQuery(
                     "select current_schema() is not null and has_schema_privilege(current_schema(), 'CREATE')")) {
            answer.next();
            if (!answer.getBoolean(1)) {
                refuse("User '" + args[1] + "' may not make tables in the database '" + name + "': make it the owner of the database.");
            }
        } catch (SQLException failure) {
            failure.printStackTrace();
            String state = String.valueOf(failure.getSQLState());
            if (state.equals("28P01")) {
                refuse("PostgreSQL at " + host + " refuses the password of user '" + args[1] + "'.");
            } else if (state.startsWith("28") || state.equals("08004")) {
                refuse("PostgreSQL at " + host + " does not let user '" + args[1] + "' in: " + firstLine(failure));
            } else if (state.equals("3D000")) {
                refuse("PostgreSQL at " + host + " has no database '" + name + "'; make it with createdb.");
            } else if (failure.getCause() instanceof UnknownHostException) {
                refuse("There is no machine of the name in '" + host + "'.");
            } else if (state.startsWith("08")) {
                refuse("No PostgreSQL answers at " + host + ".");
            }
            refuse("The database " + place + " cannot be used: " + firstLine(failure));
        }
    }

    private static String firstLine(SQLException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    private static void refuse(String why) {
        System.out.println(why);
        System.exit(1);
    }
}
