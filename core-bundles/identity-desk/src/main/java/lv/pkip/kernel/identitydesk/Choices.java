package lv.pkip.kernel.identitydesk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Unit;

/** Units, positions, groups, roles and people as one chooses them in forms, by the names people know. */
final class Choices {
    /** A list of people longer than this is no help in a form: the login is typed then. */
    static final int MOST_PEOPLE = 300;

    private Choices() { }

    /** The tree written as a list: two spaces that do not break for each level. */
    static List<Choice> units(Directory directory, String language, Predicate<String> chosen) {
        List<Choice> all = new ArrayList<>();
        below(directory, "", 0, language, chosen, all);
        return all;
    }

    /** Those directly below, as the language calls and Latvian sorts them. */
    static List<Unit> below(Directory directory, String parent, String language) {
        return directory.below(parent).stream().sorted(Words.sorted(unit -> unit.name(language))).toList();
    }

    private static void below(Directory directory, String parent, int depth, String language, Predicate<String> chosen, List<Choice> all) {
        for (Unit unit : below(directory, parent, language)) {
            all.add(new Choice(unit.id(), "\u00a0\u00a0".repeat(depth) + unit.name(language), chosen.test(unit.id())));
            below(directory, unit.id(), depth + 1, language, chosen, all);
        }
    }

    static List<Choice> positions(Directory directory, String language, String chosen) {
        return directory.positions().stream().map(p -> new Choice(p.id(), p.name(language), p.id().equals(chosen)))
                .sorted(Words.sorted(Choice::text)).toList();
    }

    static List<Choice> groups(Directory directory, Collection<String> chosen) {
        return directory.groups().stream().map(g -> new Choice(g.name(), g.title(), chosen.contains(g.name()))).sorted(Words.sorted(Choice::text)).toList();
    }

    static List<Choice> roles(Directory directory, String language, Set<String> chosen) {
        return directory.roles().stream().map(r -> new Choice(r.name(), r.title(language), r.title(language).equals(r.name()) ? "" : r.name(),
                chosen.contains(r.name()))).sorted(Words.sorted(Choice::text)).toList();
    }

    /** Active people; none when there are too many to choose from a list. */
    static List<Choice> people(Desk desk, Predicate<Account> wanted, String chosen) {
        List<Account> people = desk.directory().accounts().stream()
                .filter(a -> a.kind() == Account.Kind.PERSON && (a.isActiveOn(desk.today()) && wanted.test(a) || a.login().equals(chosen))).toList();
        return people.size() > MOST_PEOPLE ? List.of() : people.stream()
                .map(a -> new Choice(a.login(), a.profile().displayName() + " (" + a.login() + ")", a.login().equals(chosen)))
                .sorted(Words.sorted(Choice::text)).toList();
    }
}
