package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * Turns what clients send into values of the schema: names as the schema writes them, types checked, read-only parts and what
 * the schema does not know left out (RFC 7644 section 3.3: a provider may ignore what it does not keep).
 */
final class Values {
    private static final int LONGEST = 256;

    private Values() { }

    /** A whole resource. */
    static ObjectNode resource(ObjectNode body, ResourceType type) {
        if (!Json.names(body, type.core().id())) {
            throw ScimProblem.syntax("The schemas of the resource do not name " + type.core().id() + ".");
        }
        ObjectNode all = Json.object();
        body.fields().forEachRemaining(field -> {
            Optional<Target> target = type.extension(field.getKey()).isPresent() || !field.getKey().contains(".") && !field.getKey().contains(":")
                    ? type.find(field.getKey()) : Optional.empty();
            target.filter(t -> !t.isReadOnly()).flatMap(t -> value(field.getValue(), t.attribute())).ifPresent(v -> put(all, target.get().attribute().name(), v));
        });
        type.core().attributes().stream().filter(Attribute::required).filter(a -> !all.has(a.name())).findFirst().ifPresent(a -> {
            throw ScimProblem.value(a.name() + " is missing.");
        });
        return all;
    }

    private static void put(ObjectNode into, String name, JsonNode value) {
        if (into.has(name)) {
            throw ScimProblem.syntax(name + " is there twice.");
        }
        into.set(name, value);
    }

    /** A value of an attribute; empty when it says that there is none. */
    static Optional<JsonNode> value(JsonNode given, Attribute attribute) {
        if (given.isNull() || given.isArray() && given.isEmpty()) {
            return Optional.empty();
        }
        if (!attribute.multiValued()) {
            return single(unwrapped(given, attribute), attribute);
        }
        if (!given.isArray()) {
            throw ScimProblem.value(attribute.name() + " has to be a list.");
        }
        ArrayNode all = Json.array();
        given.forEach(one -> single(one, attribute).ifPresent(all::add));
        return all.isEmpty() ? Optional.empty() : Optional.of(all);
    }

    /** {@code [{"value": "x"}]} where {@code "x"} is meant, as older connectors of Azure write it. */
    private static JsonNode unwrapped(JsonNode given, Attribute attribute) {
        JsonNode one = given.isArray() && given.size() == 1 ? given.get(0) : given;
        return one.isObject() && !attribute.isComplex() && one.has("value") ? one.get("value") : one;
    }

    private static Optional<JsonNode> single(JsonNode given, Attribute attribute) {
        if (given.isNull()) {
            return Optional.empty();
        }
        if (attribute.isComplex()) {
            return complex(given, attribute);
        }
        return switch (attribute.type()) {
            case BOOLEAN -> Optional.of(BooleanNode.valueOf(Attribute.truth(given).orElseThrow(() -> wrong(attribute, "true or false"))));
            case INTEGER -> Optional.of(need(given, given.isIntegralNumber(), attribute, "a whole number"));
            case DATETIME -> Optional.of(need(given, attribute.comparable(given).isPresent(), attribute, "a moment with its offset"));
            default -> {
                need(given, given.isTextual() && given.textValue().length() <= LONGEST, attribute, "a text of at most " + LONGEST + " characters");
                need(given, given.textValue().codePoints().noneMatch(Character::isISOControl), attribute, "a text without control characters");
                yield given.textValue().isEmpty() ? Optional.empty() : Optional.of(given);
            }
        };
    }

    private static JsonNode need(JsonNode given, boolean right, Attribute attribute, String what) {
        if (!right) {
            throw wrong(attribute, what);
        }
        return given;
    }

    private static ScimProblem wrong(Attribute attribute, String what) {
        return ScimProblem.value(attribute.name() + " has to be " + what + ".");
    }

    private static Optional<JsonNode> complex(JsonNode given, Attribute attribute) {
        if (given.isTextual() && attribute.sub("value").isPresent()) {
            ObjectNode object = Json.object();
            single(given, attribute.sub("value").get()).ifPresent(v -> object.set("value", v));
            return Optional.of(object);
        }
        if (!given.isObject()) {
            throw wrong(attribute, "an object");
        }
        ObjectNode object = parts((ObjectNode) given, attribute.subs());
        return object.isEmpty() ? Optional.empty() : Optional.of(object);
    }

    private static ObjectNode parts(ObjectNode given, List<Attribute> subs) {
        ObjectNode object = Json.object();
        given.fields().forEachRemaining(field -> Attribute.find(subs, field.getKey()).filter(sub -> !sub.isReadOnly())
                .ifPresent(sub -> value(field.getValue(), sub).ifPresent(v -> put(object, sub.name(), v))));
        return object;
    }
}
