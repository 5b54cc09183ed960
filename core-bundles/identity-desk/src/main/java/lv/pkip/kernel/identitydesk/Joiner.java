package lv.pkip.kernel.identitydesk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Position;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.RegistryProblem;

/** Somebody new comes: who it is, which roles, a look at what they will be able to do, the account with its one-time password. */
final class Joiner {
    private static final List<String> PERSON = List.of("login", "kind", "givenName", "familyName", "displayName", "email", "phone", "language", "unit",
            "position", "employeeNumber", "externalId", "from", "to");
    private final Desk desk;

    Joiner(Desk desk) {
        this.desk = desk;
    }

    Page.Answer answer(Ask ask) {
        String step = ask.post() ? ask.one("step", List.of("person", "roles", "look", "save")) : "person";
        Map<String, String> fields = new LinkedHashMap<>(Map.of("language", "lv", "kind", "person", "from", ask.post() ? "" : desk.today().toString()));
        if (ask.post()) {
            AccountFields.typed(ask, fields, AccountFields.NAMES).forEach(fields::put);
            fields.put("enabled", "1");
        }
        Flaws flaws = desk.flaws(ask);
        if (!step.equals("person")) {
            AccountFields.check(desk, fields, flaws);
            if (desk.directory().account(fields.get("login")).isPresent()) {
                flaws.add("login", "problem.taken.login");
            }
        }
        if (!flaws.none() || step.equals("person")) {
            return show(ask, "person", fields, flaws);
        }
        return step.equals("save") ? save(ask, fields, flaws) : show(ask, step, fields, flaws);
    }

    private Page.Answer save(Ask ask, Map<String, String> fields, Flaws flaws) {
        try {
            Registry.Created made = desk.registry().create(AccountFields.fresh(fields));
            return desk.show(ask, "accounts", "one-time", Map.of("login", made.account().login(), "secret", made.secret(),
                    "waiting", new AccountViews(desk).waiting(Registry.Subject.ACCOUNT, made.account().login(), ask.language()),
                    "service", made.account().kind() == Account.Kind.SERVICE));
        } catch (RegistryProblem e) {
            flaws.add(e);
            return show(ask, "person", fields, flaws);
        }
    }

    private Page.Answer show(Ask ask, String step, Map<String, String> fields, Flaws flaws) {
        String language = ask.language();
        boolean first = step.equals("roles") && !ask.has("chose");
        Map<String, Integer> suggested = suggested(fields);
        Set<String> chosen = first ? suggested.keySet() : AccountFields.roles(fields);
        Set<String> ofPosition = desk.directory().position(fields.getOrDefault("position", "")).map(Position::roles).orElse(Set.of());
        Map<String, Object> model = AccountsPage.form(desk, fields, language);
        model.put("step", step);
        model.put("chose", ask.has("chose") || step.equals("look"));
        model.put("roles", Choices.roles(desk.directory(), language, chosen).stream().map(c -> new Choice(c.value(), c.text(),
                suggested.containsKey(c.value()) ? desk.words().text(language, "new.suggested", Map.of("n", suggested.get(c.value()))) : c.note(), c.chosen())).toList());
        model.put("ofPosition", desk.roles(ofPosition, language));
        model.put("unit", desk.unit(fields.getOrDefault("unit", ""), language));
        model.put("position", desk.position(fields.getOrDefault("position", ""), language));
        model.put("from", Ask.day(fields.getOrDefault("from", "")).map(Words::day).orElse(""));
        model.put("to", Ask.day(fields.getOrDefault("to", "")).map(Words::day).orElse(""));
        model.put("ownRoles", desk.roles(AccountFields.roles(fields), language));
        Set<String> together = new TreeSet<>(AccountFields.roles(fields));
        together.addAll(ofPosition);
        model.put("abilities", desk.abilities().ofRoles(together, language));
        model.put("second", desk.roles(new TreeSet<>(together.stream().filter(desk.abilities()::isPrivileged).toList()), language));
        List<Choice> kept = new ArrayList<>();
        PERSON.forEach(name -> kept.add(new Choice(name, fields.getOrDefault(name, ""), false)));
        model.put("kept", kept);
        model.put("keptRoles", AccountFields.roles(fields));
        return desk.show(ask, "accounts", "new", flaws, model);
    }

    /** Roles that at least half of those hold themselves who have the same position, in the same unit where there are such; with how many. */
    private Map<String, Integer> suggested(Map<String, String> fields) {
        String position = fields.getOrDefault("position", "");
        if (position.isEmpty()) {
            return Map.of();
        }
        List<Account> peers = desk.directory().accounts().stream().filter(a -> a.employment().position().equals(position) && a.isActiveOn(desk.today())).toList();
        List<Account> near = peers.stream().filter(a -> a.employment().unit().equals(fields.getOrDefault("unit", ""))).toList();
        List<Account> asked = near.isEmpty() ? peers : near;
        Map<String, Integer> counts = new LinkedHashMap<>();
        asked.forEach(a -> new LinkedHashSet<>(a.roles()).forEach(role -> counts.merge(role, 1, Integer::sum)));
        counts.values().removeIf(count -> count * 2 < asked.size());
        return counts;
    }
}
