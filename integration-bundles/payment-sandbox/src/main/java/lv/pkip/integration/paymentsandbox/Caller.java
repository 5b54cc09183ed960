package lv.pkip.integration.paymentsandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.persistence.LockModeType;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the gateway's callbacks, each until it is answered with success or was tried too often. */
@Component(service = Caller.class, immediate = true)
public final class Caller {
    private static final Logger LOG = LoggerFactory.getLogger(Caller.class);
    private static final int TRIES = 8;
    private static final long FORGET_EVERY = 600;
    private final Sandbox sandbox;
    private final JpaTemplate jpa;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2))
            .followRedirects(HttpClient.Redirect.NEVER).build();
    private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor(
            work -> new Thread(work, "pkip-payment-sandbox"));
    private long rounds;

    /** Started by the container. */
    @Activate
    public Caller(@Reference(name = "sandbox") Sandbox sandbox,
            @Reference(name = "jpa", target = "(osgi.unit.name=paymentsandbox)") JpaTemplate jpa) {
        this.sandbox = sandbox;
        this.jpa = jpa;
        clockwork.scheduleWithFixedDelay(this::quietRound, 500, 500, TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void stop() throws InterruptedException {
        clockwork.shutdown(); // never by interrupt: an interrupted thread makes Derby close the database
        clockwork.awaitTermination(10, TimeUnit.SECONDS);
    }

    private void quietRound() {
        try {
            round();
            if (++rounds % FORGET_EVERY == 0) {
                sandbox.once().forgetOld();
            }
        } catch (RuntimeException e) {
            LOG.warn("Callbacks of the payment simulator wait: {}", e.toString());
        }
    }

    /** One look for what is to be told now. */
    void round() {
        List<Notice> due = jpa.txExpr(TransactionType.Required, em -> em.createQuery(
                "select n from Notice n where n.nextTry <= :now order by n.nextTry", Notice.class)
                .setParameter("now", sandbox.clock().millis()).setMaxResults(20).getResultList());
        for (Notice notice : due) {
            if (!clockwork.isShutdown() && claimed(notice.id)) {
                boolean told = call(notice);
                jpa.tx(TransactionType.Required, em -> finish(em.find(Notice.class, notice.id), told));
            }
        }
    }

    /** Takes the notice for this node for a minute; the same notice is tried again if this node dies meanwhile. */
    private boolean claimed(String id) {
        return jpa.txExpr(TransactionType.Required, em -> {
            Notice n = em.find(Notice.class, id, LockModeType.PESSIMISTIC_WRITE);
            if (n.nextTry == null || n.nextTry > sandbox.clock().millis()) {
                return false;
            }
            n.nextTry = sandbox.clock().millis() + 60_000;
            n.tries++;
            return true;
        });
    }

    private void finish(Notice n, boolean told) {
        n.nextTry = told || n.tries >= TRIES ? null : (Long) (sandbox.clock().millis() + (1000L << n.tries));
    }

    private boolean call(Notice notice) {
        Payment payment = sandbox.gateway().find(notice.reference);
        byte[] body = sandbox.wire().sign(Wire.GATEWAY, Map.of("event", "changed", "reference", payment.reference,
                "state", payment.state.name()));
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(notice.callbackUrl)).timeout(Duration.ofSeconds(5))
                    .header("Content-Type", Wire.TYPE).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
            int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status >= 200 && status < 300;
        } catch (IOException | IllegalArgumentException e) {
            LOG.info("Callback of payment {} was not taken: {}", notice.reference, e.toString());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
