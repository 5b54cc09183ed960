package lv.pkip.audit.sender;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;

/** A real server that takes records as the house does, and does to each request what the test says. */
final class FaultyHouse implements AutoCloseable {
    static final String SECRET = "s3cret";

    /** What is done to a request for records. */
    enum Fault { NONE, DROP_ANSWER, DROP_REQUEST, BUSY, BROKEN, HANG, TOKEN_ENDED, PROXY_PAGE, FORBIDDEN, TOO_LARGE }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, JsonNode> kept = new LinkedHashMap<>();
    private final List<Integer> sizes = new ArrayList<>();
    final AtomicInteger tokens = new AtomicInteger();
    final AtomicInteger requests = new AtomicInteger();
    volatile Supplier<Fault> fault = () -> Fault.NONE;
    volatile Predicate<JsonNode> invalid = record -> false;
    volatile String secret = SECRET;
    volatile String retryAfter = "0";
    volatile long arrived;

    FaultyHouse() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/oauth2/token", this::token);
        server.createContext("/audit/v1/records", this::records);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Ids in the order in which they came first. */
    synchronized List<String> ids() {
        return List.copyOf(kept.keySet());
    }

    synchronized List<JsonNode> records() {
        return List.copyOf(kept.values());
    }

    synchronized List<Integer> sizes() {
        return List.copyOf(sizes);
    }

    private void token(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String wanted = "Basic " + Base64.getEncoder().encodeToString(("ledger:" + secret).getBytes(StandardCharsets.UTF_8));
        if (!wanted.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, "application/json", "{\"error\":\"invalid_client\"}");
            return;
        }
        answer(exchange, 200, "application/json", "{\"access_token\":\"t" + tokens.incrementAndGet() + "\",\"token_type\":\"Bearer\",\"expires_in\":900}");
    }

    private void records(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        arrived = System.nanoTime();
        Fault now = fault.get();
        switch (now) {
            case DROP_REQUEST -> exchange.close(); // with a body not read: the connection is reset
            case BUSY -> {
                exchange.getResponseHeaders().set("Retry-After", retryAfter);
                refuse(exchange, 429, "busy");
            }
            case BROKEN -> refuse(exchange, 500, "internal");
            case TOKEN_ENDED -> refuse(exchange, 401, "unauthorized");
            case FORBIDDEN -> refuse(exchange, 403, "forbidden");
            case TOO_LARGE -> {
                exchange.getRequestBody().readAllBytes();
                answer(exchange, 413, "text/html", "<html>a proxy</html>");
            }
            case PROXY_PAGE -> {
                exchange.getRequestBody().readAllBytes();
                answer(exchange, 200, "text/html", "<html>please sign in</html>");
            }
            case HANG -> {
                try {
                    closing.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                exchange.close();
            }
            case NONE, DROP_ANSWER -> {
                String told = take(exchange);
                if (now == Fault.DROP_ANSWER) {
                    exchange.close();
                } else {
                    answer(exchange, told.startsWith("207") ? 207 : 200, "application/json", told.substring(3));
                }
            }
        }
    }

    private synchronized String take(HttpExchange exchange) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode body = mapper.createObjectNode();
        var results = body.putArray("results");
        int good = 0;
        int line = 0;
        String text = new String(new GZIPInputStream(exchange.getRequestBody()).readAllBytes(), StandardCharsets.UTF_8);
        for (String each : text.lines().toList()) {
            line++;
            JsonNode record = mapper.readTree(each);
            String id = record.path("id").asText();
            String result = invalid.test(record) ? "invalid" : !kept.containsKey(id) ? "new" : kept.get(id).equals(record) ? "same" : "conflict";
            if (result.equals("new")) {
                kept.put(id, record);
            }
            boolean is = result.equals("new") || result.equals("same");
            good += is ? 1 : 0;
            ObjectNode told = results.addObject().put("line", line).put("id", id).put("result", result);
            if (!is) {
                told.putObject("problem").put("type", "/problems/" + result);
            }
        }
        sizes.add(line);
        body.put("lines", line).put("kept", good);
        return (good == line ? "200" : "207") + body;
    }

    private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
        exchange.getRequestBody().readAllBytes();
        answer(exchange, status, "application/problem+json", "{\"type\":\"/problems/" + code + "\"}");
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
