package lv.pkip.kernel.auditanchor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.audit.AnchorPlace.Trouble;
import lv.pkip.kernel.api.integration.PartnerCalls;
import lv.pkip.kernel.api.integration.PartnerCalls.Answer;

/** Somebody who is asked over HTTP. */
final class Partner {
    private static final Pattern SECURE = Pattern.compile("https://[^/?#@\\s]+(/[^?#\\s]*)?");
    private static final Pattern HERE = Pattern.compile("http://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?(/.*)?");
    private static final Pattern ANY = Pattern.compile("https?://[^/?#@\\s]+(/[^#\\s]*)?");
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final URI address;
    private final PartnerCalls calls;

    private Partner(String address, Duration patience) {
        this.address = URI.create(address);
        this.calls = new PartnerCalls(patience);
    }

    /** By HTTPS; by plain HTTP on this machine alone. */
    static Partner secure(String address) {
        return secure(address, PATIENCE);
    }

    static Partner secure(String address, Duration patience) {
        if (!SECURE.matcher(address).matches() && !HERE.matcher(address).matches()) {
            throw new IllegalArgumentException("address begins with https://, or is on this machine");
        }
        return new Partner(address, patience);
    }

    /** Also by plain HTTP, as many authorities for time stamps are reached: what is sent is a hash, what comes is signed and checked. */
    static Partner open(String address) {
        return open(address, PATIENCE);
    }

    static Partner open(String address, Duration patience) {
        if (!ANY.matcher(address).matches()) {
            throw new IllegalArgumentException("address begins with https:// or http://");
        }
        return new Partner(address, patience);
    }

    Answer post(String type, byte[] body) throws Trouble {
        try {
            return calls.send(HttpRequest.newBuilder(address).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build());
        } catch (IOException e) {
            throw Trouble.of("unreachable");
        }
    }
}
