package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

import org.apache.aries.jpa.template.TransactionType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Persons.Person;

class ResidentsTest {
    private static final String CODE = "32000000001";
    @TempDir Path folder;
    private House house;

    @BeforeEach
    void open() {
        house = new House(folder);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void knowsAPersonByTheCodeAndByTheKey() {
        Person person = house.persons.byPersonalCode(CODE, "Līga", "Bērziņa");
        assertEquals(person, house.persons.byPersonalCode(CODE, "Līga", "Bērziņa"));
        assertEquals(person, house.persons.byKey(person.key()).orElseThrow());
        assertEquals(CODE, person.personalCode());
        assertTrue(house.persons.byKey("no such key").isEmpty());
    }

    @Test
    void takesANewNameOver() {
        String key = house.persons.byPersonalCode(CODE, "Līga", "Bērziņa").key();
        house.persons.byPersonalCode(CODE, "Līga", "Kalniņa");
        assertEquals("Līga Kalniņa", house.persons.byKey(key).orElseThrow().name());
        assertEquals(List.of("person.create", "person.rename"),
                house.audit.actions());
    }

    @Test
    void keepsTheCodeOutOfTheTableAndOfTheAudit() {
        house.persons.byPersonalCode(CODE, "Līga", "Bērziņa");
        String row = house.jpa.txExpr(TransactionType.Required, em -> em.createQuery("select p from PersonRow p", PersonRow.class)
                .getResultList().stream().map(p -> p.key + p.sealedCode + p.searchFamily).collect(Collectors.joining()));
        assertFalse(row.contains(CODE));
        assertFalse(house.audit.newest(0, 1000).toString().contains(CODE));
    }

    @Test
    void doesNotOpenASealedCodeInAnotherRow() {
        SecretKeys keys = SecretKeys.of(house.folder.file("identity.key"));
        String sealed = keys.seal("one", CODE);
        assertEquals(CODE, keys.open("one", sealed));
        assertThrows(IllegalStateException.class, () -> keys.open("another", sealed));
    }

    @Test
    void keepsTheKeyInAFileThatOnlyTheOwnerReads() throws Exception {
        Path file = house.folder.file("identity.key");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
        assertEquals(SecretKeys.of(file).lookup(CODE), SecretKeys.of(file).lookup(CODE));
    }

    @Test
    void refusesAKeyFileThatHoldsNoKey() throws Exception {
        Path file = folder.resolve("broken.key");
        Files.writeString(file, "c2hvcnQ=");
        assertThrows(IllegalStateException.class, () -> SecretKeys.of(file));
    }

    @Test
    void makesOnePersonOfManyFirstSignInsAtOnce() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<Person>> results = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                String code = "3200000000" + i / 4;
                results.add(pool.submit(() -> house.persons.byPersonalCode(code, "Līga", "Bērziņa")));
            }
            Set<String> keys = new java.util.HashSet<>();
            for (Future<Person> result : results) {
                keys.add(result.get().key());
            }
            assertEquals(4, keys.size());
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void findsByTheBeginningOfNamesWithOrWithoutMarks() {
        house.persons.byPersonalCode("32000000001", "Līga", "Bērziņa");
        house.persons.byPersonalCode("32000000002", "Jānis", "Bērzs");
        house.persons.byPersonalCode("32000000003", "Ligita", "Ozola");
        house.actors.asSystem("console", () -> {
            assertEquals(List.of("Līga Bērziņa", "Jānis Bērzs"), names("berz"));
            assertEquals(List.of("Līga Bērziņa", "Ligita Ozola"), names("LĪG"));
            assertEquals(List.of("Līga Bērziņa"), names("Bērziņa Lī"));
            assertEquals(List.of("Līga Bērziņa"), names("lig ber"));
            assertEquals(List.of(), names("%"));
            assertEquals(List.of(), names("_"));
            assertEquals(List.of(), names(" "));
            assertEquals(1, house.persons.search("berz", 1).size());
            return null;
        });
    }

    private List<String> names(String text) {
        return house.persons.search(text, 10).stream().map(Person::name).toList();
    }

    @Test
    void letsNobodyButStaffSearch() {
        assertThrows(Forbidden.class, () -> house.persons.search("berz", 10));
    }

    @Test
    void tellsStaffTheKeyOfAnOldOrNewCodeAndMakesNobodyKnown() {
        Person before = house.persons.byPersonalCode("01010100001", "Līga", "Bērziņa");
        house.clock.forward(java.time.Duration.ofDays(1));
        house.persons.of(vouched(Assurance.HIGH, CODE, "01010100001"));
        assertThrows(Forbidden.class, () -> house.persons.keyOf(CODE));
        house.actors.asSystem("audit-desk", () -> {
            assertEquals(before.key(), house.persons.keyOf(CODE).orElseThrow());
            assertEquals(before.key(), house.persons.keyOf("01010100001").orElseThrow());
            assertTrue(house.persons.keyOf("32000000009").isEmpty());
            assertTrue(house.persons.keyOf("32000000009").isEmpty(), "asking made nobody known");
            return null;
        });
        assertEquals(4, house.audit.actions().stream().filter("person.search"::equals).count());
    }

    private static ExternalIdentity vouched(Assurance assurance, String code, String... historic) {
        return new ExternalIdentity("latvija", code, Set.of(historic), "Līga", "Bērziņa", assurance, "bank");
    }

    @Test
    void findsThePersonByAnOldCodeAndByTheNewOne() {
        Person before = house.persons.byPersonalCode("01010100001", "Līga", "Bērziņa");
        house.clock.forward(java.time.Duration.ofDays(1));
        Person after = house.persons.of(vouched(Assurance.HIGH, CODE, "01010100001"));
        assertEquals(before.key(), after.key());
        assertEquals(CODE, after.personalCode());
        assertEquals(before.key(), house.persons.byPersonalCode(CODE, "Līga", "Bērziņa").key());
        assertEquals(CODE, house.persons.byPersonalCode("01010100001", "Līga", "Bērziņa").personalCode(), "an old code does not come back");
        assertEquals(Set.of(CODE, "01010100001"), house.persons.codes(before.key()));
        assertEquals(List.of("person.create", "person.code"), house.audit.actions());
    }

    @Test
    void joinsTwoPersonsWhoTurnOutToBeOneAndKeepsBothKeys() {
        Person older = house.persons.byPersonalCode("01010100001", "Līga", "Bērziņa");
        house.clock.forward(java.time.Duration.ofDays(1));
        Person younger = house.persons.byPersonalCode(CODE, "Līga", "Bērziņa");
        assertFalse(older.key().equals(younger.key()));
        Person one = house.persons.of(vouched(Assurance.SUBSTANTIAL, CODE, "01010100001"));
        assertEquals(older.key(), one.key());
        assertEquals(one, house.persons.byKey(younger.key()).orElseThrow(), "the other key leads to the same person");
        assertEquals(Set.of(older.key(), younger.key()), house.persons.keys(older.key()));
        assertEquals(Set.of(older.key(), younger.key()), house.persons.keys(younger.key()));
        assertEquals(Set.of(older.key(), younger.key()), new Aliases(house.jpa).of(younger.key()));
        assertEquals(Set.of("nobody"), new Aliases(house.jpa).of("nobody"));
        assertEquals(older.key(), house.persons.byPersonalCode(CODE, "Līga", "Bērziņa").key());
        assertTrue(house.audit.actions().contains("person.join"));
        house.actors.asSystem("console", () -> {
            assertEquals(1, house.persons.search("berz", 10).size());
            return null;
        });
    }

    @Test
    void joinsAThirdOneToTheSamePerson() {
        Person first = house.persons.byPersonalCode("01010100001", "Līga", "Bērziņa");
        house.clock.forward(java.time.Duration.ofDays(1));
        Person second = house.persons.byPersonalCode("01010100002", "Līga", "Bērziņa");
        house.clock.forward(java.time.Duration.ofDays(1));
        Person third = house.persons.byPersonalCode(CODE, "Līga", "Bērziņa");
        house.persons.of(vouched(Assurance.HIGH, CODE, "01010100002"));
        house.persons.of(vouched(Assurance.HIGH, CODE, "01010100001"));
        assertEquals(Set.of(first.key(), second.key(), third.key()), house.persons.keys(third.key()));
        assertEquals(first.key(), house.persons.byKey(third.key()).orElseThrow().key());
    }

    @Test
    void believesNothingOfFormerCodesFromAWeakSignIn() {
        Person other = house.persons.byPersonalCode("01010100001", "Jānis", "Kalniņš");
        Person weak = house.persons.of(vouched(Assurance.LOW, CODE, "01010100001"));
        assertFalse(other.key().equals(weak.key()));
        assertEquals(Set.of(CODE), house.persons.codes(weak.key()));
    }

    @Test
    void keepsASessionOfThePersonWhoWasJoined() {
        house.persons.byPersonalCode("01010100001", "Līga", "Bērziņa");
        house.clock.forward(java.time.Duration.ofMinutes(1));
        house.persons.of(vouched(Assurance.HIGH, CODE));
        String token = house.signIn.external(vouched(Assurance.HIGH, CODE), "10.0.0.1").token();
        Person one = house.persons.of(vouched(Assurance.HIGH, CODE, "01010100001"));
        house.clock.forward(java.time.Duration.ofSeconds(5));
        assertEquals(one.key(), house.signIn.resolve(token).orElseThrow().actor().id());
    }

    @Test
    void neverMakesTwoPersonsOfOneCodeHoweverManySignInAtOnceWithWhicheverCodes() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<Person>> results = new ArrayList<>();
            for (int i = 0; i < 48; i++) {
                int round = i / 8;
                String old = "0101010001" + round;
                String now = "3200000001" + round;
                boolean both = i % 2 == 0;
                boolean onlyOld = i % 4 == 1;
                results.add(pool.submit(() -> house.persons.of(both ? vouched(Assurance.HIGH, now, old)
                        : vouched(Assurance.HIGH, onlyOld ? old : now))));
            }
            for (Future<Person> result : results) {
                result.get();
            }
            for (int round = 0; round < 6; round++) {
                assertEquals(house.persons.byPersonalCode("0101010001" + round, "Līga", "Bērziņa").key(),
                        house.persons.byPersonalCode("3200000001" + round, "Līga", "Bērziņa").key(), "round " + round);
            }
            long persons = house.jpa.txExpr(TransactionType.Required, em -> em.createQuery(
                    "select count(p) from PersonRow p where p.aliasOf is null", Long.class).getSingleResult());
            assertEquals(6, persons);
            long codes = house.jpa.txExpr(TransactionType.Required, em -> em.createQuery("select count(c) from CodeRow c", Long.class).getSingleResult());
            assertEquals(12, codes);
        } finally {
            pool.shutdownNow();
        }
    }
}
