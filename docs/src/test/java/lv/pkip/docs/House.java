package lv.pkip.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sources of the house as the tests read them. */
final class House {
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Set<String> MADE = Set.of("target", "node_modules", ".git", ".pkip");

    private House() { }

    /** Files of the sources, nothing that was built. */
    static List<Path> files(Predicate<Path> wanted) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return MADE.contains(folder.getFileName().toString()) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (wanted.test(file)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(null);
        return found;
    }

    static List<Path> pages() {
        return files(file -> file.toString().endsWith(".md"));
    }

    /** Java that runs in the container. */
    static List<Path> code() {
        return files(file -> file.toString().endsWith(".java") && name(file).matches("(core|integration|service)-bundles/[^/]+/src/main/.*"));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(String path) {
        return read(ROOT.resolve(path));
    }

    static String name(Path file) {
        return ROOT.relativize(file).toString();
    }

    /** The first group of every match. */
    static Set<String> all(String pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    /** Cells of the rows of a page's tables. */
    static List<List<String>> rows(String page) {
        return page.lines().filter(line -> line.startsWith("|") && !line.matches("[|\\- :]+"))
                .map(line -> List.of(line.substring(1).split("(?<!\\\\)\\|")).stream().map(String::strip).toList()).toList();
    }
}
