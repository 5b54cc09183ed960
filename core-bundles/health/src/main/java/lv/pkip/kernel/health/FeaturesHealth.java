package lv.pkip.kernel.health;

import java.util.ArrayList;
import java.util.List;
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

/**
 * Tells whether what was installed really runs: boot features done, no bundle left unstarted, no component of ours without
 * what it needs. A process that is up says nothing about that.
 */
@Component(service = HealthCheck.class, property = {HealthCheck.NAME + "=features", HealthCheck.TAGS + "=features"})
public final class FeaturesHealth implements HealthCheck {

    private final BundleContext context;
    private final ServiceComponentRuntime components;

    @Activate
    public FeaturesHealth(BundleContext context, @Reference(name = "components") ServiceComponentRuntime components) {
        this.context = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getBundleContext();
        this.components = components;
    }

    @Override
    public Result execute() {
        if (context.getServiceReference(BootFinished.class.getName()) == null) {
            return new Result(Result.Status.TEMPORARILY_UNAVAILABLE, "the boot features are still being installed");
        }
        List<String> faults = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            boolean fragment = bundle.adapt(BundleRevision.class) != null
                    && (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
            if (!fragment && bundle.getState() != Bundle.ACTIVE && bundle.getState() != Bundle.STARTING && wantsToRun(bundle)) {
                faults.add(bundle.getSymbolicName() + " is not started");
            }
            if (bundle.getSymbolicName() != null && bundle.getSymbolicName().startsWith("lv.pkip.")
                    && bundle.getState() == Bundle.ACTIVE) {
                components.getComponentDescriptionDTOs(bundle).forEach(description ->
                        components.getComponentConfigurationDTOs(description).stream()
                                .filter(c -> c.unsatisfiedReferences.length > 0)
                                .forEach(c -> faults.add(description.name + " lacks " + c.unsatisfiedReferences[0].name)));
            }
        }
        return faults.isEmpty() ? new Result(Result.Status.OK, "all run")
                : new Result(Result.Status.CRITICAL, String.join("; ", faults.subList(0, Math.min(5, faults.size()))));
    }

    private static boolean wantsToRun(Bundle bundle) {
        var start = bundle.adapt(org.osgi.framework.startlevel.BundleStartLevel.class);
        return start != null && start.isPersistentlyStarted();
    }
}
