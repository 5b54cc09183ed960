package lv.pkip.kernel.service.form;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import lv.pkip.kernel.service.reading.Json;
import lv.pkip.kernel.service.reading.Problems;

/**
 * Checks that a form is JSON Schema 2020-12 within the dialect: what can be shown as one form and explained as one
 * message per field. Everything else is refused at deploy, not discovered by an applicant.
 */
public final class FormDialect {
    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
    private static final Set<String> TYPES = Set.of("object", "array", "string", "number", "integer", "boolean");
    private static final Set<String> COUNTS = Set.of("minLength", "maxLength", "minItems", "maxItems");
    private static final Set<String> WIDGETS = Set.of("text", "textarea", "radio", "select", "checkbox", "checkboxes", "date",
            "map-point", "files", "repeat", "summary");
    private static final Set<String> HINTS = Set.of("x-pkip-widget", "x-pkip-order", "x-pkip-pages", "x-pkip-layout",
            "x-pkip-visible", "x-pkip-autocomplete", "x-pkip-unit", "x-pkip-item-title", "x-pkip-classifier", "x-pkip-prefill",
            "x-pkip-lookup", "x-pkip-files", "x-pkip-map", "x-pkip-sensitive");
    private static final Pattern NAME = Pattern.compile("[a-z][A-Za-z0-9]{0,59}");
    private static final Pattern PAGE = Pattern.compile("[a-z][a-z0-9-]*");

    private final String where;
    private final JsonNode root;
    private final Problems problems;

    private FormDialect(String where, JsonNode root, Problems problems) {
        this.where = where;
        this.root = root;
        this.problems = problems;
    }

    /** The shape of a form that is within the dialect; empty with problems when it is not. */
    public static Optional<FormShape> check(String form, String text, Problems problems) {
        String where = "form/" + form + ".json";
        Problems own = new Problems();
        Optional<JsonNode> root = Json.parse(text, where, own);
        if (root.isPresent()) {
            new FormDialect(where, root.get(), own).root();
        }
        own.list().forEach(p -> problems.add("", p));
        return own.none() ? root.map(FormShape::new) : Optional.empty();
    }

    private void root() {
        if (!root.isObject() || !root.path("type").asText().equals("object") || !root.path("properties").isObject()) {
            problems.add(where, "a form is a schema of \"type\": \"object\" with properties");
            return;
        }
        if (root.has("$schema") && !root.path("$schema").asText().equals(DRAFT)) {
            problems.add(where + " $schema", "has to be " + DRAFT);
        }
        if (root.has("$id") && !root.path("$id").asText().matches("(https?|urn):[^\\s#]+")) {
            problems.add(where + " $id", "has to be an absolute address");
        }
        if (root.has("unevaluatedProperties") && root.path("unevaluatedProperties").booleanValue()) {
            problems.add(where + " unevaluatedProperties", "can only be false");
        }
        root.path("$defs").fields().forEachRemaining(d -> {
            circle(d.getKey(), d.getValue(), new HashSet<>(Set.of(d.getKey())));
            schema(d.getValue(), where + " $defs." + d.getKey(), false, 0);
        });
        if (problems.none()) {
            schema(root, where, false, 0);
            pages();
        }
        if (problems.none()) {
            new VisibleRules(where, new FormShape(root), problems).check();
        }
    }

    private void circle(String name, JsonNode node, Set<String> seen) {
        for (JsonNode ref : node.findValues("$ref")) {
            String target = ref.asText().replaceFirst("^#/\\$defs/", "");
            if (!seen.add(target)) {
                problems.add(where + " $defs." + name, "refers to itself; a form cannot be endless");
                return;
            }
            circle(name, root.path("$defs").path(target), seen);
            seen.remove(target);
        }
    }

    /** @param branch inside if, then or else, where conditions stand in place of complete fields */
    private void schema(JsonNode node, String at, boolean branch, int depth) {
        if (branch && node.isBoolean()) {
            return;
        }
        if (!node.isObject()) {
            problems.add(at, "has to be a schema");
            return;
        }
        if (depth > FormShape.DEEPEST) {
            problems.add(at, "is more than " + FormShape.DEEPEST + " levels deep");
            return;
        }
        node.fields().forEachRemaining(e -> keyword(e.getKey(), e.getValue(), node, at, branch, depth));
        if (!branch && !node.has("type") && !node.has("$ref") && !node.has("enum") && !node.has("const")) {
            problems.add(at, "needs a type");
        }
        if (node.path("type").asText().equals("array") && !node.has("items") && !branch) {
            problems.add(at, "a list needs items");
        }
        limits(node, at);
    }

    private void limits(JsonNode node, String at) {
        for (String[] pair : new String[][] {{"minLength", "maxLength"}, {"minItems", "maxItems"}, {"minimum", "maximum"}}) {
            if (node.path(pair[0]).isNumber() && node.path(pair[1]).isNumber()
                    && node.path(pair[0]).decimalValue().compareTo(node.path(pair[1]).decimalValue()) > 0) {
                problems.add(at, pair[0] + " is more than " + pair[1]);
            }
        }
    }

    private void keyword(String name, JsonNode value, JsonNode node, String at, boolean branch, int depth) {
        String here = at + "." + name;
        boolean top = node == root;
        switch (name) {
            case "$schema", "$id", "$defs", "unevaluatedProperties" -> must(top, at, name + " belongs to the top of the form");
            case "$comment" -> must(value.isTextual(), here, "has to be a text");
            case "$ref" -> must(value.asText().startsWith("#/$defs/") && root.path("$defs").has(value.asText().substring(8)), here,
                    "„" + value.asText() + "” is not one of this form's $defs");
            case "type" -> must(value.isTextual() && TYPES.contains(value.asText()), here, "has to be one of " + String.join(", ", new java.util.TreeSet<>(TYPES)));
            case "properties" -> properties(value, node, here, branch, depth);
            case "required" -> names(value, branch ? null : node.path("properties"), here);
            case "enum" -> options(value, here, branch);
            case "const" -> must(value.isValueNode() && !value.isNull(), here, "has to be a text, number or truth value");
            case "default" -> must(value.isValueNode(), here, "has to be a text, number or truth value");
            case "format" -> must(Formats.known(value.asText()), here, "„" + value.asText() + "” is not one of " + Formats.list());
            case "pattern" -> pattern(value, here);
            case "minimum", "maximum" -> must(value.isNumber(), here, "has to be a number");
            case "multipleOf" -> must(value.isNumber() && value.decimalValue().signum() > 0, here, "has to be a number above zero");
            case "items" -> schema(value, here, branch, depth + 1);
            case "uniqueItems" -> must(value.isBoolean(), here, "has to be true or false");
            case "if", "then", "else" -> {
                must(node.has("if"), at, name + " without if");
                schema(value, here, true, depth + 1);
                if (name.equals("if")) {
                    condition(value, here);
                }
            }
            case "allOf" -> allOf(value, here, branch, depth);
            case "dependentRequired" -> value.fields().forEachRemaining(d -> names(d.getValue(), branch ? null : node.path("properties"), here + "." + d.getKey()));
            default -> other(name, value, node, at);
        }
    }

    private void other(String name, JsonNode value, JsonNode node, String at) {
        String here = at + "." + name;
        if (COUNTS.contains(name)) {
            must(value.isInt() && value.intValue() >= 0, here, "has to be a whole number, zero or more");
        } else if (name.startsWith("x-pkip-")) {
            must(HINTS.contains(name), at, name + " is not a known hint; known are " + String.join(", ", new java.util.TreeSet<>(HINTS)));
            hint(name, value, node, here);
        } else if (!name.startsWith("x-")) {
            problems.add(at, name + " is outside the dialect (docs/reference/forms.md)");
        }
    }

    private void hint(String name, JsonNode value, JsonNode node, String here) {
        switch (name) {
            case "x-pkip-widget" -> must(WIDGETS.contains(value.asText()), here, "„" + value.asText() + "” is not one of " + String.join(", ", new java.util.TreeSet<>(WIDGETS)));
            case "x-pkip-order" -> names(value, node.path("properties"), here);
            case "x-pkip-layout" -> must(Set.of("row", "stack").contains(value.asText()), here, "has to be row or stack");
            case "x-pkip-pages" -> must(node == root && value.isArray(), here, "is a list at the top of the form");
            case "x-pkip-files" -> must(value.isObject() && node.path("type").asText().equals("array"), here, "belongs to a list and says accept and maxBytes");
            default -> { }
        }
    }

    private void must(boolean holds, String at, String what) {
        if (!holds) {
            problems.add(at, what);
        }
    }

    private void properties(JsonNode value, JsonNode node, String here, boolean branch, int depth) {
        if (!value.isObject()) {
            problems.add(here, "has to be an object");
            return;
        }
        value.fields().forEachRemaining(p -> {
            must(NAME.matcher(p.getKey()).matches(), here + "." + p.getKey(),
                    "a field's name has to be letters and digits beginning with a small letter");
            schema(p.getValue(), here + "." + p.getKey(), branch, depth + 1);
        });
    }

    private void names(JsonNode value, JsonNode properties, String here) {
        Set<String> seen = new LinkedHashSet<>();
        must(value.isArray(), here, "has to be a list of names");
        for (JsonNode name : value) {
            must(name.isTextual() && seen.add(name.asText()), here, "„" + name.asText() + "” is there twice or is no name");
            if (properties != null) {
                must(properties.has(name.asText()), here, "„" + name.asText() + "” is not one of the properties beside it");
            }
        }
    }

    private void options(JsonNode value, String here, boolean branch) {
        must(value.isArray() && !value.isEmpty(), here, "has to be a list that is not empty");
        Set<String> seen = new HashSet<>();
        for (JsonNode option : value) {
            must(option.isValueNode() && !option.isNull(), here, "options have to be texts, numbers or truth values");
            must(seen.add(option.asText()), here, "„" + option.asText() + "” is there twice");
            must(branch || !option.isTextual() || option.asText().matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}"), here,
                    "„" + option.asText() + "” has to be a short key; what people read is in the texts");
        }
    }

    private void pattern(JsonNode value, String here) {
        try {
            must(value.isTextual() && value.asText().length() <= 500, here, "has to be a short text");
            Pattern.compile(value.asText());
        } catch (PatternSyntaxException e) {
            problems.add(here, "is not a regular expression: " + e.getDescription());
        }
    }

    /** A condition on an absent field holds in JSON Schema, which nobody expects: so it has to ask for the field too. */
    private void condition(JsonNode node, String here) {
        Set<String> required = new HashSet<>();
        node.path("required").forEach(r -> required.add(r.asText()));
        node.path("properties").fieldNames().forEachRemaining(p ->
                must(required.contains(p), here, "names the field „" + p + "” without requiring it, so it would hold when the field is absent"));
        node.path("properties").forEach(child -> {
            if (child.has("properties")) {
                condition(child, here);
            }
        });
    }

    private void allOf(JsonNode value, String here, boolean branch, int depth) {
        must(value.isArray() && !value.isEmpty(), here, "has to be a list that is not empty");
        int i = 0;
        for (JsonNode part : value) {
            String at = here + "[" + i++ + "]";
            List<String> strange = new ArrayList<>();
            part.fieldNames().forEachRemaining(strange::add);
            strange.removeAll(List.of("if", "then", "else", "$comment"));
            must(part.has("if") && strange.isEmpty(), at, "may hold only if, then and else");
            for (Map.Entry<String, JsonNode> entry : part.properties()) {
                keyword(entry.getKey(), entry.getValue(), part, at, branch, depth);
            }
        }
    }

    private void pages() {
        Set<String> ids = new HashSet<>();
        Set<String> placed = new HashSet<>();
        for (JsonNode page : root.path("x-pkip-pages")) {
            String at = where + " x-pkip-pages " + page.path("id").asText();
            must(PAGE.matcher(page.path("id").asText()).matches() && ids.add(page.path("id").asText()), at,
                    "a page needs an id of its own, like „land”");
            must(page.path("fields").isArray() && !page.path("fields").isEmpty(), at, "a page needs fields");
            for (JsonNode field : page.path("fields")) {
                must(root.path("properties").has(field.asText()), at, "„" + field.asText() + "” is not a top-level field");
                must(placed.add(field.asText()), at, "„" + field.asText() + "” is already on a page");
            }
        }
        if (root.has("x-pkip-pages")) {
            root.path("properties").fieldNames().forEachRemaining(name ->
                    must(placed.contains(name), where + " x-pkip-pages", "the field „" + name + "” is on no page"));
        }
    }
}
