package lv.pkip.kernel.identity;

import java.text.MessageFormat;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.apache.shiro.authz.Permission;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.registry.Permissions.Declared;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Services;

/** What permissions there are: those that bundles declare, and those that follow from the declarations of e-services. */
@Component(service = lv.pkip.kernel.api.registry.Permissions.class)
public final class PermissionBook implements lv.pkip.kernel.api.registry.Permissions {
    private static final List<String> OF_EVERY_SERVICE = List.of("read", "process", "configure");

    private final Supplier<List<Declared>> bundles;
    private final Predicate<String> privileged;
    private final Services services;
    private final RegistryBook book;

    @Activate
    public PermissionBook(@Reference(name = "declared") DeclaredPermissions declared, @Reference(name = "services") Services services,
            @Reference(name = "book") RegistryBook book) {
        this(declared::all, declared::isPrivileged, services, book);
    }

    PermissionBook(Supplier<List<Declared>> bundles, Predicate<String> privileged, Services services, RegistryBook book) {
        this.bundles = bundles;
        this.privileged = privileged;
        this.services = services;
        this.book = book;
    }

    @Override
    public List<Declared> declared() {
        Map<String, Declared> all = new TreeMap<>();
        Stream.concat(bundles.get().stream(), services.installed().stream().flatMap(PermissionBook::ofService))
                .sorted(Comparator.comparing(Declared::privileged).reversed()).forEach(one -> all.putIfAbsent(one.permission(), one));
        return List.copyOf(all.values());
    }

    private static Stream<Declared> ofService(Definition service) {
        Set<String> acts = new LinkedHashSet<>(OF_EVERY_SERVICE);
        service.steps().forEach(step -> step.actions().stream().filter(action -> action.by() == Definition.By.STAFF)
                .map(Definition.Action::permission).filter(act -> !act.isBlank()).forEach(acts::add));
        return acts.stream().map(act -> new Declared(service.id() + ":" + act, service.id(), texts(service, act), false));
    }

    /** In the service's own words where it has some. */
    private static Map<String, String> texts(Definition service, String act) {
        Map<String, String> texts = new TreeMap<>();
        for (String language : Titles.LANGUAGES) {
            String key = "permission.service." + (OF_EVERY_SERVICE.contains(act) ? act : "other");
            texts.put(language, service.hasText(language, "permission." + act) ? service.text(language, "permission." + act)
                    : MessageFormat.format(OwnTexts.in(language, key), service.text(language, "title"), act));
        }
        return texts;
    }

    @Override
    public Map<String, Set<String>> orphaned() {
        List<Permission> known = declared().stream().map(one -> Permissions.parse(one.permission())).toList();
        Map<String, Set<String>> orphaned = new TreeMap<>();
        for (Role role : book.now().directory().roles()) {
            for (String held : role.permissions()) {
                Permission permission = Permissions.parse(held);
                if (known.stream().noneMatch(permission::implies)) {
                    orphaned.computeIfAbsent(held, name -> new TreeSet<>()).add(role.name());
                }
            }
        }
        return orphaned;
    }

    @Override
    public boolean isPrivileged(String permission) {
        return Permissions.isWritten(permission) && privileged.test(permission);
    }
}
