package lv.pkip.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What people read in three languages says the same in each. */
class TextsTest {

    @Test
    void theThreeLanguagesHaveTheSameTextsWithTheSameGaps() {
        List<Path> latvian = House.files(file -> file.toString().endsWith("_lv.properties") && House.name(file).contains("src/main/resources/i18n/"));
        assertTrue(latvian.size() >= 10, latvian::toString);
        List<String> different = new ArrayList<>();
        for (Path file : latvian) {
            Map<String, String> first = texts(file, different);
            for (String language : List.of("en", "ru")) {
                Path other = file.resolveSibling(file.getFileName().toString().replace("_lv.", "_" + language + "."));
                Map<String, String> second = texts(other, different);
                Set<String> keys = new TreeSet<>(first.keySet());
                keys.addAll(second.keySet());
                keys.stream().filter(key -> !gaps(first.get(key)).equals(gaps(second.get(key))))
                        .forEach(key -> different.add(House.name(other) + ": " + key));
            }
        }
        assertEquals(List.of(), different);
    }

    @Test
    void latvianAndEnglishAreNotWrittenInCyrillicNorRussianInLatin() {
        List<String> strange = new ArrayList<>();
        for (Path file : House.files(file -> House.name(file).matches(".*src/main/resources/i18n/.*_(lv|en|ru)\\.properties"))) {
            boolean russian = file.toString().endsWith("_ru.properties");
            texts(file, strange).forEach((key, text) -> {
                boolean cyrillic = text.matches("(?s).*\\p{IsCyrillic}.*");
                boolean words = text.replaceAll("\\{[^}]*}", "").matches("(?s).*\\p{L}{4,}.*");
                // Names of files stay in letters that every system has.
                if (!key.endsWith(".file") && (russian ? words && !cyrillic : cyrillic)) {
                    strange.add(House.name(file) + ": " + key + " = " + text);
                }
            });
        }
        assertEquals(List.of(), strange);
    }

    @Test
    void everythingTheAuditRecordsHasWords() {
        Set<String> recorded = new TreeSet<>();
        for (Path file : House.code()) {
            String text = House.read(file);
            House.all("(?:Event\\.ok|record|refused)\\(\"([a-z]+\\.[a-z-]+)\"", text).forEach(action -> recorded.add("did." + action));
            House.all("Event\\.ok\\([^,;]+, [^,;]+, \"([a-z-]+)\"\\)", text).forEach(purpose -> recorded.add("why." + purpose));
            House.all("cases\\(\\)\\.read\\(\\w+, \"([a-z-]+)\"", text).forEach(purpose -> recorded.add("why." + purpose));
        }
        House.all("OUTCOMES = Set\\.of\\(\"([^)]+)\"\\)", House.read("core-bundles/audit/src/main/java/lv/pkip/kernel/audit/AuditLog.java"))
                .forEach(outcomes -> List.of(outcomes.split("\", \"")).forEach(outcome -> recorded.add("outcome." + outcome)));
        assertTrue(recorded.contains("outcome.refused") && recorded.contains("why.oversight")
                && recorded.contains("did.case.read"), recorded::toString);
        recorded.removeAll(texts(House.ROOT.resolve("core-bundles/audit-desk/src/main/resources/i18n/messages_lv.properties"), new ArrayList<>()).keySet());
        assertEquals(Set.of(), recorded);
    }

    /** Texts of a file; a key that stands there twice, or says nothing, is noted. */
    private static Map<String, String> texts(Path file, List<String> flaws) {
        Map<String, String> texts = new TreeMap<>();
        for (String line : House.read(file).replaceAll("\\\\\n\\s*", "").split("\n")) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split("=", 2);
            if (parts.length < 2 || parts[1].isBlank()) {
                flaws.add(House.name(file) + ": nothing at " + line);
            } else if (texts.put(parts[0].strip(), parts[1].strip()) != null) {
                flaws.add(House.name(file) + ": twice " + parts[0].strip());
            }
        }
        return texts;
    }

    /** {@code null} for a text that is not there, so that it differs from one without gaps. */
    private static Object gaps(String text) {
        return text == null ? "missing" : House.all("(\\{[^}]*})", text);
    }
}
