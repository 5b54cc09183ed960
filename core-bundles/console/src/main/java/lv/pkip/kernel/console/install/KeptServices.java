package lv.pkip.kernel.console.install;

import java.util.List;
import java.util.Optional;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.karaf.features.BootFinished;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.identity.CurrentActor;

/** Puts back what was installed by hand when the container starts with an empty cache; the house is not ready before. */
@Component(service = HealthCheck.class, immediate = true, property = {HealthCheck.NAME + "=kept-services", HealthCheck.TAGS + "=features"})
public final class KeptServices implements HealthCheck {
    private volatile Optional<List<String>> problems = Optional.empty();

    @Activate
    public KeptServices(@Reference(name = "installer") Installer installer, @Reference(name = "current") CurrentActor current,
            @Reference(name = "booted") BootFinished booted) {
        // On a thread of its own: Karaf waits for whoever is told that it has booted.
        Thread worker = new Thread(() -> problems = Optional.of(putBack(installer, current)), "pkip-kept-services");
        worker.setDaemon(true);
        worker.start();
    }

    private static List<String> putBack(Installer installer, CurrentActor current) {
        try {
            return current.asSystem("kept-services", installer::putBack);
        } catch (RuntimeException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Result execute() {
        return problems.map(p -> p.isEmpty() ? new Result(Result.Status.OK, "all there")
                        : new Result(Result.Status.WARN, "not put back: " + String.join("; ", p)))
                .orElseGet(() -> new Result(Result.Status.TEMPORARILY_UNAVAILABLE, "what was installed by hand is being put back"));
    }
}
