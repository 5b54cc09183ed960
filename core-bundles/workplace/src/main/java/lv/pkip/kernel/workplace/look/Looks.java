package lv.pkip.kernel.workplace.look;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.workplace.Workplace;
import lv.pkip.kernel.workplace.Publications;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The municipality's look that counts now. */
@Component(service = Looks.class)
public final class Looks {
    private static final String ACCENT = "#12536b";
    private static final String HIGHLIGHT = "#f2b632";
    private final Publications publications;
    private final Municipality municipality;

    @Activate
    public Looks(@Reference(name = "publications") Publications publications, @Reference(name = "municipality") Municipality municipality) {
        this.publications = publications;
        this.municipality = municipality;
    }

    public Optional<Workplace.Look> published() {
        return theme().map(t -> new Workplace.Look(Map.of("accent", t.accent(), "highlight", t.highlight()),
                t.names().entrySet().stream().filter(e -> !e.getValue().isBlank()).collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                t.arms().isEmpty() ? "" : "/" + ArmsPage.PATH + "/" + hash(t.arms())));
    }

    Optional<Theme> theme() {
        return publications.current(Publications.THEME).map(Theme::read);
    }

    /** What the page begins with when nobody edited anything: the settings, else the kit's. */
    Theme begin() {
        return new Theme(municipality.properties().getOrDefault("theme.accent", ACCENT), municipality.properties().getOrDefault("theme.highlight", HIGHLIGHT),
                Map.of(), "", "");
    }

    static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
