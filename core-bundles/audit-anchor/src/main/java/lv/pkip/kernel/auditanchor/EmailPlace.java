package lv.pkip.kernel.auditanchor;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import lv.pkip.kernel.api.audit.AnchorPlace;
import lv.pkip.kernel.api.audit.AuditProofs;
import lv.pkip.kernel.api.audit.AuditProofs.Signed;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.delivery.Outbox.Entry;
import lv.pkip.kernel.api.delivery.Outbox.Item;
import lv.pkip.kernel.api.delivery.Outbox.State;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.auditproof.Checkpoint;
import lv.pkip.kernel.auditproof.SignedNote;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Somebody's mailbox. One letter at a time: while one is not delivered, none is written after it, and the place has a trouble. */
@Component(service = AnchorPlace.class, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = EmailPlace.Config.class, factory = true)
public final class EmailPlace implements AnchorPlace {

    /** Settings, a file {@code …EmailPlace-<name>.cfg} each. */
    @ObjectClassDefinition(name = "PKIP: anchors by e-mail")
    @interface Config {
        @AttributeDefinition(description = "Small letters, digits, hyphens; the same for ever")
        String name() default "email";

        @AttributeDefinition(description = "Address, not of this house's own mail server")
        String address() default "";

        @AttributeDefinition(description = "lv, en or ru")
        String language() default "lv";

        @AttributeDefinition(description = "Minutes between two letters")
        int everyMinutes() default 1440;
    }

    private static final int PAGE = 500;
    private static final int PAGES = 20;

    private final String name;
    private final String address;
    private final String language;
    private final Duration every;
    private final Outbox outbox;
    private final AuditProofs proofs;
    private final Municipality municipality;
    private final ResourceBundle texts;

    @Activate
    public EmailPlace(Config config, @Reference(name = "outbox") Outbox outbox, @Reference(name = "proofs") AuditProofs proofs,
            @Reference(name = "municipality") Municipality municipality) {
        this(config.name(), config.address(), config.language(), Interval.of(config.everyMinutes()), outbox, proofs, municipality);
    }

    EmailPlace(String name, String address, String language, Duration every, Outbox outbox, AuditProofs proofs, Municipality municipality) {
        if (!address.matches("[^@\\s]+@[^@\\s]+") || !language.matches("lv|en|ru")) {
            throw new IllegalArgumentException("address is an e-mail address, language is lv, en or ru");
        }
        this.name = name;
        this.address = address;
        this.language = language;
        this.every = every;
        this.outbox = outbox;
        this.proofs = proofs;
        this.municipality = municipality;
        this.texts = ResourceBundle.getBundle("i18n.messages", Locale.forLanguageTag(language), EmailPlace.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String sort() {
        return "email";
    }

    @Override
    public Duration every() {
        return every;
    }

    @Override
    public String take(Signed checkpoint, long last) throws Trouble {
        String origin = Checkpoint.parse(SignedNote.parse(checkpoint.note()).text()).origin();
        String all = "audit-anchor:" + name + ":" + origin + ":";
        String key = all + checkpoint.size();
        for (State state : List.of(State.WAITING, State.DEAD)) {
            if (hasAnother(state, all, key)) {
                throw Trouble.of("undelivered");
            }
        }
        outbox.put(new Item(key, "email", address, Optional.empty(), Map.of("subject", text("letter.subject", checkpoint, origin),
                "text", text("letter.text", checkpoint, origin), "language", language)));
        return key;
    }

    private boolean hasAnother(State state, String all, String key) {
        long before = 0;
        for (int i = 0; i < PAGES; i++) {
            List<Entry> page = outbox.list(state, before, PAGE);
            if (page.stream().map(Entry::item).anyMatch(item -> item.key().startsWith(all) && !item.key().equals(key) && item.address().equals(address))) {
                return true;
            }
            if (page.size() < PAGE) {
                return false;
            }
            before = page.get(page.size() - 1).id();
        }
        return false;
    }

    private String text(String which, Signed checkpoint, String origin) {
        return texts.getString(which).replace("{municipality}", municipality.name(language)).replace("{origin}", origin)
                .replace("{size}", String.valueOf(checkpoint.size())).replace("{address}", municipality.baseUrl() + "/audit-log")
                .replace("{key}", proofs.key()).replace("{checkpoint}", checkpoint.note());
    }
}
