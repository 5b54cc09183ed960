package lv.pkip.kernel.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lv.pkip.kernel.service.reading.Problems;

/**
 * The files of an e-service as they lie in its bundle or folder, read into memory once: nothing refers to the bundle
 * afterwards, so a definition outlives it and its class loader is free to go.
 */
public record ServiceFiles(String declaration, Map<String, String> forms, Map<String, String> rules,
        Map<String, Map<String, String>> texts, Map<String, String> templates) {
    static final List<String> LANGUAGES = List.of("lv", "en", "ru");
    private static final int MOST_BYTES = 1_000_000;
    private static final int MOST_FILES = 300;

    /** Where files come from: names in one folder, and their content. */
    public interface Source {
        /** Full paths of files directly in a folder, ending with a suffix. */
        List<String> list(String folder, String suffix) throws IOException;

        /** Content, or null when there is no such file. */
        InputStream open(String path) throws IOException;
    }

    public static ServiceFiles read(Source source, Problems problems) throws IOException {
        Map<String, Map<String, String>> texts = new TreeMap<>();
        for (String language : LANGUAGES) {
            String path = "i18n/messages_" + language + ".properties";
            texts.put(language, properties(path, text(source, path, problems), problems));
        }
        return new ServiceFiles(text(source, "service.json", problems), folder(source, "form", ".json", problems),
                folder(source, "rules", ".json", problems), texts, folder(source, "outputs", ".peb", problems));
    }

    /** These files with a municipality's overlay over them. */
    public ServiceFiles with(String overlay, Problems problems) {
        return Overlay.over(this, overlay, problems);
    }

    private static Map<String, String> folder(Source source, String folder, String suffix, Problems problems) throws IOException {
        Map<String, String> files = new TreeMap<>();
        List<String> paths = source.list(folder, suffix);
        if (paths.size() > MOST_FILES) {
            problems.add(folder, "holds more than " + MOST_FILES + " files");
            return files;
        }
        for (String path : paths) {
            String name = path.substring(path.lastIndexOf('/') + 1, path.length() - suffix.length());
            files.put(name, text(source, path, problems));
        }
        return files;
    }

    private static String text(Source source, String path, Problems problems) throws IOException {
        try (InputStream in = source.open(path)) {
            if (in == null) {
                problems.add(path, "is missing");
                return "";
            }
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                problems.add(path, "is larger than " + MOST_BYTES + " bytes");
                return "";
            }
            String text = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            problems.add(path, "is not UTF-8 text");
            return "";
        }
    }

    private static Map<String, String> properties(String path, String text, Problems problems) throws IOException {
        List<String> twice = new ArrayList<>();
        Properties read = new Properties() {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Object put(Object key, Object value) {
                Object before = super.put(key, value);
                if (before != null) {
                    twice.add((String) key);
                }
                return before;
            }
        };
        try {
            read.load(new StringReader(text));
        } catch (IllegalArgumentException e) {
            problems.add(path, "is not a properties file: " + e.getMessage());
        }
        twice.forEach(key -> problems.add(path, "the key " + key + " is there twice"));
        Map<String, String> texts = new TreeMap<>();
        read.forEach((key, value) -> texts.put((String) key, (String) value));
        List<String> blank = texts.entrySet().stream().filter(e -> e.getValue().isBlank()).map(Map.Entry::getKey).collect(Collectors.toList());
        blank.forEach(key -> problems.add(path, "the text of " + key + " is empty"));
        return texts;
    }
}
