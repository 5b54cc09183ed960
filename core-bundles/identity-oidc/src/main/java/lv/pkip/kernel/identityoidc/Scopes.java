package lv.pkip.kernel.identityoidc;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import lv.pkip.kernel.api.application.Applications.Scope;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Services;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Every scope there is: those of OpenID Connect, those that bundles declare, and those of installed e-services. */
@Component(service = Scopes.class)
public final class Scopes {
    static final String OPENID = "openid";
    static final String OFFLINE = "offline_access";
    static final String PERSONAL_CODE = "personal_code";
    /** They only tell about the person who signed in. */
    static final List<String> OF_THE_PERSON = List.of(OPENID, "profile", "email", "phone", "groups", "roles", "unit", PERSONAL_CODE, OFFLINE);
    private static final String CAPABILITY = "pkip.scope";
    private static final List<String> LANGUAGES = List.of("lv", "en", "ru");
    private static final long BELIEVED_MILLIS = 2_000;

    private record Known(Map<String, Scope> scopes, long at) { }

    private final Supplier<List<Scope>> declared;
    private final Supplier<List<Definition>> services;
    private final Clock clock;
    private final Map<String, Properties> own;
    private volatile Known known = new Known(Map.of(), Long.MIN_VALUE / 2);

    @Activate
    public Scopes(BundleContext context, @Reference(name = "services") Services services) {
        this(() -> declaredIn(context), services::installed, Clock.systemUTC());
    }

    Scopes(Supplier<List<Scope>> declared, Supplier<List<Definition>> services, Clock clock) {
        this.declared = declared;
        this.services = services;
        this.clock = clock;
        this.own = texts(Scopes.class::getResource, "/");
    }

    /** By name; those of the person first. */
    Map<String, Scope> all() {
        Known here = known;
        long now = clock.millis();
        if (now - here.at() < BELIEVED_MILLIS) {
            return here.scopes();
        }
        Map<String, Scope> all = new LinkedHashMap<>();
        OF_THE_PERSON.forEach(name -> all.put(name, new Scope(name, Set.of(), in(own, "scope." + name, Map.of()))));
        Map<String, Scope> others = new TreeMap<>();
        declared.get().forEach(scope -> others.put(scope.name(), scope));
        services.get().forEach(service -> ofService(service).forEach(scope -> others.putIfAbsent(scope.name(), scope)));
        others.forEach(all::putIfAbsent);
        known = new Known(all, now);
        return all;
    }

    /** What a token of these scopes is good for. */
    Set<String> permissions(Collection<String> names) {
        Set<String> permissions = new TreeSet<>();
        Map<String, Scope> all = all();
        names.stream().filter(all::containsKey).forEach(name -> permissions.addAll(all.get(name).permissions()));
        return permissions;
    }

    private List<Scope> ofService(Definition service) {
        Function<String, String> title = language -> service.texts().getOrDefault(language, service.texts().getOrDefault("lv", Map.of()))
                .getOrDefault("title", service.id());
        return List.of(
                new Scope(service.id() + ":read", Set.of(service.id() + ":read"), ofService("scope.service.read", title)),
                new Scope(service.id() + ":process", Set.of(service.id() + ":read", service.id() + ":process"), ofService("scope.service.process", title)));
    }

    private Map<String, String> ofService(String key, Function<String, String> title) {
        Map<String, String> texts = new LinkedHashMap<>();
        LANGUAGES.forEach(language -> texts.putAll(in(Map.of(language, own.get(language)), key, Map.of("{title}", title.apply(language)))));
        return texts;
    }

    private static List<Scope> declaredIn(BundleContext context) {
        List<Scope> scopes = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            BundleRevision revision = bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING ? bundle.adapt(BundleRevision.class) : null;
            List<BundleCapability> capabilities = revision == null ? List.of() : revision.getDeclaredCapabilities(CAPABILITY);
            if (!capabilities.isEmpty()) {
                Map<String, Properties> texts = texts(bundle::getEntry, "");
                capabilities.forEach(capability -> scopes.add(declared(capability.getAttributes(), texts)));
            }
        }
        return scopes;
    }

    static Scope declared(Map<String, Object> attributes, Map<String, Properties> texts) {
        String name = String.valueOf(attributes.get(CAPABILITY));
        Set<String> permissions = new TreeSet<>();
        if (attributes.get("permissions") instanceof Collection<?> several) {
            several.forEach(one -> permissions.add(String.valueOf(one).strip()));
            permissions.remove(""); // how an empty list is written in a manifest
        }
        return new Scope(name, permissions, in(texts, "scope." + name.replace(':', '.'), Map.of()));
    }

    private static Map<String, String> in(Map<String, Properties> texts, String key, Map<String, String> values) {
        Map<String, String> found = new LinkedHashMap<>();
        texts.forEach((language, all) -> {
            String text = all.getProperty(key);
            if (text != null) {
                String said = text;
                for (Map.Entry<String, String> value : values.entrySet()) {
                    said = said.replace(value.getKey(), value.getValue());
                }
                found.put(language, said);
            }
        });
        return found;
    }

    static Map<String, Properties> texts(Function<String, URL> entry, String root) {
        Map<String, Properties> texts = new LinkedHashMap<>();
        for (String language : LANGUAGES) {
            Properties properties = new Properties();
            URL found = entry.apply(root + "i18n/messages_" + language + ".properties");
            if (found != null) {
                try (Reader reader = new InputStreamReader(found.openStream(), StandardCharsets.UTF_8)) {
                    properties.load(reader);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
            texts.put(language, properties);
        }
        return texts;
    }
}
