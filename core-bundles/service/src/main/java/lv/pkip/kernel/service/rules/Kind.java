package lv.pkip.kernel.service.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** The kinds of values rules speak of, and how each is written. */
enum Kind {
    NUMBER("an exact number, written as text like \"0.702804\" or as a whole number", "number"),
    TEXT("a text", "string"),
    BOOLEAN("true or false", "boolean"),
    DATE("a date like \"2026-01-31\"", "date");

    /** More digits than any law has; also keeps products of hostile facts small. */
    private static final int DIGITS = 34;
    final String says;
    final String feel;

    Kind(String says, String feel) {
        this.says = says;
        this.feel = feel;
    }

    /** A value as written in a rule file. Fractions written as JSON numbers are refused: other tools read them inexactly. */
    Optional<Object> written(JsonNode node) {
        return switch (this) {
            case NUMBER -> node.isTextual() || node.isIntegralNumber() ? decimal(node.asText()) : Optional.empty();
            case TEXT -> node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
            case BOOLEAN -> node.isBoolean() ? Optional.of(node.booleanValue()) : Optional.empty();
            case DATE -> node.isTextual() ? date(node.textValue()) : Optional.empty();
        };
    }

    /** A fact as handed over; texts that say a number, a date or a truth value are taken as such (settings are texts). */
    Optional<Object> fact(Object value) {
        return switch (this) {
            case NUMBER -> value instanceof Number || value instanceof String ? decimal(value.toString()) : Optional.empty();
            case TEXT -> value instanceof String || value instanceof Enum<?> ? Optional.of(value.toString()) : Optional.empty();
            case BOOLEAN -> value instanceof Boolean ? Optional.of(value)
                    : "true".equals(value) || "false".equals(value) ? Optional.of(Boolean.valueOf((String) value)) : Optional.empty();
            case DATE -> value instanceof LocalDate ? Optional.of(value)
                    : value instanceof String text ? date(text) : Optional.empty();
        };
    }

    static Optional<Object> decimal(String text) {
        if (text.length() > 2 * DIGITS) {
            return Optional.empty();
        }
        try {
            BigDecimal number = new BigDecimal(text.trim());
            return number.precision() > DIGITS || Math.abs((long) number.scale()) > DIGITS ? Optional.empty() : Optional.of(number);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    boolean ordered() {
        return this == NUMBER || this == DATE;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    static int compare(Object a, Object b) {
        return ((Comparable) a).compareTo(b);
    }

    /** Equality by meaning: 2 and 2.00 are the same number. */
    static boolean same(Object a, Object b) {
        return a.getClass() == b.getClass() && compare(a, b) == 0;
    }

    /** As shown and kept: dates as ISO text, everything else as it is. */
    static Object shown(Object value) {
        return value instanceof LocalDate ? value.toString() : value;
    }
}
