package lv.pkip.kernel.console;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AuditAnchors;
import lv.pkip.kernel.api.audit.AuditAnchors.Anchored;
import lv.pkip.kernel.api.audit.AuditAnchors.Place;
import lv.pkip.kernel.api.identity.CurrentActor;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** {@code pkip:audit-anchor}: places outside of the house that keep checkpoints, and what each has; fails when one has a trouble. */
@Service
@Command(scope = "pkip", name = "audit-anchor", description = "Lists the places that keep checkpoints of the audit, and takes the newest one there")
public final class AuditAnchorCommand implements Action {

    @Option(name = "--now", description = "Takes the newest checkpoint to every place at once")
    boolean now;

    @Option(name = "--json", description = "Prints JSON")
    boolean json;

    @Reference
    CurrentActor current;
    @Reference
    BundleContext context;

    @Override
    public Object execute() {
        ServiceReference<AuditAnchors> reference = context.getServiceReference(AuditAnchors.class);
        if (reference == null) {
            throw new IllegalStateException("Nothing is anchored here: feature:install pkip-audit-anchor");
        }
        try {
            return print(context.getService(reference));
        } finally {
            context.ungetService(reference);
        }
    }

    Object print(AuditAnchors anchors) {
        List<Place> places = current.asSystem(Caller.name(), () -> now ? anchors.anchorNow() : anchors.places());
        Sheet sheet = new Sheet("place", "sort", "every", "records", "at", "state");
        for (Place place : places) {
            Optional<Anchored> last = place.last();
            sheet.row(place.name(), place.sort(), place.every().toMinutes() + " min", last.map(Anchored::size).orElse(0L), last.map(one -> at(one.at())).orElse("never"),
                    place.trouble().map(failing -> (failing.contradiction() ? "CONTRADICTS THIS LOG: " : "") + failing.code() + " since " + at(failing.since()))
                            .orElse(last.isPresent() ? "ok" : "waiting"));
        }
        sheet.print(json, System.out, "No place is configured.");
        if (places.stream().anyMatch(place -> place.trouble().isPresent())) {
            throw new IllegalStateException("A place does not get checkpoints.");
        }
        return null;
    }

    private static String at(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
