package lv.pkip.kernel.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.service.reading.Problems;

/** The sample service of the tests, and the same with one thing changed. */
final class SampleFiles {
    static final ServiceFiles SOUND = read();

    private SampleFiles() {
    }

    private static ServiceFiles read() {
        try {
            Problems problems = new Problems();
            ServiceFiles files = ServiceFiles.read(new FolderFiles(Path.of("src/test/resources/service")), problems);
            if (!problems.none()) {
                throw new AssertionError(problems.list());
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Definition definition(ServiceFiles files, String version) {
        Problems problems = new Problems();
        return DefinitionReader.read(files, version, problems).orElseThrow(() -> new AssertionError(String.join("\n", problems.list())));
    }

    static List<String> problems(ServiceFiles files) {
        Problems problems = new Problems();
        DefinitionReader.read(files, "1.0.0", problems);
        return problems.list();
    }

    static ServiceFiles declaration(String from, String to) {
        return new ServiceFiles(changed(SOUND.declaration(), from, to), SOUND.forms(), SOUND.rules(), SOUND.texts(), SOUND.templates());
    }

    /** With rules in Java. */
    static ServiceFiles handled() {
        return declaration("\"form\": \"application\",\n  \"settings\"", "\"form\": \"application\", \"handler\": true,\n  \"settings\"");
    }

    static ServiceFiles form(String from, String to) {
        return new ServiceFiles(SOUND.declaration(), Map.of("application", changed(SOUND.forms().get("application"), from, to)), SOUND.rules(),
                SOUND.texts(), SOUND.templates());
    }

    static ServiceFiles rules(String from, String to) {
        return new ServiceFiles(SOUND.declaration(), SOUND.forms(), Map.of("price", changed(SOUND.rules().get("price"), from, to)), SOUND.texts(),
                SOUND.templates());
    }

    static ServiceFiles templates(Map<String, String> templates) {
        return new ServiceFiles(SOUND.declaration(), SOUND.forms(), SOUND.rules(), SOUND.texts(), templates);
    }

    static ServiceFiles texts(String language, UnaryOperator<Map<String, String>> change) {
        Map<String, Map<String, String>> texts = new TreeMap<>(SOUND.texts());
        texts.put(language, change.apply(new TreeMap<>(texts.get(language))));
        return new ServiceFiles(SOUND.declaration(), SOUND.forms(), SOUND.rules(), texts, SOUND.templates());
    }

    /** A replacement that has to find what it replaces: a test that changes nothing would prove nothing. */
    private static String changed(String text, String from, String to) {
        if (!text.contains(from)) {
            throw new AssertionError("the sample does not hold " + from);
        }
        return text.replace(from, to);
    }
}
