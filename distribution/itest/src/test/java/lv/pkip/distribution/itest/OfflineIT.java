package lv.pkip.distribution.itest;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A machine that builds has a cache of all libraries and hides what the archive lacks; a machine without a network does not. */
class OfflineIT {

    @Test
    void the_kernel_starts_and_every_feature_installs_without_a_network() throws Exception {
        assumeTrue(mayCutTheNetwork(), "this machine does not permit a process without a network (unshare --net)");
        try (Container container = Container.unpacked().withoutNetwork()) {
            container.set("system.properties", "user.home", container.home().resolve("nobody-home").toString());
            container.launch();
            container.await("booted", Duration.ofMinutes(3),
                    () -> container.home().resolve("data/karaf.pid").toFile().exists()
                            && container.consoleInside("feature:list -i --no-format").contains("pkip-kernel"));
            String answer = container.consoleInside("feature:install pkip-demo");
            assertFalse(answer.contains("Error"), answer);
            String installed = container.consoleInside("feature:list -i --no-format");
            for (String feature : new String[] {"pkip-payment-sandbox", "pkip-sign-in-sandbox", "pkip-mail-sandbox", "pkip-identity-scim",
                    "pkip-service-tree-felling", "pkip-service-dog-fee"}) {
                assertTrue(installed.lines().anyMatch(line -> line.matches(feature + "\\s.*\\bStarted\\b.*")), feature + " in\n" + installed);
            }
        }
    }

    private static boolean mayCutTheNetwork() throws IOException, InterruptedException {
        return new ProcessBuilder("unshare", "--net", "--map-root-user", "true")
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    }
}
