package lv.pkip.kernel.workplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lv.pkip.kernel.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class WorkplaceRulesTest {
    private static final Pattern TEXT = Pattern.compile("t\\('([a-z.-]+)'( \\+)?");

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(WorkplaceDesk.class);
    }

    @Test
    void everyTextAPageNamesIsHereOrInTheShell() throws IOException {
        List<String> known = new ArrayList<>();
        for (String file : List.of("src/main/resources/i18n/messages_lv.properties", "../shell/src/main/resources/i18n/messages_lv.properties")) {
            Files.readAllLines(Path.of(file)).stream().filter(l -> l.contains("=")).forEach(l -> known.add(l.substring(0, l.indexOf('=')).strip()));
        }
        try (Stream<Path> pages = Files.list(Path.of("src/main/resources/pages"))) {
            for (Path page : pages.toList()) {
                Matcher text = TEXT.matcher(Files.readString(page));
                while (text.find()) {
                    String key = text.group(1);
                    boolean begun = text.group(2) != null;
                    assertTrue(known.stream().anyMatch(k -> begun ? k.startsWith(key) : k.equals(key)), page + " " + key);
                }
            }
        }
    }

    @Test
    void recentForgetsOnDemand() {
        Recent<Integer> recent = new Recent<>();
        assertEquals(1, recent.get("a", k -> 1));
        assertEquals(1, recent.get("a", k -> 2), "asked again at once it is the same");
        recent.forget("a");
        assertEquals(3, recent.get("a", k -> 3));
        recent.forgetAll();
        assertEquals(4, recent.get("a", k -> 4));
    }

    @Test
    void pathsOnThisSiteOnly() {
        assertTrue(Paths.check("/work/cases?scope=mine#x").isPresent());
        Stream.of("", "work", "//evil.example", "/\\evil.example", "https://evil.example", "/a b", "/\u0101", "/" + "x".repeat(500))
                .forEach(bad -> assertTrue(Paths.check(bad).isEmpty(), bad));
        assertTrue(Paths.check(null).isEmpty());
    }
}
