package lv.pkip.kernel.shell.work;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.frame.Permissions;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Refused;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.Route;

/** Staff accounts: list, make, change, give a new one-time password, switch off. */
public final class UsersDesk {
    private static final String LOGIN = "[a-z][a-z0-9.-]{1,63}";
    private final House house;

    public UsersDesk(House house) {
        this.house = house;
    }

    public List<Route> routes() {
        Access access = Access.staff(Permissions.USERS);
        return List.of(
                Route.get("/work/users", access, this::list),
                Route.get("/work/users/new", access, x -> form(x, Optional.empty(), Map.of(), 200)),
                Route.post("/work/users/new", access, this::create),
                Route.get("/work/users/{login}", access, x -> form(x, Optional.of(account(x)), Map.of(), 200)),
                Route.post("/work/users/{login}", access, this::change),
                Route.post("/work/users/{login}/reset", access, this::reset));
    }

    private Account account(Exchange exchange) {
        return house.registry().directory().account(exchange.part("login")).orElseThrow(Refused::notFound);
    }

    private Reply list(Exchange exchange) {
        return View.of("work/users", text(exchange, "users.title")).with("users", house.users().all()).reply();
    }

    /** What was typed or is stored. */
    public record Sheet(String login, String name, String email, String unit, Set<String> roles, boolean active) {
        static Sheet of(Account account) {
            return new Sheet(account.login(), account.profile().displayName(), account.profile().email(), account.employment().unit(),
                    account.roles(), account.enabled());
        }

        static Sheet of(Exchange exchange, String login) {
            return new Sheet(login, exchange.filled("name").orElse(""), exchange.filled("email").orElse(""), exchange.filled("unit").orElse(""),
                    new LinkedHashSet<>(exchange.parameters().getOrDefault("role", List.of())), exchange.filled("active").isPresent());
        }

        /** An account with what was typed, and the rest as it was. */
        Account account(Account before) {
            Account.Profile p = before.profile();
            Account.Employment e = before.employment();
            return before.with(new Account.Profile(p.givenName(), p.familyName(), name, email, p.phone(), p.language()))
                    .with(new Account.Employment(unit, e.position(), e.employeeNumber(), e.externalId(), e.from(), e.to()))
                    .withRoles(roles).enabled(active);
        }
    }

    private Reply form(Exchange exchange, Optional<Account> stored, Map<String, String> errors, int status) {
        Sheet sheet = exchange.isPost() ? Sheet.of(exchange, stored.map(Account::login).orElse(exchange.filled("login").orElse("")))
                : stored.map(Sheet::of).orElse(new Sheet("", "", "", "", Set.of(), true));
        return View.of("work/user", stored.map(u -> u.profile().displayName()).orElse(text(exchange, "users.new"))).status(status)
                .crumb(text(exchange, "users.title"), "/work/users").with("sheet", sheet).with("stored", stored.isPresent()).with("errors", errors)
                .with("path", stored.map(u -> "/work/users/" + u.login()).orElse("/work/users/new"))
                .with("roles", house.registry().directory().roles().stream().map(r -> new RoleChoice(r.name(), r.name(), grants(r, exchange.language()), sheet.roles().contains(r.name()))).toList())
                .with("units", house.municipality().units().stream().map(u -> new InboxDesk.Choice(u.id(), u.name(exchange.language()), u.id().equals(sheet.unit()))).toList())
                .reply();
    }

    /** A role one can tick, with what it allows in words. */
    public record RoleChoice(String value, String text, String grants, boolean chosen) { }

    /** Permissions of services in the services' own words, others as they are. */
    private String grants(Role role, String language) {
        return role.permissions().stream().sorted().map(permission -> {
            String[] parts = permission.split(":", 2);
            return house.services().find(parts[0]).filter(s -> parts.length == 2).map(s -> s.hasText(language, "permission." + parts[1])
                    ? s.text(language, "permission." + parts[1]) : s.text(language, "title") + ": "
                    + (parts[1].equals("*") ? house.texts().get(language, "users.grants.all") : parts[1])).orElse(permission);
        }).collect(Collectors.joining(" · "));
    }

    private Map<String, String> errors(Exchange exchange, Sheet sheet, boolean fresh) {
        Map<String, String> errors = new java.util.LinkedHashMap<>();
        if (fresh && !sheet.login().matches(LOGIN)) {
            errors.put("login", text(exchange, "users.error.login"));
        } else if (fresh && house.registry().directory().account(sheet.login()).isPresent()) {
            errors.put("login", text(exchange, "users.error.taken"));
        }
        if (sheet.name().isEmpty()) {
            errors.put("name", text(exchange, "error.required"));
        }
        if (!sheet.email().matches("[^@\\s]+@[^@\\s]+\\.[^@\\s]+")) {
            errors.put("email", text(exchange, "error.email"));
        }
        Set<String> known = new LinkedHashSet<>();
        house.registry().directory().roles().forEach(r -> known.add(r.name()));
        if (!known.containsAll(sheet.roles()) || !sheet.unit().isEmpty() && house.municipality().units().stream().noneMatch(u -> u.id().equals(sheet.unit()))) {
            throw new Refused(400, "bad-request");
        }
        return errors;
    }

    private Reply create(Exchange exchange) {
        Sheet sheet = Sheet.of(exchange, exchange.filled("login").orElse(""));
        Map<String, String> errors = errors(exchange, sheet, true);
        if (!errors.isEmpty()) {
            return form(exchange, Optional.empty(), errors, 422);
        }
        Account blank = Account.person(sheet.login(), Account.Profile.named("", ""), Account.Employment.NONE, Set.of());
        return oneTime(exchange, sheet.login(), house.registry().create(sheet.account(blank).enabled(true)).secret());
    }

    private Reply change(Exchange exchange) {
        Account stored = account(exchange);
        Sheet sheet = Sheet.of(exchange, stored.login());
        Map<String, String> errors = errors(exchange, sheet, false);
        if (stored.login().equals(house.actor().get().id()) && !sheet.active()) {
            errors.put("active", text(exchange, "users.error.self"));
        }
        if (!errors.isEmpty()) {
            return form(exchange, Optional.of(stored), errors, 422);
        }
        house.registry().change(List.of(sheet.account(stored)), "");
        return Reply.to("/work/users?done=saved");
    }

    private Reply reset(Exchange exchange) {
        String login = account(exchange).login();
        return oneTime(exchange, login, house.registry().resetPassword(login));
    }

    /** Shown once, on no other page, kept by nobody. */
    private Reply oneTime(Exchange exchange, String login, String password) {
        return View.of("work/one-time", text(exchange, "users.one-time.title")).crumb(text(exchange, "users.title"), "/work/users")
                .with("login", login).with("password", password).reply();
    }

    private String text(Exchange exchange, String key) {
        return house.texts().get(exchange.language(), key);
    }
}
