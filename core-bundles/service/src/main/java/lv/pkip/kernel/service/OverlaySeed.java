package lv.pkip.kernel.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One initial overlay, from a configuration file {@code lv.pkip.kernel.service.OverlaySeed-<name>.cfg}. */
@Component(service = OverlaySeed.class, immediate = true, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = OverlaySeed.Config.class, factory = true)
public final class OverlaySeed {

    /** Settings. */
    @ObjectClassDefinition(name = "PKIP initial overlay", description = "A municipality's changes to a service before anybody changed them in the system")
    @interface Config {
        @AttributeDefinition(name = "Service id")
        String service();

        @AttributeDefinition(name = "JSON text of the overlay", required = false)
        String json() default "";

        @AttributeDefinition(name = "File with the JSON text instead; relative to the etc folder", required = false)
        String file() default "";
    }

    private static final Logger LOG = LoggerFactory.getLogger(OverlaySeed.class);
    private final OverlaySeeds seeds;
    private final String service;

    @Activate
    public OverlaySeed(Config config, @Reference(name = "seeds") OverlaySeeds seeds) {
        this.seeds = seeds;
        this.service = config.service();
        seeds.put(service, config.file().isBlank() ? config.json() : read(config.file()));
    }

    /** A file that cannot be read becomes an overlay that fits nothing: rather no service than one with others' fees. */
    private static String read(String file) {
        Path path = Path.of(System.getProperty("karaf.etc", "etc")).resolve(file);
        try {
            return Files.readString(path);
        } catch (IOException e) {
            LOG.error("the overlay file {} cannot be read, so its service is not offered: {}", path, e.toString());
            return "{ \"unreadable file " + path.getFileName() + "\": true }";
        }
    }

    @Deactivate
    void remove() {
        seeds.remove(service);
    }
}
