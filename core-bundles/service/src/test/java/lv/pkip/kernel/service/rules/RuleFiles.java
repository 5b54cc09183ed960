package lv.pkip.kernel.service.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.service.reading.Problems;

/** Rule files of the tests, and books read from them. */
final class RuleFiles {
    private RuleFiles() {
    }

    static String read(String id) {
        try (InputStream in = RuleFiles.class.getResourceAsStream("/rules/" + id + ".json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RuleBook book(Map<String, String> files) {
        Problems problems = new Problems();
        RuleBook book = RuleBook.read(files, problems);
        if (!problems.none()) {
            throw new AssertionError(String.join("\n", problems.list()));
        }
        return book;
    }

    static List<String> problems(String id, String text) {
        Problems problems = new Problems();
        RuleBook.read(Map.of(id, text), problems);
        return problems.list();
    }
}
