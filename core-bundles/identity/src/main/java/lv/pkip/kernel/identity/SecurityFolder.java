package lv.pkip.kernel.identity;

import java.nio.file.Path;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Where the platform keeps its secrets: key file and first credentials. */
@Component(service = SecurityFolder.class)
@Designate(ocd = SecurityFolder.Config.class)
public final class SecurityFolder {
    /** Settings. */
    @ObjectClassDefinition(name = "PKIP secrets")
    @interface Config {
        @AttributeDefinition(description = "Folder; empty: security/ in the container's data folder")
        String folder() default "";
    }

    private final Path folder;

    @Activate
    public SecurityFolder(BundleContext context, Config config) {
        this(config.folder().isBlank() ? inData(context) : Path.of(config.folder()));
    }

    SecurityFolder(Path folder) {
        this.folder = folder;
    }

    private static Path inData(BundleContext context) {
        String data = context.getProperty("karaf.data");
        return data == null ? context.getDataFile("security").toPath() : Path.of(data, "security");
    }

    Path file(String name) {
        return folder.resolve(name);
    }
}
