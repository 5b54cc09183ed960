package lv.pkip.kernel.auditwatch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.DeclaresPermission;
import lv.pkip.kernel.api.registry.Registry;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What all pages of the watch work with. */
@DeclaresPermission(Desk.WATCH)
@DeclaresPermission(Desk.ACKNOWLEDGE)
@DeclaresPermission(Desk.CONFIGURE)
@Component(service = Desk.class)
public final class Desk {
    static final String WATCH = "audit:watch";
    static final String ACKNOWLEDGE = "audit:acknowledge";
    static final String CONFIGURE = "audit:configure";
    static final String ALERTS = "/audit-alerts";
    static final String SOURCES = "/audit-sources";
    static final Page.Problem NOT_FOUND = new Page.Problem(404, "problem.no-such");
    private static final Map<String, String> TABS = Map.of("alerts", ALERTS, "rules", ALERTS + "/rules", "sources", SOURCES);
    private final CurrentActor current;
    private final Registry registry;
    private final Words words = new Words();

    @Activate
    public Desk(@Reference(name = "current") CurrentActor current, @Reference(name = "registry") Registry registry) {
        this.current = current;
        this.registry = registry;
    }

    /** A tab as shown. */
    public record Tab(String name, String href, boolean current) { }

    CurrentActor current() {
        return current;
    }

    Words words() {
        return words;
    }

    /** Name of a member of staff with the login; the login of somebody who is not known. */
    String who(String login) {
        return login.equals(Alerts.WATCHER) ? "" : registry.directory().account(login).map(Account::profile).map(p -> p.displayName() + " (" + login + ")").orElse(login);
    }

    /** A template with what every page here shows besides. */
    Page.View show(Ask ask, String tab, String template, Flaws flaws, Map<String, Object> model) {
        Map<String, Object> all = new LinkedHashMap<>();
        List<Tab> tabs = new ArrayList<>();
        List.of("alerts", "rules", "sources").forEach(name -> tabs.add(new Tab(name, TABS.get(name), name.equals(tab))));
        all.put("tabs", tabs);
        all.put("flaws", flaws.list());
        all.put("errors", flaws.byField());
        all.put("said", ask.post() ? "" : ask.request().parameter("said").filter(s -> s.matches("[a-z-]{1,30}") && words.has("said." + s)).orElse(""));
        all.putAll(model);
        Page.View view = new Page.View(template, all);
        return flaws.none() ? view : view.again();
    }
}
