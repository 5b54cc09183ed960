package lv.pkip.kernel.auditanchor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.audit.AnchorPlace.Trouble;
import lv.pkip.kernel.api.integration.PartnerCalls;
import lv.pkip.kernel.api.integration.PartnerCalls.Answer;

/** Somebody who is asked over HTTPS; plain HTTP is for this machine alone. */
final class Partner {
    private static final Pattern HERE = Pattern.compile("http://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?(/.*)?");
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final URI address;
    private final PartnerCalls calls;

    Partner(String address) {
        this(address, PATIENCE);
    }

    Partner(String address, Duration patience) {
        if (!address.matches("https://[^/?#@\\s]+(/[^?#\\s]*)?") && !HERE.matcher(address).matches()) {
            throw new IllegalArgumentException("address begins with https://, or is on this machine");
        }
        this.address = URI.create(address);
        this.calls = new PartnerCalls(patience);
    }

    Answer post(String type, byte[] body) throws Trouble {
        try {
            return calls.send(HttpRequest.newBuilder(address).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build());
        } catch (IOException e) {
            throw Trouble.of("unreachable");
        }
    }
}
