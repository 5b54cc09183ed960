package lv.pkip.kernel.identitydesk;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.registry.Moves;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Account.Employment;
import lv.pkip.kernel.api.registry.Grant;
import lv.pkip.kernel.api.registry.Position;
import lv.pkip.kernel.api.registry.RegistryProblem;

/** Somebody moves to another unit or position, now or on a day to come: which roles go and which come is shown before anything is saved. */
final class Mover {
    private final Desk desk;

    Mover(Desk desk) {
        this.desk = desk;
    }

    Page.Answer answer(Ask ask, Account account) {
        String language = ask.language();
        Flaws flaws = desk.flaws(ask);
        String unit = ask.post() ? ask.text("unit") : account.employment().unit();
        String position = ask.post() ? ask.text("position") : account.employment().position();
        Set<String> roles = new TreeSet<>(ask.post() ? ask.all("roles") : account.roles());
        LocalDate from = ask.post() ? ask.day("from", flaws).orElse(desk.today()) : desk.today();
        boolean look = ask.post();
        if (ask.post()) {
            check(ask, account, unit, position, roles, from, flaws);
            look = flaws.none();
            if (look && ask.text("step").equals("save")) {
                try {
                    if (from.isAfter(desk.today())) {
                        desk.moves().plan(new Moves.Plan(account.login(), from, unit, position, minus(roles, account.roles()), minus(account.roles(), roles)),
                                ask.text("reason"));
                        return new Page.Redirect("/users/account/" + account.login() + "?said=move-planned");
                    }
                    Employment old = account.employment();
                    Account moved = account.with(new Employment(unit, position, old.employeeNumber(), old.externalId(), old.from(), old.to())).withRoles(roles);
                    desk.registry().change(List.of(AccountFields.changed(account, AccountFields.of(moved), ask.number("version"))),
                            desk.words().text("lv", "move.reason", Map.of("day", Words.day(from), "reason", ask.text("reason"))));
                    return new Page.Redirect("/users/account/" + account.login() + "?said=moved");
                } catch (RegistryProblem e) {
                    flaws.add(e);
                    look = false;
                }
            }
        }
        return show(ask, account, new Move(unit, position, roles, from), look, flaws, language);
    }

    private record Move(String unit, String position, Set<String> roles, LocalDate from) { }

    private void check(Ask ask, Account account, String unit, String position, Set<String> roles, LocalDate from, Flaws flaws) {
        Map<String, String> fields = AccountFields.of(account);
        fields.put("unit", unit);
        fields.put("position", position);
        fields.put("roles", String.join(" ", roles));
        AccountFields.check(desk, fields, flaws);
        if (unit.equals(account.employment().unit()) && position.equals(account.employment().position()) && roles.equals(account.roles())) {
            flaws.add("unit", "move.same");
        }
        flaws.needs("reason", ask.text("reason"));
    }

    private Page.Answer show(Ask ask, Account account, Move move, boolean look, Flaws flaws, String language) {
        Set<String> before = new TreeSet<>(account.roles());
        desk.directory().position(account.employment().position()).map(Position::roles).ifPresent(before::addAll);
        Set<String> after = new TreeSet<>(move.roles());
        desk.directory().position(move.position()).map(Position::roles).ifPresent(after::addAll);
        Set<String> ofOthers = new TreeSet<>();
        desk.registry().grants(account.login()).stream().filter(g -> g.way() == Grant.Way.GROUP).map(Grant::role).forEach(ofOthers::add);
        before.addAll(ofOthers);
        after.addAll(ofOthers);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("login", account.login());
        model.put("name", account.profile().displayName());
        model.put("look", look);
        model.put("version", ask.post() ? ask.number("version") : account.version());
        model.put("units", Choices.units(desk.directory(), language, move.unit()::equals));
        model.put("positions", Choices.positions(desk.directory(), language, move.position()));
        model.put("roles", Choices.roles(desk.directory(), language, move.roles()).stream()
                .filter(c -> account.roles().contains(c.value()) || c.chosen()).toList());
        model.put("more", Choices.roles(desk.directory(), language, move.roles()).stream()
                .filter(c -> !account.roles().contains(c.value()) && !c.chosen()).toList());
        model.put("from", move.from().toString());
        model.put("reason", ask.text("reason"));
        model.put("unit", move.unit());
        model.put("position", move.position());
        model.put("ownRoles", move.roles());
        model.put("work", new AccountViews(desk).difference("unit", account.employment().unit(), move.unit(), language));
        model.put("office", new AccountViews(desk).difference("position", account.employment().position(), move.position(), language));
        model.put("go", desk.roles(minus(before, after), language));
        model.put("come", desk.roles(minus(after, before), language));
        model.put("stay", desk.roles(common(before, after), language));
        model.put("second", desk.roles(new TreeSet<>(minus(after, before).stream().filter(desk.abilities()::isPrivileged).toList()), language));
        model.put("abilities", desk.abilities().ofRoles(after, language));
        model.put("ahead", move.from().isAfter(desk.today()));
        model.put("since", Optional.of(move.from()).map(Words::day).orElse(""));
        return desk.show(ask, "accounts", "account-move", flaws, model);
    }

    private static Set<String> minus(Set<String> all, Set<String> without) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(without);
        return rest;
    }

    private static Set<String> common(Set<String> one, Set<String> other) {
        Set<String> both = new TreeSet<>(one);
        both.retainAll(other);
        return both;
    }
}
