package lv.pkip.kernel.console;

import java.util.List;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.console.install.InstallFailed;
import lv.pkip.kernel.console.install.Installer;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.osgi.framework.Bundle;

/** {@code pkip:uninstall}: takes an e-service out; requests in it end first, its cases and data stay. */
@Service
@Command(scope = "pkip", name = "uninstall", description = "Takes an e-service out while everything runs; its data stays")
public final class UninstallCommand implements Action {

    @Argument(index = 0, name = "service", required = true, description = "Id of the e-service")
    @Completion(ServiceCompleter.class)
    String service;

    @Argument(index = 1, name = "options", multiValued = true, description = "Options may also stand here")
    List<String> late;

    @Option(name = "--yes", aliases = "-y", description = "Does not ask; needed in scripts")
    boolean yes;

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
        var bundles = installer.bundlesOf(service);
        if (bundles.isEmpty()) {
            throw new InstallFailed("no e-service " + service + " is installed; pkip:services lists them");
        }
        if (!json) {
            Sheet sheet = new Sheet("plan");
            for (Bundle bundle : bundles) {
                sheet.row("let requests in " + bundle.getSymbolicName() + " " + bundle.getVersion() + " end, then remove it");
            }
            sheet.row("keep all cases and data; they come back when it is installed again");
            sheet.row("open cases of this e-service stand still until then");
            sheet.print(false, System.out, "");
        }
        Confirmation.ask(session, yes, "Uninstall?");
        current.asSystem(Caller.name(), () -> {
            installer.uninstall(service);
            return null;
        });
        if (json) {
            new Sheet("uninstalled").row(service).print(true, System.out, "");
        } else {
            System.out.println("Uninstalled " + service + ".");
        }
        return null;
    }
}
