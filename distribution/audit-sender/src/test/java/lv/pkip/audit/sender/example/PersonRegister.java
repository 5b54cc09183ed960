package lv.pkip.audit.sender.example;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import lv.pkip.audit.sender.AuditEntry;
import lv.pkip.audit.sender.AuditEntry.Action;
import lv.pkip.audit.sender.AuditSender;
import lv.pkip.audit.sender.SenderListener;
import lv.pkip.audit.sender.SenderSettings;

/**
 * A small register of persons that records each time somebody looks at one. Started by
 * {@code java … PersonRegister https://pakalpojumi.example.lv persons /var/lib/persons/audit a.ozola 32000000901}, with the secret in the
 * environment variable {@code AUDIT_SECRET}.
 */
public final class PersonRegister {
    private static final Map<String, String> PERSONS = Map.of("32000000901", "Anna Ozola, Parauga iela 1", "32000000902", "Bruno Liepa, Parauga iela 2");
    private final AuditSender audit;

    PersonRegister(AuditSender audit) {
        this.audit = audit;
    }

    /** Nobody is shown a person before the record of it is safe. */
    String open(String clerk, String code) {
        String person = PERSONS.get(code);
        audit.send(AuditEntry.of("persons", Action.READ, "Social assistance: checking a household").byStaff(clerk).named("person.open")
                .object("person", code).dataSubject(code).legalBasis("Law on Social Services and Social Assistance, section 33")
                .outcome(person == null ? AuditEntry.Outcome.FAILED : AuditEntry.Outcome.OK).detail("fields", java.util.List.of("name", "address")));
        return person == null ? "no such person" : person;
    }

    public static void main(String[] args) {
        SenderSettings settings = SenderSettings.of(URI.create(args[0]), args[1], () -> System.getenv("AUDIT_SECRET"), Path.of(args[2])).telling(new SenderListener() {
            @Override
            public void refused(String id, String problem) {
                System.err.println("audit record " + id + " was refused: " + problem);
            }

            @Override
            public void trouble(String what, int attempts) {
                System.err.println("audit records wait: " + what);
            }
        });
        AuditSender sender = AuditSender.open(settings);
        System.out.println(new PersonRegister(sender).open(args[3], args[4]));
        System.out.println(sender.close(Duration.ofSeconds(10)) ? "the audit has the record" : "the record waits in " + args[2]);
    }
}
