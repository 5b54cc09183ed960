package lv.pkip.kernel.shell.frame;

import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.extension.escaper.SafeString;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.unbescape.html.HtmlEscape;

/**
 * What templates can say: {@code t('key', {…})} for a text, {@code icon('case')}, {@code csrf()} for the form token,
 * and the filters {@code day}, {@code moment}, {@code number}, {@code money}, {@code size}.
 */
public final class Words extends AbstractExtension {
    /** Model key of the texts; a page of a bundle brings its own, the shell's stand behind them. */
    public static final String TEXTS = "texts";
    public static final String LANGUAGE = "language";
    public static final String TOKEN = "_token";

    private final Texts texts;
    private final String assets;

    /** @param assets path of the kit, for example {@code /assets/1a2b3c} */
    public Words(Texts texts, String assets) {
        this.texts = texts;
        this.assets = assets;
    }

    @Override
    public Map<String, Function> getFunctions() {
        return Map.of("t", new Say(texts), "icon", new Icon(assets), "csrf", new Token());
    }

    @Override
    public Map<String, Filter> getFilters() {
        return Map.of("day", filter(Words::day), "moment", filter(v -> v instanceof Instant i ? Formats.moment(i) : day(v)),
                "number", filter(v -> v instanceof BigDecimal d ? Formats.number(d) : String.valueOf(v)),
                "money", filter(v -> v instanceof BigDecimal d ? Formats.money(d) : String.valueOf(v)),
                "size", filter(v -> v instanceof Number n ? Formats.size(n.longValue()) : String.valueOf(v)));
    }

    private static String day(Object value) {
        return value instanceof LocalDate d ? Formats.day(d) : value instanceof Instant i ? Formats.day(i)
                : Formats.isoDay(String.valueOf(value));
    }

    private static Filter filter(java.util.function.Function<Object, String> work) {
        return new Filter() {
            @Override
            public Object apply(Object input, Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
                return input == null ? "" : work.apply(input);
            }

            @Override
            public List<String> getArgumentNames() {
                return List.of();
            }
        };
    }

    private record Say(Texts shell) implements Function {
        @Override
        public Object execute(Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
            String key = String.valueOf(args.get("key"));
            String language = String.valueOf(context.getVariable(LANGUAGE));
            Texts found = context.getVariable(TEXTS) instanceof Texts own && own.has(key) ? own : shell;
            Map<String, Object> values = new java.util.HashMap<>();
            if (args.get("values") instanceof Map<?, ?> given) {
                given.forEach((name, value) -> values.put(String.valueOf(name), value));
            }
            return found.get(language, key, values);
        }

        @Override
        public List<String> getArgumentNames() {
            return List.of("key", "values");
        }
    }

    private record Icon(String assets) implements Function {
        @Override
        public Object execute(Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
            String name = String.valueOf(args.get("name"));
            String safe = name.matches("[a-z-]{1,40}") ? name : "dot";
            return new SafeString("<svg class=\"icon\" aria-hidden=\"true\" focusable=\"false\"><use href=\"" + assets
                    + "/icons.svg#" + safe + "\"/></svg>");
        }

        @Override
        public List<String> getArgumentNames() {
            return List.of("name");
        }
    }

    private static final class Token implements Function {
        @Override
        public Object execute(Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
            Map<?, ?> fields = context.getVariable(TOKEN) instanceof java.util.function.Supplier<?> s && s.get() instanceof Map<?, ?> m ? m : Map.of();
            StringBuilder html = new StringBuilder();
            fields.forEach((name, value) -> html.append("<input type=\"hidden\" name=\"").append(name).append("\" value=\"")
                    .append(HtmlEscape.escapeHtml5(String.valueOf(value))).append("\">"));
            return new SafeString(html.toString());
        }

        @Override
        public List<String> getArgumentNames() {
            return List.of();
        }
    }
}
