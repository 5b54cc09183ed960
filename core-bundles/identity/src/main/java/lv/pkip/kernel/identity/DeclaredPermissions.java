package lv.pkip.kernel.identity;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

import org.apache.shiro.authz.Permission;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import lv.pkip.kernel.api.registry.Permissions.Declared;

/** Permissions that bundles declare as capability {@code pkip.permission}, also of bundles that are not resolved (yet). */
@Component(service = DeclaredPermissions.class)
public final class DeclaredPermissions {
    static final String NAMESPACE = "pkip.permission";
    private static final Logger LOG = LoggerFactory.getLogger(DeclaredPermissions.class);

    private final BundleTracker<Bundle> tracker;
    private volatile Map<Long, List<Declared>> bundles = Map.of();
    private volatile List<Permission> privileged = List.of();

    @Activate
    public DeclaredPermissions(BundleContext context) {
        tracker = new BundleTracker<>(context, ~Bundle.UNINSTALLED, new Watch());
        tracker.open();
    }

    @Deactivate
    void stop() {
        tracker.close();
    }

    /** Reads each bundle once, and again when it was updated. */
    private final class Watch implements BundleTrackerCustomizer<Bundle> {
        @Override
        public Bundle addingBundle(Bundle bundle, BundleEvent event) {
            put(bundle, declared(bundle));
            return bundle;
        }

        @Override
        public void modifiedBundle(Bundle bundle, BundleEvent event, Bundle same) {
            if (event != null && event.getType() == BundleEvent.UPDATED) {
                put(bundle, declared(bundle));
            }
        }

        @Override
        public void removedBundle(Bundle bundle, BundleEvent event, Bundle same) {
            put(bundle, List.of());
        }
    }

    private synchronized void put(Bundle bundle, List<Declared> declared) {
        if (declared.isEmpty() && !bundles.containsKey(bundle.getBundleId())) {
            return;
        }
        Map<Long, List<Declared>> fresh = new TreeMap<>(bundles);
        if (declared.isEmpty()) {
            fresh.remove(bundle.getBundleId());
        } else {
            fresh.put(bundle.getBundleId(), declared);
        }
        bundles = fresh;
        privileged = all().stream().filter(Declared::privileged).map(one -> Permissions.parse(one.permission())).toList();
    }

    List<Declared> all() {
        return bundles.values().stream().flatMap(List::stream).toList();
    }

    /** True when a permission, wildcards included, grants something that somebody declared as privileged. */
    boolean isPrivileged(String permission) {
        List<Permission> wanted = privileged;
        if (wanted.isEmpty()) {
            return false;
        }
        Permission held = Permissions.parse(permission);
        return wanted.stream().anyMatch(held::implies);
    }

    private static List<Declared> declared(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        List<BundleCapability> capabilities = revision == null ? List.of() : revision.getDeclaredCapabilities(NAMESPACE);
        if (capabilities.isEmpty()) {
            return List.of();
        }
        Map<String, Properties> texts = new HashMap<>();
        Titles.LANGUAGES.forEach(language -> texts.put(language, texts(bundle, language)));
        List<Declared> declared = new ArrayList<>();
        for (BundleCapability capability : capabilities) {
            String name = String.valueOf(capability.getAttributes().get(NAMESPACE));
            if (Permissions.isWritten(name) && !name.contains("*")) {
                declared.add(new Declared(name, bundle.getSymbolicName(), words(texts, name),
                        Boolean.parseBoolean(String.valueOf(capability.getAttributes().get("privileged")))));
            } else {
                LOG.warn("{} declares a permission that is not one: {}", bundle.getSymbolicName(), name);
            }
        }
        return declared;
    }

    private static Map<String, String> words(Map<String, Properties> texts, String name) {
        Map<String, String> words = new TreeMap<>();
        texts.forEach((language, all) -> {
            String text = all.getProperty("permission." + name.replace(':', '.'));
            if (text != null) {
                words.put(language, text);
            }
        });
        return words;
    }

    private static Properties texts(Bundle bundle, String language) {
        Properties texts = new Properties();
        URL file = bundle.getEntry("i18n/messages_" + language + ".properties");
        if (file != null) {
            try (InputStream in = file.openStream(); InputStreamReader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
                texts.load(text);
            } catch (IOException | IllegalArgumentException e) {
                LOG.warn("{} has texts that cannot be read: {}", bundle.getSymbolicName(), e.toString());
            }
        }
        return texts;
    }
}
