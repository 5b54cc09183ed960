package lv.pkip.kernel.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import lv.pkip.kernel.api.page.Page;

/**
 * A real HTTP server that shows pages without the kernel's gate, frame and language, so that two parties can talk in a test.
 * A view is answered as its template's name and model in plain text.
 */
public final class PageServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private PageServer(HttpServer server) {
        this.server = server;
    }

    /** Starts on a free port of the loopback address. */
    public static PageServer start() {
        try {
            PageServer started = new PageServer(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            started.server.setExecutor(started.threads);
            started.server.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Shows a page under a path without slashes at its ends. */
    public PageServer with(String path, Page page) {
        server.createContext("/" + path, exchange -> answer(exchange, path, page, false));
        return this;
    }

    /** Shows a page that reads the body itself, as {@link lv.pkip.kernel.api.page.PageStream} has it. */
    public PageServer streamed(String path, Page page) {
        server.createContext("/" + path, exchange -> answer(exchange, path, page, true));
        return this;
    }

    /** Takes a page away: its address answers 404. */
    public void without(String path) {
        server.removeContext("/" + path);
    }

    public String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange, String path, Page page, boolean streamed) throws IOException {
        try (exchange) {
            Page.Answer answer;
            try {
                answer = page.handle(request(exchange, path, streamed));
            } catch (Exception e) {
                answer = new Page.Problem(500, e.toString());
            }
            write(exchange, answer);
        }
    }

    private Page.Request request(HttpExchange exchange, String path, boolean streamed) throws IOException {
        byte[] body = streamed ? new byte[0] : exchange.getRequestBody().readAllBytes();
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        decode(exchange.getRequestURI().getRawQuery(), parameters);
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
            decode(new String(body, StandardCharsets.UTF_8), parameters);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        String rest = exchange.getRequestURI().getPath().substring(path.length() + 1);
        return new Page.Request(exchange.getRequestMethod(), rest.startsWith("/") ? rest.substring(1) : rest, parameters,
                headers, body, "lv", baseUrl(), Map.of(), new Page.Caller(exchange.getRemoteAddress().getAddress().getHostAddress(), Optional.empty()),
                streamed ? exchange.getRequestBody() : InputStream.nullInputStream());
    }

    private static void decode(String text, Map<String, List<String>> to) {
        if (text == null || text.isEmpty()) {
            return;
        }
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            to.computeIfAbsent(URLDecoder.decode(name, StandardCharsets.UTF_8), n -> new ArrayList<>())
                    .add(URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
    }

    private static void write(HttpExchange exchange, Page.Answer answer) throws IOException {
        if (answer instanceof Page.Redirect redirect) {
            exchange.getResponseHeaders().set("Location", redirect.location());
            exchange.sendResponseHeaders(303, -1);
        } else if (answer instanceof Page.Content content) {
            exchange.getResponseHeaders().set("Content-Type", content.type());
            content.headers().forEach(exchange.getResponseHeaders()::set);
            try (InputStream stream = content.stream()) {
                send(exchange, content.status(), stream.readAllBytes());
            }
        } else if (answer instanceof Page.Problem problem) {
            send(exchange, problem.status(), problem.key().getBytes(StandardCharsets.UTF_8));
        } else if (answer instanceof Page.View view) {
            send(exchange, view.status(), (view.template() + " " + view.model()).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
