package lv.pkip.kernel.console;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditTrail;
import lv.pkip.kernel.api.audit.AuditTrail.Query;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;
import lv.pkip.kernel.api.identity.CurrentActor;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code pkip:audit-search}: the newest records that match; looking is recorded with the purpose that is given. */
@Service
@Command(scope = "pkip", name = "audit-search", description = "Lists audit records, newest first; looking is itself recorded")
public final class AuditSearchCommand implements Action {
    private static final ZoneId HERE = ZoneId.of("Europe/Riga");

    @Option(name = "--purpose", required = true, description = "Why it is looked up, for example a complaint's number")
    String purpose;

    @Option(name = "--actor", description = "Who acted: a login, a person key, a system's name")
    String actor;

    @Option(name = "--subject", description = "Whose data: a person key, a personal code, a registration number")
    String subject;

    @Option(name = "--source", description = "Which system; pkip is this platform")
    String source;

    @Option(name = "--application", description = "Which application of it")
    String application;

    @Option(name = "--act", description = "Of the closed vocabulary: create, read, search, update, delete, …")
    String act;

    @Option(name = "--action", description = "The source's own name of the act, for example case.read or case.*")
    String action;

    @Option(name = "--case", description = "Number of a case")
    String caseNumber;

    @Option(name = "--outcome", description = "ok, refused or failed")
    String outcome;

    @Option(name = "--from", description = "First day or moment: 2026-11-28 or 2026-11-28T08:00:00Z")
    String from;

    @Option(name = "--to", description = "First day or moment that is not wanted any more")
    String to;

    @Option(name = "--text", description = "A word in the details")
    String text;

    @Option(name = "--before", description = "Only records with lower numbers: the last one of the page before")
    long before;

    @Option(name = "--limit", description = "At most so many, 1 to 500")
    int limit = 50;

    @Option(name = "--json", description = "Prints JSON")
    boolean json;

    @Reference
    CurrentActor current;
    @Reference
    AuditTrail trail;

    @Override
    public Object execute() {
        Query query = new Query(moment("--from", from), moment("--to", to), given(subject), given(actor), given(source), given(application),
                given(act).map(AuditSearchCommand::act), given(action), given(caseNumber), Optional.empty(), Optional.empty(), given(outcome), given(text));
        print(current.asSystem(Caller.name(), () -> trail.search(query, purpose, before, limit)), json);
        return null;
    }

    static void print(List<Stored> found, boolean json) {
        Sheet sheet = new Sheet("sequence", "received", "source", "actor", "act", "action", "outcome", "case", "subject", "purpose", "place");
        found.forEach(each -> {
            AuditRecord r = each.record();
            sheet.row(each.sequence(), each.received(), each.source(), r.actor().id(), r.action().name().toLowerCase(Locale.ROOT), r.sourceAction(),
                    r.outcome(), r.caseNumber().orElse(""), r.dataSubject().orElse(""), r.purpose(),
                    each.place().isPresent() ? String.valueOf(each.place().getAsLong()) : "");
        });
        sheet.print(json, System.out, "Nothing was found.");
    }

    private static Optional<String> given(String value) {
        return Optional.ofNullable(value).filter(some -> !some.isBlank());
    }

    private static AuditRecord.Act act(String word) {
        try {
            return AuditRecord.Act.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--act is one of " + List.of(AuditRecord.Act.values()).toString().toLowerCase(Locale.ROOT), e);
        }
    }

    private static Optional<Instant> moment(String option, String value) {
        return given(value).map(text -> {
            try {
                return text.length() == 10 ? LocalDate.parse(text).atStartOfDay(HERE).toInstant() : Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(option + " is a day like 2026-11-28 or a moment like 2026-11-28T08:00:00Z", e);
            }
        });
    }
}
