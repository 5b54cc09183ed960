package lv.pkip.kernel.api.page;

import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A page or endpoint that a bundle brings; declared with {@link PagePath} and {@link PageAudience}.
 * The kernel owns route, gate, form token, headers, frame, language and error pages; a page only answers.
 */
@ConsumerType
public interface Page {

    Answer handle(Request request) throws Exception;

    /**
     * One request.
     *
     * @param method     {@code GET} or {@code POST}; for {@link Audience#MACHINE} pages also {@code PUT}, {@code PATCH},
     *                   {@code DELETE} and {@code OPTIONS}
     * @param path       rest of the path below the page's own, without leading slash
     * @param parameters decoded query and form parameters, size-limited by the kernel
     * @param headers    lower-case names
     * @param body       raw body, at most 1 MB, for {@link Audience#MACHINE} pages only, else empty; empty also with {@link PageStream}
     * @param language   {@code lv}, {@code en} or {@code ru}
     * @param baseUrl    scheme, host and port by which the municipality is reached, without a slash at the end
     * @param files      files of a multipart form by field name, each at most 10 MB; never for {@link Audience#PUBLIC}
     * @param caller     where the request came from
     * @param stream     the raw body as it comes in, of any length, for pages with {@link PageStream}; else empty
     */
    record Request(String method, String path, Map<String, List<String>> parameters, Map<String, String> headers,
            byte[] body, String language, String baseUrl, Map<String, Upload> files, Caller caller, InputStream stream) {

        /** A request whose body is all there. */
        public Request(String method, String path, Map<String, List<String>> parameters, Map<String, String> headers,
                byte[] body, String language, String baseUrl, Map<String, Upload> files, Caller caller) {
            this(method, path, parameters, headers, body, language, baseUrl, files, caller, InputStream.nullInputStream());
        }

        /** A request without files, from this machine. */
        public Request(String method, String path, Map<String, List<String>> parameters, Map<String, String> headers,
                byte[] body, String language, String baseUrl) {
            this(method, path, parameters, headers, body, language, baseUrl, Map.of(), Caller.HERE);
        }

        public Optional<String> parameter(String name) {
            List<String> values = parameters.get(name);
            return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
        }
    }

    /**
     * Where a request came from.
     *
     * @param address     of the client, for throttling
     * @param certificate what the client showed in TLS, or what a trusted proxy says it showed (RFC 9440)
     */
    record Caller(String address, Optional<X509Certificate> certificate) {
        static final Caller HERE = new Caller("127.0.0.1", Optional.empty());
    }

    /** A file of a multipart form. The kernel closes the stream. */
    record Upload(String name, String type, long size, InputStream content) { }

    /** What to answer. */
    sealed interface Answer permits View, Redirect, Content, Problem { }

    /**
     * A template {@code pages/<template>.peb} of the page's own bundle, shown inside the frame of portal or workplace.
     *
     * @param status of HTTP, for example 409 where somebody else was faster; a form that comes again because of what was typed is {@link #again}
     */
    record View(String template, Map<String, Object> model, int status) implements Answer {

        /** All is well. */
        public View(String template, Map<String, Object> model) {
            this(template, model, 200);
        }

        /** The same as 422 (Unprocessable Content): nothing was done, the form tells why. */
        public View again() {
            return new View(template, model, 422);
        }
    }

    /** See Other (303) to a path on this site, or to a full address of a partner. */
    record Redirect(String location) implements Answer { }

    /**
     * Bytes as they are, for example JSON for a machine or a file for a person.
     *
     * @param headers further headers; they replace the kernel's own of the same name, cookies excepted
     */
    record Content(int status, String type, Optional<String> fileName, InputStream stream, Map<String, String> headers) implements Answer {
        public Content {
            headers = Map.copyOf(headers);
        }

        public Content(int status, String type, Optional<String> fileName, InputStream stream) {
            this(status, type, fileName, stream, Map.of());
        }
    }

    /** An error; {@code key} is looked up in the bundle's messages. */
    record Problem(int status, String key) implements Answer { }
}
