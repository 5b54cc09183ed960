package lv.pkip.kernel.service.reading;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** Reads one JSON object field by field and strictly: wrong types and fields nobody asked for become problems. */
public final class Fields {
    private final JsonNode node;
    private final String where;
    private final Problems problems;
    private final Set<String> asked = new LinkedHashSet<>();

    public Fields(JsonNode node, String where, Problems problems) {
        this.where = where;
        this.problems = problems;
        if (!node.isObject()) {
            problems.add(where, "has to be an object");
        }
        this.node = node;
    }

    public String where() {
        return where;
    }

    public String where(String name) {
        return where.endsWith(" ") ? where + name : where + "." + name;
    }

    public void problem(String name, String what) {
        problems.add(where(name), what);
    }

    public Optional<JsonNode> node(String name) {
        asked.add(name);
        JsonNode found = node.get(name);
        return found == null || found.isNull() ? Optional.empty() : Optional.of(found);
    }

    /** A required text; empty string with a problem when missing. */
    public String text(String name) {
        Optional<JsonNode> found = node(name);
        if (found.isEmpty()) {
            problems.add(where(name), "is missing");
            return "";
        }
        return textOf(name, found.get()).orElse("");
    }

    public String text(String name, Pattern form, String says) {
        String value = text(name);
        if (!value.isEmpty() && !form.matcher(value).matches()) {
            problems.add(where(name), "„" + value + "” " + says);
        }
        return value;
    }

    public Optional<String> optionalText(String name) {
        return node(name).flatMap(found -> textOf(name, found));
    }

    private Optional<String> textOf(String name, JsonNode found) {
        if (!found.isTextual() || found.textValue().isBlank()) {
            problems.add(where(name), "has to be a text that is not empty");
            return Optional.empty();
        }
        return Optional.of(found.textValue());
    }

    public boolean flag(String name, boolean otherwise) {
        Optional<JsonNode> found = node(name);
        if (found.isPresent() && !found.get().isBoolean()) {
            problems.add(where(name), "has to be true or false");
        }
        return found.map(JsonNode::booleanValue).orElse(otherwise);
    }

    public int number(String name, int otherwise, int least, int most) {
        Optional<JsonNode> found = node(name);
        if (found.isEmpty()) {
            return otherwise;
        }
        if (!found.get().isInt() || found.get().intValue() < least || found.get().intValue() > most) {
            problems.add(where(name), "has to be a whole number from " + least + " to " + most);
            return otherwise;
        }
        return found.get().intValue();
    }

    public Optional<LocalDate> date(String name) {
        return optionalText(name).flatMap(text -> {
            try {
                return Optional.of(LocalDate.parse(text));
            } catch (DateTimeParseException e) {
                problems.add(where(name), "„" + text + "” is not a date like 2026-01-31");
                return Optional.empty();
            }
        });
    }

    /** One of the words of an enumeration written in lower case with hyphens. */
    public <E extends Enum<E>> Optional<E> word(String name, Class<E> type) {
        return optionalText(name).flatMap(text -> {
            List<String> words = new ArrayList<>();
            for (E constant : type.getEnumConstants()) {
                String word = constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
                if (word.equals(text)) {
                    return Optional.of(constant);
                }
                words.add(word);
            }
            problems.add(where(name), "„" + text + "” is not one of " + String.join(", ", words));
            return Optional.empty();
        });
    }

    /** Elements of an optional list, each with its place. */
    public void each(String name, BiConsumer<JsonNode, String> reader) {
        Optional<JsonNode> found = node(name);
        if (found.isPresent() && !found.get().isArray()) {
            problems.add(where(name), "has to be a list");
        } else if (found.isPresent()) {
            for (int i = 0; i < found.get().size(); i++) {
                reader.accept(found.get().get(i), where(name) + "[" + i + "]");
            }
        }
    }

    /** Objects of an optional list, read strictly. */
    public void eachObject(String name, java.util.function.Consumer<Fields> reader) {
        each(name, (element, place) -> {
            Fields fields = new Fields(element, place, problems);
            if (element.isObject()) {
                reader.accept(fields);
                fields.end();
            }
        });
    }

    /** Members of an optional object, each with its place. */
    public void members(String name, BiConsumer<String, JsonNode> reader) {
        Optional<JsonNode> found = node(name);
        if (found.isPresent() && !found.get().isObject()) {
            problems.add(where(name), "has to be an object");
        } else {
            found.ifPresent(object -> object.fields().forEachRemaining(e -> reader.accept(e.getKey(), e.getValue())));
        }
    }

    /** An optional object whose values are texts. */
    public Map<String, String> texts(String name) {
        Map<String, String> read = new LinkedHashMap<>();
        members(name, (key, value) -> {
            if (value.isTextual()) {
                read.put(key, value.textValue());
            } else {
                problems.add(where(name) + "." + key, "has to be a text");
            }
        });
        return read;
    }

    /** An optional object, read strictly. */
    public void object(String name, java.util.function.Consumer<Fields> reader) {
        node(name).ifPresent(found -> {
            Fields fields = new Fields(found, where(name), problems);
            if (found.isObject()) {
                reader.accept(fields);
                fields.end();
            }
        });
    }

    /** Complains about fields that nobody asked for: mostly slips of the pen that would otherwise go unnoticed. */
    public void end() {
        node.fieldNames().forEachRemaining(name -> {
            if (!asked.contains(name)) {
                problems.add(where(name), "is not known here; known are " + String.join(", ", asked));
            }
        });
    }
}
