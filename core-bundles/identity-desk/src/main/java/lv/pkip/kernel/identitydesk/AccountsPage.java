package lv.pkip.kernel.identitydesk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.navigation.NavigationEntry;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.page.PagePermission;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.RegistryProblem;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Accounts: the list, one account with all that is known of it, and what an administrator does with it. */
@Component(service = Page.class)
@PagePath("users")
@PageAudience(Audience.STAFF)
@PagePermission("users:read")
@NavigationEntry(area = "work", text = "nav.users", order = 630, icon = "users")
public final class AccountsPage implements Page {
    static final String CODE = "users:personal-code";
    private static final int PAGE = 50;
    private static final int HISTORY = 100;
    private final Desk desk;
    private final AccountViews views;
    private final Joiner joiner;
    private final Mover mover;
    private final Leaver leaver;

    @Activate
    public AccountsPage(@Reference(name = "desk") Desk desk) {
        this.desk = desk;
        this.views = new AccountViews(desk);
        this.joiner = new Joiner(desk);
        this.mover = new Mover(desk);
        this.leaver = new Leaver(desk);
    }

    @Override
    public Answer handle(Request request) throws Exception {
        return desk.open(request, Desk.READ, ask -> {
            List<String> path = ask.path();
            if (ask.post() && !path.equals(List.of())) {
                // A personal code is shown to whom the registry allows it, whether they may change accounts or not.
                desk.current().require(path.size() == 3 && path.get(2).equals("code") ? CODE : Desk.MANAGE);
            }
            return switch (path.size()) {
                case 0 -> list(ask);
                case 1 -> switch (path.get(0)) {
                    case "export" -> export(ask);
                    case "new" -> managed(() -> joiner.answer(ask));
                    default -> Desk.NOT_FOUND;
                };
                case 2 -> path.get(0).equals("account") && !ask.post() ? account(ask, known(path.get(1)), Map.of()) : Desk.NOT_FOUND;
                case 3 -> path.get(0).equals("account") ? of(ask, known(path.get(1)), path.get(2)) : Desk.NOT_FOUND;
                default -> Desk.NOT_FOUND;
            };
        });
    }

    private Account known(String login) {
        return desk.directory().account(login).orElseThrow(() -> new RegistryProblem(RegistryProblem.Code.UNKNOWN, "login"));
    }

    private interface Form {
        Answer show();
    }

    /** Forms that change something are shown to those only who may. */
    private Answer managed(Form form) {
        desk.current().require(Desk.MANAGE);
        return form.show();
    }

    private Answer of(Ask ask, Account account, String what) {
        return switch (what) {
            case "edit" -> managed(() -> edit(ask, account));
            case "cancel-move" -> ask.post() ? cancelMove(ask, account) : Desk.NOT_FOUND;
            case "move" -> managed(() -> mover.answer(ask, account));
            case "leave" -> managed(() -> leaver.answer(ask, account));
            case "remove" -> managed(() -> remove(ask, account));
            case "history" -> history(ask, account);
            case "reset" -> ask.post() ? reset(ask, account) : Desk.NOT_FOUND;
            case "close" -> ask.post() ? enable(ask, account, false) : Desk.NOT_FOUND;
            case "reopen" -> ask.post() ? enable(ask, account, true) : Desk.NOT_FOUND;
            case "code" -> ask.post() ? code(ask, account) : Desk.NOT_FOUND;
            case "set-code" -> ask.post() ? setCode(ask, account) : Desk.NOT_FOUND;
            default -> Desk.NOT_FOUND;
        };
    }

    private Answer list(Ask ask) {
        String language = ask.language();
        AccountFilter filter = AccountFilter.of(ask);
        List<Account> found = filter.in(desk, language);
        int pages = Math.max(1, (found.size() + PAGE - 1) / PAGE);
        int page = (int) Math.min(Math.max(1, ask.number("page")), pages);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("rows", found.subList((page - 1) * PAGE, Math.min(page * PAGE, found.size())).stream().map(a -> views.row(a, language)).toList());
        model.put("total", found.size());
        model.put("narrowed", filter.isNarrowed());
        model.put("q", filter.text());
        model.put("sort", filter.sort());
        model.put("sorts", AccountFilter.SORTS.stream().map(s -> new Choice(s, "/users" + filter.query(s, 1), s.equals(filter.sort()))).toList());
        model.put("units", Choices.units(desk.directory(), language, filter.unit()::equals));
        model.put("positions", Choices.positions(desk.directory(), language, filter.position()));
        model.put("groups", Choices.groups(desk.directory(), List.of(filter.group())));
        model.put("roles", Choices.roles(desk.directory(), language, java.util.Set.of(filter.role())));
        model.put("states", AccountFilter.STATES.stream().map(s -> new Choice(s, desk.words().text(language, "state." + s), s.equals(filter.state()))).toList());
        model.put("export", "/users/export" + filter.query(filter.sort(), 1));
        model.put("page", page);
        model.put("pages", pages);
        model.put("before", page > 1 ? "/users" + filter.query(filter.sort(), page - 1) : "");
        model.put("next", page < pages ? "/users" + filter.query(filter.sort(), page + 1) : "");
        return desk.show(ask, "accounts", "accounts", model);
    }

    private Answer export(Ask ask) {
        List<Account> found = AccountFilter.of(ask).in(desk, ask.language());
        desk.audit().record(Audit.Event.ok("user.export", "users", "user-administration").with(Map.of("accounts", String.valueOf(found.size()))));
        return Desk.csv("lietotaji", Csv.line(AccountFields.NAMES) + found.stream().map(AccountFields::of)
                .map(fields -> Csv.line(AccountFields.NAMES.stream().map(fields::get).toList())).collect(Collectors.joining()));
    }

    private Answer account(Ask ask, Account account, Map<String, Object> more) {
        String language = ask.language();
        String login = account.login();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("a", account);
        model.put("row", views.row(account, language));
        model.put("from", account.employment().from().map(Words::day).orElse(""));
        model.put("to", account.employment().to().map(Words::day).orElse(""));
        model.put("created", Words.moment(account.created()));
        model.put("changed", Words.moment(account.changed()));
        model.put("held", views.held(login, language));
        model.put("resting", account.roles().stream().filter(role -> desk.state(account).equals("active")
                && desk.registry().grants(login).stream().noneMatch(g -> g.role().equals(role))).map(r -> desk.role(r, language)).sorted().toList());
        model.put("ownRoles", desk.state(account).equals("active") ? List.of() : desk.roles(account.roles(), language));
        model.put("abilities", desk.abilities().ofRoles(desk.registry().grants(login).stream().map(g -> g.role()).distinct().toList(), language));
        model.put("groups", desk.directory().groupsOf(login).stream().map(Group::title).sorted().toList());
        model.put("moves", views.moves(login, language));
        model.put("waiting", views.waiting(Registry.Subject.ACCOUNT, login, language));
        model.put("substitutions", new SubstitutionViews(desk).rows(desk.substitutions().of(Optional.of(login)).stream().filter(s -> s.ended().isEmpty()).toList()));
        model.put("moments", views.history(desk.registry().history(Registry.Subject.ACCOUNT, login, 0, 10), language));
        model.put("mayCode", desk.current().may(CODE));
        model.put("own", login.equals(desk.current().get().id()));
        model.put("code", "");
        model.putAll(more);
        return desk.show(ask, "accounts", "account", model);
    }

    private Answer history(Ask ask, Account account) {
        if (ask.post()) {
            return Desk.NOT_FOUND;
        }
        List<Registry.Change> changes = desk.registry().history(Registry.Subject.ACCOUNT, account.login(), ask.number("before"), HISTORY);
        return desk.show(ask, "accounts", "history", Map.of("back", "/users/account/" + account.login(), "name", account.profile().displayName(),
                "moments", views.history(changes, ask.language()),
                "next", changes.size() < HISTORY ? "" : "/users/account/" + account.login() + "/history?before=" + changes.get(HISTORY - 1).sequence()));
    }

    private Answer edit(Ask ask, Account account) {
        List<String> names = AccountFields.NAMES.stream().filter(n -> !List.of("login", "kind", "enabled").contains(n)).toList();
        Map<String, String> stored = AccountFields.of(account);
        Map<String, String> fields = ask.post() ? AccountFields.typed(ask, stored, names) : stored;
        Flaws flaws = desk.flaws(ask);
        if (ask.post()) {
            AccountFields.check(desk, fields, flaws);
            flaws.needs("reason", ask.text("reason"));
            if (flaws.none()) {
                try {
                    Account changed = AccountFields.changed(account, fields, ask.number("version"));
                    Account saved = desk.registry().change(List.of(changed), ask.text("reason")).get(0);
                    return new Redirect("/users/account/" + account.login() + "?said="
                            + (saved.profile().email().equals(changed.profile().email()) ? "saved" : "saved-email-waits"));
                } catch (RegistryProblem e) {
                    flaws.add(e);
                }
            }
        }
        Map<String, Object> model = form(desk, fields, ask.language());
        model.put("reason", ask.text("reason"));
        model.put("version", ask.post() ? ask.number("version") : account.version());
        model.put("name", account.profile().displayName());
        model.put("href", "/users/account/" + account.login());
        return desk.show(ask, "accounts", "account-edit", flaws, model);
    }

    /** What a form of an account can choose from, with what is typed. */
    static Map<String, Object> form(Desk desk, Map<String, String> fields, String language) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("f", fields);
        model.put("units", Choices.units(desk.directory(), language, fields.getOrDefault("unit", "")::equals));
        model.put("positions", Choices.positions(desk.directory(), language, fields.getOrDefault("position", "")));
        model.put("roles", Choices.roles(desk.directory(), language, AccountFields.roles(fields)));
        List<Choice> languages = new ArrayList<>();
        List.of("lv", "en", "ru").forEach(l -> languages.add(new Choice(l, desk.words().text(language, "language." + l), l.equals(fields.getOrDefault("language", "lv")))));
        model.put("languages", languages);
        return model;
    }

    private Answer enable(Ask ask, Account account, boolean open) {
        String reason = ask.text("reason");
        if (reason.isEmpty()) {
            return wrong(ask, account, open ? "reopen-reason" : "close-reason", "error.needed");
        }
        if (!open && account.login().equals(desk.current().get().id())) {
            return wrong(ask, account, "close-reason", "error.self");
        }
        desk.registry().change(List.of(account.enabled(open)), reason);
        return new Redirect("/users/account/" + account.login() + "?said=" + (open ? "reopened" : "closed"));
    }

    private Answer cancelMove(Ask ask, Account account) {
        long id = ask.number("id");
        if (desk.moves().of(Optional.of(account.login())).stream().noneMatch(move -> move.id() == id)) {
            return Desk.NOT_FOUND;
        }
        desk.moves().cancel(id, ask.text("reason"));
        return new Redirect("/users/account/" + account.login() + "?said=move-cancelled");
    }

    private Answer wrong(Ask ask, Account account, String field, String key) {
        Flaws flaws = desk.flaws(ask);
        flaws.add(field, key);
        return account(ask, account, Map.of("flaws", flaws.list(), "errors", flaws.byField()));
    }

    /** Of one who holds privileged rights, it is asked for first, and made when somebody else has agreed. */
    private Answer reset(Ask ask, Account account) {
        try {
            return oneTime(ask, account, desk.registry().resetPassword(account.login()));
        } catch (RegistryProblem e) {
            if (e.code() != RegistryProblem.Code.SECOND_PERSON) {
                throw e;
            }
            return new Redirect("/users/account/" + account.login() + "?said=reset-waits");
        }
    }

    /** Shown once, on no other page, kept by nobody. */
    private Answer oneTime(Ask ask, Account account, String secret) {
        return desk.show(ask, "accounts", "one-time", Map.of("login", account.login(), "secret", secret, "waiting", List.of(),
                "service", account.kind() == Account.Kind.SERVICE));
    }

    private Answer remove(Ask ask, Account account) {
        Flaws flaws = desk.flaws(ask);
        if (ask.post()) {
            flaws.needs("reason", ask.text("reason"));
            if (!ask.text("again").equals(account.login())) {
                flaws.add("again", "error.again");
            }
            if (account.login().equals(desk.current().get().id())) {
                flaws.add("again", "error.self");
            }
            if (flaws.none()) {
                desk.registry().remove(account.login(), ask.text("reason"));
                return new Redirect("/users?said=removed");
            }
        }
        return desk.show(ask, "accounts", "account-remove", flaws, Map.of("login", account.login(), "name", account.profile().displayName(),
                "reason", ask.text("reason"), "remains", leaver.remains(account, ask.language())));
    }

    /** The registry records the reading and what it was for. */
    private Answer code(Ask ask, Account account) {
        String purpose = ask.text("purpose", 100);
        if (!List.of("employment", "identification", "request-of-authority").contains(purpose)) {
            return wrong(ask, account, "purpose", "error.needed");
        }
        Optional<String> code = desk.registry().readPersonalCode(account.login(), purpose);
        return account(ask, account, Map.of("code", code.map(c -> c.length() == 11 ? c.substring(0, 6) + "-" + c.substring(6) : c)
                .orElse(desk.words().text(ask.language(), "code.none"))));
    }

    private Answer setCode(Ask ask, Account account) {
        desk.current().require(CODE);
        String code = ask.text("personalCode", 20).replace("-", "").replace(" ", "");
        try {
            desk.registry().personalCode(account.login(), code);
        } catch (RegistryProblem e) {
            if (e.code() != RegistryProblem.Code.INVALID) {
                throw e;
            }
            return wrong(ask, account, "personalCode", "problem.invalid.personalCode");
        }
        return new Redirect("/users/account/" + account.login() + "?said=saved");
    }
}
