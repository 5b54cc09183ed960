package lv.pkip.kernel.console;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AuditKeeping;
import lv.pkip.kernel.api.audit.AuditKeeping.File;
import lv.pkip.kernel.api.audit.AuditKeeping.Hold;
import lv.pkip.kernel.api.audit.AuditKeeping.Month;
import lv.pkip.kernel.api.identity.CurrentActor;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code pkip:audit-keeping}: months of the audit by class of retention, what became of each; its files, or holds, when asked. */
@Service
@Command(scope = "pkip", name = "audit-keeping", description = "Lists months of audit records by class of retention, files of those that ended, holds")
public final class AuditKeepingCommand implements Action {

    @Option(name = "--files", description = "Lists files of months that have ended")
    boolean files;

    @Option(name = "--holds", description = "Lists holds")
    boolean holds;

    @Option(name = "--json", description = "Prints JSON")
    boolean json;

    @Reference
    CurrentActor current;
    @Reference
    AuditKeeping keeping;

    @Override
    public Object execute() {
        return current.asSystem(Caller.name(), () -> {
            if (holds) {
                holds();
            } else if (files) {
                files();
            } else {
                months();
            }
            return null;
        });
    }

    private void months() {
        Sheet sheet = new Sheet("class", "month", "records", "state", "until", "erase", "files");
        for (Month month : keeping.months()) {
            sheet.row(month.name(), month.month(), month.records(), month.state().name().toLowerCase(Locale.ROOT), time(month.until()), time(month.erase()), month.files().size());
        }
        sheet.print(json, System.out, "No audit records.");
    }

    private void files() {
        Sheet sheet = new Sheet("file", "class", "month", "first", "last", "records", "sha256", "erased");
        for (Month month : keeping.months()) {
            for (File file : month.files()) {
                sheet.row(file.name(), month.name(), month.month(), file.first(), file.end() - 1, file.records(), file.sha256(), time(file.erased()));
            }
        }
        sheet.print(json, System.out, "No month has ended.");
    }

    /** Whom a hold is about stays out of a terminal. */
    private void holds() {
        Sheet sheet = new Sheet("hold", "provision", "placed", "by", "lifted");
        for (Hold hold : keeping.holds()) {
            sheet.row(hold.code(), hold.provision(), hold.placed(), hold.placedBy(), time(hold.lifted()));
        }
        sheet.print(json, System.out, "No holds.");
    }

    private static String time(Optional<Instant> time) {
        return time.map(Instant::toString).orElse("");
    }
}
