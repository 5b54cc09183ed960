package lv.pkip.kernel.service.rules;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes values, conditions and roundings in FEEL as DMN 1.3 has it; no functions of later versions. */
final class Feel {
    private static final Set<String> RESERVED = Set.of("if", "then", "else", "for", "in", "return", "and", "or", "not", "some",
            "every", "satisfies", "between", "instance", "of", "function", "external", "true", "false", "null", "item", "date",
            "time", "duration", "string", "number", "list", "context", "range", "count", "min", "max", "sum", "mean", "all",
            "any", "sublist", "append", "concatenate", "union", "flatten", "sort", "product", "median", "stddev", "mode",
            "decimal", "floor", "ceiling", "abs", "modulo", "sqrt", "log", "exp", "odd", "even", "before", "after", "meets",
            "overlaps", "finishes", "during", "includes", "starts", "coincides", "now", "today", "is", "contains", "matches",
            "replace", "split", "substring", "remove", "reverse", "row");

    private Feel() {
    }

    /** A name as a FEEL variable; words FEEL keeps for itself get an underscore. */
    static String name(String name) {
        return RESERVED.contains(name) ? name + "_" : name;
    }

    static String literal(Object value) {
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof LocalDate date) {
            return "date(\"" + date + "\")";
        }
        return value instanceof String text ? "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"" : value.toString();
    }

    static String list(List<Object> values) {
        return values.stream().map(Feel::literal).collect(Collectors.joining(", "));
    }

    static String test(Cell cell) {
        if (cell instanceof Cell.OneOf one) {
            return list(one.values());
        }
        if (cell instanceof Cell.NoneOf none) {
            return "not(" + list(none.values()) + ")";
        }
        if (cell instanceof Cell.Range range) {
            if (range.low().isEmpty()) {
                return (range.highIncluded() ? "<= " : "< ") + literal(range.high().orElseThrow());
            }
            if (range.high().isEmpty()) {
                return (range.lowIncluded() ? ">= " : "> ") + literal(range.low().get());
            }
            return (range.lowIncluded() ? "[" : "(") + literal(range.low().get()) + ".." + literal(range.high().get())
                    + (range.highIncluded() ? "]" : ")");
        }
        return "-";
    }

    /** Name of the function a rounding mode is exported as. */
    static String roundingName(Rounding rounding) {
        return "round" + java.util.Arrays.stream(rounding.mode().name().split("_"))
                .map(w -> w.charAt(0) + w.substring(1).toLowerCase(java.util.Locale.ROOT)).collect(Collectors.joining());
    }

    /** Its body, of {@code x} and {@code p}, the power of ten. */
    static String roundingBody(Rounding rounding) {
        return switch (rounding.mode()) {
            case UP -> "if x >= 0 then ceiling(x * p) / p else floor(x * p) / p";
            case DOWN -> "if x >= 0 then floor(x * p) / p else ceiling(x * p) / p";
            case CEILING -> "ceiling(x * p) / p";
            case FLOOR -> "floor(x * p) / p";
            case HALF_UP -> "if x >= 0 then floor(x * p + 0.5) / p else ceiling(x * p - 0.5) / p";
            case HALF_DOWN -> "if x >= 0 then ceiling(x * p - 0.5) / p else floor(x * p + 0.5) / p";
            default -> "decimal(x * p, 0) / p";
        };
    }
}
