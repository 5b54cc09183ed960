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
                .getResultList().stream().map(p -> p.key + p.lookup + p.sealedCode + p.searchFamily).collect(Collectors.joining()));
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
        house.actors.asSystem("test", () -> {
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
}
