package lv.pkip.kernel.auditdesk;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.extension.escaper.SafeString;
import io.pebbletemplates.pebble.loader.DelegatingLoader;
import io.pebbletemplates.pebble.loader.FileLoader;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.Party;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.output.DocumentMaker;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.MadeUpTown;
import lv.pkip.kernel.testkit.MemoryAuditKeeping;
import lv.pkip.kernel.testkit.MemoryAuditTrail;
import lv.pkip.kernel.testkit.MemoryRegistry;
import lv.pkip.kernel.testkit.NoServices;
import lv.pkip.kernel.testkit.RecordingAudit;
import lv.pkip.kernel.testkit.RecordingOutbox;
import lv.pkip.kernel.testkit.SettableClock;
import lv.pkip.kernel.testkit.TestJpa;

/** A town whose systems did a few things, with the pages on it, shown by the real templates in Latvian. */
final class Town implements AutoCloseable {
    static final String CODE = "320000-00001";
    static final String ANNA = "3f0c6e0a-key-of-anna";
    final SettableClock clock = SettableClock.at("2026-11-28T12:00:00Z");
    final FixedActor actor = FixedActor.anonymous();
    final MemoryAuditTrail trail = new MemoryAuditTrail(actor);
    final MemoryAuditKeeping keeping = new MemoryAuditKeeping(actor, clock);
    final RecordingAudit audit = new RecordingAudit(actor, clock);
    final MemoryRegistry registry = new MemoryRegistry(clock);
    final MadeUpTown municipality = MadeUpTown.at("https://paraugs.example");
    final TestJpa jpa = TestJpa.open("auditdesk");
    final Searches searches = new Searches(jpa, clock);
    final Purposes purposes = new Purposes(jpa, actor, clock);
    final Exports exports = new Exports(jpa, actor, audit, clock);
    final Desk desk = new Desk(trail, audit, new OneKnown(), registry, new NoServices(), municipality, actor, searches, purposes);
    final RecordingOutbox outbox = new RecordingOutbox(clock);
    final List<String> told = new ArrayList<>();
    final NumbersOnly selections = new NumbersOnly(actor);
    final OneCheckpoint proofs = new OneCheckpoint();
    final Reports reports = new Reports(jpa, trail, proofs, audit, actor, clock);
    final Schedules schedules = new Schedules(jpa, reports, new ReportPost(outbox, (login, kind, key, values, href) -> told.add(login + " " + kind + " " + key + " " + values + " " + href),
            registry, municipality), searches, registry, audit, actor, clock);
    final Map<String, Page> pages = new LinkedHashMap<>();

    Town() {
        pages.put("audit-records", new RecordsPage(desk, exports, new DocumentMaker(municipality), selections, clock));
        pages.put("audit-reports", new ReportsPage(desk, reports, exports, schedules));
        pages.put("audit-keeping", new KeepingPage(desk, keeping));
        pages.put("my-data", new MyDataPage(trail, actor, new OneKnown(), new NoServices(), municipality));
        registry.create(Account.person("berta", new Account.Profile("Berta", "Bērziņa", "Berta Bērziņa", "berta@paraugs.example", "", "lv"),
                new Account.Employment("", "", "", "", Optional.empty(), Optional.empty()), Set.of()));
        asAuditor();
    }

    Town asAuditor() {
        return as("auditor", "audit:read");
    }

    Town as(String login, String... permissions) {
        actor.become(Actor.staff(login, login, Optional.empty()), permissions);
        return this;
    }

    Town asAnna() {
        actor.become(Actor.resident(ANNA, "Anna Paraudziņa", Assurance.HIGH));
        return this;
    }

    /** An auditor who has said why. */
    Town looking() throws Exception {
        post("/audit-records/purpose", "usual", "complaint", "note", "iesniegums 5");
        return this;
    }

    /** A record of a platform's clerk about Anna. */
    Town did(String time, Act act, String code, String caseNumber) {
        return did("pkip", time, act, code, caseNumber, "berta", "tree-felling", "{}");
    }

    Town did(String source, String time, Act act, String code, String caseNumber, String login, String application, String details) {
        trail.add(source, Instant.parse(time), record(time, act, code, caseNumber, new Party(PartyKind.STAFF, login, Optional.empty()), application, details));
        return this;
    }

    static AuditRecord record(String time, Act act, String code, String caseNumber, Party who, String application, String details) {
        return new AuditRecord("id-" + time + code, Instant.parse(time), who, Optional.empty(), application, Optional.of("10.1.2.3"), Optional.empty(), act, code,
                Optional.of(new AuditRecord.Thing("invoice", "77")), Optional.ofNullable(caseNumber), Optional.of(ANNA), "case-handling", Optional.of("APL 5. pants"),
                Optional.empty(), "ok", details, Optional.empty(), Optional.of("ab".repeat(32)));
    }

    Page.Answer get(String address) throws Exception {
        return ask("GET", address, Map.of());
    }

    /** Posts pairs of names and values. */
    Page.Answer post(String address, String... pairs) throws Exception {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            parameters.computeIfAbsent(pairs[i], any -> new ArrayList<>()).add(pairs[i + 1]);
        }
        return ask("POST", address, parameters);
    }

    private Page.Answer ask(String method, String address, Map<String, List<String>> form) throws Exception {
        String[] parts = address.split("\\?");
        Map<String, List<String>> parameters = new LinkedHashMap<>(form);
        if (parts.length > 1) {
            for (String pair : parts[1].split("&")) {
                String[] both = pair.split("=", 2);
                parameters.computeIfAbsent(both[0], any -> new ArrayList<>()).add(URLDecoder.decode(both[1], StandardCharsets.UTF_8));
            }
        }
        String path = parts[0].substring(1);
        String page = pages.keySet().stream().filter(p -> path.equals(p) || path.startsWith(p + "/")).findFirst().orElseThrow();
        String rest = path.length() > page.length() ? path.substring(page.length() + 1) : "";
        return pages.get(page).handle(new Page.Request(method, rest, parameters, Map.of(), new byte[0], "lv", "https://paraugs.example"));
    }

    /** Searches, and gives the address of what was found. */
    String search(String... pairs) throws Exception {
        return location(post("/audit-records", pairs));
    }

    String html(String address) throws Exception {
        return html(get(address));
    }

    static String html(Page.Answer answer) throws IOException {
        Page.View view = (Page.View) answer;
        StringWriter out = new StringWriter();
        ENGINE.getTemplate(view.template()).evaluate(out, new HashMap<>(view.model()));
        return out.toString();
    }

    static String location(Page.Answer answer) {
        return ((Page.Redirect) answer).location();
    }

    static int status(Page.Answer answer) {
        return answer instanceof Page.Problem problem ? problem.status() : answer instanceof Page.View view ? view.status() : 200;
    }

    static byte[] bytes(Page.Answer answer) throws IOException {
        try (var stream = ((Page.Content) answer).stream()) {
            return stream.readAllBytes();
        }
    }

    @Override
    public void close() {
        jpa.close();
    }

    /** One resident is known, by one code. */
    static final class OneKnown implements Persons {
        @Override
        public Optional<Person> byKey(String key) {
            return key.equals(ANNA) ? Optional.of(new Person(ANNA, "32000000001", "Anna", "Paraudziņa")) : Optional.empty();
        }

        @Override
        public Person byPersonalCode(String personalCode, String givenName, String familyName) {
            throw new UnsupportedOperationException("an auditor makes nobody known");
        }

        @Override
        public Optional<String> keyOf(String personalCode) {
            return personalCode.equals("32000000001") ? Optional.of(ANNA) : Optional.empty();
        }

        @Override
        public List<Person> search(String text, int limit) {
            return List.of();
        }
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
                if (!words.has(key) && !key.startsWith("frame.") && !key.startsWith("widget.")) {
                    throw new AssertionError("no text for " + key);
                }
                Map<String, Object> values = new HashMap<>();
                if (args.get("values") instanceof Map<?, ?> given) {
                    given.forEach((name, value) -> values.put(String.valueOf(name), value));
                }
                return words.text("lv", key, values);
            }), "icon", function(List.of("name"), args -> new SafeString("<svg class=\"icon\"></svg>")),
                    "csrf", function(List.of(), args -> new SafeString("<input type=\"hidden\" name=\"_csrf\" value=\"1\">")));
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
