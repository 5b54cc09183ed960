package lv.pkip.kernel.identity;

import java.text.Normalizer;
import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

import javax.persistence.EntityManager;
import javax.persistence.LockModeType;
import javax.persistence.TypedQuery;

import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.persistence.DatabaseAway;
import lv.pkip.kernel.api.persistence.SchemaReady;

/** Residents under random keys; their personal codes sealed, and found only by a keyed hash. */
@Component(service = {Persons.class, Residents.class})
public final class Residents implements Persons {
    private static final int MOST_HITS = 100;
    private static final int MOST_TRIES = 6;
    private static final int LONGEST_CHAIN = 8;

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
        return jpa.txExpr(TransactionType.Required, em -> find(em, key).map(this::person));
    }

    /** The row of a key, or of the person it turned out to be. */
    static Optional<PersonRow> find(EntityManager em, String key) {
        PersonRow row = em.find(PersonRow.class, key);
        for (int step = 0; row != null && row.aliasOf != null && step < LONGEST_CHAIN; step++) {
            row = em.find(PersonRow.class, row.aliasOf);
        }
        return Optional.ofNullable(row);
    }

    @Override
    public Set<String> keys(String key) {
        return jpa.txExpr(TransactionType.Required, em -> Aliases.of(em, key));
    }

    @Override
    public Person byPersonalCode(String personalCode, String givenName, String familyName) {
        return known(personalCode, Set.of(), givenName, familyName);
    }

    @Override
    public Optional<String> keyOf(String personalCode) {
        Actor.Kind kind = actors.get().kind();
        if (kind != Actor.Kind.STAFF && kind != Actor.Kind.SYSTEM) {
            throw new Forbidden("persons:search");
        }
        return jpa.txExpr(TransactionType.Required, em -> {
            Optional<String> key = Optional.ofNullable(em.find(CodeRow.class, keys.lookup(personalCode))).flatMap(code -> find(em, code.personKey)).map(row -> row.key);
            audit.record(Audit.Event.ok("person.search", "identity", "oversight").about(null, key.orElse(null)));
            return key;
        });
    }

    /**
     * The person an identity provider vouches for. What it says of former codes counts from substantial on: it can make two
     * persons one, and nobody parts them again.
     */
    Person of(ExternalIdentity identity) {
        return known(identity.personalCode(), identity.assurance().atLeast(Assurance.SUBSTANTIAL) ? identity.historic() : Set.of(),
                identity.givenName(), identity.familyName());
    }

    /** All codes of a person, for asking registers that may know an old one. */
    Set<String> codes(String key) {
        return jpa.txExpr(TransactionType.Required, em -> find(em, key).map(row -> codes(em, row)).orElse(Set.of()));
    }

    private Set<String> codes(EntityManager em, PersonRow row) {
        Set<String> codes = new LinkedHashSet<>(List.of(keys.open(row.key, row.sealedCode)));
        em.createQuery("select c from CodeRow c where c.personKey = :key", CodeRow.class).setParameter("key", row.key)
                .getResultList().forEach(code -> codes.add(keys.open(row.key, code.sealedCode)));
        return codes;
    }

    private Person known(String code, Set<String> historic, String givenName, String familyName) {
        Set<String> all = new TreeSet<>(historic);
        all.add(code);
        if (!all.stream().allMatch(one -> one.matches("[0-9]{11}"))) {
            throw new IllegalArgumentException("a personal code has 11 digits");
        }
        for (int tried = 1; ; tried++) {
            try {
                return jpa.txExpr(TransactionType.Required, em -> {
                    // looked up once: a code that another writes meanwhile must break this transaction, not be passed over
                    Map<String, CodeRow> found = new TreeMap<>();
                    all.forEach(one -> Optional.ofNullable(em.find(CodeRow.class, keys.lookup(one))).ifPresent(noted -> found.put(one, noted)));
                    PersonRow row = one(em, found.values());
                    boolean fresh = row.created == 0;
                    take(em, row, code, historic, givenName, familyName);
                    all.stream().filter(one -> !found.containsKey(one)).forEach(one -> note(em, row, one));
                    if (!fresh && found.size() < all.size()) {
                        record("person.code", row.key);
                    }
                    em.flush();
                    return person(row);
                });
            } catch (RuntimeException e) {
                // another thread or node made, or joined, the same person at this moment: what it wrote is there now
                if (tried == MOST_TRIES || DatabaseAway.caused(e)) {
                    throw e;
                }
            }
        }
    }

    /** The one person of these codes: made when there is none, joined when there are several. */
    private PersonRow one(EntityManager em, Collection<CodeRow> codes) {
        TreeSet<String> found = new TreeSet<>();
        codes.forEach(code -> find(em, code.personKey).ifPresent(row -> found.add(row.key)));
        if (found.isEmpty()) {
            PersonRow fresh = new PersonRow();
            fresh.key = UUID.randomUUID().toString();
            return fresh;
        }
        if (found.size() == 1) {
            return em.find(PersonRow.class, found.first());
        }
        // locked one after the other in one order, so that two who join the same persons wait instead of crossing
        List<PersonRow> rows = found.stream().map(key -> em.find(PersonRow.class, key, LockModeType.PESSIMISTIC_WRITE)).toList();
        if (rows.stream().anyMatch(row -> row.aliasOf != null)) {
            throw new IllegalStateException("joined by another at this moment");
        }
        PersonRow first = rows.stream().min(Comparator.<PersonRow>comparingLong(row -> row.created).thenComparing(row -> row.key)).orElseThrow();
        rows.stream().filter(row -> row != first).forEach(row -> join(em, row, first));
        return first;
    }

    /** One person known twice. The younger key stays as another name of the older one: cases and audit keep what they have. */
    private void join(EntityManager em, PersonRow from, PersonRow to) {
        em.createQuery("select c from CodeRow c where c.personKey = :key", CodeRow.class).setParameter("key", from.key).getResultList()
                .forEach(code -> {
                    code.sealedCode = keys.seal(to.key, keys.open(from.key, code.sealedCode));
                    code.personKey = to.key;
                });
        em.createQuery("select p from PersonRow p where p.aliasOf = :key", PersonRow.class).setParameter("key", from.key).getResultList()
                .forEach(earlier -> earlier.aliasOf = to.key);
        from.aliasOf = to.key;
        from.changed = clock.millis();
        audit.record(Audit.Event.ok("person.join", "identity", "sign-in").about(null, to.key).with(Map.of("joined", from.key)));
    }

    private void take(EntityManager em, PersonRow row, String code, Set<String> historic, String givenName, String familyName) {
        boolean fresh = row.created == 0;
        if (!givenName.equals(row.givenName) || !familyName.equals(row.familyName)) {
            row.givenName = givenName;
            row.familyName = familyName;
            row.searchGiven = folded(givenName);
            row.searchFamily = folded(familyName);
            row.changed = clock.millis();
            record(fresh ? "person.create" : "person.rename", row.key);
        }
        if (fresh || isNewer(code, historic, keys.open(row.key, row.sealedCode))) {
            row.sealedCode = keys.seal(row.key, code);
            row.changed = clock.millis();
        }
        if (fresh) {
            row.created = clock.millis();
            em.persist(row);
        }
    }

    /** A certificate may still show the old code of somebody who has a new one: that does not make it today's again. */
    private static boolean isNewer(String code, Set<String> historic, String known) {
        return !code.equals(known) && (historic.contains(known) || code.startsWith("32") && !known.startsWith("32"));
    }

    private void note(EntityManager em, PersonRow row, String code) {
        CodeRow noted = new CodeRow();
        noted.lookup = keys.lookup(code);
        noted.personKey = row.key;
        noted.sealedCode = keys.seal(row.key, code);
        noted.noted = clock.millis();
        em.persist(noted);
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
            return em.createQuery("select p from PersonRow p where p.aliasOf is null and (p.searchFamily like :a escape '!'"
                    + " or p.searchGiven like :a escape '!')" + order, PersonRow.class).setParameter("a", beginning(words[0]));
        }
        return em.createQuery("select p from PersonRow p where p.aliasOf is null"
                + " and (p.searchFamily like :a escape '!' and p.searchGiven like :b escape '!'"
                + " or p.searchFamily like :b escape '!' and p.searchGiven like :a escape '!')" + order, PersonRow.class)
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
