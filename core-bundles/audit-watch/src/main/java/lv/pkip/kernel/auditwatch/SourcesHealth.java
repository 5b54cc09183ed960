package lv.pkip.kernel.auditwatch;

import java.util.ArrayList;
import java.util.List;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells which sources are silent or send what cannot be understood, and when nobody looks at what they send. */
@Component(service = HealthCheck.class, property = {"hc.name=audit-sources", "hc.tags=audit-sources"})
public final class SourcesHealth implements HealthCheck {
    /** So many of a hundred records, and at least so many, are too many. */
    static final int BAD_SHARE = 5;
    static final int BAD_LEAST = 5;
    private static final int FAR_BEHIND = 50_000;
    private final Sources sources;
    private final Watcher watcher;

    @Activate
    public SourcesHealth(@Reference(name = "sources") Sources sources, @Reference(name = "watcher") Watcher watcher) {
        this.sources = sources;
        this.watcher = watcher;
    }

    @Override
    public Result execute() {
        List<Sources.Source> all = sources.read(1);
        List<String> faults = new ArrayList<>();
        all.forEach(source -> {
            source.silent().ifPresent(last -> faults.add(source.name() + " is silent since " + last));
            if (isUnreadable(source)) {
                faults.add(source.name() + ": " + source.badShare() + " % of its records are not understood");
            }
        });
        long behind = watcher.behind();
        if (watcher.isFailing() || behind > FAR_BEHIND) {
            faults.add(behind + " records wait to be looked at");
        }
        return new Result(faults.isEmpty() ? Result.Status.OK : Result.Status.WARN, faults.isEmpty() ? all.size() + " sources send as they use to" : String.join("; ", faults));
    }

    static boolean isUnreadable(Sources.Source source) {
        return source.unreadableHour() >= BAD_LEAST && source.badShare() >= BAD_SHARE;
    }
}
