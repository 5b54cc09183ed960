package lv.pkip.kernel.console;

import java.util.List;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.console.install.InstallFailed;
import lv.pkip.kernel.console.install.Installer;
import lv.pkip.kernel.console.install.Plan;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code pkip:install}: shows the plan, asks, and puts an e-service in, or a newer version beside the running one. */
@Service
@Command(scope = "pkip", name = "install", description = "Installs or upgrades an e-service while everything runs",
        detailedDescription = "SOURCE is the id of an e-service in the distribution (dog-fee), a bundle file, or a URL. "
                + "A newer version is started beside the old one, which is removed once the new one is offered. "
                + "On failure everything is as before.")
public final class InstallCommand implements Action {

    @Argument(index = 0, name = "source", required = true, description = "Id of an e-service, bundle file, or URL")
    @Completion(FeatureCompleter.class)
    String source;

    @Argument(index = 1, name = "options", multiValued = true, description = "Options may also stand here")
    List<String> late;

    @Option(name = "--yes", aliases = "-y", description = "Does not ask; needed in scripts")
    boolean yes;

    @Option(name = "--plan", description = "Shows the plan only")
    boolean planOnly;

    @Option(name = "--json", description = "Prints JSON")
    boolean json;

    @Reference
    CurrentActor current;
    @Reference
    Installer installer;
    @Reference
    Session session;

    @Override
    public Object execute() throws Exception {
        LateOptions.take(this, late);
        Plan plan = current.asSystem(Caller.name(), () -> installer.plan(source));
        Sheet sheet = new Sheet("plan");
        plan.steps().forEach(sheet::row);
        plan.problems().forEach(p -> sheet.row("NOT POSSIBLE: " + p));
        if (!json || planOnly) {
            sheet.print(json, System.out, "");
        }
        if (!plan.possible()) {
            throw new InstallFailed(String.join("; ", plan.problems()));
        }
        if (planOnly) {
            return null;
        }
        Confirmation.ask(session, yes, "Install?");
        long start = System.nanoTime();
        current.asSystem(Caller.name(), () -> {
            installer.install(plan);
            return null;
        });
        long millis = (System.nanoTime() - start) / 1_000_000;
        if (json) {
            new Sheet("installed", "version", "milliseconds").row(plan.service().orElse(plan.source()), plan.version(), millis)
                    .print(true, System.out, "");
        } else {
            System.out.println("Installed in " + millis + " ms.");
        }
        return null;
    }
}
