package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.aries.jpa.template.TransactionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Group;

class RegistrySizeTest {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrySizeTest.class);
    private static final int MANY = 20_000;
    @TempDir Path folder;

    private static <T> T timed(String what, long mostMillis, Supplier<T> work) {
        long begun = System.nanoTime();
        T result = work.get();
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        LOG.info("{}: {} ms", what, took);
        assertTrue(took < mostMillis, what + " took " + took + " ms");
        return result;
    }

    /** The bounds leave room for a busy machine; the figures are in the log. */
    @Test
    void isQuickWithTwentyThousandAccounts() {
        try (House house = new House(folder)) {
            house.clerk("anna");
            fill(house);
            house.system(() -> house.structure.save(Group.named("many", "Daudzi", Set.of("anna"), Set.of("clerk")), ""));
            RegistryBook book = timed("reading 20,000 accounts", 8000, house::anotherBook);
            assertEquals(MANY + 2, book.now().directory().accounts().size());
            assertEquals(MANY + 1, timed("listing the holders of a permission", 2000, () -> house.users.holding("tree-felling:process")).size());
            Account changed = timed("changing one account of 20,000", 3000, () -> house.change(house.account("anna").withRoles(Set.of())));
            assertEquals(Set.of(), changed.roles());
            timed("changing another", 3000, () -> house.change(house.account("anna").withRoles(Set.of("clerk"))));
        }
    }

    private static void fill(House house) {
        String hash = house.hashing.decoy();
        for (int block = 0; block < MANY / 1000; block++) {
            int from = block * 1000;
            house.jpa.tx(TransactionType.Required, em -> {
                long revision = house.book.advance(em, Set.of(RegistryBook.Area.ACCOUNTS));
                for (int i = from; i < from + 1000; i++) {
                    AccountRow row = new AccountRow();
                    row.login = "user" + i;
                    row.uuid = UUID.randomUUID().toString();
                    row.take(Account.person(row.login, new Account.Profile("Vārds" + i, "Uzvārds" + i, "Vārds" + i + " Uzvārds" + i,
                            row.login + "@pasvaldiba.example", "+371 20000000", "lv"), Account.Employment.in("environment"), Set.of("clerk")));
                    row.password = hash;
                    row.edition = 1;
                    row.revision = revision;
                    em.persist(row);
                }
            });
        }
        house.start();
    }
}
