package lv.pkip.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** No code asks for a permission that nobody can be given, and no role of the first start holds one that lets nothing. */
class PermissionsTest {
    private static final String WORDS = "[a-z][a-z-]*:(?:\\*|[a-z][a-z-]*)";
    private static final Pattern WRITTEN = Pattern.compile("\"(" + WORDS + "|\\*:[a-z-]+)\"");
    private static final Pattern CONSTANT = Pattern.compile("String (\\w+) = \"(" + WORDS + ")\"");
    private static final Pattern DECLARED = Pattern.compile("@DeclaresPermission\\((?:value = )?(?:\"(" + WORDS + ")\"|(?:\\w+\\.)?(\\w+))");
    /** Words of the same form that are no permissions: why something was refused, and fields of a request body. */
    private static final Pattern OTHER = Pattern.compile("Forbidden\\(\"[^\"]*\"|forbidden\\(\"[^\"]*\"|resident\\(\"[^\"]*\"|orElse\\(\"case:own\"|\"[a-z]+:(?:string|object)\"");
    private static final Pattern SCOPE = Pattern.compile("@DeclaresScope\\(value = \"(" + WORDS + ")\"");
    private static final Pattern OF_SERVICE = Pattern.compile("\\+ \":([a-z-]+)\"");
    private static final Set<String> OF_EVERY_SERVICE = Set.of("read", "process", "configure");

    private static Set<String> declared(String bundle) {
        Set<String> declared = new TreeSet<>();
        List<Path> files = House.code().stream().filter(file -> House.name(file).startsWith(bundle)).toList();
        for (Path file : files) {
            Matcher one = DECLARED.matcher(House.read(file));
            while (one.find()) {
                declared.add(one.group(1) != null ? one.group(1) : constant(files, one.group(2)));
            }
        }
        return declared;
    }

    private static String constant(List<Path> files, String name) {
        for (Path file : files) {
            Matcher one = CONSTANT.matcher(House.read(file));
            while (one.find()) {
                if (one.group(1).equals(name)) {
                    return one.group(2);
                }
            }
        }
        throw new AssertionError("no constant " + name);
    }

    private static Set<String> bundles() {
        Set<String> bundles = new TreeSet<>();
        House.code().forEach(file -> bundles.add(House.name(file).replaceFirst("^((?:[^/]+/){2}).*", "$1")));
        return bundles;
    }

    /** Permissions of bundles, scopes of residents, and the three acts of each e-service. */
    private static Set<String> known() {
        Set<String> known = new TreeSet<>();
        bundles().forEach(bundle -> known.addAll(declared(bundle)));
        House.code().forEach(file -> known.addAll(House.all(SCOPE.pattern(), House.read(file))));
        House.files(file -> House.name(file).matches("service-bundles/[^/]+/pom\\.xml")).stream().map(file -> House.name(file).split("/")[1])
                .forEach(service -> OF_EVERY_SERVICE.forEach(act -> known.add(service + ":" + act)));
        return known;
    }

    private static boolean isKnown(String permission, Set<String> known) {
        Pattern written = Pattern.compile(permission.replace("*", "[a-z-]+"));
        return known.stream().anyMatch(one -> written.matcher(one).matches());
    }

    /** Else the pages of roles and access show its symbolic name. */
    @Test
    void everyBundleThatDeclaresPermissionsHasANameForPeople() {
        String texts = House.read("core-bundles/identity-desk/src/main/resources/i18n/messages_lv.properties");
        assertEquals(List.of(), bundles().stream().filter(bundle -> !declared(bundle).isEmpty())
                .map(bundle -> "source." + bundle.split("/")[1].replace("-", "")).filter(key -> !texts.contains("\n" + key + " =")).toList());
    }

    @Test
    void everyPermissionThatCodeNamesIsDeclaredByABundle() {
        Set<String> known = known();
        assertTrue(known.containsAll(Set.of("users:manage", "directory:read", "payments:reconcile", "cases:own", "tree-felling:process")), known.toString());
        List<String> unknown = new ArrayList<>();
        int named = 0;
        for (Path file : House.code()) {
            if (House.name(file).contains("/testkit/") || House.name(file).contains("/api/")) {
                continue; // examples in the contract and its doubles
            }
            Matcher one = WRITTEN.matcher(OTHER.matcher(House.read(file)).replaceAll(""));
            while (one.find()) {
                named++;
                if (!isKnown(one.group(1), known)) {
                    unknown.add(House.name(file) + ": " + one.group(1));
                }
            }
        }
        assertTrue(named > 50, "the pattern finds them: " + named);
        assertEquals(List.of(), unknown);
    }

    @Test
    void whatIsAskedForOfAServiceIsWhatEveryServiceHas() {
        List<String> unknown = new ArrayList<>();
        for (Path file : House.code()) {
            String text = House.read(file);
            if (text.contains("may(") || text.contains("require(") || text.contains("holding(")) {
                Matcher one = OF_SERVICE.matcher(text);
                while (one.find()) {
                    if (!OF_EVERY_SERVICE.contains(one.group(1))) {
                        unknown.add(House.name(file) + ": " + one.group(1));
                    }
                }
            }
        }
        assertEquals(List.of(), unknown);
    }

    @Test
    void everyDeclaredPermissionHasAWordInThreeLanguages() {
        List<String> missing = new ArrayList<>();
        for (String bundle : bundles()) {
            for (String permission : declared(bundle)) {
                for (String language : List.of("lv", "en", "ru")) {
                    String texts = bundle + "src/main/resources/i18n/messages_" + language + ".properties";
                    if (House.all("(?m)^(permission\\." + Pattern.quote(permission.replace(':', '.')) + ") ?= ?\\S", House.read(texts)).isEmpty()) {
                        missing.add(texts + ": " + permission);
                    }
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void theTestSeesAPermissionThatNobodyDeclares() {
        assertFalse(isKnown("settings:*", known()) || isKnown("persons:search", known()));
        assertTrue(isKnown("*:configure", known()) && isKnown("outbox:*", known()));
        assertTrue(WRITTEN.matcher("actor.require(\"benches:paint\")").find());
        assertFalse(WRITTEN.matcher(OTHER.matcher("throw new Forbidden(\"mandate:act\")").replaceAll("")).find());
    }
}
