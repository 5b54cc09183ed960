package lv.pkip.integration.timestampsandbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.persistence.PrivateFile;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Stands in for a time stamp authority, on this site. It stamps for everybody, as most of them do. */
@Component(service = Page.class, immediate = true)
@PagePath(TimestampPage.PATH)
@PageAudience(Audience.MACHINE)
@Designate(ocd = TimestampPage.Config.class)
public final class TimestampPage implements Page {

    /** Settings. */
    @ObjectClassDefinition(name = "PKIP: simulator of a time stamp authority")
    @interface Config {
        @AttributeDefinition(description = "File that its root's certificate is written to; empty: timestamp-sandbox.pem in the data folder")
        String certificateFile() default "";
    }

    static final String PATH = "sandbox/timestamp";
    private static final int LARGEST = 16 * 1024;

    private final Authority authority;
    private final Clock clock;

    @Activate
    public TimestampPage(Config config) throws IOException {
        this(config.certificateFile().isBlank() ? Path.of(System.getProperty("karaf.data", "data"), "timestamp-sandbox.pem")
                : Path.of(config.certificateFile()), Clock.systemUTC());
    }

    TimestampPage(Path pem, Clock clock) throws IOException {
        PrivateFile secret = new PrivateFile(pem.resolveSibling(pem.getFileName() + ".key"));
        Optional<Authority> kept = secret.exists() ? Authority.kept(secret.read(), clock.instant()) : Optional.empty();
        this.authority = kept.orElseGet(() -> Authority.make(clock.instant()));
        this.clock = clock;
        if (kept.isEmpty()) {
            secret.write(authority.secret());
        }
        Files.writeString(pem, authority.pem());
    }

    @Override
    public Answer handle(Request request) {
        if (!request.method().equals("POST") || !request.path().isEmpty()) {
            return said(request.path().isEmpty() ? 405 : 404, "text/plain; charset=utf-8", new byte[0]);
        }
        if (!"application/timestamp-query".equals(request.headers().get("content-type"))) {
            return said(415, "text/plain; charset=utf-8", new byte[0]);
        }
        try {
            if (request.body().length <= LARGEST) {
                return said(200, "application/timestamp-reply", authority.answer(request.body(), clock.instant()));
            }
        } catch (IOException | IllegalArgumentException e) {
            return said(400, "text/plain; charset=utf-8", "no request of RFC 3161\n".getBytes(StandardCharsets.US_ASCII));
        }
        return said(413, "text/plain; charset=utf-8", new byte[0]);
    }

    private static Content said(int status, String type, byte[] body) {
        return new Content(status, type, Optional.empty(), new ByteArrayInputStream(body), Map.of("Cache-Control", "no-store"));
    }
}
