package lv.pkip.kernel.audit;

import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.audit.AuditTrail;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.PersonalCode;
import lv.pkip.kernel.api.identity.Persons;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Finds records by what they say, page by page from the newest; each look is recorded with its purpose, and so is a refused one. */
@Component(service = AuditTrail.class)
@Designate(ocd = Trail.Config.class)
public final class Trail implements AuditTrail {
    private static final String READ = "audit:read";
    private static final int LONGEST_PURPOSE = 256;

    private final JpaTemplate jpa;
    private final Audit audit;
    private final CurrentActor current;
    private final Clock clock;
    private final AtomicReference<Persons> persons = new AtomicReference<>();
    private volatile Config config;
    private volatile List<Withheld> withheld = List.of();

    /** Settings. */
    @ObjectClassDefinition(name = "Audit: what residents see")
    public @interface Config {
        @AttributeDefinition(name = "Delay", description = "How many hours old a record has to be before the person it is about sees it")
        int residentsSeeAfterHours() default 0;

        @AttributeDefinition(name = "Withheld", description = "What a law keeps from residents: source/application/action with * for any, a"
                + " bar, and the provision, for example: police/*/* | Kriminālprocesa likums, 375. pants")
        String[] withheld() default {};
    }

    /** What a law keeps from residents; a star stands for any. */
    record Withheld(String source, String application, String action, String law) {
        static Withheld read(String line) {
            String[] halves = line.split("\\|", 2);
            String[] parts = halves[0].strip().split("/", -1);
            if (halves.length != 2 || halves[1].isBlank() || parts.length != 3 || Arrays.stream(parts).anyMatch(String::isBlank)) {
                throw new IllegalArgumentException("withheld: source/application/action | provision, not: " + line);
            }
            return new Withheld(parts[0], parts[1], parts[2], halves[1].strip());
        }
    }

    @Activate
    public Trail(@Reference(name = "jpa", target = "(osgi.unit.name=audit)") JpaTemplate jpa, @Reference(name = "audit") Audit audit,
            @Reference(name = "current") CurrentActor current, Config config) {
        this(jpa, audit, current, Clock.systemUTC(), config);
    }

    Trail(JpaTemplate jpa, Audit audit, CurrentActor current, Clock clock, Config config) {
        this.jpa = jpa;
        this.audit = audit;
        this.current = current;
        this.clock = clock;
        if (Arrays.stream(config.withheld()).allMatch(String::isBlank) && config.residentsSeeAfterHours() <= 0) {
            this.config = config;
        } else {
            configured(config);
        }
    }

    /** What is withheld from people is itself a fact to be proved, and so is that nothing is any more. */
    @Modified
    void configured(Config now) {
        List<Withheld> read = Arrays.stream(now.withheld()).filter(line -> !line.isBlank()).map(Withheld::read).toList();
        config = now;
        withheld = read;
        Map<String, String> details = new HashMap<>();
        details.put("hours", String.valueOf(now.residentsSeeAfterHours()));
        read.forEach(each -> details.put(each.source() + "/" + each.application() + "/" + each.action(), each.law()));
        current.asSystem("audit", () -> {
            audit.record(Event.ok("audit.configure", "audit", "configuration").with(details));
            return null;
        });
    }

    @Reference(name = "persons", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, unbind = "gone")
    void appeared(Persons now) {
        persons.set(now);
    }

    void gone(Persons old) {
        persons.compareAndSet(old, null);
    }

    @Override
    public List<Stored> search(Query query, String purpose, long before, int limit) {
        Event reading = reading(purpose).about(query.caseNumber().orElse(null), query.dataSubject().orElse(null));
        Map<String, String> asked = asked(query);
        require(reading.with(asked));
        limited(limit);
        return jpa.txExpr(TransactionType.Required, em -> {
            List<Stored> found = new Finder(em).find(new Asked(query, subjects(query.dataSubject())), before, limit);
            asked.put("records", String.valueOf(found.size()));
            audit.record(reading.with(asked));
            return found;
        });
    }

    @Override
    public Counts count(Counting what, String purpose, Function<List<String>, Optional<String>> column) {
        Query query = what.query();
        Event reading = reading(purpose).about(query.caseNumber().orElse(null), query.dataSubject().orElse(null));
        Map<String, String> asked = asked(query);
        asked.put("counted", Stream.concat(what.lines().stream(), what.columns().stream()).map(Enum::name).collect(Collectors.joining(" ")));
        if (!what.acts().isEmpty()) {
            asked.put("acts", what.acts().stream().map(Enum::name).sorted().collect(Collectors.joining(" ")));
        }
        require(reading.with(asked));
        return jpa.txExpr(TransactionType.Required, em -> {
            Asked all = new Asked(query, subjects(query.dataSubject()), what.acts(), what.kinds(), List.of(), false);
            Counts counts = new Tally(new Rows(em.unwrap(Connection.class)), what, column).count(all);
            asked.put("records", String.valueOf(counts.records()));
            audit.record(reading.with(asked));
            return counts;
        });
    }

    private static Map<String, String> asked(Query query) {
        Map<String, String> asked = new HashMap<>();
        query.actor().ifPresent(actor -> asked.put("actor", actor));
        query.source().ifPresent(source -> asked.put("source", source));
        query.application().ifPresent(application -> asked.put("application", application));
        query.action().ifPresent(act -> asked.put("act", act.name()));
        query.sourceAction().ifPresent(name -> asked.put("sourceAction", name));
        query.objectType().ifPresent(type -> asked.put("objectType", type));
        query.objectId().ifPresent(id -> asked.put("objectId", id));
        query.from().ifPresent(from -> asked.put("from", from.toString()));
        query.to().ifPresent(to -> asked.put("to", to.toString()));
        query.outcome().ifPresent(outcome -> asked.put("outcome", outcome));
        // What was searched for may itself be personal; that there was a word is enough.
        query.text().ifPresent(text -> asked.put("text", text.length() + " characters"));
        return asked;
    }

    @Override
    public Optional<Stored> record(long sequence, String purpose) {
        Event reading = reading(purpose).with(Map.of("sequence", String.valueOf(sequence)));
        require(reading);
        return jpa.txExpr(TransactionType.Required, em -> {
            Optional<Stored> found = Optional.ofNullable(em.find(RecordRow.class, sequence)).map(row -> row.stored(new Log(em).placeOf(sequence)));
            audit.record(reading.about(found.flatMap(r -> r.record().caseNumber()).orElse(null),
                    found.flatMap(r -> r.record().dataSubject()).orElse(null)));
            return found;
        });
    }

    @Override
    public List<Stored> aboutMe(long before, int limit) {
        Actor me = current.get();
        if (me.kind() != Actor.Kind.RESIDENT) {
            throw new Forbidden("audit:read-own");
        }
        limited(limit);
        String whose = me.onBehalfOf().orElse(me.id());
        // To the millisecond, as records are stamped.
        Instant until = clock.instant().minus(Duration.ofHours(config.residentsSeeAfterHours())).plusMillis(1);
        return jpa.txExpr(TransactionType.Required, em -> {
            List<Stored> found = new Finder(em).find(new Asked(mine(until), subjects(Optional.of(whose)), Set.of(), Set.of(), withheld, true), before, limit);
            Map<String, String> kept = kept(em, subjects(Optional.of(whose)), until, before, found, limit);
            audit.record(Event.ok("audit.read-own", "audit", "own-data").about(null, whose).with(kept));
            return found;
        });
    }

    /** What a law kept back of this page, by provision: each time somebody is not shown something, it is known later. */
    private Map<String, String> kept(EntityManager em, Set<String> subjects, Instant until, long before, List<Stored> shown, int limit) {
        Map<String, String> kept = new HashMap<>();
        long last = shown.size() < limit ? 0 : shown.get(shown.size() - 1).sequence();
        Tally.withheld(new Rows(em.unwrap(Connection.class)), new Asked(mine(until), subjects), withheld, last, before)
                .forEach((law, number) -> kept.put("withheld: " + law, String.valueOf(number)));
        return kept;
    }

    private static Query mine(Instant until) {
        return new Query(Optional.empty(), Optional.of(until), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public List<Source> sources() {
        require(reading("oversight"));
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery("select s from SourceRow s order by s.name", SourceRow.class)
                .getResultList().stream().map(SourceRow::source).toList());
    }

    private static Event reading(String purpose) {
        if (purpose == null || purpose.isBlank() || purpose.length() > LONGEST_PURPOSE) {
            throw new IllegalArgumentException("a purpose of 1 to " + LONGEST_PURPOSE + " characters is needed");
        }
        return Event.ok("audit.read", "audit", purpose.strip());
    }

    /** Trying to look is a fact too. */
    private void require(Event reading) {
        if (!current.may(READ)) {
            audit.record(reading.outcome("refused"));
            throw new Forbidden(READ);
        }
    }

    private static void limited(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("between 1 and " + MOST + " records at a time");
        }
    }

    /** All that the person may stand in a record as: keys of ours, and the personal code other systems know. */
    private Set<String> subjects(Optional<String> subject) {
        Set<String> all = new TreeSet<>();
        Persons known = persons.get();
        subject.ifPresent(key -> {
            all.add(PersonalCode.read(key).orElse(key));
            if (known != null) {
                all.addAll(known.keys(key));
                List.copyOf(all).forEach(each -> known.byKey(each).ifPresent(person -> all.add(person.personalCode())));
            }
        });
        return all;
    }
}
