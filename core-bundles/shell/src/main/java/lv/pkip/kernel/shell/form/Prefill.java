package lv.pkip.kernel.shell.form;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.service.Answers;

/**
 * What a staff form begins with: fields that say {@code "x-pkip-prefill": "inspect.trees application.trees"} take the first
 * of these paths that holds something, as far as it fits the field. Paths begin with {@code application} or with an earlier
 * action. A suggestion only: it is typed over and checked like anything else.
 */
public final class Prefill {
    private final Answers application;
    private final Map<String, Answers> data;

    public Prefill(Answers application, Map<String, Answers> data) {
        this.application = application;
        this.data = data;
    }

    /** The form's first answers, laid over what is there already. */
    public Answers of(Form form, Answers before) {
        Map<String, Object> tree = new LinkedHashMap<>(before.asMap());
        for (Field field : form.fields()) {
            field.hints().prefill().flatMap(this::found).flatMap(value -> fitting(field, value))
                    .ifPresent(value -> tree.putIfAbsent(field.name(), value));
        }
        return Answers.of(tree);
    }

    private Optional<Object> found(String paths) {
        for (String path : paths.split(" ")) {
            int dot = path.indexOf('.');
            String source = dot < 0 ? path : path.substring(0, dot);
            Answers answers = source.equals("application") ? application : data.getOrDefault(source, Answers.empty());
            Optional<Object> value = dot < 0 ? Optional.empty() : answers.at(path.substring(dot + 1));
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }

    /** The value with everything left out that this field could not have held. */
    private static Optional<Object> fitting(Field field, Object value) {
        return switch (field.kind()) {
            case REPEAT -> Optional.of(value).filter(List.class::isInstance).map(list -> elements(field, (List<?>) list));
            case GROUP, POINT -> Optional.of(value).filter(Map.class::isInstance).map(map -> group(field, (Map<?, ?>) map));
            case RADIO, SELECT -> Optional.of(value).filter(v -> field.options().contains(String.valueOf(v)));
            case CHECKS -> Optional.of(value).filter(List.class::isInstance)
                    .map(list -> ((List<?>) list).stream().filter(v -> field.options().contains(String.valueOf(v))).toList());
            case FILES -> Optional.empty(); // a file belongs to the form it was handed in with
            default -> Optional.of(value).filter(v -> !(v instanceof Map) && !(v instanceof List));
        };
    }

    private static Object elements(Field field, List<?> list) {
        List<Object> elements = new ArrayList<>();
        list.stream().filter(Map.class::isInstance).limit(field.limits().maxItems()).forEach(e -> elements.add(group(field, (Map<?, ?>) e)));
        return elements;
    }

    private static Object group(Field field, Map<?, ?> values) {
        Map<String, Object> group = new LinkedHashMap<>();
        for (Field child : field.fields()) {
            Object value = values.get(child.name());
            if (value != null) {
                fitting(child, value).ifPresent(v -> group.put(child.name(), v));
            }
        }
        return group;
    }
}
