package lv.pkip.kernel.output;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.error.LoaderException;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.extension.Extension;
import io.pebbletemplates.pebble.extension.ExtensionCustomizer;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.loader.Loader;
import io.pebbletemplates.pebble.tokenParser.TokenParser;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.service.Definition;

/** Evaluates the templates a definition carries: nothing is read from disk or class path, no method is called, size is bounded. */
final class Templates {

    /** What {@code loop.index} and {@code loop.last} are read from; nothing else has methods that templates reach. */
    private static final String LOOP = "io.pebbletemplates.pebble.node.ForNode$LoopVariables";
    private static final int KEPT = 16;
    private static final int MAX_CHARACTERS = 4 << 20;
    /** A line that holds nothing but a tag leaves no empty line in a letter. */
    private static final Pattern TAG_LINE = Pattern.compile("(?m)^([ \\t]*\\{%[^\\n]*?%})[ \\t]*\\r?\\n");

    private final Map<String, PebbleEngine> engines = Collections.synchronizedMap(new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, PebbleEngine> eldest) {
            return size() > KEPT;
        }
    });

    String html(Definition definition, String template, Map<String, Object> model, String language) {
        return evaluate(definition, template, model, language, true);
    }

    String text(Definition definition, String template, Map<String, Object> model, String language) {
        return evaluate(definition, template + ".txt", model, language, false);
    }

    private String evaluate(Definition definition, String template, Map<String, Object> model, String language, boolean html) {
        if (!definition.templates().containsKey(template)) {
            throw new IllegalArgumentException(definition.id() + " " + definition.version() + " has no template outputs/" + template + ".peb");
        }
        PebbleEngine engine = engines.computeIfAbsent(definition.fingerprint() + html, key -> engine(definition, html));
        Map<String, Object> context = new HashMap<>(Plain.of(model, language));
        context.put(Filters.DEFINITION, definition);
        context.put(Filters.LANGUAGE, language);
        try (Writer out = new Bounded()) {
            engine.getTemplate(template).evaluate(out, context, Locale.forLanguageTag(language));
            return out.toString();
        } catch (PebbleException | IOException e) {
            throw new IllegalStateException("template " + template + " of " + definition.id() + " " + definition.version()
                    + " cannot be filled: " + e.getMessage(), e);
        }
    }

    private static PebbleEngine engine(Definition definition, boolean html) {
        return new PebbleEngine.Builder().loader(new Texts(Map.copyOf(definition.templates()), html)).autoEscaping(html)
                .newLineTrimming(html).strictVariables(false).extension(new Filters())
                .methodAccessValidator((object, method) -> LOOP.equals(object.getClass().getName()))
                .registerExtensionCustomizer(Careful::new).build();
    }

    /** Takes away what would let unescaped text through: nobody's answer may become part of a document's structure. */
    private static final class Careful extends ExtensionCustomizer {
        Careful(Extension extension) {
            super(extension);
        }

        @Override
        public Map<String, Filter> getFilters() {
            Map<String, Filter> filters = super.getFilters();
            if (filters == null || !filters.containsKey("raw")) {
                return filters;
            }
            Map<String, Filter> safe = new HashMap<>(filters);
            safe.remove("raw");
            return safe;
        }

        @Override
        public List<TokenParser> getTokenParsers() {
            List<TokenParser> parsers = super.getTokenParsers();
            return parsers == null ? null : parsers.stream().filter(p -> !p.getTag().equals("autoescape")).toList();
        }
    }

    /** Stops a template that writes without end. */
    private static final class Bounded extends StringWriter {
        @Override
        public void write(String text) {
            super.write(text);
            check();
        }

        @Override
        public void write(char[] chars, int offset, int length) {
            super.write(chars, offset, length);
            check();
        }

        private void check() {
            if (getBuffer().length() > MAX_CHARACTERS) {
                throw new UncheckedIOException(new IOException("more than " + MAX_CHARACTERS + " characters"));
            }
        }
    }

    /** Templates by name from memory. */
    private static final class Texts implements Loader<String> {
        private final Map<String, String> texts;
        private final boolean html;

        Texts(Map<String, String> texts, boolean html) {
            this.texts = texts;
            this.html = html;
        }

        @Override
        public Reader getReader(String name) {
            String text = texts.get(name);
            if (text == null) {
                throw new LoaderException(null, "no template " + name);
            }
            return new StringReader(html ? text : TAG_LINE.matcher(text).replaceAll("$1"));
        }

        @Override
        public void setCharset(String charset) {
            // texts are characters already
        }

        @Override
        public void setPrefix(String prefix) {
            // names are whole
        }

        @Override
        public void setSuffix(String suffix) {
            // names are whole
        }

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
            return texts.containsKey(name);
        }
    }
}
