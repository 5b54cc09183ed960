package lv.pkip.distribution.itest;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(named = "PKIP_TEST_DATABASE", matches = "postgresql://.*",
        disabledReason = "no PostgreSQL: ./pkip test starts one")
class PostgresqlIT {

    @Test
    void the_same_container_works_on_postgresql_when_one_file_is_changed() {
        try (Container container = Container.unpacked().withFeatures("pkip-demo")
                .withDatabase(System.getenv("PKIP_TEST_DATABASE")).start()) {
            assertTrue(container.ready());
            assertFalse(container.home().resolve("data/derby").toFile().exists(), "no embedded database beside it");
        }
    }
}
