package lv.pkip.integration.paymentsandbox;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import lv.pkip.integration.payment.PaymentProvider;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.testkit.PageServer;
import org.apache.aries.jpa.template.JpaTemplate;

/** The whole simulator on a real HTTP server, for tests of this bundle and of those that pay through it. */
public final class RunningSandbox implements AutoCloseable {
    private final PageServer server;
    private final JpaTemplate jpa;
    private final Clock clock;
    private final Path secret;
    private final Municipality municipality;
    private Sandbox sandbox;
    private Caller caller;
    private SandboxProvider provider;

    public RunningSandbox(PageServer server, JpaTemplate jpa, Municipality municipality, Clock clock, Path folder) {
        this.server = server;
        this.jpa = jpa;
        this.clock = clock;
        this.municipality = municipality;
        this.secret = folder.resolve("payment-sandbox.key");
        start();
    }

    private void start() {
        sandbox = new Sandbox(jpa, municipality, clock, secret, Duration.ofSeconds(60), "");
        caller = new Caller(sandbox, jpa);
        provider = new SandboxProvider(sandbox);
        server.with(Sandbox.API, new GatewayApi(sandbox)).with(Sandbox.PAGE, new GatewayPage(sandbox));
    }

    public PaymentProvider provider() {
        return provider;
    }

    SandboxProvider connector() {
        return provider;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    Caller caller() {
        return caller;
    }

    /** Does what a payer does: {@code pay}, {@code refuse}, {@code late}, {@code double}, {@code lost}, {@code changed}. */
    public void payer(String reference, String choice) {
        sandbox.gateway().choose(reference, Choice.of(choice).orElseThrow());
    }

    /** A genuine callback body about a payment. */
    public byte[] callbackBody(String reference) {
        return sandbox.wire().sign(Wire.GATEWAY,
                Map.of("event", "changed", "reference", reference, "state", "PAID"));
    }

    /** Cuts the line between merchant and gateway, or mends it. */
    public void reachable(boolean reachable) {
        if (reachable) {
            server.with(Sandbox.API, new GatewayApi(sandbox));
        } else {
            server.without(Sandbox.API);
        }
    }

    /** Everything in memory goes; tables and the secret's file stay. */
    public void restart() {
        close();
        server.without(Sandbox.API);
        server.without(Sandbox.PAGE);
        start();
    }

    @Override
    public void close() {
        try {
            caller.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
