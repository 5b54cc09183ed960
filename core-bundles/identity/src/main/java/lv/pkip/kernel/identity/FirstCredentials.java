package lv.pkip.kernel.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import lv.pkip.kernel.api.persistence.PrivateFile;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The file that tells the operator the one-time passwords of the first start; a line goes when its password is changed. */
@Component(service = FirstCredentials.class)
public final class FirstCredentials {
    private final Path file;

    @Activate
    public FirstCredentials(@Reference(name = "folder") SecurityFolder folder) {
        this.file = folder.file("first-credentials.txt");
    }

    Path file() {
        return file;
    }

    synchronized void put(String login, String password) {
        Map<String, String> lines = read();
        lines.put(login, password);
        write(lines);
    }

    synchronized void remove(String login) {
        Map<String, String> lines = read();
        if (lines.remove(login) != null) {
            write(lines);
        }
    }

    private Map<String, String> read() {
        Map<String, String> lines = new LinkedHashMap<>();
        try {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                    String[] words = line.trim().split("\\s+");
                    if (words.length == 2 && !line.startsWith("#")) {
                        lines.put(words[0], words[1]);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    private void write(Map<String, String> lines) {
        if (lines.isEmpty()) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return;
        }
        StringBuilder text = new StringBuilder("# login and one-time password; a line goes when its password is changed\n");
        lines.forEach((login, password) -> text.append(login).append('\t').append(password).append('\n'));
        new PrivateFile(file).write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
