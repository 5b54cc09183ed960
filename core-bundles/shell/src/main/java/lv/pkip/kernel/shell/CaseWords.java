package lv.pkip.kernel.shell;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.service.Rules;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.shell.form.Wording;
import lv.pkip.kernel.shell.frame.Formats;
import lv.pkip.kernel.shell.frame.Texts;

/** Says in words where a case stands, what happened to it and how an amount came about. */
public final class CaseWords {
    private static final int SHOWN_PLACES = 6;
    private final House house;

    public CaseWords(House house) {
        this.house = house;
    }

    /** What a case in a list was submitted under; its words stay when the service goes. */
    public Definition definition(Cases.Summary c) {
        return house.services().byFingerprint(c.definition()).orElseThrow(() -> new IllegalStateException("the definition of " + c.number() + " is lost"));
    }

    /** A phase as a coloured word. */
    public record Tag(String text, String tone) { }

    public Tag phase(Phase phase, String language) {
        String tone = switch (phase) {
            case RECEIVED, IN_REVIEW -> "active";
            case AWAITING_APPLICANT, AWAITING_PAYMENT -> "waiting";
            case COMPLETED -> "good";
            case REFUSED -> "bad";
            case WITHDRAWN -> "off";
        };
        return new Tag(house.texts().get(language, "phase." + phase.word()), tone);
    }

    public String unit(String id, String language) {
        return house.municipality().units().stream().filter(u -> u.id().equals(id)).findFirst().map(u -> u.name(language)).orElse(id);
    }

    /** One entry of a case's timeline; {@code kind} is {@code change}, {@code message} or {@code note}. */
    public record Event(Instant time, String kind, String title, String by, String text, boolean now, boolean internal) { }

    /** What happened, oldest first; of what the applicant may not see, only staff get to read. */
    public List<Event> timeline(Cases.Case file, List<Cases.HistoryEntry> history, List<Cases.Message> messages,
            List<Cases.Note> notes, boolean staff, Wording words) {
        List<Event> events = new ArrayList<>();
        for (Cases.HistoryEntry entry : history) {
            if (staff || entry.shown()) {
                events.add(new Event(entry.time(), "change", title(entry, words), by(entry, staff, file, words), entry.reason().orElse(""), false, !entry.shown()));
            }
        }
        if (staff) {
            messages.forEach(m -> events.add(new Event(m.time(), "message", house.texts().get(words.language(),
                    m.fromApplicant() ? "timeline.message.applicant" : "timeline.message.staff"), author(m, words), m.text(), false, false)));
            notes.forEach(n -> events.add(new Event(n.time(), "note", house.texts().get(words.language(), "timeline.note"), n.author(), n.text(), false, true)));
        }
        events.sort(Comparator.comparing(Event::time));
        return events;
    }

    private static String author(Cases.Message message, Wording words) {
        return message.represented().map(other -> words.platform("case.representative", Map.of("name", other, "representative", message.author())))
                .orElse(message.author());
    }

    /** A message as its reader sees it; what somebody wrote themselves is theirs, what a representative wrote names both. */
    public record Said(Instant time, boolean fromApplicant, boolean own, String author, String text) { }

    public List<Said> said(List<Cases.Message> messages, Wording words) {
        return messages.stream().map(m -> new Said(m.time(), m.fromApplicant(), m.fromApplicant() && m.represented().isEmpty() && m.author().equals(house.actor().get().name()),
                author(m, words), m.text())).toList();
    }

    private String title(Cases.HistoryEntry entry, Wording words) {
        String step = entry.toStep() == null || entry.toStep().isEmpty() || entry.toStep().equals(entry.fromStep()) ? ""
                : words.maybe("step." + entry.toStep()).orElse(entry.toStep());
        String action = words.maybe("action." + entry.action() + ".done").or(() -> words.maybe("action." + entry.action())).orElseGet(() -> house.texts().has("history." + entry.action())
                ? house.texts().get(words.language(), "history." + entry.action()) : entry.action());
        return step.isEmpty() || entry.action().equals("submit") ? action : action + " → " + step;
    }

    /** Applicants read the unit, not the clerk's name. */
    private String by(Cases.HistoryEntry entry, boolean staff, Cases.Case file, Wording words) {
        return switch (entry.actorKind().toUpperCase(java.util.Locale.ROOT)) {
            case "STAFF" -> staff ? entry.actorName() : unit(file.unit(), words.language());
            case "SYSTEM" -> house.texts().get(words.language(), "timeline.system");
            default -> entry.represented().map(other -> words.platform("case.representative", Map.of("name", other, "representative", entry.actorName())))
                    .orElse(entry.actorName());
        };
    }

    /** A step on the way of a case; {@code state} is {@code done}, {@code now} or {@code ahead}. */
    public record Stop(String text, String state, String day) { }

    /**
     * The way of a case: steps it left with the day, where it stands, and what comes if all goes its usual way.
     * The usual way from a step is its first action that leads on.
     */
    public List<Stop> way(Cases.Case file, List<Cases.HistoryEntry> history, Wording words) {
        Map<String, String> left = new LinkedHashMap<>();
        for (Cases.HistoryEntry entry : history) {
            if (entry.fromStep() != null && !entry.fromStep().isEmpty() && entry.toStep() != null && !entry.toStep().equals(entry.fromStep())) {
                left.remove(entry.fromStep());
                left.put(entry.fromStep(), Formats.day(entry.time()));
            }
        }
        left.remove(file.step());
        List<Stop> stops = new ArrayList<>();
        left.forEach((step, day) -> stops.add(new Stop(words.of("step." + step), "done", day)));
        stops.add(new Stop(words.of("step." + file.step()), file.phase().closed() ? "done" : "now",
                file.phase().closed() ? file.closed().map(Formats::day).orElse("") : ""));
        Set<String> told = new HashSet<>(Set.of(file.step()));
        Optional<String> next = onward(file.definition(), file.step());
        while (next.isPresent() && told.add(next.get())) {
            stops.add(new Stop(words.of("step." + next.get()), "ahead", ""));
            next = onward(file.definition(), next.get());
        }
        return stops;
    }

    private static Optional<String> onward(Definition definition, String step) {
        return definition.step(step).stream().flatMap(s -> s.actions().stream()).flatMap(a -> a.to().stream())
                .filter(to -> !to.equals(step)).findFirst();
    }

    /** How far off a day is, as people say it; empty when it is past. */
    public String away(LocalDate day, String language) {
        long days = LocalDate.now(house.clock().withZone(Formats.RIGA)).until(day, ChronoUnit.DAYS);
        return days < 0 ? "" : days == 0 ? house.texts().get(language, "days.today") : house.texts().count(language, "days.in", days);
    }

    /** Who has to do something now. */
    public String acting(Cases.Case file, boolean staff, String language) {
        if (file.phase().closed()) {
            return house.texts().get(language, "acting.nobody");
        }
        if (file.phase() == Phase.AWAITING_APPLICANT || file.phase() == Phase.AWAITING_PAYMENT) {
            return staff ? house.texts().get(language, "acting.applicant") : house.texts().get(language, "acting.you");
        }
        return unit(file.unit(), language);
    }

    /** A kept or estimated result with its working, ready for a table. */
    public record Working(String title, String basis, String version, String total, List<Line> lines) { }

    /** One line of the working. */
    public record Line(String label, String how, String result, String basis) { }

    public Working working(String name, Rules.Result result, Wording words) {
        String set = "rule." + result.ruleSet();
        List<Line> lines = result.lines().stream().map(line -> {
            String label = words.maybe(set + "." + line.id()).orElse(line.id())
                    + (line.item() > 0 ? " (" + line.item() + ")" : "");
            String how = house.texts().get(words.language(), "working." + line.op(), Map.of("operands", operands(line, result.ruleSet(), words)));
            String rounding = line.rounding().map(r -> rounding(r, words)).orElse("");
            return new Line(label, how + rounding, value(line.result(), words), line.basis().orElse(""));
        }).toList();
        String total = result.amount("total").map(t -> amount(t, result.unit())).orElse("");
        return new Working(words.maybe(set).orElse(name), result.basis(), Formats.day(result.version()), total, lines);
    }

    private String rounding(String how, Wording words) {
        String[] parts = how.split(" ");
        return parts.length < 2 ? "" : "; " + house.texts().get(words.language(), "working.rounding",
                Map.of("digits", parts[0], "mode", house.texts().has("working.rounding." + parts[1])
                        ? house.texts().get(words.language(), "working.rounding." + parts[1]) : parts[1]));
    }

    private String operands(Rules.Line line, String ruleSet, Wording words) {
        String sign = switch (line.op()) {
            case "sum" -> " + ";
            case "product" -> " × ";
            case "subtract" -> " − ";
            case "divide" -> " : ";
            default -> "; ";
        };
        FactWords facts = new FactWords(words);
        return String.join(sign, line.operands().stream().map(o -> (o.value() instanceof String text
                ? facts.of(ruleSet, o.name(), text).orElse(text) : value(o.value(), words)) + " ("
                + words.maybe("rule." + ruleSet + "." + o.name()).orElse(o.name()) + ")").toList());
    }

    /** Numbers between the lines are exact and can be endless; shown are six places, with a sign that more follow. */
    private String value(Object value, Wording words) {
        if (value instanceof BigDecimal number) {
            return number.scale() > SHOWN_PLACES ? Formats.number(number.setScale(SHOWN_PLACES, RoundingMode.DOWN)) + "…" : Formats.number(number);
        }
        return value instanceof Boolean yes ? house.texts().get(words.language(), yes ? "yes" : "no") : String.valueOf(value);
    }

    private static String amount(BigDecimal amount, String unit) {
        return unit.equals("EUR") ? Formats.money(amount) : Formats.number(amount) + "\u00a0" + unit;
    }

    /** A finding with its words, for the summary. */
    public record Remark(String severity, String text, String field) { }

    public List<Remark> remarks(List<Finding> findings, Finding.Severity severity, String form, Wording words) {
        return findings.stream().filter(f -> f.severity() == severity)
                .map(f -> new Remark(severity.name().toLowerCase(java.util.Locale.ROOT), words.of(f, form), f.field())).distinct().toList();
    }

    public String deadline(Definition definition, String language) {
        Definition.Deadline deadline = definition.deadline();
        Texts texts = house.texts();
        return deadline.workingDays() > 0 ? texts.count(language, "deadline.working-days", deadline.workingDays())
                : texts.count(language, "deadline.months", deadline.calendarMonths());
    }

    public Optional<String> due(Cases.Case file) {
        return file.phase().closed() ? Optional.empty() : Optional.of(Formats.day(file.due()));
    }
}
