package lv.pkip.kernel.shell.form;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.shell.frame.Dates;

/**
 * Turns the parameters of a posted form, {@code trees[0].diameter=62,5}, into answers. Blank values vanish, numbers may
 * have a decimal comma, dates are {@code dd.mm.gggg.}, fields that are not shown are left out. What cannot be understood
 * stays as typed, so that the person sees it again beside the message. A required group left blank stays as an empty one,
 * so that its fields are asked for and not the group.
 */
public final class Binding {
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]{1,20}(\\.[0-9]{1,12})?");
    private static final int MOST_ITEMS = 200;

    private final Map<String, List<String>> parameters;

    private Binding(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /**
     * Reads fields and lays them over what was answered before.
     *
     * @param all  every field of the form, for the conditions
     * @param read those that stood on the page
     */
    public static Answers read(List<Field> all, List<Field> read, Map<String, List<String>> parameters, Answers before) {
        Map<String, Object> tree = new LinkedHashMap<>(before.asMap());
        Binding binding = new Binding(parameters);
        for (Field field : read) {
            put(tree, field.name(), binding.value(field, field.name()));
        }
        return shown(all, Answers.of(tree));
    }

    /** Drops answers of fields that are not shown; doing so may hide further ones. */
    public static Answers shown(List<Field> all, Answers answers) {
        Answers now = answers;
        for (int i = 0; i < 6; i++) {
            Answers next = Answers.of(prune(all, Scope.root(now.asMap(), all), now.asMap()));
            if (next.equals(now)) {
                return now;
            }
            now = next;
        }
        return now;
    }

    private static Map<String, Object> prune(List<Field> fields, Scope scope, Map<?, ?> values) {
        Map<String, Object> kept = new LinkedHashMap<>();
        values.forEach((name, value) -> kept.put((String) name, value));
        for (Field field : fields) {
            Object value = kept.get(field.name());
            if (value == null) {
                continue;
            }
            String name = scope.name(field.name());
            if (!scope.shows(field)) {
                kept.remove(field.name());
            } else if (value instanceof Map<?, ?> group && !field.fields().isEmpty()) {
                kept.put(field.name(), prune(field.fields(), scope.inner(name, group, field.fields()), group));
            } else if (value instanceof List<?> list && !field.fields().isEmpty()) {
                List<Object> elements = new ArrayList<>();
                for (int i = 0; i < list.size(); i++) {
                    elements.add(list.get(i) instanceof Map<?, ?> element
                            ? prune(field.fields(), scope.inner(name + "[" + i + "]", element, field.fields()), element)
                            : list.get(i));
                }
                kept.put(field.name(), elements);
            }
        }
        return kept;
    }

    private static void put(Map<String, Object> tree, String name, Optional<Object> value) {
        if (value.isPresent()) {
            tree.put(name, value.get());
        } else {
            tree.remove(name);
        }
    }

    private Optional<Object> value(Field field, String name) {
        return switch (field.kind()) {
            case GROUP -> group(field.fields(), name).or(() -> field.required() ? Optional.of(Map.of()) : Optional.empty());
            case POINT -> group(field.fields(), name);
            case REPEAT -> repeat(field, name);
            case FILES -> files(field, name);
            case CHECKS -> checks(field, name);
            case CHECK -> check(field, name);
            case NUMBER -> one(name).map(Binding::number);
            case DATE -> one(name).map(Binding::date);
            default -> one(name).map(v -> v);
        };
    }

    private Optional<Object> group(List<Field> fields, String name) {
        Map<String, Object> group = new LinkedHashMap<>();
        for (Field field : fields) {
            put(group, field.name(), value(field, name + "." + field.name()));
        }
        return group.isEmpty() ? Optional.empty() : Optional.of(group);
    }

    private Optional<Object> repeat(Field field, String name) {
        int count = count(field, name);
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            elements.add(group(field.fields(), name + "[" + i + "]").orElse(Map.of()));
        }
        return elements.isEmpty() ? Optional.empty() : Optional.of(elements);
    }

    /** The hidden {@code name[]} says how many there are, so that an empty one just added is not lost. */
    private int count(Field field, String name) {
        int most = Math.min(field.limits().maxItems() + 1, MOST_ITEMS);
        int count = one(name + "[]").filter(v -> v.matches("[0-9]{1,4}")).map(Integer::parseInt).orElse(0);
        Pattern element = Pattern.compile(Pattern.quote(name) + "\\[([0-9]{1,4})].*");
        for (String parameter : parameters.keySet()) {
            Matcher matcher = element.matcher(parameter);
            if (matcher.matches()) {
                count = Math.max(count, Integer.parseInt(matcher.group(1)) + 1);
            }
        }
        return Math.min(count, most);
    }

    private Optional<Object> files(Field field, String name) {
        List<Object> files = new ArrayList<>();
        for (int i = 0; i < count(field, name); i++) {
            String element = name + "[" + i + "]";
            Optional<String> id = one(field.filesAreObjects() ? element + ".id" : element);
            if (id.isEmpty()) {
                continue;
            }
            if (field.filesAreObjects()) {
                Map<String, Object> file = new LinkedHashMap<>();
                file.put("id", id.get());
                group(field.fields(), element).ifPresent(g -> ((Map<?, ?>) g).forEach((k, v) -> file.put((String) k, v)));
                files.add(file);
            } else {
                files.add(id.get());
            }
        }
        return files.isEmpty() ? Optional.empty() : Optional.of(files);
    }

    private Optional<Object> checks(Field field, String name) {
        List<String> chosen = parameters.getOrDefault(name, List.of()).stream().filter(v -> !v.isBlank()).distinct().toList();
        return chosen.isEmpty() ? Optional.empty() : Optional.of(chosen);
    }

    /** An unticked box is an answer only where the schema does not ask for {@code true}. */
    private Optional<Object> check(Field field, String name) {
        boolean ticked = one(name).isPresent();
        return ticked ? Optional.of(true) : field.preset().filter(p -> p.equals(true)).map(p -> (Object) false);
    }

    private Optional<String> one(String name) {
        List<String> values = parameters.get(name);
        return values == null || values.isEmpty() ? Optional.empty()
                : Optional.of(values.get(0).replace("\r\n", "\n").strip()).filter(v -> !v.isEmpty());
    }

    static Object number(String typed) {
        String plain = typed.replaceAll("[\\s\u00a0\u202f]", "").replace('\u2212', '-').replace(',', '.');
        return NUMBER.matcher(plain).matches() ? new BigDecimal(plain) : typed;
    }

    static Object date(String typed) {
        return Dates.parse(typed).<Object>map(LocalDate::toString).orElse(typed);
    }
}
