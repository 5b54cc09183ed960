package lv.pkip.kernel.shell;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.service.Rules;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;

/** Cases in memory: enough of the kernel's rules for pages to be tried against. */
final class MemoryCases implements Cases {
    /** What the next actions meet. */
    volatile CaseProblem failure;
    private final CurrentActor actor;
    private final Services services;
    private final Clock clock;
    private final Map<String, Case> cases = new LinkedHashMap<>();
    private final Map<String, List<HistoryEntry>> history = new HashMap<>();
    private final Map<String, List<Message>> messages = new HashMap<>();
    private final Map<String, List<Note>> notes = new HashMap<>();
    private final Map<String, Receipt> receipts = new HashMap<>();
    final Map<String, Issued> issued = new HashMap<>();
    final Map<String, byte[]> previews = new HashMap<>();
    int mostOnAPage = 200;
    List<Finding> extra = List.of();
    List<Act> acts = new ArrayList<>();

    MemoryCases(CurrentActor actor, Services services, Clock clock) {
        this.actor = actor;
        this.services = services;
        this.clock = clock;
    }

    @Override
    public synchronized Receipt submit(Submit submit) {
        Receipt known = receipts.get(submit.key());
        if (known != null) {
            return new Receipt(known.id(), known.number(), known.submitted(), known.due(), true);
        }
        Definition definition = services.byFingerprint(submit.definition()).orElseThrow();
        List<Finding> findings = check(definition, submit.answers());
        if (findings.stream().anyMatch(f -> f.severity() != Finding.Severity.NOTICE)) {
            throw new CaseProblem(CaseProblem.Code.INVALID, "not valid", findings);
        }
        Actor who = actor.get();
        String number = definition.numberPrefix() + "-2026-" + (cases.size() + 1);
        Definition.Step first = definition.steps().get(0);
        Instant now = clock.instant();
        Case file = new Case(UUID.randomUUID().toString(), number, definition.id(), 1, definition, first.phase(), first.id(), now,
                LocalDate.of(2026, 12, 7), Optional.empty(), Optional.empty(), false, definition.unit(), Optional.empty(), who.id(), who.name(),
                submit.language(), submit.email(), submit.answers(), Map.of(), estimate(definition, submit.answers()), List.of(), Optional.empty());
        cases.put(number, file);
        log(number, "submit", "", first.id(), first.phase(), Optional.empty(), true);
        Receipt receipt = new Receipt(file.id(), number, now, file.due(), false);
        receipts.put(submit.key(), receipt);
        return receipt;
    }

    private void log(String number, String action, String from, String to, Phase phase, Optional<String> reason, boolean shown) {
        Actor who = actor.get();
        history.computeIfAbsent(number, n -> new ArrayList<>()).add(new HistoryEntry(clock.instant(), who.kind().name(), who.name(), action, from, to, phase, reason, shown));
    }

    @Override
    public List<Finding> check(Definition definition, Answers answers) {
        List<Finding> all = new ArrayList<>(services.validate(definition, definition.form(), answers));
        all.addAll(extra);
        return all;
    }

    @Override
    public Map<String, Rules.Result> estimate(Definition definition, Answers answers) {
        Map<String, Rules.Result> results = new LinkedHashMap<>();
        for (Definition.Calculation calculation : definition.calculations()) {
            if (calculation.on().equals("submit")) {
                Map<String, Object> facts = new HashMap<>();
                calculation.facts().forEach((fact, path) -> answers.at(path.replace("application.", "")).ifPresent(v -> facts.put(fact, v)));
                results.put(calculation.store(), services.rules(definition).evaluate(calculation.rules(), LocalDate.of(2026, 11, 23), facts));
            }
        }
        return results;
    }

    @Override
    public synchronized Case act(Act act) {
        Case file = own(act.number());
        acts.add(act);
        if (file.version() != act.version()) {
            throw new CaseProblem(CaseProblem.Code.STALE, "changed meanwhile");
        }
        if (failure != null) {
            throw failure;
        }
        Definition.Action action = file.definition().action(file.step(), act.action()).orElseThrow(() -> new CaseProblem(CaseProblem.Code.NOT_POSSIBLE, "no"));
        Definition.Step to = action.to().flatMap(file.definition()::step).orElseThrow();
        Map<String, Answers> data = new LinkedHashMap<>(file.data());
        data.put(action.id(), act.input());
        Case next = new Case(file.id(), file.number(), file.service(), file.version() + 1, file.definition(), to.phase(), to.id(), file.submitted(), file.due(),
                to.phase().closed() ? Optional.of(clock.instant()) : Optional.empty(), to.paused() ? Optional.of(clock.instant()) : Optional.empty(), false, file.unit(),
                file.assignee(), file.applicantKey(), file.applicantName(), file.language(), file.email(),
                action.replacesApplication() ? act.input() : file.application(), data, file.results(), List.of(), act.reason());
        cases.put(file.number(), next);
        log(file.number(), action.id(), file.step(), to.id(), to.phase(), act.reason(), true);
        return next;
    }

    @Override
    public Preview preview(Act act) {
        Case file = own(act.number());
        Definition.Action action = file.definition().action(file.step(), act.action()).orElseThrow();
        return new Preview(action.to(), List.of(), file.results(), previews);
    }

    private boolean mine(Case file) {
        Actor who = actor.get();
        return who.kind() == Actor.Kind.RESIDENT ? file.applicantKey().equals(who.id()) : who.kind() == Actor.Kind.STAFF && actor.may(file.service() + ":read");
    }

    private Case own(String number) {
        return Optional.ofNullable(cases.get(number)).filter(this::mine).orElseThrow(() -> new CaseProblem(CaseProblem.Code.NOT_FOUND, "no such case"));
    }

    @Override
    public synchronized Optional<Case> read(String number, String purpose) {
        return Optional.ofNullable(cases.get(number)).filter(this::mine).map(this::withActions);
    }

    private Case withActions(Case f) {
        boolean staff = actor.get().kind() == Actor.Kind.STAFF;
        List<Definition.Action> possible = f.definition().step(f.step()).orElseThrow().actions().stream()
                .filter(a -> staff ? a.by() == Definition.By.STAFF && actor.may(f.service() + ":" + a.permission()) : a.by() == Definition.By.APPLICANT).toList();
        return new Case(f.id(), f.number(), f.service(), f.version(), f.definition(), f.phase(), f.step(), f.submitted(), f.due(), f.closed(), f.pausedSince(), f.overdue(),
                f.unit(), f.assignee(), f.applicantKey(), f.applicantName(), f.language(), f.email(), f.application(), f.data(), f.results(), possible, f.reason());
    }

    @Override
    public List<HistoryEntry> history(String number) {
        own(number);
        return List.copyOf(history.getOrDefault(number, List.of()));
    }

    @Override
    public synchronized Page list(Filter filter, Optional<String> cursor, int limit) {
        List<Summary> all = cases.values().stream().filter(this::mine)
                .filter(c -> filter.scope() != Filter.Scope.MINE || c.assignee().equals(Optional.of(actor.get().id())))
                .filter(c -> filter.scope() != Filter.Scope.UNASSIGNED || c.assignee().isEmpty())
                .filter(c -> filter.service().map(c.service()::equals).orElse(true)).filter(c -> filter.phase().map(p -> p == c.phase()).orElse(true))
                .filter(c -> filter.text().map(t -> c.number().contains(t) || c.applicantName().contains(t)).orElse(true))
                .map(c -> new Summary(c.id(), c.number(), c.service(), c.definition().fingerprint(), c.phase(), c.step(), c.submitted(), c.due(), c.overdue(), c.pausedSince().isPresent(), c.unit(),
                        c.assignee(), c.applicantName(), messages.getOrDefault(c.number(), List.of()).stream().anyMatch(m -> !m.read()))).toList();
        int from = cursor.map(Integer::parseInt).orElse(0);
        int to = Math.min(all.size(), from + Math.min(limit, mostOnAPage));
        return new Page(all.subList(from, to), to < all.size() ? Optional.of(String.valueOf(to)) : Optional.empty());
    }

    @Override
    public Map<String, Map<Phase, Long>> counts() {
        Map<String, Map<Phase, Long>> counts = new HashMap<>();
        cases.values().stream().filter(this::mine).forEach(c -> counts.computeIfAbsent(c.service(), s -> new HashMap<>()).merge(c.phase(), 1L, Long::sum));
        return counts;
    }

    @Override
    public synchronized int count(Filter filter, int most) {
        return list(filter, Optional.empty(), most).cases().size();
    }

    @Override
    public Map<LocalDate, Long> due(LocalDate from, LocalDate to) {
        Map<LocalDate, Long> days = new HashMap<>();
        cases.values().stream().filter(this::mine).filter(c -> !c.phase().closed() && !c.due().isBefore(from) && !c.due().isAfter(to))
                .forEach(c -> days.merge(c.due(), 1L, Long::sum));
        return days;
    }

    private Case put(Case f, Optional<String> assignee, String unit, LocalDate due) {
        Case next = new Case(f.id(), f.number(), f.service(), f.version() + 1, f.definition(), f.phase(), f.step(), f.submitted(), due, f.closed(), f.pausedSince(), f.overdue(),
                unit, assignee, f.applicantKey(), f.applicantName(), f.language(), f.email(), f.application(), f.data(), f.results(), List.of(), f.reason());
        cases.put(f.number(), next);
        return next;
    }

    private Case fresh(String number, long version) {
        Case file = own(number);
        if (file.version() != version) {
            throw new CaseProblem(CaseProblem.Code.STALE, "changed meanwhile");
        }
        return file;
    }

    @Override
    public synchronized Case assign(String number, long version, Optional<String> login) {
        Case file = fresh(number, version);
        log(number, "assign", file.step(), file.step(), file.phase(), Optional.empty(), false);
        return put(file, login, file.unit(), file.due());
    }

    @Override
    public synchronized Case moveToUnit(String number, long version, String unit, String reason) {
        Case file = fresh(number, version);
        return put(file, Optional.empty(), unit, file.due());
    }

    @Override
    public synchronized Case extend(String number, long version, LocalDate until, String reason) {
        Case file = fresh(number, version);
        if (!until.isAfter(file.due())) {
            throw new CaseProblem(CaseProblem.Code.INVALID, "too early", List.of(Finding.error("until", "error.until-too-early")));
        }
        log(number, "extend", file.step(), file.step(), file.phase(), Optional.of(reason), true);
        return put(file, file.assignee(), file.unit(), until);
    }

    @Override
    public synchronized Message message(String number, String text, String key) {
        own(number);
        Actor who = actor.get();
        Message message = new Message(key, clock.instant(), who.kind() == Actor.Kind.RESIDENT, who.name(), text, false);
        messages.computeIfAbsent(number, n -> new ArrayList<>()).add(message);
        return message;
    }

    @Override
    public synchronized List<Message> messages(String number) {
        own(number);
        return List.copyOf(messages.getOrDefault(number, List.of()));
    }

    @Override
    public synchronized void note(String number, String text) {
        own(number);
        if (actor.get().kind() != Actor.Kind.STAFF) {
            throw new Forbidden("notes");
        }
        notes.computeIfAbsent(number, n -> new ArrayList<>()).add(new Note(clock.instant(), actor.get().name(), text));
    }

    @Override
    public List<Note> notes(String number) {
        return List.copyOf(notes.getOrDefault(number, List.of()));
    }

    @Override
    public Optional<Issued> verify(String code) {
        return Optional.ofNullable(issued.get(code));
    }
}
