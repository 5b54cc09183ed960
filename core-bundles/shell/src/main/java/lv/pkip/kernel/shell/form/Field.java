package lv.pkip.kernel.shell.form;

import java.util.List;
import java.util.Optional;

/**
 * One field of a form, read from its schema and hints.
 *
 * @param name      property name
 * @param path      dotted path without list positions, {@code trees.species}: the key of its texts
 * @param required  the schema asks for it always
 * @param whenShown some condition of the schema asks for it when it is shown
 * @param options   values of a choice
 * @param visible   when it is shown; all have to hold
 * @param fields    of a group, or of one element of a repeated group or of a file
 */
public record Field(String name, String path, Kind kind, boolean required, boolean whenShown, boolean integer,
        List<String> options, List<Condition> visible, Hints hints, Limits limits, Optional<Object> preset,
        List<Field> fields) {

    /** What a field looks like. */
    public enum Kind { TEXT, AREA, NUMBER, DATE, RADIO, SELECT, CHECK, CHECKS, GROUP, REPEAT, FILES, POINT }

    /** {@code field} is a sibling's name or a path from the root; it has one of the values, or is filled (or not). */
    public record Condition(String field, List<String> in, Optional<Boolean> filled) { }

    /** How it is shown, beyond its kind. */
    public record Hints(Optional<String> unit, Optional<String> autocomplete, Optional<String> prefill,
            Optional<String> itemTitle, String format, boolean row) { }

    /** @param maxBytes of one file; {@code accept} its media types */
    public record Limits(int maxLength, int minItems, int maxItems, long maxBytes, List<String> accept) { }

    public Field {
        options = List.copyOf(options);
        visible = List.copyOf(visible);
        fields = List.copyOf(fields);
    }

    public Optional<Field> child(String wanted) {
        return fields.stream().filter(f -> f.name().equals(wanted)).findFirst();
    }

    /** True when a list's elements are objects holding the id, false when they are the ids themselves. */
    public boolean filesAreObjects() {
        return kind == Kind.FILES && hints.format().equals("object");
    }
}
