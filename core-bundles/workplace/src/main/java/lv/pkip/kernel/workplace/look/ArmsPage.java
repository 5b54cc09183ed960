package lv.pkip.kernel.workplace.look;

import java.io.ByteArrayInputStream;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The coat of arms as a picture, which could do nothing even when it is opened by itself; other systems may show it too. */
@Component(service = Page.class)
@PagePath(ArmsPage.PATH)
@PageAudience(Audience.MACHINE)
public final class ArmsPage implements Page {
    static final String PATH = "arms";
    private final Looks looks;

    @Activate
    public ArmsPage(@Reference(name = "looks") Looks looks) {
        this.looks = looks;
    }

    @Override
    public Answer handle(Request request) {
        Optional<Theme> theme = looks.theme().filter(t -> !t.arms().isEmpty());
        if (theme.isEmpty() || !request.method().equals("GET")) {
            return new Problem(404, "problem.unknown");
        }
        boolean exact = request.path().equals(Looks.hash(theme.get().arms()));
        return new Content(200, theme.get().armsType(), Optional.empty(), new ByteArrayInputStream(Base64.getDecoder().decode(theme.get().arms())),
                Map.of("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox",
                        "Cross-Origin-Resource-Policy", "cross-origin", "Cache-Control", exact ? "public, max-age=31536000, immutable" : "no-cache"));
    }
}
