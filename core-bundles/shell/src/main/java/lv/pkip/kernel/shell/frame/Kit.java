package lv.pkip.kernel.shell.frame;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Refused;
import lv.pkip.kernel.shell.gate.Reply;

/** Serves the kit's files under an address that holds their hash, so that they are asked for once. */
public final class Kit {
    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final Map<String, String> TYPES = Map.of("css", "text/css;charset=utf-8", "js", "text/javascript;charset=utf-8",
            "svg", "image/svg+xml", "png", "image/png", "woff2", "font/woff2", "txt", "text/plain;charset=utf-8");

    private final Function<String, Optional<URL>> files;
    private final String hash;
    private final Map<String, byte[]> kept = new ConcurrentHashMap<>();

    /** @param files path below the folder {@code kit} → where it is */
    public Kit(Function<String, Optional<URL>> files) {
        this.files = files;
        Properties properties = new Properties();
        try (InputStream in = files.apply("kit.properties").orElseThrow(() -> new IllegalStateException("the kit is not built")).openStream()) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        hash = properties.getProperty("hash");
    }

    public String path() {
        return "/assets/" + hash;
    }

    public Reply serve(Exchange exchange, String wantedHash, String file) {
        String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
        if (type == null || !file.matches("[a-z0-9-]+(/[a-z0-9-]+)?\\.[a-z0-9]+")) {
            throw Refused.notFound();
        }
        boolean packed = exchange.header("Accept-Encoding").orElse("").contains("gzip");
        Optional<byte[]> content = packed ? content(file + ".gz") : Optional.empty();
        if (content.isPresent()) {
            exchange.response().setHeader("Content-Encoding", "gzip");
        } else {
            content = content(file);
        }
        exchange.response().setHeader("Vary", "Accept-Encoding");
        // An address with an old hash still gives the file, for a page opened before an upgrade, but nobody keeps it.
        String cache = wantedHash.equals(hash) ? FOR_EVER : "no-cache";
        return new Reply.Bytes(200, type, Optional.empty(), cache, content.orElseThrow(Refused::notFound));
    }

    private Optional<byte[]> content(String file) {
        byte[] bytes = kept.get(file);
        if (bytes != null) {
            return Optional.of(bytes);
        }
        return files.apply(file).map(url -> {
            try (InputStream in = url.openStream()) {
                byte[] read = in.readAllBytes();
                kept.put(file, read);
                return read;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
