package lv.pkip.kernel.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
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
import lv.pkip.kernel.service.reading.Json;

/**
 * A definition as JSON text, written field by field: the archive outlives every version of the code, so its form must
 * not follow from how a class happens to look. The same text, keys sorted, is what the fingerprint is taken of.
 */
final class DefinitionJson {

    private DefinitionJson() {
    }

    static String fingerprint(Definition d) {
        return Digest.sha256(write(d));
    }

    /** All but the fingerprint. */
    static String write(Definition d) {
        ObjectNode tree = Json.mapper().createObjectNode();
        tree.put("id", d.id()).put("version", d.version()).put("category", d.category()).put("unit", d.unit())
                .put("assurance", d.assurance().name()).put("prefix", d.numberPrefix()).put("gapless", d.gapless())
                .put("form", d.form()).put("handler", d.handler());
        tree.putObject("deadline").put("workingDays", d.deadline().workingDays()).put("calendarMonths", d.deadline().calendarMonths())
                .put("basis", d.deadline().basis()).put("maxExtensionMonths", d.deadline().maxExtensionMonths())
                .put("movedDaysCount", d.deadline().movedDaysCount());
        ArrayNode steps = tree.putArray("steps");
        d.steps().forEach(s -> step(steps.addObject(), s));
        ArrayNode calculations = tree.putArray("calculations");
        d.calculations().forEach(c -> map(calculations.addObject().put("rules", c.rules()).put("on", c.on()).put("date", c.date())
                .put("store", c.store()).putObject("facts"), c.facts()));
        ArrayNode notifications = tree.putArray("notifications");
        d.notifications().forEach(n -> notifications.addObject().put("on", n.on()).put("channel", n.channel()).put("template", n.template()));
        map(tree.putObject("forms"), d.forms());
        map(tree.putObject("rules"), d.rules());
        map(tree.putObject("templates"), d.templates());
        map(tree.putObject("settings"), d.settings());
        ObjectNode texts = tree.putObject("texts");
        new TreeMap<>(d.texts()).forEach((language, keys) -> map(texts.putObject(language), keys));
        try {
            return Json.mapper().writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void map(ObjectNode into, Map<String, String> texts) {
        new TreeMap<>(texts).forEach(into::put);
    }

    private static void step(ObjectNode into, Step step) {
        into.put("id", step.id()).put("phase", step.phase().name()).put("type", step.type()).put("paused", step.paused());
        map(into.putObject("settings"), step.settings());
        ArrayNode actions = into.putArray("actions");
        for (Action a : step.actions()) {
            ObjectNode action = actions.addObject().put("id", a.id()).put("by", a.by().name()).put("permission", a.permission())
                    .put("reason", a.reason()).put("confirm", a.confirm()).put("replaces", a.replacesApplication());
            a.form().ifPresent(form -> action.put("form", form));
            a.to().ifPresent(to -> action.put("to", to));
            ArrayNode outputs = action.putArray("outputs");
            a.outputs().forEach(o -> outputs.addObject().put("kind", o.kind()).put("template", o.template()));
        }
    }

    static Definition read(String json, String fingerprint) {
        JsonNode t;
        try {
            t = Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        JsonNode term = t.path("deadline");
        Map<String, Map<String, String>> texts = new LinkedHashMap<>();
        t.path("texts").fields().forEachRemaining(e -> texts.put(e.getKey(), map(e.getValue())));
        return new Definition(t.path("id").asText(), t.path("version").asText(), fingerprint, t.path("category").asText(),
                t.path("unit").asText(), Assurance.valueOf(t.path("assurance").asText()), t.path("prefix").asText(),
                t.path("gapless").asBoolean(),
                new Deadline(term.path("workingDays").asInt(), term.path("calendarMonths").asInt(), term.path("basis").asText(),
                        term.path("maxExtensionMonths").asInt(), term.path("movedDaysCount").asBoolean()),
                t.path("form").asText(), t.path("handler").asBoolean(), list(t.path("steps"), DefinitionJson::step),
                list(t.path("calculations"), c -> new Calculation(c.path("rules").asText(), c.path("on").asText(),
                        c.path("date").asText(), map(c.path("facts")), c.path("store").asText())),
                list(t.path("notifications"), n -> new Notification(n.path("on").asText(), n.path("channel").asText(), n.path("template").asText())),
                map(t.path("forms")), map(t.path("rules")), texts, map(t.path("templates")), map(t.path("settings")));
    }

    private static Step step(JsonNode s) {
        return new Step(s.path("id").asText(), Phase.valueOf(s.path("phase").asText()), s.path("type").asText(),
                s.path("paused").asBoolean(), map(s.path("settings")), list(s.path("actions"), a -> new Action(a.path("id").asText(),
                        By.valueOf(a.path("by").asText()), a.path("permission").asText(), optional(a, "form"), optional(a, "to"),
                        a.path("reason").asBoolean(), a.path("confirm").asBoolean(), list(a.path("outputs"),
                        o -> new Output(o.path("kind").asText(), o.path("template").asText())), a.path("replaces").asBoolean())));
    }

    private static Optional<String> optional(JsonNode node, String name) {
        return Optional.ofNullable(node.get(name)).map(JsonNode::asText);
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> read) {
        List<T> all = new ArrayList<>();
        array.forEach(n -> all.add(read.apply(n)));
        return all;
    }

    private static Map<String, String> map(JsonNode object) {
        Map<String, String> all = new LinkedHashMap<>();
        object.fields().forEachRemaining(e -> all.put(e.getKey(), e.getValue().asText()));
        return all;
    }
}
