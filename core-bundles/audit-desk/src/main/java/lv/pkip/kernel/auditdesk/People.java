package lv.pkip.kernel.auditdesk;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AuditRecord.Party;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.registry.Directory;

/** Names of those who stand in records, for one request: each is looked up once. */
final class People {
    private final Directory directory;
    private final Persons persons;
    private final String platform;
    private final Map<String, Optional<String>> residents = new HashMap<>();

    /** @param platform name of the source whose logins and keys are this house's */
    People(Desk desk, String platform) {
        this.directory = desk.registry().directory();
        this.persons = desk.persons();
        this.platform = platform;
    }

    /** Name of a member of staff; empty for a login that the registry does not know. */
    Optional<String> staff(String login) {
        return directory.account(login).map(a -> a.profile().displayName());
    }

    Optional<String> resident(String key) {
        return residents.computeIfAbsent(key, k -> k.length() > 64 || Codes.personal(k).isPresent() ? Optional.empty() : persons.byKey(k).map(Persons.Person::name));
    }

    /** The actor of a record; a login of another system may be somebody else's here. */
    String actor(String source, Party party) {
        boolean ours = source.equals(platform);
        Optional<String> name = party.kind() == PartyKind.STAFF ? ours ? staff(party.id()) : Optional.empty()
                : party.kind() == PartyKind.RESIDENT ? resident(party.id()) : Optional.empty();
        return name.orElse(Codes.covered(party.id()));
    }

    String subject(String key) {
        return resident(key).orElse(Codes.covered(key));
    }

    String anybody(String id) {
        return staff(id).or(() -> resident(id)).map(name -> name + " (" + id + ")").orElse(id);
    }
}
