package lv.pkip.distribution.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The plug of the container is pulled at random moments, some of them while it starts, and people go on applying. Each start
 * afterwards must become healthy by itself, and everything that was acknowledged must be there exactly once, whole.
 */
class KillIT {
    private static final int KILLS = Integer.getInteger("pkip.kill.count", 6);
    private static final long SEED = Long.getLong("pkip.kill.seed", System.nanoTime());
    private static final int PEOPLE = 8;
    private static final int LONGEST_LIFE_MS = 4_000;
    private static final int LONGEST_START_MS = 15_000;

    private final Random random = new Random(SEED);

    static Container house() {
        return Container.unpacked()
                .withFeatures("pkip-sign-in-sandbox", "pkip-payment-sandbox", "pkip-service-tree-felling", "pkip-service-dog-fee")
                .set("lv.pkip.municipality.cfg", "property.iban", "LV08PARA0000000000000")
                .set("lv.pkip.municipality.cfg", "registrationNumber", "00000000000");
    }

    @Test
    void nothing_acknowledged_is_lost_or_doubled_on_derby() throws Exception {
        try (Container container = house()) {
            killing("Derby", container, Ledger.derby(container));
        }
    }

    @Test
    @EnabledIf(value = "lv.pkip.distribution.itest.PostgresqlServer#installed", disabledReason = "no PostgreSQL: ./pkip test installs it")
    void nothing_acknowledged_is_lost_or_doubled_on_postgresql() throws Exception {
        try (PostgresqlServer server = PostgresqlServer.started(); Container container = house().withDatabase(server)) {
            killing("PostgreSQL", container, server.jdbcUrl());
        }
    }

    private void killing(String name, Container container, String jdbcUrl) throws InterruptedException, SQLException, IOException {
        System.out.println(name + ": " + KILLS + " kills, -Dpkip.kill.seed=" + SEED);
        container.start();
        long first = container.lastStart().toMillis();
        Applicants people = new Applicants(container, PEOPLE, SEED);
        List<Long> starts = new ArrayList<>();
        int whileStarting = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
            // The random moment is what is tested.
            if (kill % 3 == 0) {
                container.launch();
                Thread.sleep(random.nextInt((int) Math.min(first, LONGEST_START_MS)));
                whileStarting++;
            } else {
                if (kill > 1) {
                    starts.add(container.start().lastStart().toMillis());
                }
                Thread.sleep(random.nextInt(LONGEST_LIFE_MS));
            }
            container.kill();
        }
        starts.add(container.start().lastStart().toMillis());
        people.finish();
        assertTrue(container.stop(), "stopped by itself");
        Collections.sort(starts);
        System.out.println(name + ": " + KILLS + " kills, " + whileStarting + " of them while starting; answers " + people.answers()
                + "; start median " + starts.get(starts.size() / 2) + " ms, max " + starts.get(starts.size() - 1) + " ms, first " + first + " ms");
        try {
            System.out.println(name + ": " + Ledger.check(container, jdbcUrl, people));
            assertEquals(List.of(), people.answers().wrong());
            assertTrue(people.acknowledged().size() > KILLS, "people did apply");
        } catch (AssertionError | SQLException failure) {
            container.keep();
            throw failure;
        }
    }
}
