package lv.pkip.kernel.console;

import java.util.Locale;
import java.util.Optional;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.status.Cases;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** {@code pkip:cases}: cases without personal data, or their numbers by service and phase with {@code --counts}. */
@Service
@Command(scope = "pkip", name = "cases", description = "Lists cases (without personal data), or counts them")
public final class CasesCommand implements Action {

    @Option(name = "--json", description = "Prints JSON")
    boolean json;

    @Option(name = "--counts", description = "Counts by service and phase")
    boolean counts;

    @Option(name = "--service", description = "Only this e-service")
    @Completion(ServiceCompleter.class)
    String service;

    @Option(name = "--scope", description = "open, overdue, unassigned or all")
    @Completion(value = StringsCompleter.class, values = {"open", "overdue", "unassigned", "all"})
    String scope = "open";

    @Option(name = "--limit", description = "At most so many, 1 to 200")
    int limit = 50;

    @Reference
    CurrentActor current;
    @Reference
    Cases cases;

    @Override
    public Object execute() {
        if (limit < 1 || limit > 200) {
            throw new IllegalArgumentException("--limit is from 1 to 200");
        }
        Cases.Filter.Scope wanted = switch (scope.toLowerCase(Locale.ROOT)) {
            case "open" -> Cases.Filter.Scope.OPEN;
            case "overdue" -> Cases.Filter.Scope.OVERDUE;
            case "unassigned" -> Cases.Filter.Scope.UNASSIGNED;
            case "all" -> Cases.Filter.Scope.ALL;
            default -> throw new IllegalArgumentException("--scope is open, overdue, unassigned or all");
        };
        current.asSystem(Caller.name(), () -> {
            if (counts) {
                Sheet sheet = new Sheet("service", "phase", "cases");
                cases.counts().forEach((id, phases) -> {
                    if (service == null || service.equals(id)) {
                        phases.forEach((phase, count) -> sheet.row(id, phase.word(), count));
                    }
                });
                sheet.print(json, System.out, "There are no cases.");
                return null;
            }
            Sheet sheet = new Sheet("number", "service", "phase", "step", "submitted", "due", "overdue", "assignee");
            Cases.Filter filter = new Cases.Filter(wanted, Optional.ofNullable(service), Optional.empty(), Optional.empty(),
                    Optional.empty(), Cases.Filter.Order.DUE);
            cases.list(filter, Optional.empty(), limit).cases().forEach(c -> sheet.row(c.number(), c.service(), c.phase().word(),
                    c.step(), c.submitted(), c.due(), c.overdue(), c.assignee().orElse("")));
            sheet.print(json, System.out, "There are no such cases.");
            return null;
        });
        return null;
    }
}
