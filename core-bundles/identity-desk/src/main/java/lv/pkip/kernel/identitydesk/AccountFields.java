package lv.pkip.kernel.identitydesk;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Account.Employment;
import lv.pkip.kernel.api.registry.Account.Profile;

/** An account as it is typed in a form or written in a file: each field a text under its name. */
final class AccountFields {
    static final List<String> NAMES = List.of("login", "kind", "givenName", "familyName", "displayName", "email", "phone", "language", "unit", "position",
            "employeeNumber", "externalId", "from", "to", "roles", "enabled");
    static final String LOGIN = "[a-z][a-z0-9.-]{1,63}";
    private static final String EMAIL = "[^\\s@]{1,64}@[^\\s@]{1,189}";

    private static final String PHONE = "[0-9+() /.-]{0,40}";
    private static final Map<String, Integer> LONGEST = Map.of("displayName", 200, "givenName", 100, "familyName", 100, "employeeNumber", 64, "externalId", 200);

    private AccountFields() { }

    static Map<String, String> of(Account account) {
        Profile profile = account.profile();
        Employment work = account.employment();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("login", account.login());
        fields.put("kind", account.kind().name().toLowerCase(java.util.Locale.ROOT));
        fields.put("givenName", profile.givenName());
        fields.put("familyName", profile.familyName());
        fields.put("displayName", profile.displayName());
        fields.put("email", profile.email());
        fields.put("phone", profile.phone());
        fields.put("language", profile.language());
        fields.put("unit", work.unit());
        fields.put("position", work.position());
        fields.put("employeeNumber", work.employeeNumber());
        fields.put("externalId", work.externalId());
        fields.put("from", work.from().map(LocalDate::toString).orElse(""));
        fields.put("to", work.to().map(LocalDate::toString).orElse(""));
        fields.put("roles", String.join(" ", new TreeSet<>(account.roles())));
        fields.put("enabled", account.enabled() ? "1" : "0");
        return fields;
    }

    /** What was typed, over what is stored; the display name follows from the names when it is empty. */
    static Map<String, String> typed(Ask ask, Map<String, String> stored, List<String> names) {
        Map<String, String> fields = new LinkedHashMap<>(stored);
        names.forEach(name -> fields.put(name, typed(ask, name, stored.getOrDefault(name, ""))));
        return named(fields);
    }

    private static String typed(Ask ask, String name, String stored) {
        String text = ask.text(name, 254);
        return switch (name) {
            case "roles" -> String.join(" ", new TreeSet<>(ask.all("roles")));
            case "from", "to" -> Ask.day(text).map(LocalDate::toString).orElse(text); // as fields for days want it
            case "language" -> text.isEmpty() ? stored : text;
            default -> text;
        };
    }

    static Map<String, String> named(Map<String, String> fields) {
        if (fields.getOrDefault("displayName", "").isEmpty()) {
            fields.put("displayName", (fields.getOrDefault("givenName", "") + " " + fields.getOrDefault("familyName", "")).strip());
        }
        return fields;
    }

    static Set<String> roles(Map<String, String> fields) {
        String roles = fields.getOrDefault("roles", "").strip();
        return roles.isEmpty() ? Set.of() : new TreeSet<>(List.of(roles.split("[\\s,|]+")));
    }

    /** Checks fields as the registry will, so that all flaws are told at once. */
    static void check(Desk desk, Map<String, String> fields, Flaws flaws) {
        if (!fields.getOrDefault("login", "").matches(LOGIN)) {
            flaws.add("login", "problem.invalid.login");
        }
        if (fields.getOrDefault("displayName", "").isBlank()) {
            flaws.add("givenName", "error.needed");
        }
        String email = fields.getOrDefault("email", "");
        if (!email.isEmpty() && !email.matches(EMAIL)) {
            flaws.add("email", "problem.invalid.email");
        }
        if (!fields.getOrDefault("phone", "").matches(PHONE)) {
            flaws.add("phone", "problem.invalid.phone");
        }
        LONGEST.forEach((name, longest) -> {
            String text = fields.getOrDefault(name, "");
            if (text.length() > longest || text.chars().anyMatch(Character::isISOControl)) {
                flaws.add(name, "problem.invalid.text");
            }
        });
        if (!Set.of("lv", "en", "ru").contains(fields.getOrDefault("language", "lv"))) {
            flaws.add("language", "problem.invalid.language");
        }
        if (!fields.getOrDefault("unit", "").isEmpty() && desk.directory().unit(fields.get("unit")).isEmpty()) {
            flaws.add("unit", "problem.unknown.unit");
        }
        if (!fields.getOrDefault("position", "").isEmpty() && desk.directory().position(fields.get("position")).isEmpty()) {
            flaws.add("position", "problem.unknown.position");
        }
        if (roles(fields).stream().anyMatch(role -> desk.directory().role(role).isEmpty())) {
            flaws.add("roles", "problem.unknown.roles");
        }
        Optional<LocalDate> from = day(fields, "from", flaws);
        Optional<LocalDate> to = day(fields, "to", flaws);
        if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
            flaws.add("to", "error.day.before");
        }
    }

    private static Optional<LocalDate> day(Map<String, String> fields, String name, Flaws flaws) {
        String text = fields.getOrDefault(name, "");
        Optional<LocalDate> day = Ask.day(text);
        if (day.isEmpty() && !text.isEmpty()) {
            flaws.add(name, "error.day");
        }
        return day;
    }

    static Profile profile(Map<String, String> fields) {
        String language = fields.getOrDefault("language", "");
        return new Profile(fields.getOrDefault("givenName", ""), fields.getOrDefault("familyName", ""), fields.getOrDefault("displayName", ""),
                fields.getOrDefault("email", ""), fields.getOrDefault("phone", ""), language.isEmpty() ? "lv" : language);
    }

    static Employment employment(Map<String, String> fields) {
        return new Employment(fields.getOrDefault("unit", ""), fields.getOrDefault("position", ""), fields.getOrDefault("employeeNumber", ""),
                fields.getOrDefault("externalId", ""), Ask.day(fields.getOrDefault("from", "")), Ask.day(fields.getOrDefault("to", "")));
    }

    /** A new account of what was typed. */
    static Account fresh(Map<String, String> fields) {
        Account person = Account.person(fields.get("login"), profile(fields), employment(fields), roles(fields));
        return new Account(person.id(), person.login(), fields.getOrDefault("kind", "").equals("service") ? Account.Kind.SERVICE : Account.Kind.PERSON,
                person.profile(), person.employment(), person.roles(), !fields.getOrDefault("enabled", "1").equals("0"), person.created(), person.changed(), 0);
    }

    /** A stored account changed to what was typed, under the version the one who typed had seen. */
    static Account changed(Account stored, Map<String, String> fields, long version) {
        return new Account(stored.id(), stored.login(), stored.kind(), profile(fields), employment(fields), roles(fields),
                !fields.getOrDefault("enabled", "1").equals("0"), stored.created(), stored.changed(), version);
    }
}
