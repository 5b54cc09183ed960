package lv.pkip.distribution.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A command of this machine, its answer as text. */
final class Shell {

    private Shell() {
    }

    static String run(String... command) {
        return told("", command);
    }

    static String told(String input, String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var to = process.getOutputStream()) {
                to.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + "\n" + answer);
            }
            return answer;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** A command of the JDK this runs on. */
    static String jdk(String... command) {
        List<String> line = new java.util.ArrayList<>(List.of(command));
        line.set(0, Path.of(System.getProperty("java.home"), "bin", command[0]).toString());
        return run(line.toArray(String[]::new));
    }
}
