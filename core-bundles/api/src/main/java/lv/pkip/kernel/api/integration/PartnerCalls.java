package lv.pkip.kernel.api.integration;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls to a partner that may be slow or hostile: so much time for the whole answer, 64 kB at most, no redirects followed. */
public final class PartnerCalls {
    /** Bytes of an answer. */
    public static final int LARGEST = 64 * 1024;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).followRedirects(HttpClient.Redirect.NEVER).build();
    private final Duration patience;

    /** @param patience for a whole answer */
    public PartnerCalls(Duration patience) {
        this.patience = patience;
    }

    /** An answer, whole. */
    public record Answer(int status, byte[] body) { }

    /** @throws IOException without anything of what was asked or answered: an address may hold a code */
    public Answer send(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> running = http.sendAsync(request, info -> new Limited());
        try {
            HttpResponse<byte[]> response = running.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), response.body());
        } catch (TimeoutException e) {
            running.cancel(true);
            throw new IOException("no whole answer in " + patience.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getClass().getSimpleName()); // its message may hold the address with a code
        } catch (InterruptedException e) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        }
    }

    /** Takes no more than the limit and lets the connection go. */
    private static final class Limited implements HttpResponse.BodySubscriber<byte[]> {
        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private Flow.Subscription subscription;

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> parts) {
            for (ByteBuffer part : parts) {
                if (taken.size() + part.remaining() > LARGEST) {
                    subscription.cancel();
                    whole.completeExceptionally(new IOException("larger than " + LARGEST + " bytes"));
                    return;
                }
                byte[] bytes = new byte[part.remaining()];
                part.get(bytes);
                taken.write(bytes, 0, bytes.length);
            }
        }

        @Override
        public void onError(Throwable failure) {
            whole.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            whole.complete(taken.toByteArray());
        }
    }
}
