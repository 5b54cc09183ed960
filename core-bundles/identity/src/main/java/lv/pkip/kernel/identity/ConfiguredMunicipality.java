package lv.pkip.kernel.identity;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

import lv.pkip.kernel.api.identity.Municipality;

/** The municipality as {@code etc/lv.pkip.municipality.cfg} describes it; a change of the file counts at once. */
@Component(service = Municipality.class, configurationPid = "lv.pkip.municipality")
public final class ConfiguredMunicipality implements Municipality {
    private static final String UNIT = "unit.";
    private static final String PROPERTY = "property.";

    private volatile Map<String, String> settings;

    @Activate
    public ConfiguredMunicipality(Map<String, Object> configuration) {
        take(configuration);
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
        return setting("baseUrl").replaceAll("/+$", "");
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

    @Override
    public List<Unit> units() {
        Map<String, Map<String, String>> names = new TreeMap<>();
        settings.forEach((key, value) -> {
            int dot = key.lastIndexOf('.');
            if (key.startsWith(UNIT) && dot > UNIT.length()) {
                names.computeIfAbsent(key.substring(UNIT.length(), dot), id -> new TreeMap<>()).put(key.substring(dot + 1), value);
            }
        });
        return names.entrySet().stream().map(unit -> new Unit(unit.getKey(), unit.getValue())).toList();
    }
}
