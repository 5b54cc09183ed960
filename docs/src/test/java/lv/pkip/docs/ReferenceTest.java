package lv.pkip.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What can be looked up is what there is, no less and no more. */
class ReferenceTest {
    private static final Pattern DECLARED = Pattern.compile("(?s)@ObjectClassDefinition.*?@interface \\w+ \\{(.*?)\n( {4})?}");
    private static final Pattern KEY = Pattern.compile("(?m)^\\s+(?:int|long|boolean|String|String\\[]) (\\w+)\\(\\)(?: default ([^;]+))?;");

    @Test
    void everyBundleHasAPageThatTheReferenceLeadsTo() {
        List<Path> bundles = House.files(file -> House.name(file).matches("(core|integration|service)-bundles/[^/]+/pom\\.xml|(features|distribution)/pom\\.xml"))
                .stream().map(Path::getParent).toList();
        String reference = House.read("docs/reference/README.md");
        assertFalse(bundles.isEmpty());
        assertEquals(List.of(), bundles.stream().map(House::name)
                .filter(bundle -> !Files.exists(House.ROOT.resolve(bundle).resolve("README.md")) || !reference.contains("(../../" + bundle + "/README.md)")).toList());
    }

    @Test
    void everyBundlesPageSaysTheSameThings() {
        List<String> missing = new ArrayList<>();
        for (Path page : House.files(file -> House.name(file).matches("(core|integration|service)-bundles/[^/]+/README\\.md"))) {
            for (String part : List.of("what", "settings", "permissions", "tables", "try it")) {
                if (House.all("(?im)^(?:## |\\*\\*)[^\n.]*?\\b(" + part + ")\\b", sectionsOf(page)).isEmpty()) {
                    missing.add(House.name(page) + ": " + part);
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void everySettingAndItsDefaultIsInTheReferenceAndViceVersa() {
        TreeMap<String, String> declared = new TreeMap<>();
        for (Path file : House.code()) {
            String text = House.read(file);
            Matcher declaration = DECLARED.matcher(text);
            while (declaration.find()) {
                Matcher key = KEY.matcher(declaration.group(1));
                while (key.find()) {
                    declared.put(pid(file, text) + " " + key.group(1), value(key.group(2)));
                }
            }
        }
        TreeMap<String, String> told = new TreeMap<>();
        String pid = "";
        for (List<String> row : House.rows(House.read("docs/reference/settings.md").split("\n## Bundles' own settings\n", 2)[1].split("\n## ", 2)[0])) {
            pid = row.get(0).isEmpty() ? pid : row.get(0).replace("`", "");
            if (row.get(1).startsWith("`")) {
                told.put(pid + " " + row.get(1).replace("`", ""), row.get(2).replace("`", ""));
            }
        }
        assertEquals(lines(declared), lines(told));
    }

    @Test
    void everyConfigurationFileNamedInTheDocumentsIsKnown() {
        Set<String> known = House.rows(House.read("docs/reference/settings.md")).stream().map(row -> row.get(0).replace("`", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> named = new TreeSet<>();
        House.pages().forEach(page -> named.addAll(House.all("\\b(lv\\.pkip\\.[a-zA-Z.]+)\\.cfg", House.read(page))));
        named.removeAll(known);
        assertEquals(Set.of(), named);
    }

    @Test
    void everyCommandAndOptionIsInTheReferenceAndNoneThatIsNotThere() {
        TreeMap<String, Set<String>> commands = new TreeMap<>();
        for (Path file : House.code()) {
            String text = House.read(file);
            House.all("@Command\\(scope = \"pkip\", name = \"([a-z-]+)\"", text).forEach(name -> {
                Set<String> options = new TreeSet<>(House.all("@Option\\(name = \"(--[a-z]+)\"", text));
                options.add("--help");
                commands.put(name, options);
            });
        }
        TreeMap<String, Set<String>> told = new TreeMap<>();
        for (List<String> row : House.rows(House.read("core-bundles/console/README.md"))) {
            House.all("^`pkip:([a-z-]+)", row.get(0)).forEach(name -> {
                Set<String> options = new TreeSet<>(House.all("(--[a-z]+)", String.join(" ", row)));
                options.addAll(List.of("--json", "--help"));
                told.put(name, options);
            });
        }
        assertEquals(commands.toString(), told.toString());
        List<String> unknown = new ArrayList<>();
        for (Path page : House.pages()) {
            Matcher use = Pattern.compile("(?<![.:])pkip:([a-z]+(?:-[a-z]+)*)([^|`\n]*)").matcher(House.read(page));
            while (use.find()) {
                Set<String> options = commands.get(use.group(1));
                if (options == null || !options.containsAll(House.all("(--[a-z]+)", use.group(2)))) {
                    unknown.add(House.name(page) + ": " + use.group());
                }
            }
        }
        assertEquals(List.of(), unknown);
    }

    @Test
    void everyPermissionIsInTheReferenceAndNoneThatIsNotThere() {
        Set<String> asked = new TreeSet<>();
        for (Path file : House.code()) {
            String text = House.read(file);
            asked.addAll(House.all("(?:require\\(|may\\(|@PagePermission\\(|@DeclaresPermission\\((?:value = )?|String [A-Z]+ = )\"([a-z]+:[a-z-]+)\"", text));
            House.all("(?:require|may|holding)\\([^\"\n]*\\+ \"(:[a-z]+)\"", text).forEach(own -> asked.add("<service>" + own));
        }
        Set<String> told = new TreeSet<>();
        House.rows(House.read("docs/reference/permissions.md")).forEach(row -> told.addAll(House.all("^`([a-z<>-]+:[a-z-]+)`$", row.get(0))));
        assertEquals(String.join("\n", asked), String.join("\n", told));
    }

    @Test
    void everyTableIsOnItsBundlesPage() {
        List<String> missing = new ArrayList<>();
        for (Path log : House.files(file -> House.name(file).matches("[a-z]+-bundles/[^/]+/src/main/resources/db/.*\\.xml"))) {
            String bundle = House.name(log).replaceFirst("/src/.*", "");
            String page = House.read(bundle + "/README.md");
            House.all("<createTable [^>]*tableName=\"([a-z_]+)\"", House.read(log)).stream().filter(table -> !page.contains("`" + table + "`"))
                    .forEach(table -> missing.add(bundle + ": " + table));
        }
        assertEquals(List.of(), missing);
    }

    private static String sectionsOf(Path page) {
        // "**Settings, permissions, tables.**" may stand behind other bold words of the same line.
        return House.read(page).replaceAll("\\*\\*([A-Z])", "\n**$1");
    }

    private static String pid(Path file, String text) {
        for (String named : House.all("configurationPid = \"([^\"]+)\"", text)) {
            return named;
        }
        for (String named : House.all("String PID = \"([^\"]+)\"", text)) {
            return named;
        }
        return House.all("package ([a-z.]+);", text).iterator().next() + "." + file.getFileName().toString().replace(".java", "");
    }

    /** A default as somebody would write it in a file: 20L * 1024 * 1024 is 20971520. */
    private static String value(String code) {
        if (code == null) {
            return "required";
        }
        if (code.contains("\"")) { // a text stays as it is, a list becomes what one writes with commas
            return code.replaceAll("[{}\"]", "").strip().replaceAll("\\s*,\\s*", ",");
        }
        String plain = code.replace("_", "").replaceAll("[{} ]", "");
        if (plain.isEmpty()) {
            return "";
        }
        if (plain.matches("\\d+L?(\\*\\d+)*")) {
            long product = 1;
            for (String factor : plain.replace("L", "").split("\\*")) {
                product *= Long.parseLong(factor);
            }
            return Long.toString(product);
        }
        return plain;
    }

    private static String lines(TreeMap<String, String> settings) {
        return settings.entrySet().stream().map(e -> e.getKey() + " = " + e.getValue()).collect(Collectors.joining("\n"));
    }
}
