package lv.pkip.kernel.status;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Definition.Action;
import lv.pkip.kernel.api.service.Definition.By;
import lv.pkip.kernel.api.service.Definition.Calculation;
import lv.pkip.kernel.api.service.Definition.Deadline;
import lv.pkip.kernel.api.service.Definition.Notification;
import lv.pkip.kernel.api.service.Definition.Output;
import lv.pkip.kernel.api.service.Definition.Step;
import lv.pkip.kernel.api.service.Phase;

/** A definition for tests; each change makes another one. */
record TreeService(String id, String version, boolean gapless, Deadline deadline, boolean handler,
        List<Calculation> calculations, Map<String, String> settings, String firstType) {

    static final String FORM = """
            { "type": "object", "properties": {
                "name": { "type": "string" },
                "papers": { "$ref": "#/$defs/papers" },
                "trees": { "type": "array", "items": { "type": "object", "properties": { "photo": {
                    "type": "array", "x-pkip-widget": "files", "x-pkip-files": { "accept": ["image/png"], "maxBytes": 2000 } } } } } },
              "$defs": { "papers": { "type": "array", "x-pkip-widget": "files",
                "x-pkip-files": { "accept": ["application/pdf", "image/png"], "maxBytes": 100000 } } } }""";

    static TreeService plain() {
        return new TreeService("tree-felling", "1.0.0", true, new Deadline(21, 0, "APL 64", 4, false), false, List.of(),
                Map.of(), "task");
    }

    TreeService id(String other) {
        return new TreeService(other, version, gapless, deadline, handler, calculations, settings, firstType);
    }

    TreeService version(String other) {
        return new TreeService(id, other, gapless, deadline, handler, calculations, settings, firstType);
    }

    TreeService withGaps() {
        return new TreeService(id, version, false, deadline, handler, calculations, settings, firstType);
    }

    TreeService deadline(Deadline other) {
        return new TreeService(id, version, gapless, other, handler, calculations, settings, firstType);
    }

    TreeService withHandler() {
        return new TreeService(id, version, gapless, deadline, true, calculations, settings, firstType);
    }

    TreeService calculating(Calculation... calculation) {
        return new TreeService(id, version, gapless, deadline, handler, List.of(calculation), settings, firstType);
    }

    TreeService setting(String key, String value) {
        return new TreeService(id, version, gapless, deadline, handler, calculations, Map.of(key, value), firstType);
    }

    TreeService firstType(String type) {
        return new TreeService(id, version, gapless, deadline, handler, calculations, settings, type);
    }

    Definition definition() {
        String fingerprint = String.format("%064x", hashCode() & 0xffffffffL);
        return new Definition(id, version, fingerprint, "environment", "environment", Assurance.SUBSTANTIAL,
                id.equals("tree-felling") ? "KC" : id.toUpperCase(java.util.Locale.ROOT), gapless, deadline, "application",
                handler, steps(), calculations, List.of(new Notification("submit", "email", "received"),
                new Notification("step:correction", "email", "correction"), new Notification("step:issued", "email", "decided"),
                new Notification("action:extend", "email", "extended"), new Notification("message", "email", "message")),
                Map.of("application", FORM, "opinion", "{}"), Map.of(), Map.of("lv", Map.of("title", "Koku ciršana",
                "output.permit", "Atļauja")), Map.of(), settings);
    }

    private List<Step> steps() {
        Action withdraw = action("withdraw", By.APPLICANT, "withdrawn");
        return List.of(
                new Step("completeness", Phase.RECEIVED, firstType, false,
                        firstType.equals("task") ? Map.of() : Map.of("amount", "fee.total"), List.of(
                        action("accept", By.STAFF, "review"), reasoned("request-correction", "process", "correction"),
                        action("paid", By.SYSTEM, "review"), withdraw)),
                new Step("correction", Phase.AWAITING_APPLICANT, "task", true, Map.of(), List.of(
                        new Action("correct", By.APPLICANT, "process", Optional.of("application"), Optional.of("completeness"),
                                false, false, List.of(), true), withdraw)),
                new Step("review", Phase.IN_REVIEW, "task", false, Map.of(), List.of(
                        new Action("look", By.STAFF, "process", Optional.empty(), Optional.empty(), false, false, List.of(), false),
                        new Action("opinion", By.STAFF, "process", Optional.of("opinion"), Optional.empty(), false, false,
                                List.of(), false),
                        new Action("calculate", By.STAFF, "process", Optional.of("opinion"), Optional.of("payment"), false, false,
                                List.of(), false),
                        new Action("grant", By.STAFF, "decide", Optional.empty(), Optional.of("issued"), false, true,
                                List.of(new Output("permit", "permit")), false),
                        new Action("reissue", By.STAFF, "decide", Optional.empty(), Optional.empty(), false, true,
                                List.of(new Output("permit", "permit")), false),
                        new Action("refuse", By.STAFF, "decide", Optional.empty(), Optional.of("refused"), true, true,
                                List.of(new Output("refusal", "refusal")), false), withdraw)),
                new Step("payment", Phase.AWAITING_PAYMENT, "payment", true, Map.of("amount", "compensation.total"), List.of(
                        new Action("paid", By.SYSTEM, "process", Optional.empty(), Optional.of("issued"), false, false,
                                List.of(new Output("permit", "permit")), false),
                        reasoned("lapse", "decide", "withdrawn"))),
                new Step("issued", Phase.COMPLETED, "end", false, Map.of(), List.of()),
                new Step("refused", Phase.REFUSED, "end", false, Map.of(), List.of()),
                new Step("withdrawn", Phase.WITHDRAWN, "end", false, Map.of(), List.of()));
    }

    private static Action action(String id, By by, String to) {
        return new Action(id, by, "process", Optional.empty(), Optional.of(to), false, false, List.of(), false);
    }

    private static Action reasoned(String id, String permission, String to) {
        return new Action(id, By.STAFF, permission, Optional.empty(), Optional.of(to), true, false, List.of(), false);
    }
}
