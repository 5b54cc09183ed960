package lv.pkip.kernel.service.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;

/**
 * Takes values of fields that are not shown out of answers before they are validated: what a person can neither see nor
 * mend must not be held against them. Repeats until nothing changes, since hiding one field may hide the next.
 */
final class Visibility {
    private final FormShape shape;

    Visibility(FormShape shape) {
        this.shape = shape;
    }

    void prune(ObjectNode answers) {
        for (int round = 0; round < FormShape.DEEPEST && pruned(answers, answers, ""); round++) {
            // again: a field now gone may have been what another depends on
        }
    }

    private boolean pruned(ObjectNode root, ObjectNode object, String prefix) {
        boolean changed = false;
        for (Iterator<Map.Entry<String, JsonNode>> it = object.fields(); it.hasNext();) {
            Map.Entry<String, JsonNode> entry = it.next();
            String path = prefix + entry.getKey();
            FormShape.Field field = shape.fields().get(path);
            if (field == null) {
                continue;
            }
            if (field.node().has("x-pkip-visible") && !holds(field.node().path("x-pkip-visible"), root, object, path)) {
                it.remove();
                changed = true;
            } else if (entry.getValue() instanceof ObjectNode child) {
                changed |= pruned(root, child, path + ".");
            } else if (entry.getValue().isArray()) {
                for (JsonNode element : entry.getValue()) {
                    if (element instanceof ObjectNode child) {
                        changed |= pruned(root, child, path + ".");
                    }
                }
            }
        }
        return changed;
    }

    private boolean holds(JsonNode visible, JsonNode root, JsonNode object, String path) {
        if (visible.has("all")) {
            for (JsonNode one : visible.path("all")) {
                if (!holds(one, root, object, path)) {
                    return false;
                }
            }
            return true;
        }
        String named = visible.path("field").asText();
        boolean beside = !named.contains(".") && VisibleRules.absolute(shape, path, named).equals(sibling(path, named));
        JsonNode value = beside ? object.path(named) : at(root, named);
        if (visible.has("filled")) {
            boolean filled = !value.isMissingNode() && !value.isNull() && !(value.isTextual() && value.asText().isBlank())
                    && !(value.isContainerNode() && value.isEmpty());
            return filled == visible.path("filled").booleanValue();
        }
        return one(value, visible);
    }

    private static String sibling(String path, String named) {
        return path.contains(".") ? path.substring(0, path.lastIndexOf('.') + 1) + named : named;
    }

    /** A field with several answers counts when one of them is meant. */
    private static boolean one(JsonNode value, JsonNode visible) {
        if (value.isArray()) {
            for (JsonNode element : value) {
                if (one(element, visible)) {
                    return true;
                }
            }
            return false;
        }
        if (value.isMissingNode()) {
            return false;
        }
        if (visible.has("eq")) {
            return value.asText().equals(visible.path("eq").asText());
        }
        for (JsonNode wanted : visible.path("in")) {
            if (value.asText().equals(wanted.asText())) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode at(JsonNode root, String path) {
        JsonNode here = root;
        for (String name : path.split("\\.")) {
            here = here.path(name);
        }
        return here;
    }
}
