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
        List<String> kernel = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            List<String> faults = isPlatform(bundle) ? kernel : others;
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
        return judge(kernel, others);
    }

    /** A fault of the platform is critical; a vendor's service that does not start must not take the whole house off the net. */
    static Result judge(List<String> kernel, List<String> others) {
        List<String> faults = new ArrayList<>(kernel);
        faults.addAll(others);
        Result.Status status = !kernel.isEmpty() ? Result.Status.CRITICAL : others.isEmpty() ? Result.Status.OK : Result.Status.WARN;
        return new Result(status, faults.isEmpty() ? "all run" : String.join("; ", faults.subList(0, Math.min(5, faults.size()))));
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
