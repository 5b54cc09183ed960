package lv.pkip.kernel.console;

import java.util.List;
import java.util.Locale;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.identity.CurrentActor;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** {@code pkip:outbox}: what waits, was sent or needs a person; {@code --resend} puts one to the front again. */
@Service
@Command(scope = "pkip", name = "outbox", description = "Lists what leaves the house, or sends an entry again")
public final class OutboxCommand implements Action {

    @Option(name = "--json", description = "Prints JSON")
    boolean json;

    @Option(name = "--state", description = "waiting, sent or dead")
    @Completion(value = StringsCompleter.class, values = {"waiting", "sent", "dead"})
    String state;

    @Option(name = "--resend", description = "Id of an entry to send again; may be given several times", multiValued = true)
    List<Long> resend;

    @Option(name = "--limit", description = "At most so many, 1 to 500")
    int limit = 50;

    @Reference
    CurrentActor current;
    @Reference
    Outbox outbox;

    @Override
    public Object execute() {
        current.asSystem(Caller.name(), () -> {
            if (resend != null) {
                resend.forEach(outbox::resend);
                if (json) {
                    Sheet sheet = new Sheet("resent");
                    resend.forEach(sheet::row);
                    sheet.print(true, System.out, "");
                } else {
                    System.out.println(resend.size() + " moved to the front of the queue");
                }
                return null;
            }
            if (state == null) {
                Sheet sheet = new Sheet("state", "entries");
                outbox.counts().forEach((s, count) -> sheet.row(s.name().toLowerCase(Locale.ROOT), count));
                sheet.print(json, System.out, "The outbox is empty.");
                return null;
            }
            Sheet sheet = new Sheet("id", "channel", "case", "attempts", "created", "next", "error");
            outbox.list(of(state), 0, limit).forEach(e -> sheet.row(e.id(), e.item().channel(), e.item().caseNumber().orElse(""),
                    e.attempts(), e.created(), e.next().map(Object::toString).orElse(""), e.lastError().orElse("")));
            sheet.print(json, System.out, "There are no such entries.");
            return null;
        });
        return null;
    }

    private static Outbox.State of(String word) {
        try {
            return Outbox.State.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--state is waiting, sent or dead", e);
        }
    }
}
