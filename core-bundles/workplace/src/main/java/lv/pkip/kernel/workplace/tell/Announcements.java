package lv.pkip.kernel.workplace.tell;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.workplace.Workplace;
import lv.pkip.kernel.workplace.Recent;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What is said to everybody for a time. */
@Component(service = Announcements.class)
public final class Announcements {
    static final List<String> LEVELS = List.of("info", "warning", "stop");
    static final List<String> AUDIENCES = List.of("work", "portal", "all");
    private final JpaTemplate jpa;
    private final CurrentActor actor;
    private final Audit audit;
    private final Clock clock;
    private final Recent<List<Announcement>> recent = new Recent<>();

    @Activate
    public Announcements(@Reference(name = "jpa", target = "(osgi.unit.name=workplace)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=workplace)") SchemaReady schema,
            @Reference(name = "actor") CurrentActor actor, @Reference(name = "audit") Audit audit) {
        this(jpa, actor, audit, Clock.systemUTC());
    }

    Announcements(JpaTemplate jpa, CurrentActor actor, Audit audit, Clock clock) {
        this.jpa = jpa;
        this.actor = actor;
        this.audit = audit;
        this.clock = clock;
    }

    /** An announcement; {@code audience} is {@code work}, {@code portal} or {@code all}. */
    public record Announcement(long id, String level, String audience, boolean dismissible, String lv, String en, String ru, Instant from,
            Instant to, String author) {
        String text(String language) {
            String text = language.equals("en") ? en : language.equals("ru") ? ru : lv;
            return text.isBlank() ? lv : text;
        }
    }

    /** Those to show now in an area, the gravest first. */
    public List<Workplace.Notice> now(String area, String language) {
        Instant now = clock.instant();
        List<Announcement> live = recent.get("", key -> jpa.txExpr(TransactionType.Required, em -> em
                .createQuery("select a from AnnouncementRow a where a.ends > :now order by a.id desc", AnnouncementRow.class)
                .setParameter("now", now.toEpochMilli()).setMaxResults(50).getResultList().stream().map(AnnouncementRow::announcement).toList()));
        return live.stream().filter(a -> !a.from().isAfter(now) && a.to().isAfter(now) && (a.audience().equals("all") || a.audience().equals(area)))
                .sorted(Comparator.comparingInt((Announcement a) -> LEVELS.indexOf(a.level())).reversed())
                .map(a -> new Workplace.Notice(a.id(), a.level(), a.text(language), a.dismissible())).toList();
    }

    List<Announcement> list(long before, int limit) {
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery("select a from AnnouncementRow a"
                + (before > 0 ? " where a.id < " + before : "") + " order by a.id desc", AnnouncementRow.class).setMaxResults(limit).getResultList()
                .stream().map(AnnouncementRow::announcement).toList());
    }

    void make(Announcement announcement) {
        jpa.tx(TransactionType.Required, em -> {
            AnnouncementRow row = new AnnouncementRow(announcement, actor.get().id());
            em.persist(row);
            em.flush();
            audit.record(Audit.Event.ok("announcement.make", "workplace", "administration").with(Map.of("announcement", String.valueOf(row.announcement().id()))));
        });
        recent.forgetAll();
    }

    boolean end(long id) {
        boolean found = jpa.txExpr(TransactionType.Required, em -> {
            AnnouncementRow row = em.find(AnnouncementRow.class, id);
            if (row == null) {
                return false;
            }
            row.end(clock.millis());
            audit.record(Audit.Event.ok("announcement.end", "workplace", "administration").with(Map.of("announcement", String.valueOf(id))));
            return true;
        });
        recent.forgetAll();
        return found;
    }
}
