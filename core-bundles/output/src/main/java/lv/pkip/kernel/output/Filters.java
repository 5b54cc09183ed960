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

/** What templates may call: {@code t(key)}, and the filters {@code day}, {@code longDay}, {@code number}, {@code money}. */
final class Filters extends AbstractExtension {

    static final ZoneId RIGA = ZoneId.of("Europe/Riga");
    private static final List<String> LATVIAN_MONTHS = List.of("janvārī", "februārī", "martā", "aprīlī", "maijā", "jūnijā",
            "jūlijā", "augustā", "septembrī", "oktobrī", "novembrī", "decembrī");

    /** Name under which a rendering's definition stands in its context. */
    static final String DEFINITION = "_definition";
    static final String LANGUAGE = "language";

    @Override
    public Map<String, Filter> getFilters() {
        return Map.of("day", filter((value, language) -> DateTimeFormatter.ofPattern("dd.MM.yyyy.").format(date(value))),
                "longDay", filter((value, language) -> longDay(date(value), language)),
                "number", filter((value, language) -> number(decimal(value))),
                "money", filter((value, language) -> money(decimal(value))));
    }

    @Override
    public Map<String, Function> getFunctions() {
        return Map.of("t", new Function() {
            @Override
            public Object execute(Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
                Definition definition = (Definition) context.getVariable(DEFINITION);
                return definition.text((String) context.getVariable(LANGUAGE), String.valueOf(args.get("key")));
            }

            @Override
            public List<String> getArgumentNames() {
                return List.of("key");
            }
        });
    }

    private interface Shown {
        String of(Object value, String language);
    }

    private static Filter filter(Shown shown) {
        return new Filter() {
            @Override
            public Object apply(Object input, Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
                return input == null || "".equals(input) ? "" : shown.of(input, (String) context.getVariable(LANGUAGE));
            }

            @Override
            public List<String> getArgumentNames() {
                return List.of();
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

    static String money(BigDecimal value) {
        return format(2, 2).format(value.setScale(2, RoundingMode.HALF_UP)) + "\u00a0EUR";
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
