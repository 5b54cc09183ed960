package lv.pkip.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");

    @Test
    void everyLinkLeadsSomewhere() {
        List<String> dead = new ArrayList<>();
        for (Path page : House.pages()) {
            Matcher link = LINK.matcher(withoutCode(House.read(page)));
            while (link.find()) {
                if (!link.group(1).matches("[a-z]+:.*") && !leadsSomewhere(page, link.group(1))) {
                    dead.add(House.name(page) + ": " + link.group(1));
                }
            }
        }
        assertEquals(List.of(), dead);
    }

    @Test
    void everyPageOfTheDocumentationCanBeReachedFromItsIndex() {
        Path start = House.ROOT.resolve("docs/index.md");
        List<Path> reached = new ArrayList<>(List.of(start));
        for (int i = 0; i < reached.size(); i++) {
            for (String link : House.all(LINK.pattern(), withoutCode(House.read(reached.get(i))))) {
                Path target = reached.get(i).resolveSibling(link.replaceFirst("#.*", "")).normalize();
                if (target.toString().endsWith(".md") && Files.exists(target) && !reached.contains(target)) {
                    reached.add(target);
                }
            }
        }
        assertEquals(List.of(), House.pages().stream().filter(page -> House.name(page).startsWith("docs/") && !reached.contains(page))
                .map(House::name).toList());
    }

    @Test
    void decisionsAreNumberedWithoutGapsAndHaveOneForm() {
        List<Path> decisions = House.files(file -> House.name(file).matches("docs/adr/\\d{4}-.*\\.md"));
        assertTrue(decisions.size() > 10, decisions::toString);
        for (int i = 0; i < decisions.size(); i++) {
            String text = House.read(decisions.get(i));
            String number = String.format(Locale.ROOT, "%04d-", i + 1);
            assertTrue(decisions.get(i).getFileName().toString().startsWith(number), decisions.get(i) + " should begin with " + number);
            assertTrue(text.startsWith("# " + (i + 1) + ". "), decisions.get(i)::toString);
            for (String part : List.of("\nStatus: ", "\n## Context\n", "\n## Decision\n", "\n## Consequences\n")) {
                assertTrue(text.contains(part), decisions.get(i) + " lacks " + part.strip());
            }
        }
    }

    private static boolean leadsSomewhere(Path page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    /** As the usual viewers name headings. */
    private static Set<String> anchors(Path page) {
        return Set.copyOf(withoutCode(House.read(page)).lines().filter(line -> line.matches("#{1,6} .*"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-')).distinct().toList());
    }

    private static String withoutCode(String text) {
        return text.replaceAll("(?s)```.*?```", "").replaceAll("`[^`\n]*`", "");
    }
}
