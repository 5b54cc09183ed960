package lv.pkip.kernel.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Users;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** {@code pkip:users}: staff accounts for administrators and for emergencies. */
@Service
@Command(scope = "pkip", name = "users", description = "Lists staff accounts and roles; creates, resets, activates, deactivates",
        detailedDescription = "pkip:users list | roles | roles LOGIN --roles a,b | create LOGIN --name N --email E --unit U --roles a,b | reset LOGIN | "
                + "deactivate LOGIN | activate LOGIN. create and reset print a one-time password that must be changed at first sign-in.")
public final class UsersCommand implements Action {

    @Argument(index = 0, name = "action", description = "list, roles (to show, or with a login to set them), create, reset, activate or deactivate")
    @Completion(value = StringsCompleter.class, values = {"list", "roles", "create", "reset", "activate", "deactivate"})
    String action = "list";

    @Argument(index = 1, name = "login", description = "Login, lower case")
    @Completion(LoginCompleter.class)
    String login;

    @Argument(index = 2, name = "options", multiValued = true, description = "Options may also stand here")
    List<String> late;

    @Option(name = "--name", description = "Name shown to people")
    String name;
    @Option(name = "--email", description = "E-mail address", valueToShowInHelp = "")
    String email = "";
    @Option(name = "--unit", description = "Id of the organisational unit", valueToShowInHelp = "")
    String unit = "";
    @Option(name = "--roles", description = "Roles, separated by commas", valueToShowInHelp = "")
    String roles = "";
    @Option(name = "--json", description = "Prints JSON")
    boolean json;

    @Reference
    CurrentActor current;
    @Reference
    Users users;

    @Override
    public Object execute() {
        List<String> behind = new ArrayList<>(late == null ? List.of() : late);
        if (login != null && login.startsWith("-")) {
            behind.add(0, login);
            login = null;
        }
        LateOptions.take(this, behind);
        current.asSystem("console", () -> {
            switch (action) {
                case "list" -> list();
                case "roles" -> {
                    if (login == null) {
                        roles();
                    } else {
                        giveRoles();
                    }
                }
                case "create" -> secret(users.create(new Users.User(login(), name == null ? login() : name, email, unit, wanted(), true)));
                case "reset" -> secret(users.resetPassword(login()));
                case "activate" -> activate(true);
                case "deactivate" -> activate(false);
                default -> throw new IllegalArgumentException("action is list, roles, create, reset, activate or deactivate");
            }
            return null;
        });
        return null;
    }

    private void list() {
        Sheet sheet = new Sheet("login", "name", "unit", "roles", "active");
        users.all().forEach(u -> sheet.row(u.login(), u.name(), u.unit(),
                u.roles().stream().sorted().collect(Collectors.joining(",")), u.active()));
        sheet.print(json, System.out, "There are no accounts.");
    }

    private void roles() {
        Sheet sheet = new Sheet("role", "permissions");
        users.roles().forEach(r -> sheet.row(r.name(), r.permissions().stream().sorted().collect(Collectors.joining(" "))));
        sheet.print(json, System.out, "There are no roles.");
    }

    private Set<String> wanted() {
        Set<String> wanted = new LinkedHashSet<>(Arrays.stream(roles.split(",")).map(String::trim).filter(r -> !r.isEmpty()).toList());
        Set<String> known = users.roles().stream().map(Users.Role::name).collect(Collectors.toSet());
        for (String role : wanted) {
            if (!known.contains(role)) {
                throw new IllegalArgumentException("there is no role " + role + "; pkip:users roles lists them");
            }
        }
        return wanted;
    }

    private void giveRoles() {
        Users.User u = known();
        users.change(new Users.User(u.login(), u.name(), u.email(), u.unit(), wanted(), u.active()));
        new Sheet("login", "roles").row(login, String.join(",", wanted())).print(json, System.out, "");
    }

    private Users.User known() {
        return users.find(login()).orElseThrow(() -> new IllegalArgumentException("there is no account " + login));
    }

    private void activate(boolean active) {
        Users.User u = known();
        users.change(new Users.User(u.login(), u.name(), u.email(), u.unit(), u.roles(), active));
        if (json) {
            new Sheet("login", "active").row(login, active).print(true, System.out, "");
        } else {
            System.out.println(login + (active ? " is active" : " is deactivated and signed out everywhere"));
        }
    }

    private String login() {
        if (login == null) {
            throw new IllegalArgumentException("name the login");
        }
        return login;
    }

    private void secret(String password) {
        new Sheet("login", "one-time password").row(login, password).print(json, System.out, "");
    }
}
