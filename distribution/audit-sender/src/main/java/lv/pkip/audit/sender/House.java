package lv.pkip.audit.sender;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPOutputStream;

/** The house over HTTP: a token, held until it ends, and batches under it. */
final class House {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private final SenderSettings settings;
    private final HttpClient client;
    private final URI records;
    private final URI tokens;
    private String token = "";
    private long good;

    /** @param status 0 when no answer came */
    record Answer(int status, String type, String body, long retrySeconds) {

        boolean isProblem() {
            return type.startsWith("application/problem+json");
        }
    }

    House(SenderSettings settings) {
        this.settings = settings;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT).followRedirects(HttpClient.Redirect.NEVER).version(HttpClient.Version.HTTP_1_1);
        settings.tls().ifPresent(builder::sslContext);
        this.client = builder.build();
        String base = settings.house().toString().replaceAll("/+$", "");
        this.records = URI.create(base + "/audit/v1/records");
        this.tokens = URI.create(base + "/oauth2/token");
    }

    /** @throws Trouble when no token could be had, or nothing was answered */
    Answer send(List<Spool.Taken> batch) throws InterruptedException {
        Answer answer = attempt(batch);
        if (answer.status() == 401) { // ended, or the house was set up anew
            token = "";
            answer = attempt(batch);
        }
        return answer;
    }

    private Answer attempt(List<Spool.Taken> batch) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(records).header("Authorization", "Bearer " + token()).header("Content-Type", "application/x-ndjson")
                .header("Content-Encoding", "gzip").header("Accept", "application/json").header("Accept-Language", "en").timeout(settings.timeout())
                .POST(BodyPublishers.ofByteArray(packed(batch))).build();
        return answer(request);
    }

    private static byte[] packed(List<Spool.Taken> batch) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            for (Spool.Taken taken : batch) {
                gzip.write(taken.line());
                gzip.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private String token() throws InterruptedException {
        if (!token.isEmpty() && System.nanoTime() - good < 0) {
            return token;
        }
        String pair = encoded(settings.clientId()) + ":" + encoded(settings.secret().get());
        Answer answer = answer(HttpRequest.newBuilder(tokens).header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded").header("Accept", "application/json").timeout(settings.timeout())
                .POST(BodyPublishers.ofString("grant_type=client_credentials&scope=audit%3Awrite")).build());
        Map<?, ?> told = object(answer);
        if (answer.status() != 200 || !(told.get("access_token") instanceof String given)) {
            Object error = told.get("error"); // of RFC 6749: a fixed word such as invalid_client
            throw new Trouble("no token: " + answer.status() + (error instanceof String word && word.matches("[a-z_]{1,40}") ? " " + word : ""), answer.retrySeconds());
        }
        long seconds = told.get("expires_in") instanceof BigDecimal expires ? expires.longValue() : 60;
        good = System.nanoTime() + TimeUnit.SECONDS.toNanos(Math.max(1, seconds * 8 / 10));
        token = given;
        return token;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The answer as an object; nothing where it is none. */
    static Map<?, ?> object(Answer answer) {
        try {
            return Json.read(answer.body()) instanceof Map<?, ?> map ? map : Map.of();
        } catch (IllegalArgumentException noJson) {
            return Map.of();
        }
    }

    private Answer answer(HttpRequest request) throws InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> coming = client.sendAsync(request, info -> new Bounded());
        try {
            // the request's own limit ends with the headers; a body that hangs is not waited for either
            HttpResponse<byte[]> response = coming.get(settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
            return new Answer(response.statusCode(), response.headers().firstValue("content-type").orElse(""), new String(response.body(), StandardCharsets.UTF_8),
                    response.headers().firstValue("retry-after").filter(seconds -> seconds.matches("[0-9]{1,6}")).map(Long::parseLong).orElse(-1L));
        } catch (TimeoutException e) {
            coming.cancel(true);
            throw new Trouble("no answer in time", -1);
        } catch (ExecutionException e) {
            // Whichever of the two limits is noticed first, it means the same.
            boolean late = e.getCause() instanceof HttpTimeoutException;
            throw new Trouble(late ? "no answer in time" : "no answer: " + e.getCause().getClass().getSimpleName(), -1);
        }
    }

    /** Not now: what was, and after how many seconds the house wants to be asked again, or -1. */
    static final class Trouble extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final long seconds;

        Trouble(String what, long seconds) {
            super(what);
            this.seconds = seconds;
        }

        long seconds() {
            return seconds;
        }
    }
}
