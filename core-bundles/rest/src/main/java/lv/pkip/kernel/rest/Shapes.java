package lv.pkip.kernel.rest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Rules;
import lv.pkip.kernel.api.status.Attachments;
import lv.pkip.kernel.api.status.Cases;

/** The stable JSON shapes of the API, apart from the kernel's own types so that those may change. */
final class Shapes {

    private Shapes() { }

    static Map<String, Object> service(Definition d, String language) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("id", d.id());
        m.put("version", d.version());
        m.put("definition", d.fingerprint());
        m.put("title", d.text(language, "title"));
        m.put("summary", d.text(language, "summary"));
        m.put("category", d.category());
        m.put("assurance", d.assurance().name().toLowerCase(java.util.Locale.ROOT));
        m.put("deadline", Map.of("workingDays", d.deadline().workingDays(), "calendarMonths", d.deadline().calendarMonths(),
                "basis", d.deadline().basis()));
        m.put("form", d.form());
        return m;
    }

    static Map<String, Object> summary(Cases.Summary c, String title) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("number", c.number());
        m.put("service", c.service());
        m.put("title", title);
        m.put("phase", c.phase().word());
        m.put("step", c.step());
        m.put("submitted", c.submitted().toString());
        m.put("due", c.due().toString());
        m.put("overdue", c.overdue());
        m.put("paused", c.paused());
        m.put("unit", c.unit());
        c.assignee().ifPresent(a -> m.put("assignee", a));
        m.put("applicantName", c.applicantName());
        m.put("unread", c.unread());
        return m;
    }

    static Map<String, Object> full(Cases.Case c, String language) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("number", c.number());
        m.put("service", c.service());
        m.put("definition", c.definition().fingerprint());
        m.put("phase", c.phase().word());
        m.put("step", c.step());
        m.put("stepTitle", c.definition().text(language, "step." + c.step()));
        m.put("submitted", c.submitted().toString());
        m.put("due", c.due().toString());
        m.put("overdue", c.overdue());
        c.closed().ifPresent(at -> m.put("closed", at.toString()));
        c.pausedSince().ifPresent(at -> m.put("pausedSince", at.toString()));
        m.put("unit", c.unit());
        c.assignee().ifPresent(a -> m.put("assignee", a));
        m.put("applicantName", c.applicantName());
        c.representative().ifPresent(name -> m.put("representative", name));
        c.reason().ifPresent(r -> m.put("reason", r));
        m.put("application", c.application().asMap());
        Map<String, Object> data = new LinkedHashMap<>();
        c.data().forEach((action, answers) -> data.put(action, answers.asMap()));
        m.put("data", data);
        m.put("results", results(c.results(), c.definition(), language));
        m.put("actions", c.actions().stream().map(a -> {
            Map<String, Object> action = new LinkedHashMap<>();
            action.put("id", a.id());
            action.put("title", c.definition().text(language, "action." + a.id()));
            a.form().ifPresent(f -> action.put("form", f));
            action.put("reason", a.reason());
            return action;
        }).toList());
        return m;
    }

    static Map<String, Object> results(Map<String, Rules.Result> results, Definition d, String language) {
        Map<String, Object> all = new LinkedHashMap<>();
        results.forEach((name, result) -> {
            Map<String, Object> m = new LinkedHashMap<>();
            m.put("ruleSet", result.ruleSet());
            m.put("version", result.version().toString());
            m.put("basis", result.basis());
            m.put("unit", result.unit());
            m.put("values", result.values());
            m.put("lines", result.lines().stream().map(line -> line(line, result.ruleSet(), d, language)).toList());
            all.put(name, m);
        });
        return all;
    }

    private static Map<String, Object> line(Rules.Line line, String set, Definition d, String language) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("id", line.id());
        m.put("label", d.text(language, "rule." + set + "." + line.id()));
        if (line.item() > 0) {
            m.put("item", line.item());
        }
        m.put("op", line.op());
        m.put("operands", line.operands().stream().map(o -> Map.of("name", o.name(), "value", o.value())).toList());
        m.put("result", line.result());
        line.rule().ifPresent(r -> m.put("rule", r));
        line.basis().ifPresent(b -> m.put("basis", b));
        line.rounding().ifPresent(r -> m.put("rounding", r));
        return m;
    }

    static Map<String, Object> history(Cases.HistoryEntry h) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("time", h.time().toString());
        m.put("actorKind", h.actorKind());
        m.put("actor", h.actorName());
        h.represented().ifPresent(name -> m.put("represented", name));
        m.put("action", h.action());
        m.put("from", h.fromStep());
        m.put("to", h.toStep());
        m.put("phase", h.phase().word());
        h.reason().ifPresent(r -> m.put("reason", r));
        return m;
    }

    static Map<String, Object> message(Cases.Message x) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("id", x.id());
        m.put("time", x.time().toString());
        m.put("fromApplicant", x.fromApplicant());
        m.put("author", x.author());
        x.represented().ifPresent(name -> m.put("represented", name));
        m.put("text", x.text());
        m.put("read", x.read());
        return m;
    }

    static Map<String, Object> attachment(Attachments.Attachment a) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("id", a.id());
        m.put("kind", a.kind());
        m.put("name", a.name());
        m.put("type", a.type());
        m.put("size", a.size());
        m.put("sha256", a.sha256());
        m.put("created", a.created().toString());
        a.code().ifPresent(c -> m.put("verificationCode", c));
        m.put("content", "/api/v1/attachments/" + a.id() + "/content");
        return m;
    }

    static Map<String, Object> page(String name, List<?> items, java.util.Optional<String> next) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put(name, items);
        next.ifPresent(n -> m.put("next", n));
        return m;
    }
}
