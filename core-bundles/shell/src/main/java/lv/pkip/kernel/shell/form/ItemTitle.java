package lv.pkip.kernel.shell.form;

import java.math.BigDecimal;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lv.pkip.kernel.shell.frame.Formats;

/** Heading of an element of a repeated group, {@code Koks 2: ozols, 62 cm}; parts not answered yet are left out. */
final class ItemTitle {
    private static final Pattern NAME = Pattern.compile("\\{([A-Za-z0-9]+)}");

    private ItemTitle() { }

    static String of(String base, Field field, Map<?, ?> values, Function<Field, Function<String, String>> option) {
        if (field.hints().itemTitle().isEmpty()) {
            return base;
        }
        Matcher matcher = NAME.matcher(field.hints().itemTitle().get());
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            Object value = values.get(matcher.group(1));
            if (value == null) {
                return base; // half a title says less than none
            }
            String text = value instanceof BigDecimal number ? Formats.plain(number)
                    : field.child(matcher.group(1)).map(f -> option.apply(f).apply(value.toString())).orElse(value.toString());
            matcher.appendReplacement(out, Matcher.quoteReplacement(text));
        }
        return base + ": " + matcher.appendTail(out);
    }
}
