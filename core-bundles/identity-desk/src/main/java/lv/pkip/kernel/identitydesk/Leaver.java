package lv.pkip.kernel.identitydesk;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Account.Employment;
import lv.pkip.kernel.api.registry.Moves;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.RegistryProblem;

/** Somebody leaves: the last day, who stands in until then, and what is left for others to take over. */
final class Leaver {
    private final Desk desk;

    Leaver(Desk desk) {
        this.desk = desk;
    }

    /** Something that is left open: a sentence, and where it is put right (empty: nothing to do). */
    public record Remains(String text, String href) { }

    Page.Answer answer(Ask ask, Account account) {
        Flaws flaws = desk.flaws(ask);
        if (ask.post()) {
            Optional<LocalDate> last = ask.day("to", flaws);
            Optional<LocalDate> from = ask.day("from", flaws);
            String substitute = ask.text("substitute", 64);
            if (last.isEmpty()) {
                flaws.add("to", "error.needed");
            } else if (account.employment().from().filter(last.get()::isBefore).isPresent()) {
                flaws.add("to", "error.day.before");
            }
            if (!substitute.isEmpty() && from.isEmpty()) {
                flaws.add("from", "error.needed");
            }
            if (!substitute.isEmpty() && desk.directory().account(substitute).isEmpty()) {
                flaws.add("substitute", "problem.unknown.substitute");
            }
            if (from.isPresent() && last.isPresent() && last.get().isBefore(from.get())) {
                flaws.add("from", "leave.from.late");
            }
            flaws.needs("reason", ask.text("reason"));
            if (flaws.none()) {
                try {
                    return leave(ask, account, last.get(), substitute, from);
                } catch (RegistryProblem e) {
                    flaws.add(e);
                }
            }
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("login", account.login());
        model.put("name", account.profile().displayName());
        model.put("version", ask.post() ? ask.number("version") : account.version());
        model.put("to", ask.post() ? ask.text("to") : account.employment().to().map(LocalDate::toString).orElse(""));
        model.put("from", ask.text("from"));
        model.put("substitute", ask.text("substitute", 64));
        model.put("people", Choices.people(desk, a -> !a.login().equals(account.login()), ask.text("substitute", 64)));
        model.put("reason", ask.text("reason"));
        model.put("remains", remains(account, ask.language()));
        return desk.show(ask, "accounts", "account-leave", flaws, model);
    }

    private Page.Answer leave(Ask ask, Account account, LocalDate last, String substitute, Optional<LocalDate> from) {
        Employment old = account.employment();
        // The substitution first: when it is refused, nothing has happened yet.
        Optional<Long> begun = substitute.isEmpty() ? Optional.empty()
                : Optional.of(desk.substitutions().begin(account.login(), substitute, from.orElseThrow(), last, ask.text("reason")).id());
        Account leaving = account.with(new Employment(old.unit(), old.position(), old.employeeNumber(), old.externalId(), old.from(), Optional.of(last)));
        try {
            desk.registry().change(List.of(AccountFields.changed(account, AccountFields.of(leaving), ask.number("version"))), ask.text("reason"));
        } catch (RegistryProblem e) {
            begun.ifPresent(desk.substitutions()::end);
            throw e;
        }
        return new Page.Redirect("/users/account/" + account.login() + "?said=leaving");
    }

    List<Remains> remains(Account account, String language) {
        String login = account.login();
        List<Remains> all = new ArrayList<>();
        desk.directory().units().stream().filter(unit -> unit.head().equals(login))
                .forEach(unit -> all.add(say(language, "remains.head", Map.of("unit", unit.name(language)), "/users/units/" + unit.id())));
        desk.directory().groupsOf(login).forEach(group -> all.add(say(language, "remains.group", Map.of("group", group.title()), "/users/groups/" + group.name())));
        desk.substitutions().of(Optional.of(login)).stream().filter(s -> s.substitute().equals(login) && s.ended().isEmpty() && !s.to().isBefore(desk.today()))
                .forEach(s -> all.add(say(language, "remains.substitute", Map.of("name", desk.person(s.absent()), "to", Words.day(s.to())), "/substitutions?all=1")));
        desk.moves().of(Optional.of(login)).stream().filter(move -> move.state() == Moves.State.PLANNED)
                .forEach(move -> all.add(say(language, "remains.move", Map.of("day", Words.day(move.plan().day())), "/users/account/" + login)));
        desk.approvals().waiting().stream().filter(one -> one.kind() == Registry.Subject.ACCOUNT && one.subject().equals(login))
                .forEach(one -> all.add(say(language, "remains.approval", Map.of(), "/users-approvals/" + one.id())));
        if (!account.roles().isEmpty()) {
            all.add(say(language, "remains.roles", Map.of("roles", String.join(", ", desk.roles(account.roles(), language))), ""));
        }
        all.add(say(language, "remains.cases", Map.of("name", account.profile().displayName()), ""));
        return all;
    }

    private Remains say(String language, String key, Map<String, String> values, String href) {
        return new Remains(desk.words().text(language, key, values), href);
    }
}
