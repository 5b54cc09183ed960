package lv.pkip.kernel.identitydesk;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.extension.escaper.SafeString;
import io.pebbletemplates.pebble.loader.DelegatingLoader;
import io.pebbletemplates.pebble.loader.FileLoader;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Account.Employment;
import lv.pkip.kernel.api.registry.Account.Profile;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.api.registry.Position;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.api.registry.Unit;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.MemoryApprovals;
import lv.pkip.kernel.testkit.MemoryMoves;
import lv.pkip.kernel.testkit.MemoryPermissions;
import lv.pkip.kernel.testkit.MemoryRegistry;
import lv.pkip.kernel.testkit.MemoryReviews;
import lv.pkip.kernel.testkit.MemorySubstitutions;
import lv.pkip.kernel.testkit.NoServices;
import lv.pkip.kernel.testkit.RecordingAudit;
import lv.pkip.kernel.testkit.SettableClock;

/** A small town's registry with all pages on it, shown by the real templates in Latvian. */
final class Office {
    final SettableClock clock = SettableClock.at("2026-03-02T08:00:00Z");
    final FixedActor actor = FixedActor.anonymous();
    final RecordingAudit audit = new RecordingAudit(actor, clock);
    final MemoryRegistry registry = new MemoryRegistry(clock);
    final MemoryPermissions permissions = new MemoryPermissions(registry)
            .with("users:read", "lv.pkip.kernel.identitydesk", "Skatīt lietotājus", false)
            .with("users:manage", "lv.pkip.kernel.identitydesk", "Mainīt lietotājus", true)
            .with("tree-felling:read", "tree-felling", "Skatīt koku ciršanas lietas", false)
            .with("tree-felling:decide", "tree-felling", "Pieņemt lēmumu par koku ciršanu", false)
            .with("audit:read", "lv.pkip.kernel.audit", "Lasīt auditācijas pierakstus", true);
    final MemorySubstitutions substitutions = new MemorySubstitutions(registry, permissions, actor, clock);
    final MemoryApprovals approvals = new MemoryApprovals(registry, actor, clock);
    final MemoryReviews reviews = new MemoryReviews(registry, actor, clock);
    final MemoryMoves moves = new MemoryMoves(actor, clock);
    final Desk desk = new Desk(registry, registry, approvals, substitutions, reviews, moves, permissions, new NoServices(), actor, audit, clock);
    final Map<String, Page> pages = new LinkedHashMap<>();

    Office() {
        pages.put("users/units", new UnitsPage(desk));
        pages.put("users/positions", new PositionsPage(desk));
        pages.put("users/groups", new GroupsPage(desk));
        pages.put("users/roles", new RolesPage(desk));
        pages.put("users/access", new AccessPage(desk));
        pages.put("users/import", new ImportPage(desk));
        pages.put("users-approvals", new ApprovalsPage(desk));
        pages.put("users-reviews", new ReviewsPage(desk));
        pages.put("substitutions", new SubstitutionsPage(desk));
        pages.put("users", new AccountsPage(desk));
        registry.save(new Role("administrator", Map.of("lv", "Administrators"), Set.of("users:*", "audit:read")), "");
        registry.save(new Role("clerk", Map.of("lv", "Lietvedis"), Set.of("tree-felling:read")), "");
        registry.save(new Role("decider", Map.of("lv", "Lēmējs"), Set.of("tree-felling:*")), "");
        registry.save(new Role("lost", Map.of("lv", "Aizmirstā"), Set.of("gone:read")), "");
        registry.save(new Unit("city", "", Unit.Kind.INSTITUTION, Map.of("lv", "Pašvaldība"), "90000000000", "", 0), "");
        registry.save(new Unit("environment", "city", Unit.Kind.UNIT, Map.of("lv", "Vides nodaļa", "en", "Environment unit"), "", "", 0), "");
        registry.save(new Unit("parish", "city", Unit.Kind.PARISH, Map.of("lv", "Ābeļu pagasta pārvalde"), "", "", 0), "");
        registry.save(new Position("head", Map.of("lv", "Nodaļas vadītājs"), Set.of("decider"), 0), "");
        registry.save(new Position("clerk", Map.of("lv", "Referents"), Set.of(), 0), "");
        person("admin", "Aija", "Administratore", "city", "", "administrator");
        person("anna", "Anna", "Āboliņa", "environment", "clerk", "clerk");
        person("berta", "Berta", "Bērziņa", "environment", "head");
        person("carlis", "Kārlis", "Čakste", "parish", "clerk");
        registry.save(Group.named("auditors", "Auditori", Set.of("anna"), Set.of("decider")), "");
        asAdmin();
    }

    Account person(String login, String given, String family, String unit, String position, String... roles) {
        Profile profile = new Profile(given, family, given + " " + family, login + "@paraugs.example", "", "lv");
        return registry.create(Account.person(login, profile, new Employment(unit, position, "", "", Optional.empty(), Optional.empty()), Set.of(roles))).account();
    }

    Account account(String login) {
        return registry.directory().account(login).orElseThrow();
    }

    Office asAdmin() {
        return as("admin", "users:*");
    }

    Office as(String login, String... permissions) {
        actor.become(Actor.staff(login, login, Optional.empty()), permissions);
        return this;
    }

    LocalDate today() {
        return desk.today();
    }

    Page.Answer get(String address) throws Exception {
        return ask("GET", address, Map.of(), Map.of());
    }

    /** Posts pairs of names and values; a name may come again. */
    Page.Answer post(String address, String... pairs) throws Exception {
        return ask("POST", address, parameters(pairs), Map.of());
    }

    Page.Answer upload(String csv) throws Exception {
        return upload(csv.getBytes(StandardCharsets.UTF_8));
    }

    Page.Answer upload(byte[] bytes) throws Exception {
        return ask("POST", "/users/import", Map.of(), Map.of("accounts", new Page.Upload("lietotaji.csv", "text/csv", bytes.length, new ByteArrayInputStream(bytes))));
    }

    private static Map<String, List<String>> parameters(String... pairs) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            parameters.computeIfAbsent(pairs[i], any -> new ArrayList<>()).add(pairs[i + 1]);
        }
        return parameters;
    }

    private Page.Answer ask(String method, String address, Map<String, List<String>> form, Map<String, Page.Upload> files) throws Exception {
        String[] parts = address.split("#")[0].split("\\?");
        Map<String, List<String>> parameters = new LinkedHashMap<>(form);
        if (parts.length > 1) {
            for (String pair : parts[1].split("&")) {
                String[] both = pair.split("=", 2);
                parameters.computeIfAbsent(both[0], any -> new ArrayList<>()).add(java.net.URLDecoder.decode(both[1], StandardCharsets.UTF_8));
            }
        }
        String path = parts[0].substring(1);
        String page = pages.keySet().stream().filter(p -> path.equals(p) || path.startsWith(p + "/")).findFirst().orElseThrow();
        String rest = path.length() > page.length() ? path.substring(page.length() + 1) : "";
        return pages.get(page).handle(new Page.Request(method, rest, parameters, Map.of(), new byte[0], "lv", "https://paraugs.example", files,
                new Page.Caller("127.0.0.1", Optional.empty())));
    }

    String html(String address) throws Exception {
        return html(get(address));
    }

    static String html(Page.Answer answer) throws IOException {
        Page.View view = (Page.View) answer;
        StringWriter out = new StringWriter();
        Map<String, Object> model = new HashMap<>(view.model());
        ENGINE.getTemplate(view.template()).evaluate(out, model);
        return out.toString();
    }

    static String location(Page.Answer answer) {
        return ((Page.Redirect) answer).location();
    }

    static String csv(Page.Answer answer) throws IOException {
        return new String(((Page.Content) answer).stream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static final PebbleEngine ENGINE = engine();

    private static PebbleEngine engine() {
        FileLoader own = new FileLoader(Path.of("src/main/resources/pages").toAbsolutePath().toString());
        own.setSuffix(".peb");
        FileLoader kit = new FileLoader(Path.of("../shell/src/main/resources/templates").toAbsolutePath().normalize().toString());
        kit.setSuffix(".peb");
        return new PebbleEngine.Builder().loader(new DelegatingLoader(List.of(own, kit))).extension(new Said()).strictVariables(false).build();
    }

    /** The shell's functions as a page sees them. */
    private static final class Said extends AbstractExtension {
        private final Words words = new Words();

        @Override
        public Map<String, Function> getFunctions() {
            return Map.of("t", function(List.of("key", "values"), args -> {
                String key = String.valueOf(args.get("key"));
                if (!words.has(key) && !key.startsWith("frame.")) {
                    throw new AssertionError("no text for " + key);
                }
                Map<String, Object> values = new HashMap<>();
                if (args.get("values") instanceof Map<?, ?> given) {
                    given.forEach((name, value) -> values.put(String.valueOf(name), value));
                }
                return words.text("lv", key, values);
            }), "icon", function(List.of("name"), args -> new SafeString("<svg></svg>")),
                    "csrf", function(List.of(), args -> new SafeString("<input type=\"hidden\" name=\"_token\" value=\"1\">")));
        }

        @Override
        public Map<String, Filter> getFilters() {
            return Map.of("day", new Filter() {
                @Override
                public Object apply(Object input, Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
                    return input == null ? "" : Ask.day(input.toString()).map(Words::day).orElse(input.toString());
                }

                @Override
                public List<String> getArgumentNames() {
                    return List.of();
                }
            });
        }

        private static Function function(List<String> names, java.util.function.Function<Map<String, Object>, Object> work) {
            return new Function() {
                @Override
                public List<String> getArgumentNames() {
                    return names;
                }

                @Override
                public Object execute(Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
                    return work.apply(args);
                }
            };
        }
    }
}
