package lv.pkip.kernel.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lv.pkip.kernel.service.reading.Problems;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Overlays that come with the configuration, as text or as a file in the folder of settings. */
class OverlaySeedTest {
    private final OverlaySeeds seeds = new OverlaySeeds();
    private final String before = System.getProperty("karaf.etc");
    @TempDir
    Path etc;

    @BeforeEach
    void settings() {
        System.setProperty("karaf.etc", etc.toString());
    }

    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty("karaf.etc");
        } else {
            System.setProperty("karaf.etc", before);
        }
    }

    private record Given(String service, String json, String file) implements OverlaySeed.Config {
        @Override
        public Class<? extends Annotation> annotationType() {
            return OverlaySeed.Config.class;
        }
    }

    @Test
    void aTextCountsFromItsConfigurationToItsEnd() {
        OverlaySeed seed = new OverlaySeed(new Given("bench", "{}", ""), seeds);
        assertEquals(Optional.of("{}"), seeds.of("bench"));
        seed.remove();
        assertEquals(Optional.empty(), seeds.of("bench"));
    }

    @Test
    void aFileIsReadFromTheFolderOfSettings() throws Exception {
        Files.writeString(etc.resolve("bench.json"), "{ \"unit\": \"streets\" }");
        new OverlaySeed(new Given("bench", "", "bench.json"), seeds);
        assertEquals(Optional.of("{ \"unit\": \"streets\" }"), seeds.of("bench"));
    }

    @Test
    void aFileThatCannotBeReadKeepsTheServiceFromBeingOffered() {
        new OverlaySeed(new Given("bench", "", "absent.json"), seeds);
        Problems problems = new Problems();
        Overlay.over(SampleFiles.SOUND, seeds.of("bench").orElseThrow(), problems);
        assertTrue(problems.list().get(0).contains("unreadable file absent.json: is not known here"), problems.list().toString());
    }
}
