package lv.pkip.kernel.console;

import lv.pkip.kernel.api.audit.AuditTrail;
import lv.pkip.kernel.api.identity.CurrentActor;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code pkip:audit-tail}: the newest records of all sources. */
@Service
@Command(scope = "pkip", name = "audit-tail", description = "Lists the newest audit records; looking is itself recorded")
public final class AuditTailCommand implements Action {

    @Option(name = "--purpose", description = "Why it is looked at")
    String purpose = "oversight";

    @Option(name = "--limit", aliases = "-n", description = "At most so many, 1 to 500")
    int limit = 20;

    @Option(name = "--json", description = "Prints JSON")
    boolean json;

    @Reference
    CurrentActor current;
    @Reference
    AuditTrail trail;

    @Override
    public Object execute() {
        AuditSearchCommand.print(current.asSystem(Caller.name(), () -> trail.search(AuditTrail.Query.all(), purpose, 0, limit)), json);
        return null;
    }
}
