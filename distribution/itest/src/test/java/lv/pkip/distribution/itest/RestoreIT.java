package lv.pkip.distribution.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What the administrator's guide says to keep is enough to have the house back on an empty machine, whole. */
class RestoreIT {
    private static final String MUNICIPALITY = "lv.pkip.municipality.cfg";

    @Test
    void a_house_on_derby_comes_back_from_its_backup() throws Exception {
        try (Container old = KillIT.house().set(MUNICIPALITY, "name.lv", "Paraugu novads"); Container fresh = Container.unpacked()) {
            restored(old, fresh, () -> { });
        }
    }

    @Test
    @EnabledIf(value = "lv.pkip.distribution.itest.PostgresqlServer#installed", disabledReason = "no PostgreSQL: ./pkip test installs it")
    void a_house_on_postgresql_comes_back_from_its_backup_and_a_dump() throws Exception {
        try (PostgresqlServer server = PostgresqlServer.started(); PostgresqlServer other = PostgresqlServer.started();
                Container old = KillIT.house().set(MUNICIPALITY, "name.lv", "Paraugu novads").withDatabase(server);
                Container fresh = Container.unpacked()) {
            restored(old, fresh, () -> {
                fresh.withDatabase(other); // the roles first: tables come back with their owner and what others may
                other.restore(server.dump());
            });
        }
    }

    private static void restored(Container old, Container fresh, Runnable database) throws Exception {
        old.start();
        Resident before = Resident.signedIn(old, "32000000001");
        String number = Resident.number(before.submit("dog-fee", before.definition("dog-fee"), "restore-1"));
        String file = before.upload("pielikums.txt", "restore-2", "Pielikuma teksts").body().replaceAll("(?s).*\"id\":\"([^\"]+)\".*", "$1");
        String administrator = Clerk.oneTimePassword(old, "admin");
        assertTrue(old.stop(), "stopped by itself");

        Path backup = old.home().resolve("backup.tar.gz");
        run(old.home(), "tar", "czf", backup.toString(), "--exclude=data/cache", "--exclude=data/tmp", "--exclude=data/log", "etc", "data");
        run(fresh.home(), "tar", "xzf", backup.toString());
        fresh.withOwnPorts();
        database.run();
        fresh.start();
        assertTrue(fresh.get("/").body().contains("Paraugu novads"), "settings are there");
        Resident after = Resident.signedIn(fresh, "32000000001");
        assertEquals(Set.of(number), after.cases(), "the resident is known by the same key");
        assertEquals("Pielikuma teksts", after.page("/attachments/" + file).body());
        assertEquals(administrator, Clerk.oneTimePassword(fresh, "admin"), "no second first start");
        Clerk.signedIn(fresh, "admin");
    }

    /** As the guide has it. */
    private static void run(Path folder, String... command) throws Exception {
        assertEquals(0, new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start().waitFor());
    }
}
