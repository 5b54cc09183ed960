package lv.pkip.kernel.identity;

import java.text.Normalizer;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import javax.persistence.EntityManager;
import javax.persistence.TypedQuery;

import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.persistence.SchemaReady;

/** Residents under random keys; their personal codes sealed, and found only by a keyed hash. */
@Component(service = Persons.class)
public final class Residents implements Persons {
    private static final int MOST_HITS = 100;

    private final JpaTemplate jpa;
    private final SecretKeys keys;
    private final Audit audit;
    private final CurrentActor actors;
    private final Clock clock;

    @Activate
    public Residents(@Reference(name = "jpa", target = "(osgi.unit.name=identity)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=identity)") SchemaReady schema,
            @Reference(name = "folder") SecurityFolder folder, @Reference(name = "audit") Audit audit,
            @Reference(name = "actors") CurrentActor actors) {
        this(jpa, SecretKeys.of(folder.file("identity.key")), audit, actors, Clock.systemUTC());
    }

    Residents(JpaTemplate jpa, SecretKeys keys, Audit audit, CurrentActor actors, Clock clock) {
        this.jpa = jpa;
        this.keys = keys;
        this.audit = audit;
        this.actors = actors;
        this.clock = clock;
    }

    @Override
    public Optional<Person> byKey(String key) {
        return jpa.txExpr(TransactionType.Required, em -> Optional.ofNullable(em.find(PersonRow.class, key)).map(this::person));
    }

    @Override
    public Person byPersonalCode(String personalCode, String givenName, String familyName) {
        if (!personalCode.matches("[0-9]{11}")) {
            throw new IllegalArgumentException("a personal code has 11 digits");
        }
        try {
            return known(personalCode, givenName, familyName);
        } catch (RuntimeException e) {
            boolean twiceAtOnce = jpa.txExpr(TransactionType.Required, em -> byLookup(em, keys.lookup(personalCode)).isPresent());
            if (!twiceAtOnce) {
                throw e;
            }
            return known(personalCode, givenName, familyName); // another thread or node made the person known at this moment
        }
    }

    private Person known(String personalCode, String givenName, String familyName) {
        return jpa.txExpr(TransactionType.Required, em -> {
            PersonRow row = byLookup(em, keys.lookup(personalCode)).orElseGet(() -> fresh(personalCode));
            boolean renamed = !givenName.equals(row.givenName) || !familyName.equals(row.familyName);
            if (renamed) {
                row.givenName = givenName;
                row.familyName = familyName;
                row.searchGiven = folded(givenName);
                row.searchFamily = folded(familyName);
                row.changed = clock.millis();
                record(row.created == 0 ? "person.create" : "person.rename", row.key);
            }
            if (row.created == 0) {
                row.created = clock.millis();
                em.persist(row);
            }
            em.flush();
            return person(row);
        });
    }

    private static Optional<PersonRow> byLookup(EntityManager em, String lookup) {
        return em.createQuery("select p from PersonRow p where p.lookup = :lookup", PersonRow.class)
                .setParameter("lookup", lookup).getResultList().stream().findFirst();
    }

    private PersonRow fresh(String personalCode) {
        PersonRow row = new PersonRow();
        row.key = UUID.randomUUID().toString();
        row.lookup = keys.lookup(personalCode);
        row.sealedCode = keys.seal(row.key, personalCode);
        return row;
    }

    private Person person(PersonRow row) {
        return new Person(row.key, keys.open(row.key, row.sealedCode), row.givenName, row.familyName);
    }

    @Override
    public List<Person> search(String text, int limit) {
        Actor.Kind kind = actors.get().kind();
        if (kind != Actor.Kind.STAFF && kind != Actor.Kind.SYSTEM) {
            throw new Forbidden("persons:search");
        }
        String[] words = folded(text.trim()).split("\\s+", 2);
        if (words[0].isEmpty()) {
            return List.of();
        }
        return jpa.txExpr(TransactionType.Required, em -> {
            audit.record(Audit.Event.ok("person.search", "identity", "case-handling"));
            return query(em, words).setMaxResults(Math.max(1, Math.min(limit, MOST_HITS))).getResultList().stream()
                    .map(this::person).toList();
        });
    }

    /** One word begins either name; two words begin both, in any order. */
    private static TypedQuery<PersonRow> query(EntityManager em, String[] words) {
        String order = " order by p.searchFamily, p.searchGiven, p.key";
        if (words.length == 1) {
            return em.createQuery("select p from PersonRow p where p.searchFamily like :a escape '!' or p.searchGiven like :a escape '!'"
                    + order, PersonRow.class).setParameter("a", beginning(words[0]));
        }
        return em.createQuery("select p from PersonRow p where (p.searchFamily like :a escape '!' and p.searchGiven like :b escape '!')"
                + " or (p.searchFamily like :b escape '!' and p.searchGiven like :a escape '!')" + order, PersonRow.class)
                .setParameter("a", beginning(words[0])).setParameter("b", beginning(words[1]));
    }

    private static String beginning(String word) {
        return word.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
    }

    /** Small letters without marks, so that „berzin” finds „Bērziņš”. */
    static String folded(String name) {
        return Normalizer.normalize(name.toLowerCase(Locale.ROOT), Normalizer.Form.NFD).replaceAll("\\p{M}", "");
    }

    private void record(String action, String key) {
        audit.record(Audit.Event.ok(action, "identity", "sign-in").about(null, key));
    }
}
