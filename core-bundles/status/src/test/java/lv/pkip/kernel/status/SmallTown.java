package lv.pkip.kernel.status;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.Users;

/** A municipality of two units and three clerks. */
final class SmallTown implements Municipality, Users {
    private final Map<User, Set<String>> users = Map.of(
            new User("anna", "Anna Ozola", "anna@town.example", "environment", Set.of("clerk"), true), Set.of("tree-felling:*"),
            new User("berta", "Berta Liepa", "berta@town.example", "environment", Set.of("clerk"), true),
            Set.of("tree-felling:process"),
            new User("karlis", "Kārlis Bērzs", "karlis@town.example", "roads", Set.of("clerk"), true), Set.of("roads:process"));

    @Override
    public String id() {
        return "town";
    }

    @Override
    public String name(String language) {
        return "Town";
    }

    @Override
    public String registrationNumber() {
        return "90000000000";
    }

    @Override
    public String address() {
        return "Street 1";
    }

    @Override
    public String email() {
        return "town@town.example";
    }

    @Override
    public String phone() {
        return "60000000";
    }

    @Override
    public String baseUrl() {
        return "https://town.example";
    }

    @Override
    public Map<String, String> properties() {
        return Map.of();
    }

    @Override
    public List<Unit> units() {
        return List.of(new Unit("environment", Map.of("lv", "Vide")), new Unit("roads", Map.of("lv", "Ceļi")));
    }

    @Override
    public Optional<User> find(String login) {
        return users.keySet().stream().filter(u -> u.login().equals(login)).findFirst();
    }

    @Override
    public List<User> all() {
        return users.keySet().stream().sorted(java.util.Comparator.comparing(User::login)).toList();
    }

    @Override
    public List<User> holding(String permission) {
        String prefix = permission.substring(0, permission.indexOf(':'));
        return all().stream().filter(u -> users.get(u).contains(permission) || users.get(u).contains(prefix + ":*")).toList();
    }
}
