package lv.pkip.kernel.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

/**
 * Holds the exported packages of a bundle against a file that tells what they were: everything a vendor's code can see, line
 * by line. Until the first release the file says what there is, so that a change shows in review; of a release it says what
 * was, and a change needs the version that semantic versioning of OSGi asks for.
 *
 * <pre>
 * Baseline.of(Audit.class).check(Path.of("baseline.txt"));
 * </pre>
 */
public final class Baseline {
    private static final String WRITE = "pkip.baseline.write";
    private static final String VERSION = "org.osgi.annotation.versioning.Version";
    private static final String CONSUMER = "org.osgi.annotation.versioning.ConsumerType";
    private static final Set<String> OF_EVERYTHING = Set.of("equals", "hashCode", "toString");
    private static final String RELEASED = "# released";
    private static final String UNRELEASED = "# not released yet";

    private final SortedMap<String, Exported> packages;

    /** A version, and what can be seen; a line of an interface that others implement begins with {@code !}. */
    record Exported(String version, TreeSet<String> lines) { }

    Baseline(SortedMap<String, Exported> packages) {
        this.packages = packages;
    }

    /** What the bundle exports that a class is of. */
    public static Baseline of(Class<?> anyOfTheBundle) {
        JavaClasses all = new ClassFileImporter().importUrl(anyOfTheBundle.getProtectionDomain().getCodeSource().getLocation());
        SortedMap<String, Exported> packages = new TreeMap<>();
        all.stream().filter(c -> c.getSimpleName().equals("package-info") && c.isAnnotatedWith(VERSION)).forEach(info -> packages.put(info.getPackageName(),
                new Exported((String) info.getAnnotationOfType(VERSION).get("value").orElseThrow(), new TreeSet<>())));
        all.stream().filter(c -> packages.containsKey(c.getPackageName())).forEach(c -> describe(c, packages.get(c.getPackageName()).lines()));
        return new Baseline(packages);
    }

    private static void describe(JavaClass c, TreeSet<String> lines) {
        Class<?> type = c.reflect();
        if (!isSeen(type) || type.isSynthetic() || type.getSimpleName().equals("package-info")) {
            return;
        }
        String mark = c.isAnnotatedWith(CONSUMER) ? "!" : "";
        String parents = Stream.concat(Stream.ofNullable(type.getGenericSuperclass()), Arrays.stream(type.getGenericInterfaces()))
                .map(parent -> " < " + parent.getTypeName()).reduce("", String::concat);
        lines.add(mark + type.toGenericString() + parents);
        Stream.of(type.getDeclaredConstructors(), type.getDeclaredMethods()).flatMap(Arrays::stream).map(Executable.class::cast)
                .filter(member -> isSeen(member.getModifiers()) && !member.isSynthetic() && !OF_EVERYTHING.contains(member.getName())).forEach(member -> lines.add(mark + member.toGenericString()));
        for (Field field : type.getDeclaredFields()) {
            if (isSeen(field.getModifiers()) && !field.isSynthetic()) {
                lines.add(mark + field.toGenericString());
            }
        }
    }

    private static boolean isSeen(Class<?> type) {
        return isSeen(type.getModifiers()) && (type.getDeclaringClass() == null || isSeen(type.getDeclaringClass()));
    }

    private static boolean isSeen(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    /** Throws an {@link AssertionError} that says what to do; {@code -Dpkip.baseline.write} writes the file anew. */
    public void check(Path file) {
        try {
            if (Boolean.getBoolean(WRITE)) {
                Files.writeString(file, UNRELEASED + "\n" + text());
                return;
            }
            List<String> problems = problems(Files.readString(file));
            if (!problems.isEmpty()) {
                throw new AssertionError(file + ":\n" + String.join("\n", problems));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text() {
        StringBuilder text = new StringBuilder();
        packages.forEach((name, exported) -> {
            text.append("package ").append(name).append(' ').append(exported.version()).append('\n');
            exported.lines().forEach(line -> text.append("  ").append(line).append('\n'));
        });
        return text.toString();
    }

    List<String> problems(String before) {
        SortedMap<String, Exported> old = read(before);
        List<String> problems = new ArrayList<>();
        if (before.startsWith(UNRELEASED)) {
            if (!text().equals(before.substring(before.indexOf('\n') + 1))) {
                problems.add("what others can see has changed; if that is meant, -D" + WRITE + "=true writes it down:");
                differences(old).forEach((name, lines) -> problems.addAll(lines));
            }
            return problems;
        }
        if (!before.startsWith(RELEASED)) {
            return List.of("begins with neither \"" + RELEASED + "\" nor \"" + UNRELEASED + "\"");
        }
        old.keySet().stream().filter(name -> !packages.containsKey(name)).forEach(name -> problems.add(name + " is gone: keep it, or begin a new major version of the house"));
        differences(old).forEach((name, lines) -> {
            if (old.containsKey(name) && packages.containsKey(name) && !lines.isEmpty()) {
                boolean breaks = lines.stream().anyMatch(line -> line.startsWith("- ") || line.startsWith("+ !"));
                String wanted = next(old.get(name).version(), breaks);
                if (compare(packages.get(name).version(), wanted) < 0) {
                    problems.add(name + " needs version " + wanted + " or higher, because:");
                    problems.addAll(lines);
                }
            }
        });
        return problems;
    }

    private SortedMap<String, List<String>> differences(Map<String, Exported> old) {
        SortedMap<String, List<String>> differences = new TreeMap<>();
        TreeSet<String> names = new TreeSet<>(packages.keySet());
        names.addAll(old.keySet());
        Exported none = new Exported("", new TreeSet<>());
        for (String name : names) {
            TreeSet<String> was = old.getOrDefault(name, none).lines();
            TreeSet<String> is = packages.getOrDefault(name, none).lines();
            List<String> lines = new ArrayList<>();
            was.stream().filter(line -> !is.contains(line)).forEach(line -> lines.add("- " + line));
            is.stream().filter(line -> !was.contains(line)).forEach(line -> lines.add("+ " + line));
            differences.put(name, lines);
        }
        return differences;
    }

    private static SortedMap<String, Exported> read(String text) {
        SortedMap<String, Exported> packages = new TreeMap<>();
        Exported here = null;
        for (String line : text.lines().filter(l -> !l.startsWith("#")).toList()) {
            if (line.startsWith("package ")) {
                String[] words = line.split(" ");
                here = new Exported(words[2], new TreeSet<>());
                packages.put(words[1], here);
            } else if (here != null) {
                here.lines().add(line.strip());
            }
        }
        return packages;
    }

    private static String next(String version, boolean breaks) {
        int[] parts = parts(version);
        return breaks ? (parts[0] + 1) + ".0.0" : parts[0] + "." + (parts[1] + 1) + ".0";
    }

    private static int compare(String one, String other) {
        return Arrays.compare(parts(one), parts(other));
    }

    private static int[] parts(String version) {
        return Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
    }
}
