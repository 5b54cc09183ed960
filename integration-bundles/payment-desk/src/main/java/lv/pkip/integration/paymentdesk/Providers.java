package lv.pkip.integration.paymentdesk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import lv.pkip.integration.payment.PaymentProblem;
import lv.pkip.integration.payment.PaymentProvider;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The providers there are now. One that goes is let go only when nobody is inside it any more. */
@Component(service = Providers.class)
public final class Providers {
    private static final String ID = "pkip.payment.provider.id";
    private static final long DRAIN_SECONDS = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private final List<Present> present = new ArrayList<>();

    /** Started by the container; providers are added as they come. */
    @Activate
    public Providers() {
    }

    private static final class Present {
        private final PaymentProvider provider;
        private final String id;
        private final long order;
        private int inside;

        Present(PaymentProvider provider, String id, long order) {
            this.provider = provider;
            this.id = id;
            this.order = order;
        }
    }

    @Reference(name = "provider", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY, unbind = "remove")
    void add(PaymentProvider provider, Map<String, Object> properties) {
        lock.lock();
        try {
            present.add(new Present(provider, String.valueOf(properties.get(ID)),
                    ((Number) properties.getOrDefault("service.id", 0L)).longValue()));
            present.sort(Comparator.comparingLong((Present p) -> p.order).reversed());
        } finally {
            lock.unlock();
        }
    }

    void remove(PaymentProvider provider) {
        lock.lock();
        try {
            Present gone = present.stream().filter(p -> p.provider == provider).findFirst().orElse(null);
            if (gone == null) {
                return;
            }
            present.remove(gone);
            long rest = TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
            while (gone.inside > 0 && rest > 0) {
                rest = left.awaitNanos(rest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Ids of the providers there are, sorted. */
    List<String> ids() {
        lock.lock();
        try {
            return present.stream().map(p -> p.id).distinct().sorted().toList();
        } finally {
            lock.unlock();
        }
    }

    /** What to do with a provider while it is held. */
    interface Use<R> {
        R with(PaymentProvider provider);
    }

    /** Uses the newest provider of an id; it is not taken away meanwhile. */
    <R> R use(String id, Use<R> use) {
        Present entered = enter(id);
        try {
            return use.with(entered.provider);
        } finally {
            leave(entered);
        }
    }

    /** Name of a provider in a language; its id while it is away. */
    String label(String id, String language) {
        try {
            return use(id, p -> p.capabilities().label(language));
        } catch (PaymentProblem away) {
            return id;
        }
    }

    private Present enter(String id) {
        lock.lock();
        try {
            Present found = present.stream().filter(p -> p.id.equals(id)).findFirst().orElseThrow(
                    () -> new PaymentProblem(PaymentProblem.Code.UNAVAILABLE, "no provider " + id + " now"));
            found.inside++;
            return found;
        } finally {
            lock.unlock();
        }
    }

    private void leave(Present entered) {
        lock.lock();
        try {
            entered.inside--;
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
