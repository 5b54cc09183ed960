package lv.pkip.kernel.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Drafts;
import org.apache.aries.jpa.template.JpaTemplate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Unfinished applications, each seen by its resident alone. */
@Component
public final class CaseDrafts implements Drafts {
    /** Unused for so long, a draft is gone. */
    static final Duration KEPT = Duration.ofDays(90);
    private static final int MOST = 50;
    private static final int LONGEST = 512 * 1024;

    private final Transactions transactions;
    private final Access access;
    private final Audit audit;
    private final Services services;
    private final Riga riga;

    @Activate
    public CaseDrafts(@Reference(name = "jpa", target = "(osgi.unit.name=status)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=status)") SchemaReady schema,
            @Reference(name = "actor") CurrentActor actor, @Reference(name = "persons") Persons persons, @Reference(name = "audit") Audit audit,
            @Reference(name = "services") Services services) {
        this(jpa, actor, persons, audit, services, Clock.systemUTC());
    }

    CaseDrafts(JpaTemplate jpa, CurrentActor actor, Persons persons, Audit audit, Services services, Clock clock) {
        this.transactions = new Transactions(jpa);
        this.access = new Access(actor, persons);
        this.audit = audit;
        this.services = services;
        this.riga = new Riga(clock);
    }

    @Override
    public Draft start(String service, String definition, String language) {
        Actor owner = access.resident("draft:own");
        Definition newest = services.find(service).orElseThrow(() -> new Unavailable(service, false));
        if (!newest.fingerprint().equals(definition)) {
            throw new CaseProblem(CaseProblem.Code.STALE, "the service has another definition now");
        }
        if (!access.covers(service)) {
            throw new Forbidden("mandate:act");
        }
        return transactions.in(em -> {
            if (count(em, owner) >= MOST) {
                throw new CaseProblem(CaseProblem.Code.NOT_POSSIBLE, "too many drafts; delete one first");
            }
            DraftRow row = new DraftRow();
            row.id = UUID.randomUUID().toString(); // not to be guessed: it becomes the key of the submission
            row.ownerKey = Access.ownerKey(owner);
            row.service = service;
            row.definition = definition;
            row.answers = "{}";
            row.page = "";
            row.language = language;
            row.created = riga.now();
            row.changed = row.created;
            em.persist(row);
            record("draft.start", owner, row);
            return shown(row);
        });
    }

    private long count(EntityManager em, Actor owner) {
        return em.createQuery("select count(d) from DraftRow d where d.ownerKey in :owners and d.changed >= :since", Long.class)
                .setParameter("owners", access.ownerKeys(owner)).setParameter("since", oldest()).getSingleResult();
    }

    private long oldest() {
        return riga.now() - KEPT.toMillis();
    }

    private void record(String action, Actor owner, DraftRow row) {
        audit.record(Audit.Event.ok(action, row.service, Trail.OWN).about(null, Access.applicantKey(owner))
                .with(Map.of("draft", row.id)));
    }

    @Override
    public Draft save(String id, Answers answers, String page) {
        access.resident("draft:own");
        String json = Json.answers(answers);
        if (json.length() > LONGEST) {
            throw new CaseProblem(CaseProblem.Code.TOO_LARGE, "a draft has at most " + LONGEST + " characters");
        }
        return transactions.in(em -> {
            DraftRow row = own(em, id);
            row.answers = json;
            row.page = page;
            row.changed = riga.now();
            return shown(row);
        });
    }

    private boolean owns(DraftRow row) {
        return access.ownerKeys(access.actor()).contains(row.ownerKey) && access.covers(row.service);
    }

    private DraftRow own(EntityManager em, String id) {
        DraftRow row = Optional.ofNullable(em.find(DraftRow.class, id)).filter(r -> r.changed >= oldest())
                .orElseThrow(() -> new CaseProblem(CaseProblem.Code.NOT_FOUND, "no such draft"));
        if (!owns(row)) {
            throw new Forbidden("draft:own");
        }
        return row;
    }

    @Override
    public Optional<Draft> find(String id) {
        access.resident("draft:own");
        return transactions.in(em -> Optional.ofNullable(em.find(DraftRow.class, id))
                .filter(row -> owns(row) && row.changed >= oldest()).map(CaseDrafts::shown));
    }

    @Override
    public List<Draft> own() {
        Actor owner = access.resident("draft:own");
        return transactions.in(em -> em.createQuery("select d from DraftRow d where d.ownerKey in :owners "
                + "and d.changed >= :since order by d.changed desc, d.id", DraftRow.class).setParameter("owners", access.ownerKeys(owner))
                .setParameter("since", oldest()).getResultList().stream().map(CaseDrafts::shown).toList());
    }

    @Override
    public void delete(String id) {
        Actor owner = access.resident("draft:own");
        transactions.in(em -> {
            DraftRow row = own(em, id);
            em.remove(row);
            record("draft.delete", owner, row);
            return row;
        });
    }

    private static Draft shown(DraftRow row) {
        return new Draft(row.id, row.service, row.definition, Json.answers(row.answers), row.page, row.language,
                Instant.ofEpochMilli(row.changed));
    }
}
