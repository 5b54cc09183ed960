package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Changes a resource as RFC 7644 section 3.5.2 says: all operations in their order, or none. */
final class Patch {
    private static final int MOST = 1_000;
    private static final String VALUE = "value";
    private static final String PRIMARY = "primary";

    private final ResourceType type;
    private final ObjectNode resource;

    private Patch(ResourceType type, ObjectNode resource) {
        this.type = type;
        this.resource = resource;
    }

    /** The resource as it shall be; the one given stays as it is. */
    static ObjectNode applied(ResourceType type, ObjectNode before, ObjectNode request) {
        if (!Json.names(request, Urn.PATCH)) {
            throw ScimProblem.syntax("The schemas of the request do not name " + Urn.PATCH + ".");
        }
        JsonNode operations = Json.member(request, "Operations");
        if (!operations.isArray() || operations.isEmpty() || operations.size() > MOST) {
            throw ScimProblem.syntax("Operations has to be a list of 1 to " + MOST + ".");
        }
        Patch patch = new Patch(type, before.deepCopy());
        operations.forEach(patch::apply);
        return patch.resource;
    }

    private void apply(JsonNode operation) {
        if (!operation.isObject()) {
            throw ScimProblem.syntax("An operation has to be an object.");
        }
        JsonNode path = Json.member(operation, "path");
        if (!path.isMissingNode() && !path.isNull() && !path.isTextual()) {
            throw ScimProblem.path("The path has to be a text.");
        }
        String where = path.isTextual() ? path.textValue().strip() : "";
        JsonNode value = Json.member(operation, VALUE);
        // Azure writes Add, Replace, Remove.
        switch (Json.member(operation, "op").asText().toLowerCase(Locale.ROOT)) {
            case "add" -> set(where, present(value), true);
            case "replace" -> set(where, value.isMissingNode() ? present(value) : value, false);
            case "remove" -> remove(where, value);
            default -> throw ScimProblem.syntax("op has to be add, replace or remove.");
        }
    }

    private static JsonNode present(JsonNode value) {
        if (value.isMissingNode()) {
            throw ScimProblem.value("The operation has no value.");
        }
        return value;
    }

    private void set(String where, JsonNode value, boolean add) {
        if (where.isEmpty()) {
            each(value, add);
            return;
        }
        FilterReader.Path path = FilterReader.path(where, type);
        writable(path.target());
        path.part().ifPresent(Patch::writable);
        if (path.values().isPresent()) {
            setChosen(path, value, add);
        } else {
            set(path.target(), value, add);
        }
    }

    /** Without a path: the value says by its names what is meant; names may be paths themselves, as Azure writes them. */
    private void each(JsonNode value, boolean add) {
        if (!value.isObject()) {
            throw ScimProblem.value("Without a path, the value has to be an object.");
        }
        value.fields().forEachRemaining(field -> {
            if (field.getKey().contains("[")) {
                set(field.getKey(), field.getValue(), add);
                return;
            }
            Optional<Target> known = type.find(field.getKey());
            if (known.isPresent() && !known.get().attribute().name().equals("schemas")) {
                writable(known.get());
                set(known.get(), field.getValue(), add);
            }
        });
    }

    private static void writable(Target target) {
        if (target.isReadOnly()) {
            throw ScimProblem.mutability(target + " is read only.");
        }
    }

    private void set(Target target, JsonNode given, boolean add) {
        Attribute attribute = target.attribute();
        Optional<JsonNode> value = Values.value(attribute.multiValued() && !given.isArray() && !given.isNull() ? Json.array().add(given) : given, attribute);
        if (value.isEmpty()) {
            if (!add) {
                clear(target);
            }
        } else if (target.parent().filter(Attribute::multiValued).isPresent()) {
            setInAll(target, value.get());
        } else {
            ObjectNode holder = holder(target, true).orElseThrow();
            keepImmutable(attribute, holder.get(attribute.name()), value.get());
            if (attribute.multiValued()) {
                holder.set(attribute.name(), add ? joined(holder.get(attribute.name()), (ArrayNode) value.get()) : onePrimary((ArrayNode) value.get()));
            } else if (attribute.isComplex() && holder.get(attribute.name()) instanceof ObjectNode there) {
                merge(there, (ObjectNode) value.get(), attribute);
            } else {
                holder.set(attribute.name(), value.get());
            }
        }
    }

    private static void merge(ObjectNode there, ObjectNode more, Attribute attribute) {
        more.fields().forEachRemaining(field -> {
            attribute.sub(field.getKey()).ifPresent(sub -> keepImmutable(sub, there.get(sub.name()), field.getValue()));
            there.set(field.getKey(), field.getValue());
        });
    }

    private static void keepImmutable(Attribute attribute, JsonNode before, JsonNode after) {
        boolean same = before == null || before.equals(after) || !attribute.caseExact() && before.asText().equalsIgnoreCase(after.asText());
        if (attribute.mutability() == Attribute.Mutability.IMMUTABLE && !same) {
            throw ScimProblem.mutability(attribute.name() + " stays as it was made.");
        }
    }

    /** {@code emails.value}: of all values; of a new one when there is none. */
    private void setInAll(Target target, JsonNode value) {
        Attribute parent = target.parent().orElseThrow();
        ArrayNode all = resource.get(parent.name()) instanceof ArrayNode there ? there : resource.putArray(parent.name());
        if (all.isEmpty()) {
            all.addObject();
        }
        all.forEach(one -> setPart(all, (ObjectNode) one, target.attribute(), value));
    }

    private static void setPart(ArrayNode all, ObjectNode one, Attribute part, JsonNode value) {
        keepImmutable(part, one.get(part.name()), value);
        one.set(part.name(), value);
        if (part.name().equals(PRIMARY) && value.asBoolean()) {
            all.forEach(other -> {
                if (other != one) {
                    ((ObjectNode) other).remove(PRIMARY);
                }
            });
        }
    }

    private void setChosen(FilterReader.Path path, JsonNode given, boolean add) {
        Attribute attribute = path.target().attribute();
        Optional<ArrayNode> there = array(path.target());
        List<JsonNode> chosen = chosen(there, path.values().orElseThrow());
        if (chosen.isEmpty()) {
            if (!add) {
                throw ScimProblem.target("No value of " + path.target() + " is as the path says.");
            }
            chosen = List.of(begun(path));
        }
        ArrayNode all = array(path.target()).orElseThrow();
        for (JsonNode one : chosen) {
            if (path.part().isPresent()) {
                Attribute part = path.part().get().attribute();
                Optional<JsonNode> value = Values.value(given, part);
                value.ifPresent(v -> setPart(all, (ObjectNode) one, part, v));
                if (value.isEmpty()) {
                    ((ObjectNode) one).remove(part.name());
                }
            } else if (one instanceof ObjectNode object && Values.value(Json.array().add(given), attribute).orElseThrow(
                    () -> ScimProblem.value("The value is empty.")).get(0) instanceof ObjectNode more) {
                merge(object, more, attribute);
            } else {
                throw ScimProblem.path("Only parts of such values can be changed.");
            }
        }
    }

    /** A new value that is as the filter says, so that {@code emails[type eq "work"].value} can be added to what has none. */
    private ObjectNode begun(FilterReader.Path path) {
        Attribute attribute = path.target().attribute();
        ObjectNode fresh = Json.object();
        attribute.subs().forEach(sub -> path.values().orElseThrow().demanded(sub.name()).ifPresent(text ->
                fresh.set(sub.name(), sub.type() == Attribute.Type.BOOLEAN ? BooleanNode.valueOf(text.equals("true")) : Json.object().textNode(text))));
        if (!attribute.isComplex() || fresh.isEmpty() || !path.values().orElseThrow().matches(fresh)) {
            throw ScimProblem.target("No value of " + path.target() + " is as the path says, and none can be made from it.");
        }
        array(path.target()).orElseGet(() -> holder(path.target(), true).orElseThrow().putArray(attribute.name())).add(fresh);
        return fresh;
    }

    private void remove(String where, JsonNode value) {
        if (where.isEmpty()) {
            throw ScimProblem.target("Removing needs a path.");
        }
        FilterReader.Path path = FilterReader.path(where, type);
        writable(path.target());
        path.part().ifPresent(Patch::writable);
        if (path.values().isPresent()) {
            removeChosen(path);
        } else if (path.target().attribute().multiValued() && !value.isMissingNode() && !value.isNull()) {
            removeNamed(path.target(), value);
        } else {
            clear(path.target());
        }
    }

    private void clear(Target target) {
        Attribute attribute = target.attribute();
        Optional<ObjectNode> holder = holder(target, false);
        boolean kept = attribute.mutability() == Attribute.Mutability.IMMUTABLE && holder.map(h -> h.has(attribute.name())).orElse(false);
        if (attribute.required() || kept) {
            throw ScimProblem.mutability(target + " cannot be taken away.");
        }
        if (target.parent().filter(Attribute::multiValued).isPresent()) {
            array(new Target(target.steps().subList(0, target.steps().size() - 1), target.parent().get(), Optional.empty()))
                    .ifPresent(all -> all.forEach(one -> ((ObjectNode) one).remove(attribute.name())));
        } else {
            holder.ifPresent(h -> h.remove(attribute.name()));
        }
    }

    private void removeChosen(FilterReader.Path path) {
        array(path.target()).ifPresent(all -> {
            Set<JsonNode> chosen = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
            chosen.addAll(chosen(Optional.of(all), path.values().orElseThrow()));
            if (path.part().isPresent()) {
                chosen.forEach(one -> ((ObjectNode) one).remove(path.part().get().attribute().name()));
            } else {
                retain(path.target(), all, chosen);
            }
        });
    }

    /** {@code "path": "members", "value": [{"value": "…"}]}: only these, as Azure means it. */
    private void removeNamed(Target target, JsonNode value) {
        Set<String> keys = new HashSet<>();
        Values.value(value.isArray() ? value : Json.array().add(value), target.attribute()).ifPresent(all -> all.forEach(one -> keys.add(key(one))));
        array(target).ifPresent(all -> {
            Set<JsonNode> chosen = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
            all.forEach(one -> {
                if (keys.contains(key(one))) {
                    chosen.add(one);
                }
            });
            retain(target, all, chosen);
        });
    }

    private void retain(Target target, ArrayNode all, Set<JsonNode> without) {
        ArrayNode rest = Json.array();
        all.forEach(one -> {
            if (!without.contains(one)) {
                rest.add(one);
            }
        });
        holder(target, true).orElseThrow().set(target.attribute().name(), rest);
    }

    private static List<JsonNode> chosen(Optional<ArrayNode> all, Filter values) {
        List<JsonNode> chosen = new ArrayList<>();
        all.ifPresent(there -> there.forEach(one -> {
            if (values.matches(one)) {
                chosen.add(one);
            }
        }));
        return chosen;
    }

    private Optional<ArrayNode> array(Target target) {
        return holder(target, false).map(h -> h.get(target.attribute().name())).filter(ArrayNode.class::isInstance).map(ArrayNode.class::cast);
    }

    /** The object that has the target as its member. */
    private Optional<ObjectNode> holder(Target target, boolean make) {
        ObjectNode here = resource;
        for (String step : target.steps().subList(0, target.steps().size() - 1)) {
            if (!(here.get(step) instanceof ObjectNode)) {
                if (!make) {
                    return Optional.empty();
                }
                here.putObject(step);
            }
            here = (ObjectNode) here.get(step);
        }
        return Optional.of(here);
    }

    /** What is there already is not added again; a new primary value takes the place of the old one. */
    private static ArrayNode joined(JsonNode there, ArrayNode more) {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        boolean primary = false;
        for (JsonNode one : more) {
            primary |= one.path(PRIMARY).asBoolean();
        }
        boolean taken = primary;
        if (there != null) {
            there.forEach(one -> {
                if (taken && one instanceof ObjectNode object) {
                    object.remove(PRIMARY);
                }
                all.put(key(one), one);
            });
        }
        for (JsonNode one : more) {
            if (all.get(key(one)) instanceof ObjectNode same && one instanceof ObjectNode object) {
                same.setAll(object);
            } else {
                all.put(key(one), one);
            }
        }
        ArrayNode joined = Json.array();
        all.values().forEach(joined::add);
        return onePrimary(joined);
    }

    private static ArrayNode onePrimary(ArrayNode all) {
        int primaries = 0;
        for (JsonNode one : all) {
            primaries += one.path(PRIMARY).asBoolean() ? 1 : 0;
        }
        if (primaries > 1) {
            throw ScimProblem.value("Only one value can be the primary one.");
        }
        return all;
    }

    private static String key(JsonNode one) {
        return one.isObject() ? one.path(VALUE).asText() : one.asText();
    }
}
