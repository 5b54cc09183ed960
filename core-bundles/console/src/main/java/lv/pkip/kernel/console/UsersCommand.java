package lv.pkip.kernel.console;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.OwnSessions;
import lv.pkip.kernel.api.identity.PasswordReset;
import lv.pkip.kernel.api.identity.SecondFactors;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Approvals;
import lv.pkip.kernel.api.registry.Grant;
import lv.pkip.kernel.api.registry.Moves;
import lv.pkip.kernel.api.registry.Permissions;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.api.registry.Structure;
import lv.pkip.kernel.api.registry.Substitutions;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** {@code pkip:users}: accounts, rights and who waits for them, for administrators and for emergencies. */
@Service
@Command(scope = "pkip", name = "users", description = "Lists accounts, roles and permissions; creates, changes, resets, closes; approves rights",
        detailedDescription = "pkip:users list | show LOGIN | history LOGIN | roles | roles LOGIN --roles a,b | define ROLE --permissions a:b,c:* | permissions | "
                + "create LOGIN --name N --email E --unit U --position P --roles a,b [--service] | reset LOGIN | deactivate LOGIN | activate LOGIN | "
                + "remove LOGIN --yes | approvals | approve ID | refuse ID | substitutions [LOGIN] | substitute LOGIN --by LOGIN --from DAY --to DAY | "
                + "end-substitution ID | moves [LOGIN] | cancel-move ID | reset-link LOGIN | second-factor-off LOGIN | sign-out LOGIN. create and reset print a secret that nobody can read again; a person must change it at first sign-in. "
                + "What the console gives needs no second person: who reaches it has the machine.")
public final class UsersCommand implements Action {
    private static final int SHOWN = 500;

    @Argument(index = 0, name = "action", description = "What to do")
    @Completion(value = StringsCompleter.class, values = {"list", "show", "history", "roles", "define", "permissions", "create", "reset", "activate",
        "deactivate", "remove", "approvals", "approve", "refuse", "substitutions", "substitute", "end-substitution", "moves", "cancel-move",
        "reset-link", "second-factor-off", "sign-out"})
    String action = "list";

    @Argument(index = 1, name = "login", description = "Login, lower case; or a role, or the id of an approval or a substitution")
    @Completion(LoginCompleter.class)
    String login;

    @Argument(index = 2, name = "options", multiValued = true, description = "Options may also stand here")
    List<String> late;

    @Option(name = "--name", description = "Name shown to people")
    String name;
    @Option(name = "--email", description = "E-mail address", valueToShowInHelp = "")
    String email = "";
    @Option(name = "--unit", description = "Id of the unit", valueToShowInHelp = "")
    String unit = "";
    @Option(name = "--position", description = "Id of the position", valueToShowInHelp = "")
    String position = "";
    @Option(name = "--roles", description = "Roles, separated by commas", valueToShowInHelp = "")
    String roles = "";
    @Option(name = "--permissions", description = "Permissions of a role, separated by commas", valueToShowInHelp = "")
    String granted = "";
    @Option(name = "--service", description = "The account is another system's, not a person's")
    boolean service;
    @Option(name = "--by", description = "Login of the substitute", valueToShowInHelp = "")
    String by = "";
    @Option(name = "--from", description = "First day, 2026-12-01; today when not given", valueToShowInHelp = "")
    String from = "";
    @Option(name = "--to", description = "Last day, 2026-12-31", valueToShowInHelp = "")
    String to = "";
    @Option(name = "--reason", description = "Why; kept in the history", valueToShowInHelp = "")
    String reason = "";
    @Option(name = "--yes", aliases = "-y", description = "Means it, for what cannot be undone")
    boolean yes;
    @Option(name = "--json", description = "Prints JSON")
    boolean json;

    /** Days are those of Latvia, wherever the machine thinks it stands. */
    Clock clock = Clock.system(ZoneId.of("Europe/Riga"));

    @Reference
    CurrentActor current;
    @Reference
    Registry registry;
    @Reference
    Structure structure;
    @Reference
    Approvals approvals;
    @Reference
    Substitutions substitutions;
    @Reference
    Moves moves;
    @Reference
    Permissions permissions;
    @Reference
    SecondFactors factors;
    @Reference
    PasswordReset resets;
    @Reference
    OwnSessions sessions;

    @Override
    public Object execute() {
        login = LateOptions.take(this, login, late);
        current.asSystem(Caller.name(), () -> {
            try {
                act();
            } catch (RegistryProblem problem) {
                throw new IllegalArgumentException(inWords(problem), problem);
            }
            return null;
        });
        return null;
    }

    private void act() {
        switch (action) {
            case "list" -> list();
            case "show" -> show();
            case "history" -> history();
            case "roles" -> {
                if (login == null) {
                    roles();
                } else {
                    giveRoles();
                }
            }
            case "define" -> define();
            case "permissions" -> permissions();
            case "create" -> create();
            case "reset" -> secret(account(), registry.resetPassword(login()));
            case "activate" -> activate(true);
            case "deactivate" -> activate(false);
            case "remove" -> remove();
            case "approvals" -> approvals();
            case "approve" -> {
                approvals.approve(number(), reason);
                done("approved");
            }
            case "refuse" -> {
                approvals.refuse(number(), reason);
                done("refused");
            }
            case "substitutions" -> substitutions();
            case "substitute" -> substitute();
            case "end-substitution" -> {
                substitutions.end(number());
                done("ended");
            }
            case "moves" -> moves();
            case "cancel-move" -> {
                moves.cancel(number(), reason);
                done("cancelled");
            }
            case "reset-link" -> new Sheet("login", "link").row(login(), resets.link(account().login())).print(json, System.out, "");
            case "second-factor-off" -> {
                factors.remove(account().login());
                said("second factor", "removed", " has no second factor any more and is signed out everywhere");
            }
            case "sign-out" -> {
                sessions.endAll(account().login());
                said("sessions", "ended", " is signed out everywhere");
            }
            default -> throw new IllegalArgumentException("there is no action " + action + "; --help tells what there is");
        }
    }

    private static String inWords(RegistryProblem problem) {
        return switch (problem.code()) {
            case UNKNOWN -> "there is no such " + problem.field();
            case TAKEN -> "the " + problem.field() + " is or was somebody else's";
            case LAST_ADMINISTRATOR -> "nobody would be left who may manage users";
            case STALE -> "somebody else changed it at this moment; look again";
            case NOT_NOW -> "it is decided or ended already";
            case SECOND_PERSON -> "it waits for a second person";
            default -> "not possible: " + problem.code().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ", " + problem.field();
        };
    }

    private void list() {
        Sheet sheet = new Sheet("login", "kind", "name", "unit", "position", "roles", "active");
        LocalDate today = LocalDate.now(clock);
        registry.directory().accounts().forEach(a -> sheet.row(a.login(), word(a.kind()), a.profile().displayName(), a.employment().unit(),
                a.employment().position(), joined(a.roles()), a.isActiveOn(today)));
        sheet.print(json, System.out, "There are no accounts.");
    }

    private void show() {
        Account a = account();
        Sheet sheet = new Sheet("field", "value");
        sheet.row("login", a.login()).row("id", a.id()).row("kind", word(a.kind())).row("name", a.profile().displayName())
                .row("email", a.profile().email()).row("unit", a.employment().unit()).row("position", a.employment().position())
                .row("from", a.employment().from().map(LocalDate::toString).orElse("")).row("to", a.employment().to().map(LocalDate::toString).orElse(""))
                .row("enabled", a.enabled()).row("changed", a.changed());
        for (Grant grant : registry.grants(a.login())) {
            sheet.row("holds", grant.role() + " (" + word(grant.way()) + (grant.via().isEmpty() ? "" : " " + grant.via()) + ")");
        }
        approvals.waiting().stream().filter(one -> one.kind() == Registry.Subject.ACCOUNT && one.subject().equals(a.login()))
                .forEach(one -> sheet.row("waits for", (one.gains().isEmpty() ? word(one.act()) : joined(one.gains())) + " (approval " + one.id() + ")"));
        sheet.print(json, System.out, "");
    }

    private void history() {
        Sheet sheet = new Sheet("time", "by", "field", "before", "after", "reason");
        registry.history(Registry.Subject.ACCOUNT, login(), 0, SHOWN).forEach(c -> sheet.row(c.time(), c.actor(), c.field(), c.before(), c.after(),
                c.reason()));
        sheet.print(json, System.out, "Nothing was changed.");
    }

    private void roles() {
        Sheet sheet = new Sheet("role", "permissions");
        registry.directory().roles().forEach(r -> sheet.row(r.name(), String.join(" ", new TreeSet<>(r.permissions()))));
        sheet.print(json, System.out, "There are no roles.");
    }

    private void define() {
        Role role = registry.directory().role(login()).orElse(Role.of(login(), Set.of()));
        Role saved = structure.save(new Role(role.name(), role.names(), words(granted)), reason);
        new Sheet("role", "permissions").row(saved.name(), String.join(" ", new TreeSet<>(saved.permissions()))).print(json, System.out, "");
    }

    private void permissions() {
        Sheet sheet = new Sheet("permission", "from", "privileged", "lets");
        permissions.declared().forEach(p -> sheet.row(p.permission(), p.source(), p.privileged(), p.text("en")));
        permissions.orphaned().forEach((permission, holders) -> sheet.row(permission, "nobody (orphaned)", permissions.isPrivileged(permission),
                "held by " + joined(holders)));
        sheet.print(json, System.out, "No bundle declares any.");
    }

    private void create() {
        Account.Profile profile = new Account.Profile("", "", name == null ? login() : name, email, "", "lv");
        Account.Employment work = new Account.Employment(unit, position, "", "", day(from), day(to));
        Account wanted = service ? Account.service(login(), profile.displayName(), wanted()).with(profile).with(work)
                : Account.person(login(), profile, work, wanted());
        Registry.Created created = registry.create(wanted);
        secret(created.account(), created.secret());
    }

    private void secret(Account account, String secret) {
        String column = account.kind() == Account.Kind.SERVICE ? "secret" : "one-time password";
        new Sheet("login", column).row(login, secret).print(json, System.out, "");
    }

    private Set<String> wanted() {
        Set<String> wanted = words(roles);
        for (String role : wanted) {
            if (registry.directory().role(role).isEmpty()) {
                throw new IllegalArgumentException("there is no role " + role + "; pkip:users roles lists them");
            }
        }
        return wanted;
    }

    private static Set<String> words(String list) {
        return new LinkedHashSet<>(LateOptions.words(list));
    }

    private void giveRoles() {
        Account changed = change(account().withRoles(wanted()));
        new Sheet("login", "roles").row(login, joined(changed.roles())).print(json, System.out, "");
    }

    private Account change(Account account) {
        return registry.change(List.of(account), reason).get(0);
    }

    private Account account() {
        return registry.directory().account(login()).orElseThrow(() -> new IllegalArgumentException("there is no account " + login));
    }

    private void activate(boolean active) {
        change(account().enabled(active));
        said("active", active, active ? " is active" : " is deactivated and signed out everywhere");
    }

    private void said(String column, Object now, String sentence) {
        if (json) {
            new Sheet("login", column).row(login, now).print(true, System.out, "");
        } else {
            System.out.println(login + sentence);
        }
    }

    private void remove() {
        account();
        if (!yes) {
            throw new IllegalArgumentException("nothing was done: an account that is removed does not come back; add --yes");
        }
        registry.remove(login, reason);
        done("removed");
    }

    private void approvals() {
        Sheet sheet = new Sheet("id", "kind", "subject", "act", "gains", "asked by", "asked", "reason");
        approvals.waiting().forEach(one -> sheet.row(one.id(), word(one.kind()), one.subject(), word(one.act()), joined(one.gains()), one.askedBy(), one.asked(),
                one.reason()));
        sheet.print(json, System.out, "Nothing waits for a second person.");
    }

    private void substitutions() {
        Sheet sheet = new Sheet("id", "absent", "substitute", "from", "to", "ended", "reason");
        substitutions.of(Optional.ofNullable(login)).forEach(one -> sheet.row(one.id(), one.absent(), one.substitute(), one.from(), one.to(),
                one.ended().isPresent(), one.reason()));
        sheet.print(json, System.out, "Nobody stands in for anybody.");
    }

    private void moves() {
        Sheet sheet = new Sheet("id", "login", "from", "unit", "position", "comes", "goes", "planned by", "state");
        moves.of(Optional.ofNullable(login)).forEach(one -> sheet.row(one.id(), one.plan().login(), one.plan().day(), one.plan().unit(),
                one.plan().position(), joined(one.plan().gained()), joined(one.plan().lost()), one.plannedBy(), word(one.state())));
        sheet.print(json, System.out, "No moves are planned.");
    }

    private void substitute() {
        if (by.isEmpty() || to.isEmpty()) {
            throw new IllegalArgumentException("say who substitutes with --by and until when with --to");
        }
        Substitutions.Substitution begun = substitutions.begin(login(), by, day(from).orElseGet(() -> LocalDate.now(clock)), day(to).orElseThrow(), reason);
        new Sheet("id", "absent", "substitute", "from", "to").row(begun.id(), begun.absent(), begun.substitute(), begun.from(), begun.to())
                .print(json, System.out, "");
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("a day is written 2026-12-31, not " + text, e);
        }
    }

    private long number() {
        try {
            return Long.parseLong(login == null ? "" : login);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("name the id", e);
        }
    }

    private void done(String how) {
        if (json) {
            new Sheet("id", "state").row(login, how).print(true, System.out, "");
        } else {
            System.out.println(login + " is " + how);
        }
    }

    private String login() {
        return LateOptions.needed(login, "login");
    }

    private static String joined(Collection<String> words) {
        return String.join(",", new TreeSet<>(words));
    }

    private static String word(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT);
    }
}
