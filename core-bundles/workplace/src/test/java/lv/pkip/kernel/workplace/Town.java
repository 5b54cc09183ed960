package lv.pkip.kernel.workplace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.Users;
import lv.pkip.kernel.api.navigation.Navigation;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.MemoryRegistry;
import lv.pkip.kernel.testkit.RecordingAudit;
import lv.pkip.kernel.testkit.SettableClock;
import lv.pkip.kernel.testkit.TestJpa;

/** The workplace with a real database; the rest of the kernel as a test says. */
public final class Town implements Municipality, Users, Navigation, AutoCloseable {
    public final FixedActor actor = FixedActor.anonymous();
    public final SettableClock clock = SettableClock.at("2026-03-10T10:00:00Z");
    public final RecordingAudit audit = new RecordingAudit(actor, clock);
    public final TestJpa jpa = TestJpa.open("workplace");
    public final MemoryRegistry registry = new MemoryRegistry(clock);
    public final Map<String, User> users = new TreeMap<>();
    public final Map<String, String> properties = new TreeMap<>();
    public final Publications publications = new Publications(jpa, actor, audit, clock);
    public final People people = new People(this);
    public final Arrangements arrangements = new Arrangements(jpa, audit);

    public Town() {
        users.put("anna", new User("anna", "Anna Ozola", "anna@town.example", "environment", Set.of("clerk"), true));
        users.put("eva", new User("eva", "Ēva Bērziņa", "eva@town.example", "finance", Set.of("cashier"), true));
        users.put("gone", new User("gone", "Gunārs", "gone@town.example", "", Set.of("clerk"), false));
        registry.save(Role.of("clerk", Set.of("tree-felling:*")), "test");
        registry.save(Role.of("cashier", Set.of("payments:*")), "test");
        registry.create(Account.person("anna", Account.Profile.named("Anna", "Ozola"), Account.Employment.NONE, Set.of("clerk")));
        registry.create(Account.person("eva", Account.Profile.named("Ēva", "Bērziņa"), Account.Employment.NONE, Set.of("cashier")));
        anna();
    }

    public void anna(String... permissions) {
        actor.become(Actor.staff("anna", "Anna Ozola", Optional.of("environment")), permissions);
    }

    public void eva(String... permissions) {
        actor.become(Actor.staff("eva", "Ēva Bērziņa", Optional.of("finance")), permissions);
    }

    public static Page.Request get(String path, String... parameters) {
        return request("GET", path, parameters);
    }

    public static Page.Request post(String path, String... parameters) {
        return request("POST", path, parameters);
    }

    private static Page.Request request(String method, String path, String... parameters) {
        Map<String, List<String>> all = new java.util.LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            all.computeIfAbsent(parameters[i], k -> new ArrayList<>()).add(parameters[i + 1]);
        }
        return new Page.Request(method, path, all, Map.of(), new byte[0], "lv", "https://town.example");
    }

    @Override
    public void close() {
        jpa.close();
    }

    @Override
    public List<Entry> entries(String area, String language) {
        List<Entry> all = new ArrayList<>(List.of(new Entry("menu.work", "Sākums", "/work", "home", 10), new Entry("menu.inbox", "Lietas", "/work/cases", "inbox", 20)));
        if (actor.may("payments:read")) {
            all.add(new Entry("page.payments", "Maksājumi", "/payments", "payment", 60));
        }
        if (actor.may("audit:read")) {
            all.add(new Entry("menu.audit", "Auditācijas pieraksti", "/work/audit", "audit", 620));
        }
        return all;
    }

    @Override
    public String id() {
        return "town";
    }

    @Override
    public String name(String language) {
        return language.equals("en") ? "Town" : "Paraugu novads";
    }

    @Override
    public String registrationNumber() {
        return "00000000000";
    }

    @Override
    public String address() {
        return "";
    }

    @Override
    public String email() {
        return "";
    }

    @Override
    public String phone() {
        return "";
    }

    @Override
    public String baseUrl() {
        return "https://town.example";
    }

    @Override
    public Map<String, String> properties() {
        return properties;
    }

    @Override
    public List<Unit> units() {
        return List.of(new Unit("environment", Map.of("lv", "Vides nodaļa")), new Unit("finance", Map.of("lv", "Finanšu nodaļa")));
    }

    @Override
    public Optional<User> find(String login) {
        return Optional.ofNullable(users.get(login));
    }

    @Override
    public List<User> all() {
        return List.copyOf(users.values());
    }

    @Override
    public List<User> holding(String permission) {
        return List.of();
    }
}
