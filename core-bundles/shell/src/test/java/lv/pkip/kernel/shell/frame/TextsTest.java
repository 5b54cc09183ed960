package lv.pkip.kernel.shell.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TextsTest {
    private static final Texts TEXTS = Texts.read(file -> Optional.ofNullable(TextsTest.class.getResource("/" + file)));
    private static final Pattern USED = Pattern.compile("t\\('([a-z0-9.-]+)'");
    private static final Pattern HOLES = Pattern.compile("\\{([A-Za-z]+)}");

    @Test
    void everyLanguageSaysEverything() {
        for (String language : Texts.LANGUAGES) {
            assertEquals(TEXTS.all("lv").keySet(), TEXTS.all(language).keySet(), language);
            TEXTS.all(language).forEach((key, text) -> assertTrue(!text.isBlank(), language + " " + key));
        }
    }

    @Test
    void everyLanguageHasTheSamePlaceholders() {
        TEXTS.all("lv").forEach((key, text) -> {
            for (String language : Texts.LANGUAGES) {
                assertEquals(holes(text), holes(TEXTS.get(language, key)), language + " " + key);
            }
        });
    }

    private static Set<String> holes(String text) {
        Set<String> holes = new TreeSet<>();
        Matcher matcher = HOLES.matcher(text);
        while (matcher.find()) {
            holes.add(matcher.group(1));
        }
        return holes;
    }

    @Test
    void everyTextThatATemplateNamesIsThere() throws IOException {
        Set<String> missing = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources/templates"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".peb")).toList()) {
                Matcher matcher = USED.matcher(Files.readString(file));
                while (matcher.find()) {
                    if (!TEXTS.has(matcher.group(1))) {
                        missing.add(file.getFileName() + " " + matcher.group(1));
                    }
                }
            }
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void everyProblemHasTitleAndText() {
        Failures.statuses().keySet().forEach(key -> {
            assertTrue(TEXTS.has("problem." + key + ".title"), key);
            assertTrue(TEXTS.has("problem." + key + ".text"), key);
        });
    }

    @Test
    void placeholdersAreFilledAndUnknownOnesStay() {
        assertEquals("no 3 līdz {b}", Texts.fill("no {a} līdz {b}", Map.of("a", 3)));
        assertEquals("{", Texts.fill("{", Map.of("a", 3)));
        assertEquals("{b}", Texts.fill("{a}", Map.of("a", "{b}", "b", "never")), "what was filled in is not filled again");
    }
}
