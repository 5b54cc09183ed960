package lv.pkip.kernel.auditwatch;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.workplace.Notifications;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Tells those who watch of an alert, in the workplace and by letters that say no more than where it can be seen. */
@Component(service = Bell.class)
@Designate(ocd = Bell.Config.class)
public final class Bell {
    /** How many letters an hour each address gets. */
    static final int LETTERS_AN_HOUR = 20;
    private static final String KIND = "audit-alert";
    private static final String ADDRESS = "[^\\s@,]{1,64}@[^\\s@,]{1,190}";
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private final Outbox outbox;
    private final Registry registry;
    private final Municipality municipality;
    private final Clock clock;
    private final Words words = new Words();
    private final AtomicReference<Notifications> notifications = new AtomicReference<>();
    private volatile Config config;

    /** Settings. */
    @ObjectClassDefinition(name = "Audit alerts: letters")
    public @interface Config {
        @AttributeDefinition(name = "Addresses", description = "E-mail addresses that get a letter when an alert opens; it holds a link only")
        String[] mail() default {};

        @AttributeDefinition(name = "Language", description = "Of the letters: lv, en or ru")
        String mailLanguage() default "lv";
    }

    @Activate
    public Bell(@Reference(name = "outbox") Outbox outbox, @Reference(name = "registry") Registry registry, @Reference(name = "municipality") Municipality municipality, Config config) {
        this(outbox, registry, municipality, Clock.systemUTC(), config);
    }

    Bell(Outbox outbox, Registry registry, Municipality municipality, Clock clock, Config config) {
        this.outbox = outbox;
        this.registry = registry;
        this.municipality = municipality;
        this.clock = clock;
        configured(config);
    }

    @Modified
    void configured(Config now) {
        List<String> wrong = Arrays.stream(now.mail()).filter(a -> !a.isBlank() && !a.strip().matches(ADDRESS)).toList();
        if (!wrong.isEmpty() || !List.of("lv", "en", "ru").contains(now.mailLanguage())) {
            throw new IllegalArgumentException(wrong.isEmpty() ? "mailLanguage: lv, en or ru" : "mail: " + wrong.size() + " are no e-mail addresses");
        }
        config = now;
    }

    @Reference(name = "notifications", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, unbind = "gone")
    void appeared(Notifications now) {
        notifications.set(now);
    }

    void gone(Notifications old) {
        notifications.compareAndSet(old, null);
    }

    private static String href(String alert) {
        return Desk.ALERTS + "/" + alert;
    }

    /** @param opening how many times the alert was opened */
    void tell(PositionRow position, String alert, Severity severity, int opening) {
        Optional.ofNullable(notifications.get()).ifPresent(n -> watchers().forEach(login -> n.tell(login, KIND, "notify.alert." + severity.word(), Map.of(), href(alert))));
        letters(position, alert, severity, opening);
    }

    void settled(String alert) {
        Optional.ofNullable(notifications.get()).ifPresent(n -> n.settle(KIND, href(alert)));
    }

    /** Each alert is shown whatever happens; a flood of letters would only hide it. */
    private void letters(PositionRow position, String alert, Severity severity, int opening) {
        long hour = clock.millis() / HOUR;
        if (position.lettersHour != hour) {
            position.lettersHour = hour;
            position.letters = 0;
        }
        Config now = config;
        List<String> addresses = Arrays.stream(now.mail()).filter(a -> !a.isBlank()).map(String::strip).distinct().toList();
        if (addresses.isEmpty() || position.letters >= LETTERS_AN_HOUR) {
            return;
        }
        position.letters++;
        boolean last = position.letters == LETTERS_AN_HOUR;
        String language = now.mailLanguage();
        String text = words.text(language, "letter.text", Map.of("severity", words.text(language, "severity." + severity.word()),
                "link", municipality.baseUrl() + href(alert))) + (last ? "\n\n" + words.text(language, "letter.last") : "");
        addresses.forEach(address -> outbox.put(new Outbox.Item("audit-alert-" + alert + "-" + opening + "-" + Group.hash(address), "email", address, Optional.empty(),
                Map.of("subject", words.text(language, "letter.subject"), "text", text, "language", language))));
    }

    private List<String> watchers() {
        Directory directory = registry.directory();
        return directory.accounts().stream().map(Account::login).filter(login -> registry.grants(login).stream().flatMap(grant -> directory.role(grant.role()).stream())
                .anyMatch(role -> covers(role.permissions()))).toList();
    }

    private static boolean covers(Set<String> permissions) {
        return permissions.stream().anyMatch(one -> one.equals("*") || one.equals("*:*") || one.equals("audit") || one.equals("audit:*") || one.equals("*:watch") || one.equals(Desk.WATCH));
    }
}
