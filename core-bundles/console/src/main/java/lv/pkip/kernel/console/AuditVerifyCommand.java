package lv.pkip.kernel.console;

import java.util.OptionalLong;
import lv.pkip.kernel.api.audit.AuditProofs;
import lv.pkip.kernel.api.identity.CurrentActor;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/**
 * {@code pkip:audit-verify}: whether records say what they said when they got their places. It asks the database itself; whoever
 * doubts that one exports and runs the verifier elsewhere.
 */
@Service
@Command(scope = "pkip", name = "audit-verify", description = "Checks that audit records are as they were when they were sealed")
public final class AuditVerifyCommand implements Action {
    private static final long PIECE = 10_000;

    @Option(name = "--from", description = "First place in the log")
    long from;

    @Option(name = "--to", description = "First place that is not checked any more; the whole log unless given")
    long to = -1;

    @Option(name = "--json", description = "Prints JSON")
    boolean json;

    @Reference
    CurrentActor current;
    @Reference
    AuditProofs proofs;

    @Override
    public Object execute() {
        return current.asSystem(Caller.name(), () -> {
            AuditProofs.Sealed sealed = proofs.sealed();
            long end = to < 0 ? sealed.size() : to;
            for (long at = from; at < end; at += PIECE) {
                OptionalLong bad = proofs.firstBad(at, Math.min(end, at + PIECE));
                if (bad.isPresent()) {
                    throw new IllegalStateException("The record at place " + bad.getAsLong() + " was changed or is gone.");
                }
                if (end - from > PIECE && !json) {
                    System.out.println("  " + Math.min(end, at + PIECE) + " of " + end);
                }
            }
            if (json) {
                new Sheet("checked", "waiting").row(Math.max(0, end - from), sealed.waiting()).print(true, System.out, "");
                return null;
            }
            System.out.println(Math.max(0, end - from) + " records are as they were when they were sealed; " + sealed.waiting() + " wait for their places.");
            return null;
        });
    }
}
