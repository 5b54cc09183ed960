package lv.pkip.distribution.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * The plug of the container is pulled again and again while other systems send audit records and people apply. Whatever was acknowledged
 * is in the log once, with a proof, without a gap; and what the log was before each kill is the beginning of what it is afterwards.
 */
class AuditKillIT {
    private static final int KILLS = Integer.getInteger("pkip.audit.kills", 5);
    private static final int KILLS_ON_DERBY = Math.min(KILLS, 2);
    private static final long SEED = Long.getLong("pkip.kill.seed", System.nanoTime());
    private static final int PROGRAMS = 4;
    private static final int PEOPLE = 2;

    @TempDir
    private Path folder;

    static Container house() {
        return KillIT.house().withFeatures("pkip-sign-in-sandbox", "pkip-payment-sandbox", "pkip-service-tree-felling", "pkip-service-dog-fee", "pkip-audit-intake");
    }

    @Test
    void no_acknowledged_record_is_lost_on_derby() throws Exception {
        try (Container container = house().prepared()) {
            killing("Derby", container, KILLS_ON_DERBY, Ledger.derby(container));
        }
    }

    @Test
    @EnabledIf(value = "lv.pkip.distribution.itest.PostgresqlServer#installed", disabledReason = "no PostgreSQL: ./pkip test installs it")
    void no_acknowledged_record_is_lost_on_postgresql() throws Exception {
        try (PostgresqlServer server = PostgresqlServer.started(); Container container = house().prepared().withDatabase(server)) {
            killing("PostgreSQL", container, KILLS, server.jdbcUrl());
        }
    }

    private void killing(String name, Container container, int kills, String jdbcUrl) throws InterruptedException, SQLException, IOException {
        System.out.println(name + ": " + kills + " kills, -Dpkip.kill.seed=" + SEED);
        try {
            container.start();
            AuditProven watcher = new AuditProven(container, folder);
            AuditSenders programs = new AuditSenders("program", List.of(container), PROGRAMS, SEED);
            Applicants people = new Applicants(container, PEOPLE, SEED);
            List<Long> starts = new ArrayList<>();
            for (int kill = 1; kill <= kills; kill++) {
                programs.awaitSome(container);
                watcher.remember();
                programs.awaitSome(container);
                container.kill();
                starts.add(container.start().lastStart().toMillis());
            }
            programs.awaitSome(container);
            people.finish();
            programs.finish();
            Collections.sort(starts);
            System.out.println(name + ": " + kills + " kills; " + programs + "; people " + people.answers() + "; start median " + starts.get(starts.size() / 2) + " ms");
            System.out.println(name + ": " + watcher.check(programs.acknowledged(), programs.tried()));
            assertTrue(container.stop(), "stopped by itself");
            System.out.println(name + ": " + Ledger.check(container, jdbcUrl, people));
            assertEquals(List.of(), programs.wrong());
            assertEquals(List.of(), people.answers().wrong());
            assertTrue(programs.acknowledged().size() > 20 * kills, "programs did send");
            assertTrue(people.acknowledged().size() > kills, "people did apply");
        } catch (AssertionError | SQLException failure) {
            container.keep();
            throw failure;
        }
    }
}
