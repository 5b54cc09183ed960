package lv.pkip.kernel.auditdesk;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.audit.AuditTrail;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Mandate;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.navigation.NavigationEntry;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.service.Services;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The resident's own page of who had to do with their data: when, which institution, where, why and what; never who in person. */
@Component(service = Page.class)
@PagePath("my-data")
@PageAudience(Audience.RESIDENT)
@NavigationEntry(area = "portal", text = "nav.my-data", order = 25, icon = "audit")
public final class MyDataPage implements Page {
    private static final int PAGE = 50;
    private final AuditTrail trail;
    private final CurrentActor current;
    private final Persons persons;
    private final Services services;
    private final Municipality municipality;
    private final Words words = new Words();

    @Activate
    public MyDataPage(@Reference(name = "trail") AuditTrail trail, @Reference(name = "current") CurrentActor current, @Reference(name = "persons") Persons persons,
            @Reference(name = "services") Services services, @Reference(name = "municipality") Municipality municipality) {
        this.trail = trail;
        this.current = current;
        this.persons = persons;
        this.services = services;
        this.municipality = municipality;
    }

    /** One act as the resident reads it; {@code own} is their own. */
    public record Look(String clock, String institution, String application, String purpose, String act, String kind, boolean own) { }

    /** One day's acts. */
    public record Day(String day, List<Look> looks) { }

    @Override
    public Answer handle(Request request) {
        if (current.get().kind() != Actor.Kind.RESIDENT) {
            throw new Forbidden("resident");
        }
        Ask ask = new Ask(request);
        if (ask.post() || !ask.path().isEmpty()) {
            return Desk.NOT_FOUND;
        }
        if (mandate().filter(m -> !m.services().isEmpty()).isPresent()) {
            // a mandate for some services says nothing of all that happened with somebody's data
            return new View("my-data", Map.of("limited", true, "whose", whose()), 403);
        }
        long before = ask.number("before");
        List<Stored> records = trail.aboutMe(before, PAGE);
        Map<LocalDate, List<Look>> days = new LinkedHashMap<>();
        Timeline.byTime(records).forEach(stored -> days.computeIfAbsent(Words.dayOf(stored.record().time()), any -> new ArrayList<>()).add(look(stored, ask.language())));
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("limited", false);
        model.put("days", days.entrySet().stream().map(e -> new Day(Words.day(e.getKey()), List.copyOf(e.getValue()))).toList());
        model.put("whose", whose());
        model.put("municipality", municipality.name(ask.language()));
        model.put("email", municipality.email());
        model.put("phone", municipality.phone());
        model.put("first", before == 0 ? "" : "/my-data");
        model.put("next", records.size() == PAGE ? "/my-data?before=" + records.get(PAGE - 1).sequence() : "");
        return new View("my-data", model);
    }

    private Optional<Mandate> mandate() {
        return current.session().flatMap(Session::mandate);
    }

    /** Name of the one represented; empty for one's own data. */
    private String whose() {
        return mandate().map(Mandate::name).orElse("");
    }

    private Look look(Stored stored, String language) {
        AuditRecord r = stored.record();
        boolean ours = stored.source().equals(Facts.PLATFORM);
        boolean own = r.actor().kind() == PartyKind.RESIDENT && persons.keys(current.get().id()).contains(r.actor().id());
        String institution = ours ? municipality.name(language) : r.actor().organisation().filter(name -> !name.matches("[0-9]+")).orElse(municipality.name(language));
        String kind = own ? "you" : r.actor().kind() == PartyKind.RESIDENT ? "representative" : r.actor().kind() == PartyKind.STAFF ? "staff" : "system";
        return new Look(Words.clock(r.time()), institution, application(stored, language), purpose(stored, language), words.text(language, "about." + Facts.actKey(r.action())),
                words.text(language, "about.kind." + kind), own);
    }

    private String application(Stored stored, String language) {
        String id = stored.record().application();
        if (!stored.source().equals(Facts.PLATFORM)) {
            return stored.source().equals(id) ? id : stored.source() + ": " + id;
        }
        return services.find(id).map(s -> s.text(language, "title")).orElseGet(() -> words.text(language, words.has("part." + id) ? "part." + id : "part.other"));
    }

    /** In words; what an auditor wrote beside the usual purpose may be about somebody else. */
    private String purpose(Stored stored, String language) {
        String purpose = stored.record().purpose();
        if (words.has("why." + purpose)) {
            return words.text(language, "why." + purpose);
        }
        if (stored.source().equals(Facts.PLATFORM) && stored.record().application().equals("audit")) {
            int end = purpose.indexOf(": ");
            return end < 0 ? purpose : purpose.substring(0, end);
        }
        return purpose;
    }
}
