package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One attribute of a schema (RFC 7643 section 7).
 *
 * @param subs of a complex attribute
 */
record Attribute(String name, Type type, boolean multiValued, boolean required, boolean caseExact, Mutability mutability, List<Attribute> subs) {

    /** Data types of RFC 7643 section 2.3 that are in use here. */
    enum Type { STRING, BOOLEAN, INTEGER, DATETIME, REFERENCE, COMPLEX }

    /** Whether clients may set it. */
    enum Mutability { READWRITE, READONLY, IMMUTABLE }

    static Attribute read(JsonNode node) {
        List<Attribute> subs = new ArrayList<>();
        node.path("subAttributes").forEach(sub -> subs.add(read(sub)));
        return new Attribute(node.path("name").asText(), Type.valueOf(node.path("type").asText().toUpperCase(Locale.ROOT)),
                node.path("multiValued").asBoolean(), node.path("required").asBoolean(), node.path("caseExact").asBoolean(),
                Mutability.valueOf(node.path("mutability").asText().toUpperCase(Locale.ROOT)), List.copyOf(subs));
    }

    boolean isComplex() {
        return type == Type.COMPLEX;
    }

    boolean isReadOnly() {
        return mutability == Mutability.READONLY;
    }

    Optional<Attribute> sub(String wanted) {
        return find(subs, wanted);
    }

    static Optional<Attribute> find(List<Attribute> attributes, String wanted) {
        return attributes.stream().filter(a -> a.name().equalsIgnoreCase(wanted)).findFirst();
    }

    /** A value as it is compared: by case or not, numbers as numbers, moments as moments; empty when it is of another type. */
    Optional<Comparable<?>> comparable(JsonNode value) {
        return switch (type) {
            case STRING, REFERENCE -> value.isTextual() ? Optional.of(caseExact ? value.textValue() : value.textValue().toLowerCase(Locale.ROOT)) : Optional.empty();
            case BOOLEAN -> truth(value).map(b -> b);
            case INTEGER -> value.isNumber() ? Optional.of(new BigDecimal(value.asText())) : Optional.empty();
            case DATETIME -> value.isTextual() ? moment(value.textValue()).map(m -> m) : Optional.empty();
            case COMPLEX -> Optional.empty();
        };
    }

    /** True and false, also as the text that some clients write. */
    static Optional<Boolean> truth(JsonNode value) {
        if (value.isBoolean()) {
            return Optional.of(value.booleanValue());
        }
        String word = value.isTextual() ? value.textValue().toLowerCase(Locale.ROOT) : "";
        return word.equals("true") || word.equals("false") ? Optional.of(word.equals("true")) : Optional.empty();
    }

    private static Optional<Instant> moment(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
