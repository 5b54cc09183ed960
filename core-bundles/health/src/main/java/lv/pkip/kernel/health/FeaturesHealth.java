package lv.pkip.kernel.health;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.karaf.features.BootFinished;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/**
 * Tells whether what was installed really runs: boot features done, no bundle left unstarted, no component of ours without
 * what it needs. A process that is up says nothing about that.
 */
@Component(service = HealthCheck.class, property = {HealthCheck.NAME + "=features", HealthCheck.TAGS + "=features"})
public final class FeaturesHealth implements HealthCheck {

    /** So many that the cause is among them, and not a page of what follows from it. */
    private static final int MOST = 8;

    private final BundleContext context;
    private final ServiceComponentRuntime components;

    @Activate
    public FeaturesHealth(BundleContext context, @Reference(name = "components") ServiceComponentRuntime components) {
        this.context = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getBundleContext();
        this.components = components;
    }

    @Override
    public Result execute() {
        List<String> kernel = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            (isPlatform(bundle) ? kernel : others).addAll(faults(bundle));
        }
        if (context.getServiceReference(BootFinished.class.getName()) == null) {
            FormattingResultLog log = new FormattingResultLog();
            log.temporarilyUnavailable("the boot features are still being installed");
            Stream.concat(kernel.stream(), others.stream()).limit(MOST).forEach(log::temporarilyUnavailable);
            return new Result(log);
        }
        return judge(kernel, others);
    }

    private List<String> faults(Bundle bundle) {
        List<String> faults = new ArrayList<>();
        if (bundle.getState() != Bundle.ACTIVE && !isFragment(bundle) && !waitsForFirstUse(bundle) && wantsToRun(bundle)) {
            faults.add(bundle.getSymbolicName() + (bundle.getState() == Bundle.STARTING ? " is being started" : " is not started"));
        }
        if (bundle.getSymbolicName() != null && bundle.getSymbolicName().startsWith("lv.pkip.") && bundle.getState() == Bundle.ACTIVE) {
            components.getComponentDescriptionDTOs(bundle).forEach(description ->
                    components.getComponentConfigurationDTOs(description).forEach(c -> {
                        for (UnsatisfiedReferenceDTO lacking : c.unsatisfiedReferences) {
                            faults.add(description.name + " waits for " + lacking.name + (lacking.target == null ? "" : " " + lacking.target));
                        }
                    }));
        }
        return faults;
    }

    private static boolean isFragment(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision != null && (revision.getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
    }

    private static boolean waitsForFirstUse(Bundle bundle) {
        return bundle.getState() == Bundle.STARTING && bundle.getHeaders("").get(Constants.BUNDLE_ACTIVATIONPOLICY) != null;
    }

    /** A fault of the platform is critical; a vendor's service that does not start must not take the whole house off the net. */
    static Result judge(List<String> kernel, List<String> others) {
        FormattingResultLog log = new FormattingResultLog();
        kernel.stream().limit(MOST).forEach(log::critical);
        others.stream().limit(MOST).forEach(log::warn);
        if (kernel.isEmpty() && others.isEmpty()) {
            log.info("all run");
        }
        return new Result(log);
    }

    /** Ports, connectors and e-services come and go while the house is open; everything else belongs to it. */
    private static boolean isPlatform(Bundle bundle) {
        String name = String.valueOf(bundle.getSymbolicName());
        return !bundle.getLocation().startsWith("pkip:") && !name.startsWith("lv.pkip.service.") && !name.startsWith("lv.pkip.integration.");
    }

    private static boolean wantsToRun(Bundle bundle) {
        var start = bundle.adapt(org.osgi.framework.startlevel.BundleStartLevel.class);
        return start != null && start.isPersistentlyStarted();
    }
}
