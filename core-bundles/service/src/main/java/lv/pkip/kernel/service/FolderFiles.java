package lv.pkip.kernel.service;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Service files in a folder, for tests and tools that run without a container. */
public record FolderFiles(Path folder) implements ServiceFiles.Source {

    @Override
    public List<String> list(String name, String suffix) throws IOException {
        Path inside = folder.resolve(name);
        if (!Files.isDirectory(inside)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(inside)) {
            return files.map(p -> name + "/" + p.getFileName()).filter(p -> p.endsWith(suffix)).sorted().toList();
        }
    }

    @Override
    public InputStream open(String path) throws IOException {
        Path file = folder.resolve(path);
        return Files.isRegularFile(file) ? Files.newInputStream(file) : null;
    }
}
