package lv.pkip.kernel.status;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Rules;

/** What templates of letters and documents see; the keys are in docs/reference/outputs.md. */
final class OutputModel {
    private OutputModel() {
    }

    static Map<String, Object> of(Definition definition, CaseRow row, Answers application, Map<String, Answers> data,
            Map<String, Rules.Result> results, Answers input, String reason, Actor actor, LocalDate today,
            Municipality municipality) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("case", about(row));
        model.put("service", Map.of("id", definition.id(), "title", definition.text(row.language, "title"),
                "basis", definition.deadline().basis()));
        model.put("settings", definition.settings());
        model.put("application", application.asMap());
        Map<String, Object> trees = new LinkedHashMap<>();
        data.forEach((action, answers) -> trees.put(action, answers.asMap()));
        model.put("data", trees);
        model.put("results", results);
        model.put("input", input.asMap());
        model.put("reason", reason);
        model.put("actor", Map.of("name", actor.name(), "kind", actor.kind().name().toLowerCase(java.util.Locale.ROOT),
                "unit", actor.unit().orElse("")));
        model.put("today", today);
        model.put("municipality", municipality);
        return model;
    }

    private static Map<String, Object> about(CaseRow row) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("number", row.number);
        about.put("submitted", Riga.day(row.submitted));
        about.put("due", row.due);
        about.put("step", row.step);
        about.put("phase", lv.pkip.kernel.api.service.Phase.valueOf(row.phase).word());
        about.put("applicantName", row.applicantName);
        about.put("language", row.language);
        return about;
    }
}
