package lv.pkip.kernel.identitydesk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Grant;

/** Who has access to what, and by what: one line for each reason. */
final class AccessReport {
    private final Desk desk;
    private final AccountViews views;

    AccessReport(Desk desk) {
        this.desk = desk;
        this.views = new AccountViews(desk);
    }

    /** One reason why somebody may do something. */
    public record Line(String login, String name, String unit, String role, String title, String why, String permission) { }

    /** Active accounts that hold a permission by any role. */
    List<Line> byPermission(String permission, String language) {
        Map<String, String> roles = new TreeMap<>();
        desk.directory().roles().forEach(role -> role.permissions().stream().filter(held -> Abilities.covers(held, permission)).sorted().findFirst()
                .ifPresent(held -> roles.put(role.name(), held)));
        return lines(desk.directory().accounts(), roles, language);
    }

    List<Line> byRole(String role, String language) {
        return lines(desk.directory().accounts(), Map.of(role, ""), language);
    }

    List<Line> byPerson(String login, String language) {
        Map<String, String> all = new TreeMap<>();
        desk.directory().roles().forEach(role -> all.put(role.name(), String.join(" ", role.permissions().stream().sorted().toList())));
        return lines(desk.directory().account(login).map(List::of).orElse(List.of()), all, language);
    }

    private List<Line> lines(Collection<Account> accounts, Map<String, String> roles, String language) {
        List<Line> lines = new ArrayList<>();
        if (roles.isEmpty()) {
            return lines;
        }
        accounts.forEach(account -> desk.registry().grants(account.login()).stream().filter(grant -> roles.containsKey(grant.role()))
                .forEach(grant -> lines.add(line(account, grant, roles.get(grant.role()), language))));
        lines.sort(Words.<Line>sorted(Line::name).thenComparing(Line::role));
        return lines;
    }

    private Line line(Account account, Grant grant, String permission, String language) {
        return new Line(account.login(), account.profile().displayName(), desk.unit(account.employment().unit(), language), grant.role(),
                desk.role(grant.role(), language), views.why(grant, language), permission);
    }

    /** How many active accounts hold each role, by whatever way. */
    Map<String, Long> holdersByRole() {
        Map<String, Long> holders = new TreeMap<>();
        desk.directory().accounts().forEach(account -> {
            Set<String> roles = new LinkedHashSet<>();
            desk.registry().grants(account.login()).forEach(grant -> roles.add(grant.role()));
            roles.forEach(role -> holders.merge(role, 1L, Long::sum));
        });
        return holders;
    }
}
