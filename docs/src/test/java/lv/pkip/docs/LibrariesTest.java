package lv.pkip.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whose work is used, and under which licence, can be looked up. */
class LibrariesTest {
    private static final Pattern NAMED = Pattern.compile("mvn:([\\w.-]+)/([\\w.-]+)/|<dependency><groupId>([\\w.-]+)</groupId><artifactId>([\\w.-]+)</artifactId><version>");

    @Test
    void everyLibraryIsListedWithItsLicenceAndNoneThatIsNotUsed() {
        Set<String> used = new TreeSet<>();
        for (Path file : House.files(file -> file.endsWith("pom.xml") || file.endsWith("feature.xml"))) {
            Matcher library = NAMED.matcher(House.read(file));
            while (library.find()) {
                String group = library.group(1) == null ? library.group(3) : library.group(1);
                if (!group.startsWith("lv.pkip") && !group.startsWith("org.apache.karaf")) {
                    used.add(group + ":" + (library.group(2) == null ? library.group(4) : library.group(2)));
                }
            }
        }
        for (Path file : House.files(file -> file.endsWith("package.json"))) {
            Matcher dependencies = Pattern.compile("(?s)\"(?:devD|d)ependencies\": \\{(.*?)}").matcher(House.read(file));
            while (dependencies.find()) {
                used.addAll(House.all("\"([^\"]+)\": \"", dependencies.group(1)));
            }
        }
        Set<String> listed = new TreeSet<>();
        for (List<String> row : House.rows(House.read("docs/reference/libraries.md"))) {
            if (row.get(0).startsWith("`")) {
                assertTrue(row.size() == 3 && row.get(2).length() > 2, row::toString);
                Set<String> artifacts = House.all("`([^`]+)`", row.get(1));
                House.all("`([^`]+)`", row.get(0)).forEach(group -> {
                    if (artifacts.isEmpty()) {
                        listed.add(group);
                    }
                    artifacts.forEach(artifact -> listed.add(group + ":" + artifact));
                });
            }
        }
        assertEquals(String.join("\n", used), String.join("\n", listed));
    }

    @Test
    void lockFilesNameNoHost() {
        assertEquals(List.of(), House.files(file -> file.endsWith("package-lock.json")).stream()
                .filter(file -> House.read(file).contains("\"resolved\"")).map(House::name).toList());
    }

    @Test
    void mavenAsksNoRepositoryOfOurOwn() {
        assertEquals(List.of(), House.files(file -> file.endsWith("pom.xml")).stream()
                .filter(file -> House.read(file).matches("(?s).*<(plugin)?[rR]epositor(y|ies)>.*")).map(House::name).toList());
    }
}
