package lv.pkip.kernel.shell.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

/** What a route answers. */
public sealed interface Reply {

    /** A template of the shell, shown in the frame. */
    record Html(int status, String template, Map<String, Object> model) implements Reply { }

    /** 303 See Other: a path on this site, or the full address of a partner that a trusted provider named. */
    record SeeOther(String location) implements Reply { }

    /** Bytes in memory. {@code cache} is the whole Cache-Control header; empty means it is not kept anywhere. */
    record Bytes(int status, String type, Optional<String> fileName, String cache, byte[] content) implements Reply { }

    /** A stream; {@code after} is closed when it was sent or failed. */
    record Flow(int status, String type, Optional<String> fileName, InputStream content, Map<String, String> headers, AutoCloseable after) implements Reply { }

    /** Written while it goes out, still as the one who asked, so that a long list is never held in memory. */
    record Written(String type, String fileName, Body body) implements Reply { }

    /** What writes the content. */
    @FunctionalInterface
    interface Body {
        void to(OutputStream out) throws IOException;
    }

    static Reply html(String template, Map<String, Object> model) {
        return new Html(200, template, model);
    }

    static Reply html(int status, String template, Map<String, Object> model) {
        return new Html(status, template, model);
    }

    static Reply to(String location) {
        return new SeeOther(location);
    }
}
