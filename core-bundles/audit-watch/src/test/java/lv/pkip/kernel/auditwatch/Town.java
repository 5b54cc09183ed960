package lv.pkip.kernel.auditwatch;

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
import java.lang.annotation.Annotation;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.Party;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.status.Calendar;
import lv.pkip.kernel.api.workplace.Notifications;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.MadeUpTown;
import lv.pkip.kernel.testkit.MemoryAuditStream;
import lv.pkip.kernel.testkit.MemoryRegistry;
import lv.pkip.kernel.testkit.RecordingAudit;
import lv.pkip.kernel.testkit.RecordingOutbox;
import lv.pkip.kernel.testkit.SettableClock;
import lv.pkip.kernel.testkit.TestJpa;
import org.apache.aries.jpa.template.JpaTemplate;

/** A town whose systems do things, with those who watch, and the pages shown by the real templates in Latvian. */
final class Town implements AutoCloseable {
    /** A Saturday, noon in Riga. */
    static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
    final SettableClock clock = SettableClock.at(NOW.toString());
    final FixedActor actor = FixedActor.anonymous();
    final MemoryAuditStream stream = new MemoryAuditStream(actor);
    final RecordingAudit audit = new RecordingAudit(actor, clock);
    final RecordingOutbox outbox = new RecordingOutbox(clock);
    final MemoryRegistry registry = new MemoryRegistry(clock);
    final List<String> told = new CopyOnWriteArrayList<>();
    final TestJpa jpa = TestJpa.open("auditwatch");
    final Map<String, Page> pages = new LinkedHashMap<>();
    final Bell bell;
    final Desk desk = new Desk(actor, registry);
    long nanos;
    Rules rules;
    Alerts alerts;
    Sources sources;
    Trial trial;
    Watcher watcher;

    Town(String... addresses) {
        bell = new Bell(outbox, registry, MadeUpTown.at("https://paraugs.example"), clock, letters(addresses));
        bell.appeared(new Told());
        registry.create(Account.person("berta", new Account.Profile("Berta", "Bērziņa", "Berta Bērziņa", "berta@paraugs.example", "", "lv"),
                new Account.Employment("", "", "", "", Optional.empty(), Optional.empty()), Set.of()));
        restart(jpa);
        as("auditor", "audit:*");
    }

    /** The parts as they are after a restart, on a database that may fail. */
    Town restart(JpaTemplate on) {
        rules = new Rules(on, audit, actor, clock);
        alerts = new Alerts(on, audit, actor, bell, clock);
        sources = new Sources(on, audit, actor, clock);
        trial = new Trial(stream, audit, actor, new Weekdays(), clock);
        watcher = watcher(on);
        pages.put("audit-alerts", new AlertsPage(desk, alerts, audit, rules, trial));
        pages.put("audit-sources", new SourcesPage(desk, sources));
        return this;
    }

    Watcher watcher(JpaTemplate on) {
        return new Watcher(on, stream, rules, alerts, sources, audit, actor, new Weekdays(), clock, () -> nanos, keeping());
    }

    /** Time goes on, and the watch with it. */
    Town later(Duration time) {
        nanos += time.toNanos();
        clock.set(clock.instant().plus(time));
        return this;
    }

    Town watch() {
        watcher.turn();
        return this;
    }

    Town as(String login, String... permissions) {
        actor.become(Actor.staff(login, login, Optional.empty()), permissions);
        return this;
    }

    // ---- what systems do

    static AuditRecord record(Instant time, Party who, Act act, String outcome, String subject, String details) {
        return new AuditRecord("id-" + time.toEpochMilli() + who.id() + subject, time, who, Optional.empty(), "tree-felling", Optional.of("10.1.2.3"), Optional.empty(), act, "case.read", Optional.empty(),
                Optional.empty(), Optional.ofNullable(subject), "case-handling", Optional.empty(), Optional.empty(), outcome, details, Optional.empty(), Optional.empty());
    }

    static Party staff(String login) {
        return new Party(PartyKind.STAFF, login, Optional.empty());
    }

    /** A clerk looks at a person's data, now. */
    Town looks(String login, String subject) {
        return did("pkip", clock.instant(), staff(login), Act.READ, "ok", subject);
    }

    Town did(String source, Instant time, Party who, Act act, String outcome, String subject) {
        stream.add(source, clock.instant(), record(time, who, act, outcome, subject, "{}"));
        return this;
    }

    /** Somebody does not get in with a user name. */
    Town missed(String login) {
        stream.add("pkip", clock.instant(), record(clock.instant(), new Party(PartyKind.ANONYMOUS, "anonymous", Optional.empty()), Act.SIGN_IN, "refused", null, "{\"login\":\"" + login + "\"}"));
        return this;
    }

    /** Only this rule, with these numbers. */
    Town only(String id, int more, int minutes) {
        String before = actor.get().id();
        as("administrator", "audit:*");
        for (Rule rule : rules.all()) {
            Spec s = rule.spec();
            Spec spec = s.sort() == Spec.Sort.COUNT && rule.id().equals(id) ? new Spec(s.sort(), s.kind(), s.acts(), s.outcomes(), s.source(), s.application(), s.code(), s.except(), s.closed(), s.opens(),
                    s.closes(), s.by(), s.of(), more, minutes, s.fields(), s.learnDays()) : s;
            rules.keep(new Rule(rule.id(), rule.id().equals(id), rule.severity(), spec, Instant.EPOCH, Optional.empty()));
        }
        return as(before, "audit:*");
    }

    /** Alerts in short, the newest last: rule, whom about, state, count. */
    List<String> found() {
        List<String> all = new ArrayList<>();
        alerts.list(new Alerts.Wanted(Optional.empty(), Optional.empty(), Alerts.Wanted.Order.LAST), 0, 1000)
                .forEach(a -> all.add(0, a.rule() + " " + a.label() + " " + a.state().word() + " " + a.hits()));
        return all;
    }

    Alerts.Alert only() {
        return alerts.list(new Alerts.Wanted(Optional.empty(), Optional.empty(), Alerts.Wanted.Order.LAST), 0, 2).get(0);
    }

    long count(String entity) {
        return jpa.txExpr(em -> em.createQuery("select count(x) from " + entity + " x", Long.class).getSingleResult());
    }

    static Bell.Config letters(String... addresses) {
        return new Bell.Config() {
            @Override
            public String[] mail() {
                return addresses;
            }

            @Override
            public String mailLanguage() {
                return "lv";
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return Bell.Config.class;
            }
        };
    }

    private static Watcher.Config keeping() {
        return new Watcher.Config() {
            @Override
            public int keepDays() {
                return 730;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return Watcher.Config.class;
            }
        };
    }

    /** Keeps who was told what. */
    private final class Told implements Notifications {
        @Override
        public void tell(String login, String kind, String key, Map<String, String> values, String href) {
            told.add(login + " " + kind + " " + key + " " + href);
        }

        @Override
        public void settle(String kind, String href) {
            told.add("settled " + kind + " " + href);
        }
    }

    /** Monday to Friday, but for the eighteenth of November. */
    static final class Weekdays implements Calendar {
        @Override
        public boolean isWorkingDay(LocalDate day, boolean movedDaysCount) {
            return day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY && holiday(day, "lv").isEmpty();
        }

        @Override
        public Optional<String> holiday(LocalDate day, String language) {
            return day.getMonthValue() == 11 && day.getDayOfMonth() == 18 ? Optional.of("Latvijas Republikas proklamēšanas diena") : Optional.empty();
        }

        @Override
        public LocalDate plusWorkingDays(LocalDate day, int days, boolean movedDaysCount) {
            throw new UnsupportedOperationException();
        }

        @Override
        public LocalDate workingDayFrom(LocalDate day, boolean movedDaysCount) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int workingDaysBetween(LocalDate from, LocalDate to, boolean movedDaysCount) {
            throw new UnsupportedOperationException();
        }
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
