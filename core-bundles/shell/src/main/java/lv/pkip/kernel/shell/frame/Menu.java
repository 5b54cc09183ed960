package lv.pkip.kernel.shell.frame;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.dispatch.Dispatcher;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.navigation.Navigation;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Services;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The menu: the shell's own entries, each installed service's inbox, and what pages of bundles declare.
 * Nothing is registered by hand, so an entry goes when its bundle goes.
 */
@Component(service = Navigation.class)
public final class Menu implements Navigation {
    private final CurrentActor actor;
    private final Services services;
    private final Dispatcher dispatcher;
    private final Resources resources;
    private final Texts texts;
    private final AutoCloseable listening;
    private volatile List<Declared> declared;

    /** An entry of a bundle's page. */
    private record Declared(String area, String path, String key, int order, String icon, Audience audience,
            Optional<String> permission, Texts texts) { }

    /** An entry of the shell; an empty permission means everybody of that area. */
    private record Own(String area, String key, String href, String icon, int order, String permission, boolean signedIn) { }

    private static final List<Own> OWN = List.of(
            new Own("portal", "menu.home", "/", "services", 10, "", false),
            new Own("portal", "menu.cases", "/cases", "cases", 20, "", true),
            new Own("portal", "menu.verify", "/verify", "verify", 30, "", false),
            new Own("work", "menu.work", "/work", "home", 10, "", true),
            new Own("work", "menu.inbox", "/work/cases", "inbox", 20, "", true),
            new Own("work", "menu.services", "/work/services", "services", 600, Permissions.SERVICES, true),
            new Own("work", "menu.outbox", "/work/outbox", "outbox", 610, Permissions.OUTBOX, true),
            new Own("work", "menu.audit", "/work/audit", "audit", 620, Permissions.AUDIT, true));

    @Activate
    public Menu(@Reference(name = "actor") CurrentActor actor, @Reference(name = "services") Services services,
            @Reference(name = "dispatcher") Dispatcher dispatcher, BundleContext context) {
        this(actor, services, dispatcher, (bundle, path) -> Optional.ofNullable(context.getBundle(bundle)).map(b -> b.getEntry(path)),
                Texts.read(file -> Optional.ofNullable(own().getEntry(file))));
    }

    public Menu(CurrentActor actor, Services services, Dispatcher dispatcher, Resources resources, Texts texts) {
        this.actor = actor;
        this.services = services;
        this.dispatcher = dispatcher;
        this.resources = resources;
        this.texts = texts;
        this.listening = dispatcher.onChange(() -> declared = null);
    }

    private static Bundle own() {
        return FrameworkUtil.getBundle(Menu.class);
    }

    @Deactivate
    void stop() throws Exception {
        listening.close();
    }

    @Override
    public List<Entry> entries(String area, String language) {
        boolean signedIn = actor.get().kind() != Actor.Kind.ANONYMOUS;
        List<Entry> entries = new ArrayList<>();
        // The auditor's pages have an entry of their own; without them ours says what to install.
        boolean audited = declared().stream().anyMatch(page -> page.path().equals("audit-records"));
        for (Own own : OWN) {
            if (!(audited && own.href().equals("/work/audit")) && own.area().equals(area) && (!own.signedIn() || signedIn) && (own.permission().isEmpty() || actor.may(own.permission()))) {
                entries.add(new Entry(own.key(), texts.get(language, own.key()), own.href(), own.icon(), own.order()));
            }
        }
        if (area.equals("work")) {
            int order = 100;
            for (Definition service : services.installed()) {
                if (actor.may(service.id() + ":read")) {
                    entries.add(new Entry("service." + service.id(), service.text(language, "title"),
                            "/work/cases?service=" + service.id(), Icons.of(service), order++));
                }
            }
        }
        for (Declared page : declared()) {
            if (page.area().equals(area) && mayOpen(page)) {
                entries.add(new Entry("page." + page.path(), page.texts().get(language, page.key()), "/" + page.path(), page.icon(), page.order()));
            }
        }
        entries.sort(Comparator.comparingInt(Entry::order).thenComparing(Entry::id));
        return List.copyOf(entries);
    }

    private boolean mayOpen(Declared page) {
        Actor.Kind kind = actor.get().kind();
        return switch (page.audience()) {
            case PUBLIC -> true;
            case RESIDENT -> kind == Actor.Kind.RESIDENT;
            case STAFF -> kind == Actor.Kind.STAFF && page.permission().map(actor::may).orElse(true);
            case MACHINE -> false;
        };
    }

    private List<Declared> declared() {
        List<Declared> now = declared;
        if (now == null) {
            now = dispatcher.ids(Page.class).stream().flatMap(id -> declare(id).stream()).toList();
            declared = now;
        }
        return now;
    }

    private Optional<Declared> declare(String path) {
        Map<String, Object> properties = dispatcher.properties(Page.class, path).orElse(Map.of());
        if (!(properties.get("pkip.nav.area") instanceof String area) || !(properties.get("pkip.nav.text") instanceof String key)) {
            return Optional.empty();
        }
        Optional<Audience> audience = Audiences.of(properties);
        if (audience.isEmpty()) {
            return Optional.empty();
        }
        try (Dispatcher.Lease<Page> lease = dispatcher.enter(Page.class, path)) {
            Texts own = Texts.read(file -> resources.find(lease.bundleId(), file));
            int order = properties.get("pkip.nav.order") instanceof Integer i ? i : 500;
            String icon = properties.get("pkip.nav.icon") instanceof String s ? s : "dot";
            return Optional.of(new Declared(area, path, key, order, icon, audience.get(), Audiences.permission(properties), own));
        } catch (Unavailable gone) {
            return Optional.empty(); // went while we looked
        }
    }
}
