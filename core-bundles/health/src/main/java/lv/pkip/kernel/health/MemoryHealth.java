package lv.pkip.kernel.health;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Component;

/** Tells when the heap stays full even after garbage was collected; what is merely not collected yet says nothing. */
@Component(service = HealthCheck.class, property = {HealthCheck.NAME + "=memory", HealthCheck.TAGS + "=memory"})
public final class MemoryHealth implements HealthCheck {
    private static final double WARN = 0.85;
    private static final double CRITICAL = 0.95;

    @Override
    public Result execute() {
        Result worst = new Result(Result.Status.OK, "nothing was collected yet");
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage kept = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            // the small pools that objects pass through are full after every collection, by design
            if (kept != null && kept.getMax() > 0 && isForLongLived(pool.getName())) {
                worst = judge(kept.getUsed(), kept.getMax());
            }
        }
        return worst;
    }

    private static boolean isForLongLived(String pool) {
        return pool.contains("Old") || pool.contains("Tenured");
    }

    static Result judge(long used, long max) {
        double share = (double) used / max;
        Result.Status status = share >= CRITICAL ? Result.Status.CRITICAL : share >= WARN ? Result.Status.WARN : Result.Status.OK;
        return new Result(status, Math.round(share * 100) + " % of the heap stay in use after collection");
    }
}
