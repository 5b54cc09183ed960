package lv.pkip.kernel.shell.form;

import java.util.Map;
import java.util.Optional;

/**
 * Where a condition looks for the field it names: among siblings first, then outwards to the root.
 *
 * @param prefix parameter name of the group, {@code trees[0]}, empty at the root
 * @param values answers of the group
 * @param names  fields of the group, present or not
 */
record Scope(Optional<Scope> outer, String prefix, Map<?, ?> values, java.util.List<Field> names) {

    static Scope root(Map<?, ?> values, java.util.List<Field> fields) {
        return new Scope(Optional.empty(), "", values, fields);
    }

    Scope inner(String innerPrefix, Object innerValues, java.util.List<Field> fields) {
        return new Scope(Optional.of(this), innerPrefix, innerValues instanceof Map<?, ?> m ? m : Map.of(), fields);
    }

    String name(String field) {
        return prefix.isEmpty() ? field : prefix + "." + field;
    }

    boolean shows(Field field) {
        return field.visible().stream().allMatch(this::holds);
    }

    private boolean holds(Field.Condition condition) {
        Object value = find(condition.field()).valueAt(condition.field());
        boolean filled = value != null && !value.equals("") && !(value instanceof java.util.Collection<?> c && c.isEmpty());
        if (condition.filled().isPresent()) {
            return filled == condition.filled().get();
        }
        if (value instanceof java.util.Collection<?> many) {
            return many.stream().anyMatch(v -> condition.in().contains(String.valueOf(v)));
        }
        return filled && condition.in().contains(String.valueOf(value));
    }

    /** Parameter name of the field a condition hangs on. */
    String parameter(Field.Condition condition) {
        return find(condition.field()).name(condition.field());
    }

    private Scope find(String field) {
        String first = field.contains(".") ? field.substring(0, field.indexOf('.')) : field;
        boolean here = names.stream().anyMatch(f -> f.name().equals(first));
        return here || outer.isEmpty() ? this : outer.get().find(field);
    }

    private Object valueAt(String path) {
        Object here = values;
        for (String name : path.split("\\.")) {
            here = here instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return here;
    }
}
