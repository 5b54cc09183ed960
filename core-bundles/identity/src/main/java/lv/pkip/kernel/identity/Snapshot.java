package lv.pkip.kernel.identity;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.apache.shiro.authz.Permission;

import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Grant;
import lv.pkip.kernel.api.registry.Grant.Way;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.api.registry.Substitutions.Substitution;

/** The registry at one revision, and who holds what by it: own roles, those of position and groups, those of the absent. */
final class Snapshot {
    private final Directory directory;
    private final List<Substitution> substitutions;
    /** Login → roles that wait for a second person. */
    private final Map<String, Set<Grant>> withheld;
    private final Predicate<String> privileged;
    private final Map<String, List<Permission>> permissions = new HashMap<>();

    Snapshot(Directory directory, List<Substitution> substitutions, Map<String, Set<Grant>> withheld, Predicate<String> privileged) {
        this.directory = directory;
        this.substitutions = List.copyOf(substitutions);
        this.withheld = Map.copyOf(withheld);
        this.privileged = privileged;
        directory.roles().forEach(role -> permissions.put(role.name(), Permissions.parse(role.permissions())));
    }

    static Snapshot empty(Predicate<String> privileged) {
        return new Snapshot(Directory.of(-1, List.of(), List.of(), List.of(), List.of(), List.of()), List.of(), Map.of(), privileged);
    }

    Directory directory() {
        return directory;
    }

    List<Substitution> substitutions() {
        return substitutions;
    }

    Map<String, Set<Grant>> withheld() {
        return withheld;
    }

    Predicate<String> privileged() {
        return privileged;
    }

    /** True when holding a role lets one do something privileged. */
    boolean isPrivileged(String role) {
        return directory.role(role).map(Role::permissions).orElse(Set.of()).stream().anyMatch(privileged);
    }

    Set<String> privilegedOf(Collection<String> roles) {
        Set<String> found = new TreeSet<>(roles);
        found.removeIf(role -> !isPrivileged(role));
        return found;
    }

    /** What an account holds on a day, and why; nothing when it may not be used. */
    List<Grant> grants(String login, LocalDate day) {
        Optional<Account> account = directory.account(login).filter(one -> one.isActiveOn(day));
        if (account.isEmpty()) {
            return List.of();
        }
        Set<Grant> grants = new LinkedHashSet<>(unsubstituted(account.get()));
        substitutions.stream().filter(one -> one.substitute().equals(login) && one.isOn(day))
                .flatMap(one -> lent(one, day).stream()).forEach(grants::add);
        return List.copyOf(grants);
    }

    /** Roles of the absent one that go to the substitute: never privileged ones, never those that are lent already. */
    private List<Grant> lent(Substitution one, LocalDate day) {
        return directory.account(one.absent()).filter(absent -> absent.isActiveOn(day)).map(this::unsubstituted).orElse(List.of()).stream()
                .map(Grant::role).distinct().filter(role -> !isPrivileged(role))
                .map(role -> new Grant(role, Way.SUBSTITUTION, one.absent())).toList();
    }

    private List<Grant> unsubstituted(Account account) {
        List<Grant> grants = new ArrayList<>(structural(account));
        grants.removeAll(withheld.getOrDefault(account.login(), Set.of()));
        grants.removeIf(grant -> directory.role(grant.role()).isEmpty());
        return grants;
    }

    /** What account, position and groups say, whether it waits for a second person or not. */
    List<Grant> structural(Account account) {
        List<Grant> grants = new ArrayList<>();
        new TreeSet<>(account.roles()).forEach(role -> grants.add(new Grant(role, Way.OWN, "")));
        directory.position(account.employment().position()).ifPresent(position -> new TreeSet<>(position.roles())
                .forEach(role -> grants.add(new Grant(role, Way.POSITION, position.id()))));
        directory.groupsOf(account.login()).forEach(group -> new TreeSet<>(group.roles())
                .forEach(role -> grants.add(new Grant(role, Way.GROUP, group.name()))));
        return grants;
    }

    /** True when an account has a privileged role, closed or not, held or waiting: who gets hold of it gets hold of that. */
    boolean isPrivileged(Account account) {
        return Stream.concat(structural(account).stream(), withheld.getOrDefault(account.login(), Set.of()).stream())
                .map(Grant::role).anyMatch(this::isPrivileged);
    }

    Set<String> permissions(String login, LocalDate day) {
        Set<String> held = new TreeSet<>();
        grants(login, day).forEach(grant -> directory.role(grant.role()).ifPresent(role -> held.addAll(role.permissions())));
        return held;
    }

    /** Logins of those who hold a permission on a day, sorted. */
    Set<String> holding(String permission, LocalDate day) {
        Set<String> granting = granting(permission);
        Set<String> holders = new TreeSet<>();
        if (granting.isEmpty()) {
            return holders;
        }
        Set<String> positions = new HashSet<>();
        directory.positions().stream().filter(one -> one.roles().stream().anyMatch(granting::contains)).forEach(one -> positions.add(one.id()));
        Set<String> members = new HashSet<>();
        directory.groups().stream().filter(one -> one.roles().stream().anyMatch(granting::contains)).map(Group::members).forEach(members::addAll);
        for (Account account : directory.accounts()) {
            if (account.isActiveOn(day) && (account.roles().stream().anyMatch(granting::contains)
                    || positions.contains(account.employment().position()) || members.contains(account.login()))
                    && (!withheld.containsKey(account.login()) || holds(account, granting))) {
                holders.add(account.login());
            }
        }
        substitutions.stream().filter(one -> one.isOn(day)).filter(one -> lent(one, day).stream().anyMatch(g -> granting.contains(g.role())))
                .filter(one -> directory.account(one.substitute()).filter(a -> a.isActiveOn(day)).isPresent())
                .forEach(one -> holders.add(one.substitute()));
        return holders;
    }

    private boolean holds(Account account, Set<String> granting) {
        return unsubstituted(account).stream().anyMatch(grant -> granting.contains(grant.role()));
    }

    /** Names of the roles that grant a permission. */
    private Set<String> granting(String permission) {
        Permission wanted = Permissions.parse(permission);
        Set<String> granting = new HashSet<>();
        permissions.forEach((role, held) -> {
            if (held.stream().anyMatch(one -> one.implies(wanted))) {
                granting.add(role);
            }
        });
        return granting;
    }

    /** Logins that have a role in any way of their own, whether it waits or not. */
    Set<String> bearers(String role) {
        Set<String> bearers = new TreeSet<>();
        directory.accounts().stream().filter(account -> structural(account).stream().anyMatch(grant -> grant.role().equals(role)))
                .forEach(account -> bearers.add(account.login()));
        return bearers;
    }

}
