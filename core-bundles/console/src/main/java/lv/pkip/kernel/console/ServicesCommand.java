package lv.pkip.kernel.console;

import lv.pkip.kernel.api.service.Services;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code pkip:services}: e-services offered now, and bundles whose declaration was refused with the reasons. */
@Service
@Command(scope = "pkip", name = "services", description = "Lists e-services, or bundles refused with --rejected")
public final class ServicesCommand implements Action {

    @Option(name = "--json", description = "Prints JSON")
    boolean json;

    @Option(name = "--rejected", description = "Lists bundles whose declaration was refused, and why")
    boolean rejected;

    @Reference
    Services services;

    @Override
    public Object execute() {
        if (rejected) {
            Sheet sheet = new Sheet("bundle", "version", "reason");
            services.rejected().forEach(r -> r.reasons().forEach(reason -> sheet.row(r.bundle(), r.version(), reason)));
            sheet.print(json, System.out, "No bundle was refused.");
        } else {
            Sheet sheet = new Sheet("id", "version", "title", "category", "definition");
            services.installed().forEach(d -> sheet.row(d.id(), d.version(), d.text("lv", "title"), d.category(),
                    json ? d.fingerprint() : d.fingerprint().substring(0, Math.min(12, d.fingerprint().length()))));
            sheet.print(json, System.out, "No e-service is installed; pkip:install adds one.");
        }
        return null;
    }
}
