package lv.pkip.kernel.shell.frame;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.error.LoaderException;
import io.pebbletemplates.pebble.loader.Loader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Compiled Pebble templates of one bundle, with the shell's functions and filters; output is HTML-escaped by default. */
public final class Templates {
    private final PebbleEngine engine;

    /** @param files template name without {@code .peb} → where it is */
    public Templates(Function<String, Optional<URL>> files, Words words) {
        engine = new PebbleEngine.Builder().loader(new Files(files)).extension(words).strictVariables(false)
                .autoEscaping(true).defaultEscapingStrategy("html").newLineTrimming(false).maxRenderedSize(4_000_000).build();
    }

    public String render(String template, Map<String, Object> model) {
        StringWriter out = new StringWriter(16_384);
        try {
            engine.getTemplate(template).evaluate(out, model);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    /** One macro of a template, for tests and fragments: renders the template itself with a model. */
    private static final class Files implements Loader<String> {
        private final Function<String, Optional<URL>> files;

        Files(Function<String, Optional<URL>> files) {
            this.files = files;
        }

        @Override
        public Reader getReader(String name) {
            URL url = find(name).orElseThrow(() -> new LoaderException(null, "no template " + name));
            try {
                return new InputStreamReader(url.openStream(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new LoaderException(e, "template " + name + " cannot be read");
            }
        }

        private Optional<URL> find(String name) {
            // Names come from templates and pages of bundles: a plain word, never a way out of the folder.
            return name.matches("[a-z0-9-]+(/[a-z0-9-]+)*") ? files.apply(name) : Optional.empty();
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
            return find(name).isPresent();
        }
    }
}
