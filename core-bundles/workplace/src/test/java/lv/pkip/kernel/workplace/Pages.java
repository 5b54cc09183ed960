package lv.pkip.kernel.workplace;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.extension.escaper.SafeString;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import io.pebbletemplates.pebble.loader.Loader;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.workplace.Widget;

/** Renders this bundle's templates with the models they are really given; of the shell's words only what a page sees. */
public final class Pages {
    private static final PebbleEngine ENGINE = new PebbleEngine.Builder().loader(new Files()).extension(new Said()).strictVariables(false).build();

    private Pages() { }

    public static String html(Page.Answer answer) {
        Page.View view = (Page.View) answer;
        return html(view.template(), view.model());
    }

    public static String html(Widget.Content content) {
        Widget.View view = (Widget.View) content;
        return html(view.template(), view.model());
    }

    private static String html(String template, Map<String, Object> model) {
        StringWriter out = new StringWriter();
        try {
            ENGINE.getTemplate(template).evaluate(out, model);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    /** The bundle's own pages; the kit's parts are the shell's and stand here by their name. */
    private static final class Files implements Loader<String> {
        private final ClasspathLoader pages = new ClasspathLoader();

        Files() {
            pages.setPrefix("pages");
            pages.setSuffix(".peb");
        }

        @Override
        public Reader getReader(String name) {
            return name.startsWith("kit/") ? new StringReader("[" + name + " {{ action }}]") : pages.getReader(name);
        }

        @Override
        public void setCharset(String charset) { }

        @Override
        public void setPrefix(String prefix) { }

        @Override
        public void setSuffix(String suffix) { }

        @Override
        public String resolveRelativePath(String relative, String anchor) {
            return relative;
        }

        @Override
        public String createCacheKey(String name) {
            return name;
        }

        @Override
        public boolean resourceExists(String name) {
            return name.startsWith("kit/") || pages.resourceExists(name);
        }
    }

    private static final class Said extends AbstractExtension {
        @Override
        public Map<String, Function> getFunctions() {
            return Map.of("t", new Mark("key", "values"), "icon", new Mark("name"), "csrf", new Mark());
        }

        @Override
        public Map<String, Filter> getFilters() {
            return Map.of("day", new Plain(), "moment", new Plain());
        }
    }

    private static final class Plain implements Filter {
        @Override
        public Object apply(Object input, Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
            return String.valueOf(input);
        }

        @Override
        public List<String> getArgumentNames() {
            return List.of();
        }
    }

    private record Mark(List<String> names) implements Function {
        Mark(String... names) {
            this(List.of(names));
        }

        @Override
        public List<String> getArgumentNames() {
            return names;
        }

        @Override
        public Object execute(Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
            if (names.isEmpty()) {
                return new SafeString("[csrf]");
            }
            String key = String.valueOf(args.get(names.get(0)));
            return new SafeString("[" + key + (args.get("values") == null ? "" : args.get("values")) + "]");
        }
    }
}
