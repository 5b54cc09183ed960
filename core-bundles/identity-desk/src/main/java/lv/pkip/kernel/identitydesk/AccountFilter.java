package lv.pkip.kernel.identitydesk;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Grant;

/** Which accounts a list shows, in which order; the same from an address and into one. */
record AccountFilter(String text, String unit, String position, String group, String role, String state, String sort) {
    static final List<String> STATES = List.of("any", "active", "not-yet", "ended", "closed", "service");
    static final List<String> SORTS = List.of("name", "login", "unit", "changed");

    static AccountFilter of(Ask ask) {
        return new AccountFilter(ask.text("q", 100), ask.text("unit", 64), ask.text("position", 64), ask.text("group", 64), ask.text("role", 64),
                ask.one("state", STATES), ask.one("sort", SORTS));
    }

    List<Account> in(Desk desk, String language) {
        return desk.directory().accounts().stream().filter(wanted(desk)).sorted(order(desk, language)).toList();
    }

    private Predicate<Account> wanted(Desk desk) {
        Set<String> units = unit.isEmpty() ? Set.of() : desk.unitAndBelow(unit);
        Set<String> members = desk.directory().group(group).map(g -> g.members()).orElse(Set.of());
        List<String> parts = List.of(text.toLowerCase(Locale.ROOT).split("\\s+"));
        return account -> (text.isEmpty() || parts.stream().allMatch(words(account)::contains))
                && (unit.isEmpty() || units.contains(account.employment().unit()))
                && (position.isEmpty() || account.employment().position().equals(position))
                && (group.isEmpty() || members.contains(account.login()))
                && isInState(desk, account) && (role.isEmpty() || holds(desk, account));
    }

    private static String words(Account account) {
        return (account.login() + " " + account.profile().displayName() + " " + account.profile().givenName() + " " + account.profile().familyName() + " "
                + account.profile().email() + " " + account.employment().employeeNumber()).toLowerCase(Locale.ROOT);
    }

    private boolean isInState(Desk desk, Account account) {
        return switch (state) {
            case "any" -> true;
            case "service" -> account.kind() == Account.Kind.SERVICE;
            default -> desk.state(account).equals(state);
        };
    }

    /** Roles given to the account itself count also when it may not be used today: one looks for what to take away. */
    private boolean holds(Desk desk, Account account) {
        return account.roles().contains(role) || desk.registry().grants(account.login()).stream().map(Grant::role).anyMatch(role::equals);
    }

    private Comparator<Account> order(Desk desk, String language) {
        Comparator<Account> byName = Words.sorted(a -> a.profile().familyName() + " " + a.profile().displayName());
        Comparator<Account> byLogin = Comparator.comparing(Account::login);
        return switch (sort) {
            case "login" -> byLogin;
            case "unit" -> Words.<Account>sorted(a -> desk.unit(a.employment().unit(), language)).thenComparing(byName).thenComparing(byLogin);
            case "changed" -> Comparator.comparing(Account::changed).reversed().thenComparing(byLogin);
            default -> byName.thenComparing(byLogin);
        };
    }

    boolean isNarrowed() {
        return !text.isEmpty() || !unit.isEmpty() || !position.isEmpty() || !group.isEmpty() || !role.isEmpty() || !state.equals("any");
    }

    /** The query of an address that asks the same, with a page and another order perhaps. */
    String query(String otherSort, int page) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("q", text);
        all.put("unit", unit);
        all.put("position", position);
        all.put("group", group);
        all.put("role", role);
        all.put("state", state.equals("any") ? "" : state);
        all.put("sort", otherSort.equals("name") ? "" : otherSort);
        all.put("page", page > 1 ? String.valueOf(page) : "");
        String query = all.entrySet().stream().filter(e -> !e.getValue().isEmpty())
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8)).collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }
}
