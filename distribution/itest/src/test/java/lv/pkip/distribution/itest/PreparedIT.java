package lv.pkip.distribution.itest;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What {@code bin/prepare} leaves in an image: a quick first start, and nothing that two installations would share. */
class PreparedIT {

    private static final String ARCHIVE = "-XX:SharedArchiveFile=";

    @Test
    void a_prepared_container_holds_no_secret_and_starts_from_what_was_prepared_for_it() throws Exception {
        try (Container image = Container.unpacked()) {
            String before = users(image);
            run(image, "bin/prepare");
            assertAll(
                    () -> assertEquals(before, users(image), "the console user of the preparation is gone"),
                    () -> assertFalse(Files.exists(image.home().resolve("etc/host.key"))),
                    () -> assertFalse(Files.exists(image.home().resolve("data"))));

            image.start();
            assertTrue(Files.readString(Path.of("/proc/" + image.pid() + "/cmdline")).contains(ARCHIVE), "no archive of classes is used");
            Path made = image.home().resolve("data/cache/prepared");
            assertTrue(Files.exists(made), "the prepared cache was not used");
            image.stop();

            // A new container of another image, on the volume of this one.
            Files.writeString(image.home().resolve("prepared/cache/prepared"), "another image");
            assertTrue(settings(image).contains(ARCHIVE));
            assertEquals("another image", Files.readString(made));

            image.withFeatures("pkip-payment-sandbox");
            assertFalse(settings(image).contains(ARCHIVE), "what was prepared for other features is used");
        }
    }

    /** JVM options of the next start. */
    private static String settings(Container image) throws IOException, InterruptedException {
        return run(image, "sh", "-c", "DIRNAME=bin; KARAF_SCRIPT=karaf; . bin/setenv; echo $EXTRA_JAVA_OPTS");
    }

    private static String users(Container container) throws IOException {
        return Files.readString(container.home().resolve("etc/users.properties"));
    }

    private static String run(Container image, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(image.home().toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }
}
