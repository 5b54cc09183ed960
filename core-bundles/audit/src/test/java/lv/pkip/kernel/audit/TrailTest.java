package lv.pkip.kernel.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.annotation.Annotation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import lv.pkip.kernel.api.audit.Audit.Event;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditTrail.Query;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.HouseRules;
import lv.pkip.kernel.testkit.TestJpa;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrailTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:15:30Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final FixedActor actor = FixedActor.staff("auditor", "audit:read");
    private TestJpa jpa;
    private AuditLog audit;
    private Intake intake;
    private Trail trail;

    static Trail.Config settings(int hours, String... withheld) {
        return new Trail.Config() {
            @Override
            public int residentsSeeAfterHours() {
                return hours;
            }

            @Override
            public String[] withheld() {
                return withheld;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return Trail.Config.class;
            }
        };
    }

    @BeforeEach
    void open() {
        jpa = TestJpa.open("audit");
        audit = new AuditLog(jpa, actor, Records.retention(), CLOCK, () -> null);
        intake = new Intake(jpa, Records.retention(), CLOCK);
        trail = new Trail(jpa, audit, actor, CLOCK, settings(0));
    }

    @AfterEach
    void close() {
        jpa.close();
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(Trail.class);
    }

    private static Query with(String field, String value) {
        Optional<String> it = Optional.of(value);
        Function<String, Optional<String>> of = name -> name.equals(field) ? it : Optional.empty();
        return new Query(of.apply("from").map(Instant::parse), of.apply("to").map(Instant::parse), of.apply("dataSubject"), of.apply("actor"),
                of.apply("source"), of.apply("application"), of.apply("action").map(Act::valueOf), of.apply("sourceAction"), of.apply("caseNumber"),
                of.apply("objectType"), of.apply("objectId"), of.apply("outcome"), of.apply("text"));
    }

    private List<Stored> found(String field, String value) {
        return trail.search(with(field, value), "complaint 17", 0, 100);
    }

    @ParameterizedTest
    @CsvSource({"actor, urn:viss:user:1", "source, social", "application, social", "action, READ", "sourceAction, person.open", "sourceAction, person.*",
        "caseNumber, SP-2026-1", "objectType, person", "objectId, p-17", "dataSubject, 01018015097", "dataSubject, PNOLV-010180-15097", "text, aDDress",
        "from, 2026-11-23T10:15:30Z"})
    void each_field_finds_what_it_says_and_a_wrong_one_nothing(String field, String value) {
        intake.take("social", List.of(Records.record("r1")));
        List<Stored> found = found(field, value);
        assertTrue(found.stream().anyMatch(r -> r.record().id().equals("r1")), field);
        String wrong = field.equals("from") ? "2026-11-23T10:15:31Z" : field.equals("action") ? "DELETE" : value.substring(0, 3) + "x";
        assertEquals(List.of(), found(field, wrong).stream().filter(r -> r.source().equals("social")).toList());
    }

    @Test
    void signs_of_patterns_stand_for_themselves() {
        intake.take("social", List.of(Records.of("r1", "s", "p", "{\"a\":\"50% of_it!\"}")));
        assertEquals(1, found("text", "50% of_it!").size());
        assertEquals(0, found("text", "5% of").size());
        assertEquals(0, found("text", "ofxit").size());
        assertEquals(0, found("sourceAction", "per%").size());
    }

    @Test
    void pages_go_back_without_gap_or_double() {
        List<lv.pkip.kernel.api.audit.AuditRecord> many = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            many.add(Records.record("r" + i));
        }
        intake.take("social", many);
        List<String> ids = new ArrayList<>();
        long before = 0;
        List<Stored> page;
        do {
            page = trail.search(with("source", "social"), "test", before, 10);
            page.forEach(r -> ids.add(r.record().id()));
            before = page.isEmpty() ? 0 : page.get(page.size() - 1).sequence();
        } while (!page.isEmpty());
        assertEquals(25, ids.size());
        assertEquals("r24", ids.get(0));
        assertEquals("r0", ids.get(24));
        assertThrows(IllegalArgumentException.class, () -> trail.search(Query.all(), "test", 0, 501));
    }

    @Test
    void own_records_are_found_beside_those_of_others_and_carry_an_act() {
        audit.record(Event.ok("case.read", "tree-felling", "case-handling").about("SP-2026-1", "p1").with(Map.of("tree", "oak")));
        intake.take("social", List.of(Records.record("r1")));
        List<Stored> both = found("caseNumber", "SP-2026-1").stream().filter(r -> !r.record().sourceAction().equals("audit.read")).toList();
        assertEquals(List.of("social", "pkip"), both.stream().map(Stored::source).toList());
        assertEquals(Act.READ, both.get(1).record().action());
        assertEquals("{\"tree\":\"oak\"}", both.get(1).record().details());
    }

    @Test
    void a_look_is_recorded_with_its_purpose_and_what_was_asked() {
        intake.take("social", List.of(Records.record("r1")));
        found("dataSubject", "01018015097");
        Stored look = found("sourceAction", "audit.read").get(0);
        assertEquals("complaint 17", look.record().purpose());
        assertEquals(Optional.of("01018015097"), look.record().dataSubject());
        assertEquals("auditor", look.record().actor().id());
        assertEquals("{\"records\":\"1\"}", look.record().details());
        assertThrows(IllegalArgumentException.class, () -> trail.search(Query.all(), " ", 0, 10));
        assertThrows(IllegalArgumentException.class, () -> trail.record(1, "p".repeat(257)));
    }

    @Test
    void one_record_is_shown_and_the_look_is_recorded_about_its_person() {
        long sequence = intake.take("social", List.of(Records.record("r1"))).get(0).sequence();
        assertEquals("r1", trail.record(sequence, "complaint").orElseThrow().record().id());
        assertEquals(Optional.empty(), trail.record(sequence + 1000, "complaint"));
        assertEquals(1, found("sourceAction", "audit.read").stream()
                .filter(r -> r.record().dataSubject().equals(Optional.of("01018015097"))).count());
    }

    @Test
    void who_may_not_is_refused_and_that_is_recorded() {
        actor.become(Actor.staff("clerk", "Clerk", Optional.empty()), "tree-felling:*");
        assertThrows(Forbidden.class, () -> trail.search(Query.all(), "curiosity", 0, 10));
        assertThrows(Forbidden.class, () -> trail.record(1, "curiosity"));
        assertThrows(Forbidden.class, () -> trail.sources());
        assertThrows(Forbidden.class, () -> trail.aboutMe(0, 10));
        actor.become(Actor.staff("auditor", "Auditor", Optional.empty()), "audit:read");
        assertEquals(3, found("outcome", "refused").stream().filter(r -> r.record().actor().id().equals("clerk")).count());
    }

    private void resident(String key) {
        actor.become(Actor.resident(key, "Anna", Assurance.HIGH));
    }

    @Test
    void a_person_is_found_under_key_and_code_and_sees_who_looked_but_not_what_they_did_themselves() {
        trail.appeared(new People(Set.of("p1", "p1-old"), "01018015097"));
        intake.take("social", List.of(Records.record("r1"), Records.about("r2", "32000000001")));
        audit.record(Event.ok("case.read", "tree-felling", "case-handling").about("KC-1", "p1-old"));
        resident("p1");
        audit.record(Event.ok("case.submit", "tree-felling", "own-case").about("KC-1", "p1"));
        assertEquals(List.of("case.read", "person.open"), trail.aboutMe(0, 10).stream().map(r -> r.record().sourceAction()).toList());
        resident("p2");
        assertEquals(List.of(), trail.aboutMe(0, 10));
        actor.become(Actor.resident("p2", "Zane", Assurance.HIGH).actingFor("p1"));
        assertEquals(2, trail.aboutMe(0, 10).size(), "who acts for somebody sees what that one sees");
        actor.become(Actor.staff("auditor", "Auditor", Optional.empty()), "audit:read");
        assertEquals(1, found("dataSubject", "p1").stream().filter(r -> r.record().id().equals("r1")).count());
    }

    @Test
    void what_a_law_withholds_and_what_is_too_young_residents_do_not_see_and_that_setting_is_recorded() {
        intake.take("police", List.of(Records.about("r1", "p1")));
        intake.take("social", List.of(Records.about("r2", "p1")));
        trail.configured(settings(0, "police/*/* | KPL 375. pants"));
        resident("p1");
        assertEquals(List.of("social"), trail.aboutMe(0, 10).stream().map(Stored::source).toList());
        actor.become(Actor.staff("auditor", "Auditor", Optional.empty()), "audit:read");
        assertEquals("{\"withheld: KPL 375. pants\":\"1\"}", found("sourceAction", "audit.read-own").get(0).record().details(), "each time something is not shown, that is recorded");
        resident("p1");
        trail.configured(settings(24));
        assertEquals(List.of(), trail.aboutMe(0, 10));
        Clock later = Clock.fixed(NOW.plus(Duration.ofHours(25)), ZoneOffset.UTC);
        assertEquals(2, new Trail(jpa, audit, actor, later, settings(24)).aboutMe(0, 10).size());
        actor.become(Actor.staff("auditor", "Auditor", Optional.empty()), "audit:read");
        assertTrue(found("sourceAction", "audit.configure").stream().anyMatch(r -> r.record().details().contains("KPL 375. pants")));
        trail.configured(settings(0));
        assertEquals("{\"hours\":\"0\"}", found("sourceAction", "audit.configure").get(0).record().details(), "that nothing is withheld any more is recorded too");
        assertThrows(IllegalArgumentException.class, () -> trail.configured(settings(0, "police | law")));
    }

    @Test
    void systems_that_send_are_listed_with_what_came() {
        intake.take("taxes", List.of(Records.record("r1")));
        intake.take("social", List.of(Records.record("r1"), Records.record("r2")));
        assertEquals(List.of("social 2", "taxes 1"), trail.sources().stream().map(s -> s.name() + " " + s.records()).toList());
    }

    /** One person under several keys. */
    private record People(Set<String> all, String code) implements Persons {
        @Override
        public Optional<Person> byKey(String key) {
            return all.contains(key) ? Optional.of(new Person(key, code, "Anna", "Ozola")) : Optional.empty();
        }

        @Override
        public Person byPersonalCode(String personalCode, String givenName, String familyName) {
            return new Person("p1", code, givenName, familyName);
        }

        @Override
        public Set<String> keys(String key) {
            return all.contains(key) ? all : Set.of(key);
        }

        @Override
        public List<Person> search(String text, int limit) {
            return List.of();
        }
    }
}
