package lv.pkip.integration.signincodesandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.net.URLDecoder;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lv.pkip.kernel.api.page.Page;

/** Answers to programs, right and wrong ones. */
final class Answers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HUGE = 2_000_000;

    private Answers() { }

    static Page.Answer json(int status, Map<String, ?> fields) {
        try {
            return bytes(status, "application/json", JSON.writeValueAsBytes(fields));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static Page.Answer error(String code) {
        return json(400, Map.of("error", code));
    }

    private static Page.Answer bytes(int status, String type, byte[] content) {
        return new Page.Content(status, type, Optional.empty(), new ByteArrayInputStream(content));
    }

    /** What comes instead of an answer, for behaviours that do not answer properly. */
    static Optional<Page.Answer> instead(Behaviour behaviour) {
        byte[] huge = new byte[behaviour == Behaviour.HUGE ? HUGE : 0];
        Arrays.fill(huge, (byte) ' ');
        return switch (behaviour) {
            case HUGE -> Optional.of(bytes(200, "application/json", huge));
            case GARBAGE -> Optional.of(bytes(200, "application/json", "<html>not what was asked for".getBytes(StandardCharsets.UTF_8)));
            case BROKEN -> Optional.of(bytes(500, "text/html", "broken".getBytes(StandardCharsets.UTF_8)));
            case SLOW -> Optional.of(new Page.Content(200, "application/json", Optional.empty(), new Slow()));
            default -> Optional.empty();
        };
    }

    /** Client id and secret of HTTP Basic (RFC 6749, 2.3.1). */
    static Optional<String[]> basic(Page.Request request) {
        String header = request.headers().getOrDefault("authorization", "");
        if (!header.startsWith("Basic ")) {
            return Optional.empty();
        }
        try {
            String[] parts = new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8).split(":", 2);
            return parts.length == 2 ? Optional.of(new String[] {URLDecoder.decode(parts[0], StandardCharsets.UTF_8), URLDecoder.decode(parts[1], StandardCharsets.UTF_8)})
                    : Optional.empty();
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /** Gives nothing for longer than anybody should wait. */
    private static final class Slow extends InputStream {
        private static final long SECONDS = 20;
        private final CountDownLatch never = new CountDownLatch(1);

        @Override
        public int read() {
            try {
                never.await(SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return -1;
        }
    }
}
