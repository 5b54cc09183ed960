package lv.pkip.kernel.workplace.tell;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.Users;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.workplace.Messages;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts notifications into letters: one by one, or all of a day in one letter, as each person wants. */
@Component(service = Post.class, immediate = true)
@Designate(ocd = Post.Config.class)
public final class Post {

    /** When letters are made. */
    @ObjectClassDefinition(name = "PKIP: notifications by e-mail")
    public @interface Config {
        @AttributeDefinition(description = "Seconds between two looks for what is to be sent")
        int lookSeconds() default 60;

        @AttributeDefinition(description = "Hour of the day, in Latvia, from which the daily letter goes out")
        int dailyHour() default 7;

        @AttributeDefinition(description = "Days after which a notification is forgotten")
        int keepDays() default 180;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Post.class);
    private static final ZoneId RIGA = ZoneId.of("Europe/Riga");
    private static final int BATCH = 500;
    private static final int IN_A_LETTER = 50;
    private final JpaTemplate jpa;
    private final Board board;
    private final CurrentActor actor;
    private final Users users;
    private final Registry registry;
    private final Outbox outbox;
    private final Municipality municipality;
    private final Clock clock;
    private final int dailyHour;
    private final int keepDays;
    private final Messages messages = Messages.own();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread one = new Thread(work, "pkip-notifications");
        one.setDaemon(true);
        return one;
    });

    @Activate
    public Post(@Reference(name = "jpa", target = "(osgi.unit.name=workplace)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=workplace)") SchemaReady schema, @Reference(name = "board") Board board,
            @Reference(name = "actor") CurrentActor actor, @Reference(name = "users") Users users, @Reference(name = "registry") Registry registry,
            @Reference(name = "outbox") Outbox outbox, @Reference(name = "municipality") Municipality municipality, Config config) {
        this(jpa, board, actor, users, registry, outbox, municipality, Clock.systemUTC(), config.dailyHour(), config.keepDays());
        thread.scheduleWithFixedDelay(this::look, config.lookSeconds(), config.lookSeconds(), TimeUnit.SECONDS);
    }

    Post(JpaTemplate jpa, Board board, CurrentActor actor, Users users, Registry registry, Outbox outbox, Municipality municipality, Clock clock, int dailyHour,
            int keepDays) {
        this.jpa = jpa;
        this.board = board;
        this.actor = actor;
        this.users = users;
        this.registry = registry;
        this.outbox = outbox;
        this.municipality = municipality;
        this.clock = clock;
        this.dailyHour = dailyHour;
        this.keepDays = keepDays;
    }

    /** Lets the work under way end: embedded Derby would close the connection of an interrupted thread. */
    @Deactivate
    void stop() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
            LOG.warn("making letters did not end in 10 s; what it did not finish waits for the next start");
        }
    }

    private void look() {
        try {
            send();
            board.expire(clock.instant().minus(Duration.ofDays(keepDays)));
        } catch (RuntimeException e) {
            LOG.warn("letters of notifications were not made and are tried again", e);
        }
    }

    /** Makes all letters that are due now; returns how many. */
    int send() {
        return actor.asSystem("notifications", () -> {
            Map<String, List<Long>> waiting = new LinkedHashMap<>();
            jpa.txExpr(TransactionType.Required, em -> em.createQuery("select n from NotificationRow n where n.mailed = 0 order by n.id", NotificationRow.class)
                    .setMaxResults(BATCH).getResultList()).forEach(n -> waiting.computeIfAbsent(n.login(), l -> new ArrayList<>()).add(n.line("lv").id()));
            return waiting.entrySet().stream().mapToInt(e -> jpa.txExpr(TransactionType.Required, em -> letters(em, e.getKey(), e.getValue()))).sum();
        });
    }

    private int letters(EntityManager em, String login, List<Long> ids) {
        Board.Mail wish = Board.mail(em, login);
        List<NotificationRow> rows = ids.stream().flatMap(id -> Optional.ofNullable(em.find(NotificationRow.class, id)).stream()).toList();
        List<NotificationRow> unread = rows.stream().filter(NotificationRow::unread).toList();
        Optional<String> address = users.find(login).filter(Users.User::active).map(Users.User::email).filter(e -> !e.isBlank());
        if (wish == Board.Mail.DAILY && address.isPresent() && !unread.isEmpty() && !dayIsOver(unread.get(0))) {
            return 0;
        }
        rows.forEach(NotificationRow::mailed); // read meanwhile, unwanted, or in the letter below
        if (wish == Board.Mail.NEVER || address.isEmpty() || unread.isEmpty()) {
            return 0;
        }
        String language = language(login);
        List<Board.Line> lines = unread.stream().map(n -> n.line(language)).toList();
        if (wish == Board.Mail.DAILY) {
            outbox.put(letter("notify:" + login + ":" + lines.get(0).id(), address.get(), language, lines));
            return 1;
        }
        lines.forEach(line -> outbox.put(letter("notify:" + login + ":" + line.id(), address.get(), language, List.of(line))));
        return lines.size();
    }

    /** The language somebody chose in their account. */
    private String language(String login) {
        return registry.directory().account(login).map(a -> a.profile().language()).filter(Messages.LANGUAGES::contains).orElse("lv");
    }

    /** The letter of a day goes out the next morning, so the oldest one in it is of a day before. */
    private boolean dayIsOver(NotificationRow oldest) {
        ZonedDateTime now = clock.instant().atZone(RIGA);
        LocalDate said = oldest.line("lv").at().atZone(RIGA).toLocalDate();
        return said.isBefore(now.toLocalDate()) && now.getHour() >= dailyHour;
    }

    private Outbox.Item letter(String key, String address, String language, List<Board.Line> lines) {
        StringBuilder text = new StringBuilder(messages.get(language, "letter.begin")).append("\n\n");
        lines.stream().limit(IN_A_LETTER).forEach(l -> text.append("• ").append(l.text()).append("\n  ").append(municipality.baseUrl()).append(l.href()).append("\n"));
        if (lines.size() > IN_A_LETTER) {
            text.append(messages.get(language, "letter.more", Map.of("n", String.valueOf(lines.size() - IN_A_LETTER)))).append('\n');
        }
        text.append('\n').append(messages.get(language, "letter.end", Map.of("link", municipality.baseUrl() + "/work/notifications")));
        String subject = lines.size() == 1 ? lines.get(0).text() : messages.get(language, "letter.subject", Map.of("n", String.valueOf(lines.size())));
        return new Outbox.Item(key, "email", address, Optional.empty(), Map.of("subject", subject, "text", text.toString(), "language", language));
    }
}
