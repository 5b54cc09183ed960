package lv.pkip.integration.paymentdesk;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import lv.pkip.integration.payment.PaymentProblem;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after what no callback told of: lost callbacks, lost answers, amounts of nothing, cases that would not move. */
@Component(service = Poller.class, immediate = true)
@Designate(ocd = Poller.Config.class)
public final class Poller {
    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
    private static final int BATCH = 20;

    /** Settings of the payment desk. */
    @ObjectClassDefinition(name = "PKIP payment desk")
    public @interface Config {
        @AttributeDefinition(name = "Seconds between looks for payments nobody told of")
        int pollSeconds() default 2;
    }

    private final Attempts attempts;
    private final Reconciliation reconciliation;
    private final Settlement settlement;
    private final Obligations obligations;
    private final ScheduledExecutorService clockwork;

    /** Started by the container. */
    @Activate
    public Poller(@Reference(name = "attempts") Attempts attempts,
            @Reference(name = "reconciliation") Reconciliation reconciliation,
            @Reference(name = "settlement") Settlement settlement,
            @Reference(name = "obligations") Obligations obligations, Config config) {
        this(attempts, reconciliation, settlement, obligations);
        clockwork.scheduleWithFixedDelay(this::quietRound, config.pollSeconds(), config.pollSeconds(), TimeUnit.SECONDS);
    }

    /** Does nothing by itself. */
    Poller(Attempts attempts, Reconciliation reconciliation, Settlement settlement, Obligations obligations) {
        this.attempts = attempts;
        this.reconciliation = reconciliation;
        this.settlement = settlement;
        this.obligations = obligations;
        clockwork = Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "pkip-payment-desk"));
    }

    @Deactivate
    void stop() throws InterruptedException {
        clockwork.shutdown(); // never by interrupt: an interrupted thread makes Derby close the database
        clockwork.awaitTermination(10, TimeUnit.SECONDS);
    }

    private void quietRound() {
        try {
            round();
        } catch (RuntimeException e) {
            LOG.warn("Looking after payments waits: {}", e.toString());
        }
    }

    /** One look at everything whose time has come. */
    void round() {
        each(attempts.dueForLook(BATCH), attempts::verify);
        each(reconciliation.waiting(BATCH), reconciliation::again);
        each(obligations.ofNothing(BATCH), settlement::nothingToPay);
    }

    private interface Work {
        void on(String id);
    }

    private void each(List<String> ids, Work work) {
        for (String id : ids) {
            if (clockwork.isShutdown()) {
                return;
            }
            try {
                work.on(id);
            } catch (PaymentProblem e) {
                LOG.info("Payment {}: {} {}", id, e.code(), e.getMessage());
            } catch (RuntimeException e) {
                LOG.warn("Payment {} waits: {}", id, e.toString());
            }
        }
    }
}
