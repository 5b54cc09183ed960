package lv.pkip.kernel.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Tells when the disk that holds database and attachments fills up. */
@Component(service = HealthCheck.class, property = {HealthCheck.NAME + "=disk", HealthCheck.TAGS + "=disk"})
public final class DiskHealth implements HealthCheck {

    static final long WARN = 1L << 30;
    static final long CRITICAL = 128L << 20;

    private final Path data;

    @Activate
    public DiskHealth() {
        this(Path.of(System.getProperty("karaf.data", ".")));
    }

    DiskHealth(Path data) {
        this.data = data;
    }

    @Override
    public Result execute() {
        try {
            return judge(Files.getFileStore(data).getUsableSpace());
        } catch (IOException e) {
            return new Result(Result.Status.CRITICAL, "the data directory cannot be looked at: " + e.getClass().getSimpleName());
        }
    }

    static Result judge(long free) {
        Result.Status status = free < CRITICAL ? Result.Status.CRITICAL : free < WARN ? Result.Status.WARN : Result.Status.OK;
        return new Result(status, (free >> 20) + " MB free");
    }
}
