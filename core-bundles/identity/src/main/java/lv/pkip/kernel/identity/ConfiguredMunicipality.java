package lv.pkip.kernel.identity;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Supplier;

import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.registry.Directory;

/** The municipality as {@code etc/lv.pkip.municipality.cfg} describes it; a change of the file counts at once. */
@Component(service = Municipality.class, configurationPid = "lv.pkip.municipality")
public final class ConfiguredMunicipality implements Municipality {
    private static final String UNIT = "unit.";
    private static final String PROPERTY = "property.";

    private final Supplier<String> ownAddress;
    private final Supplier<Directory> registry;
    private volatile Map<String, String> settings;

    @Activate
    public ConfiguredMunicipality(@Reference(name = "configurations") ConfigurationAdmin configurations,
            @Reference(name = "book") RegistryBook book, Map<String, Object> configuration) {
        this(configuration, () -> "http://127.0.0.1:" + port(configurations), () -> book.now().directory());
    }

    ConfiguredMunicipality(Map<String, Object> configuration, Supplier<String> ownAddress, Supplier<Directory> registry) {
        this.ownAddress = ownAddress;
        this.registry = registry;
        take(configuration);
    }

    /** Port of the container itself, right for trying out; behind a proxy {@code baseUrl} says what residents use. */
    private static String port(ConfigurationAdmin configurations) {
        try {
            Dictionary<String, Object> web = configurations.getConfiguration("org.ops4j.pax.web", null).getProperties();
            Object port = web == null ? null : web.get("org.osgi.service.http.port");
            return port == null ? "8181" : String.valueOf(port).trim();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Modified
    void take(Map<String, Object> configuration) {
        Map<String, String> fresh = new TreeMap<>(defaults());
        configuration.forEach((key, value) -> fresh.put(key, String.valueOf(value).trim()));
        settings = fresh;
    }

    private static Map<String, String> defaults() {
        Properties read = new Properties();
        try (InputStream in = ConfiguredMunicipality.class.getResourceAsStream("/municipality-defaults.properties");
                InputStreamReader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            read.load(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> defaults = new TreeMap<>();
        read.stringPropertyNames().forEach(name -> defaults.put(name, read.getProperty(name)));
        return defaults;
    }

    private String setting(String key) {
        return settings.getOrDefault(key, "");
    }

    @Override
    public String id() {
        return setting("id");
    }

    @Override
    public String name(String language) {
        String name = setting("name." + language);
        return name.isEmpty() ? setting("name.lv") : name;
    }

    @Override
    public String registrationNumber() {
        return setting("registrationNumber");
    }

    @Override
    public String address() {
        return setting("address");
    }

    @Override
    public String email() {
        return setting("email");
    }

    @Override
    public String phone() {
        return setting("phone");
    }

    @Override
    public String baseUrl() {
        String address = setting("baseUrl").replaceAll("/+$", "");
        return address.isEmpty() ? ownAddress.get() : address;
    }

    @Override
    public Map<String, String> properties() {
        Map<String, String> free = new TreeMap<>();
        settings.forEach((key, value) -> {
            if (key.startsWith(PROPERTY)) {
                free.put(key.substring(PROPERTY.length()), value);
            }
        });
        return Map.copyOf(free);
    }

    /** Those of the registry, and those of the file that it does not have (yet). */
    @Override
    public List<Unit> units() {
        Map<String, Unit> units = new TreeMap<>();
        units(settings).forEach(unit -> units.put(unit.id(), unit));
        registry.get().units().forEach(unit -> units.put(unit.id(), new Unit(unit.id(), unit.names())));
        return List.copyOf(units.values());
    }

    /** Units as settings describe them. */
    static List<Unit> units(Map<String, ?> settings) {
        Map<String, Map<String, String>> names = new TreeMap<>();
        settings.forEach((key, value) -> {
            int dot = key.lastIndexOf('.');
            if (key.startsWith(UNIT) && dot > UNIT.length()) {
                names.computeIfAbsent(key.substring(UNIT.length(), dot), id -> new TreeMap<>())
                        .put(key.substring(dot + 1), String.valueOf(value).trim());
            }
        });
        return names.entrySet().stream().map(unit -> new Unit(unit.getKey(), unit.getValue())).toList();
    }
}
