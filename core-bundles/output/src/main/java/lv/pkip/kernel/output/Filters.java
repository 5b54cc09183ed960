package lv.pkip.kernel.output;

import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lv.pkip.kernel.api.service.Definition;

/**
 * What templates may call: {@code t(key)} and {@code t(key, {name: value})}, and the filters {@code day}, {@code longDay},
 * {@code moment}, {@code number}, {@code money} and {@code money(unit)}.
 */
final class Filters extends AbstractExtension {

    static final ZoneId RIGA = ZoneId.of("Europe/Riga");
    private static final List<String> LATVIAN_MONTHS = List.of("janvārī", "februārī", "martā", "aprīlī", "maijā", "jūnijā",
            "jūlijā", "augustā", "septembrī", "oktobrī", "novembrī", "decembrī");

    /** Name under which a rendering's definition stands in its context. */
    static final String DEFINITION = "_definition";
    static final String LANGUAGE = "language";

    @Override
    public Map<String, Filter> getFilters() {
        return Map.of("day", filter((value, args, language) -> DateTimeFormatter.ofPattern("dd.MM.yyyy.").format(date(value))),
                "longDay", filter((value, args, language) -> longDay(date(value), language)),
                "moment", filter((value, args, language) -> moment(value)),
                "number", filter((value, args, language) -> number(decimal(value))),
                "money", filter((value, args, language) -> money(decimal(value), args.get("unit")), "unit"));
    }

    @Override
    public Map<String, Function> getFunctions() {
        return Map.of("t", new Function() {
            @Override
            public Object execute(Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
                Definition definition = (Definition) context.getVariable(DEFINITION);
                String text = definition.text((String) context.getVariable(LANGUAGE), String.valueOf(args.get("key")));
                if (args.get("values") instanceof Map<?, ?> values) {
                    for (Map.Entry<?, ?> value : values.entrySet()) {
                        text = text.replace("{" + value.getKey() + "}", String.valueOf(value.getValue()));
                    }
                }
                return text;
            }

            @Override
            public List<String> getArgumentNames() {
                return List.of("key", "values");
            }
        });
    }

    private interface Shown {
        String of(Object value, Map<String, Object> args, String language);
    }

    private static Filter filter(Shown shown, String... names) {
        return new Filter() {
            @Override
            public Object apply(Object input, Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
                return input == null || "".equals(input) ? "" : shown.of(input, args, (String) context.getVariable(LANGUAGE));
            }

            @Override
            public List<String> getArgumentNames() {
                return List.of(names);
            }
        };
    }

    private static LocalDate date(Object value) {
        if (value instanceof LocalDate date) {
            return date;
        }
        return value instanceof Instant instant ? instant.atZone(RIGA).toLocalDate() : LocalDate.parse(value.toString().substring(0, 10));
    }

    private static BigDecimal decimal(Object value) {
        return value instanceof BigDecimal decimal ? decimal : new BigDecimal(value.toString());
    }

    static String longDay(LocalDate date, String language) {
        return switch (language) {
            case "lv" -> date.getYear() + ". gada " + date.getDayOfMonth() + ". " + LATVIAN_MONTHS.get(date.getMonthValue() - 1);
            case "ru" -> DateTimeFormatter.ofPattern("d MMMM yyyy 'г.'", Locale.forLanguageTag("ru")).format(date);
            default -> DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH).format(date);
        };
    }

    static String number(BigDecimal value) {
        return format(Math.max(0, value.stripTrailingZeros().scale()), 0).format(value);
    }

    static String moment(Object value) {
        return value instanceof Instant instant ? DateTimeFormatter.ofPattern("dd.MM.yyyy. HH:mm").format(instant.atZone(RIGA))
                : DateTimeFormatter.ofPattern("dd.MM.yyyy.").format(date(value));
    }

    /** Two decimals, or as many as there are: a document never rounds what a rule set did not. */
    static String money(BigDecimal value, Object unit) {
        return format(Math.max(2, value.stripTrailingZeros().scale()), 2).format(value) + "\u00a0" + (unit == null ? "EUR" : unit);
    }

    private static DecimalFormat format(int most, int least) {
        DecimalFormatSymbols symbols = new DecimalFormatSymbols(Locale.ROOT);
        symbols.setDecimalSeparator(',');
        symbols.setGroupingSeparator('\u00a0');
        DecimalFormat format = new DecimalFormat("#,##0", symbols);
        format.setMaximumFractionDigits(most);
        format.setMinimumFractionDigits(least);
        format.setRoundingMode(RoundingMode.HALF_UP);
        return format;
    }
}
