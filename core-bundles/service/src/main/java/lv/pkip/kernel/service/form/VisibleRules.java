package lv.pkip.kernel.service.form;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import lv.pkip.kernel.service.reading.Problems;

/**
 * Showing a field only under a condition is display; that it is asked for under that condition is law. This checks that
 * the second exists for the first: an if with its then or else (or a dependentRequired) that speaks of both fields.
 */
final class VisibleRules {
    private static final Set<String> WORDS = Set.of("field", "eq", "in", "filled", "all");
    private final String where;
    private final FormShape shape;
    private final Problems problems;

    VisibleRules(String where, FormShape shape, Problems problems) {
        this.where = where;
        this.shape = shape;
        this.problems = problems;
    }

    void check() {
        shape.fields().values().forEach(field -> {
            if (field.node().has("x-pkip-visible")) {
                conditions(field.path(), field.node().path("x-pkip-visible"));
            }
        });
    }

    private void conditions(String path, JsonNode visible) {
        String at = where + " " + path + ".x-pkip-visible";
        visible.fieldNames().forEachRemaining(word -> {
            if (!WORDS.contains(word)) {
                problems.add(at, "„" + word + "” is not one of field, eq, in, filled, all");
            }
        });
        if (visible.has("all")) {
            visible.path("all").forEach(one -> conditions(path, one));
            return;
        }
        int tests = (visible.has("eq") ? 1 : 0) + (visible.path("in").isArray() ? 1 : 0) + (visible.path("filled").isBoolean() ? 1 : 0);
        if (tests != 1) {
            problems.add(at, "needs field and one of eq, in, filled");
            return;
        }
        String field = absolute(shape, path, visible.path("field").asText());
        if (!shape.has(field)) {
            problems.add(at, "„" + visible.path("field").asText() + "” is neither a field beside it nor a path from the top");
        } else if (!ruled(field.split("\\."), path.split("\\."))) {
            problems.add(at, "depends on „" + field + "”, but no if/then (or dependentRequired) says so; showing alone is no rule");
        }
    }

    /** A sibling's name or a path from the top, as a path from the top. */
    static String absolute(FormShape shape, String path, String named) {
        String beside = path.contains(".") ? path.substring(0, path.lastIndexOf('.') + 1) + named : named;
        return shape.has(beside) ? beside : named;
    }

    /** Some object above both fields has a rule that looks at the one and speaks of the other. */
    private boolean ruled(String[] looked, String[] spoken) {
        int common = 0;
        while (common < looked.length - 1 && common < spoken.length - 1 && looked[common].equals(spoken[common])) {
            common++;
        }
        for (int level = 0; level <= common; level++) {
            JsonNode object = level == 0 ? shape.root()
                    : element(shape.fields().get(String.join(".", Arrays.copyOf(spoken, level))).node());
            List<String> from = Arrays.asList(looked).subList(level, looked.length);
            List<String> to = Arrays.asList(spoken).subList(level, spoken.length);
            if (rules(object).stream().anyMatch(rule -> mentions(rule.path("if"), from)
                    && (mentions(rule.path("then"), to) || mentions(rule.path("else"), to)))) {
                return true;
            }
            if (from.size() == 1 && to.size() == 1) {
                for (JsonNode name : object.path("dependentRequired").path(from.get(0))) {
                    if (name.asText().equals(to.get(0))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private JsonNode element(JsonNode node) {
        return node.has("items") ? shape.resolve(node.path("items")) : node;
    }

    private static List<JsonNode> rules(JsonNode object) {
        List<JsonNode> rules = new ArrayList<>();
        if (object.has("if")) {
            rules.add(object);
        }
        object.path("allOf").forEach(rules::add);
        return rules;
    }

    private static boolean mentions(JsonNode schema, List<String> path) {
        for (JsonNode part : schema.path("allOf")) {
            if (mentions(part.path("then"), path) || mentions(part.path("else"), path)) {
                return true;
            }
        }
        if (mentions(schema.path("then"), path, schema) || mentions(schema.path("else"), path, schema)) {
            return true;
        }
        JsonNode object = schema.has("items") ? schema.path("items") : schema;
        JsonNode child = object.path("properties").path(path.get(0));
        if (path.size() > 1) {
            return !child.isMissingNode() && mentions(child, path.subList(1, path.size()));
        }
        if (!child.isMissingNode()) {
            return true;
        }
        for (JsonNode name : object.path("required")) {
            if (name.asText().equals(path.get(0))) {
                return true;
            }
        }
        return false;
    }

    private static boolean mentions(JsonNode branch, List<String> path, JsonNode of) {
        return of.has("if") && mentions(branch, path);
    }
}
