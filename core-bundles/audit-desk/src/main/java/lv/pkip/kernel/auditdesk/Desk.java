package lv.pkip.kernel.auditdesk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.AuditTrail;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.service.Services;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What all pages of the auditor work with; nothing is shown before it is said why one looks. */
@Component(service = Desk.class)
public final class Desk {
    static final String READ = "audit:read";
    static final String RECORDS = "/audit-records";
    static final Page.Problem NOT_FOUND = new Page.Problem(404, "problem.no-such");
    /** Where one may be led back to: pages of this bundle, by names that this bundle gave. */
    static final Pattern OWN = Pattern.compile("/audit-(?:records|reports|keeping)(?:/[A-Za-z0-9_/-]{0,120})?");
    private static final List<String> TABS = List.of("search", "saved", "case", "reports", "schedules", "keeping");
    private final AuditTrail trail;
    private final Audit audit;
    private final Persons persons;
    private final Registry registry;
    private final Services services;
    private final Municipality municipality;
    private final CurrentActor current;
    private final Searches searches;
    private final Purposes purposes;
    private final Words words = new Words();

    @Activate
    public Desk(@Reference(name = "trail") AuditTrail trail, @Reference(name = "audit") Audit audit, @Reference(name = "persons") Persons persons,
            @Reference(name = "registry") Registry registry, @Reference(name = "services") Services services,
            @Reference(name = "municipality") Municipality municipality, @Reference(name = "current") CurrentActor current,
            @Reference(name = "searches") Searches searches, @Reference(name = "purposes") Purposes purposes) {
        this.trail = trail;
        this.audit = audit;
        this.persons = persons;
        this.registry = registry;
        this.services = services;
        this.municipality = municipality;
        this.current = current;
        this.searches = searches;
        this.purposes = purposes;
    }

    /** A tab as shown. */
    public record Tab(String name, String href, boolean current) { }

    /** What a page does with a request, once it is known why. */
    @FunctionalInterface
    interface Work {
        Page.Answer answer(Ask ask, String purpose) throws Exception;
    }

    /** Lets in who holds {@code audit:read} and has said why they look; others are asked first, and come back here. */
    Page.Answer open(Page.Request request, String here, Work work) throws Exception {
        current.require(READ);
        Ask ask = new Ask(request);
        Optional<String> purpose = purposes.now();
        if (purpose.isPresent()) {
            return work.answer(ask, purpose.get());
        }
        String back = here + (request.path().isEmpty() || ask.post() ? "" : "/" + request.path());
        return new Page.Redirect(RECORDS + "/purpose?to=" + (OWN.matcher(back).matches() ? back : here));
    }

    /** A template with what every page here shows besides. */
    Page.View show(Ask ask, String tab, String template, String purpose, Map<String, Object> model) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("flaws", List.of());
        all.put("errors", Map.of());
        List<Tab> tabs = new ArrayList<>();
        TABS.forEach(name -> tabs.add(new Tab(name, name.equals("reports") ? ReportsPage.PATH : name.equals("schedules") ? SchedulesView.PATH : name.equals("keeping") ? KeepingPage.PATH : RECORDS + (name.equals("search") ? "" : "/" + name), name.equals(tab))));
        all.put("tabs", tabs);
        all.put("purpose", purpose);
        all.put("said", ask.post() ? "" : ask.request().parameter("said").filter(s -> s.matches("[a-z-]{1,30}") && words.has("said." + s)).orElse(""));
        all.putAll(model);
        Page.View view = new Page.View(template, all);
        return ((List<?>) all.get("flaws")).isEmpty() ? view : view.again();
    }

    Page.View show(Ask ask, String tab, String template, String purpose, Flaws flaws, Map<String, Object> model) {
        Map<String, Object> all = new LinkedHashMap<>(model);
        all.put("flaws", flaws.list());
        all.put("errors", flaws.byField());
        return show(ask, tab, template, purpose, all);
    }

    AuditTrail trail() {
        return trail;
    }

    Audit audit() {
        return audit;
    }

    Persons persons() {
        return persons;
    }

    Registry registry() {
        return registry;
    }

    Services services() {
        return services;
    }

    Municipality municipality() {
        return municipality;
    }

    CurrentActor current() {
        return current;
    }

    Searches searches() {
        return searches;
    }

    Purposes purposes() {
        return purposes;
    }

    Words words() {
        return words;
    }

    String me() {
        return current.get().id();
    }
}
