package lv.pkip.kernel.auditintake;

import java.util.Map;
import java.util.Objects;

/** Something in a record is not as it has to be: where, and why in a word that {@code error.<code>} of the texts explains. */
final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 64;

    private final String field;
    private final String code;
    private final transient Map<String, String> values;

    /** @param field JSON Pointer (RFC 6901) without the slash it begins with; empty: the record as a whole */
    Wrong(String field, String code, Map<String, String> values) {
        super(code); // the field's name comes from outside and may be anything, so it stays out of what may be logged
        this.field = Objects.requireNonNull(field);
        this.code = Objects.requireNonNull(code);
        this.values = Map.copyOf(values);
    }

    Wrong(String field, String code) {
        this(field, code, Map.of());
    }

    String code() {
        return code;
    }

    Map<String, String> values() {
        return values == null ? Map.of() : values;
    }

    /** As people write it, {@code actor.id}. */
    String field() {
        return shortened().replace('/', '.').replace("~1", "/").replace("~0", "~");
    }

    /** JSON Pointer to the field. */
    String pointer() {
        return field.isEmpty() ? "" : "/" + shortened();
    }

    /** A name that nobody foresaw may be of any length. */
    private String shortened() {
        return field.length() <= LONGEST ? field : field.substring(0, LONGEST) + "…";
    }
}
