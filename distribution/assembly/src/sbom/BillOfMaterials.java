import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the bill of materials (CycloneDX 1.6, JSON) of an unpacked container: of the jars that lie in it, not of what a build
 * tool believes is in it. Two versions of one library are two lines. Run by ./pkip package as a single source file; the same
 * container gives the same bytes.
 */
public final class BillOfMaterials {

    private static final Pattern LICENCE_IN_POM = Pattern.compile("<license>.*?<name>\\s*(.*?)\\s*</name>", Pattern.DOTALL);
    private static final Pattern APACHE = Pattern.compile("(?i).*apache.*2(\\.0)?.*");

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        List<String> components;
        try (Stream<Path> files = Files.walk(home)) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
            components = new ArrayList<>();
            for (Path jar : jars) {
                components.add(component(home, jar));
            }
        }
        System.out.println("""
                {
                  "bomFormat": "CycloneDX",
                  "specVersion": "1.6",
                  "version": 1,
                  "metadata": {
                    "timestamp": "2025-01-01T00:00:00Z",
                    "component": {
                      "type": "application",
                      "bom-ref": "pkip",
                      "name": "pkip",
                      "version": %s,
                      "licenses": [{"license": {"id": "Apache-2.0"}}]
                    }
                  },
                  "components": [
                %s
                  ]
                }""".formatted(json(args[1]), String.join(",\n", components)));
    }

    private static String component(Path home, Path jar) throws Exception {
        Path place = home.relativize(jar);
        String name = place.getFileName().toString().replaceFirst("\\.jar$", "");
        String coordinates;
        if (place.startsWith("system")) {
            int count = place.getNameCount();
            String group = place.subpath(1, count - 3).toString().replace('/', '.');
            String artifact = place.getName(count - 3).toString();
            String version = place.getName(count - 2).toString();
            coordinates = """
                    "group": %s, "name": %s, "version": %s, "purl": %s""".formatted(
                    json(group), json(artifact), json(version), json("pkg:maven/" + group + "/" + artifact + "@" + version));
        } else {
            Matcher parts = Pattern.compile("(.+?)-(\\d.*)").matcher(name);
            coordinates = parts.matches()
                    ? "\"name\": %s, \"version\": %s".formatted(json(parts.group(1)), json(parts.group(2)))
                    : "\"name\": %s".formatted(json(name));
        }
        byte[] bytes = Files.readAllBytes(jar);
        return """
                    {"type": "library", "bom-ref": %s, %s,
                     "hashes": [{"alg": "SHA-256", "content": "%s"}]%s}""".formatted(json(place.toString()), coordinates,
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)), licences(jar));
    }

    /** What the jar says of its licence: in its manifest, or else in the pom it carries. Nothing is guessed. */
    private static String licences(Path jar) throws IOException {
        TreeSet<String> found = new TreeSet<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            Optional.ofNullable(file.getManifest()).map(manifest -> manifest.getMainAttributes().getValue("Bundle-License"))
                    .ifPresent(header -> Stream.of(header.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"))
                            .map(clause -> clause.split(";")[0].strip().replace("\"", "")).filter(s -> !s.isEmpty()).forEach(found::add));
            if (found.isEmpty()) {
                var pom = file.stream().filter(entry -> entry.getName().matches("META-INF/maven/.*/pom\\.xml")).findFirst();
                if (pom.isPresent()) {
                    try (InputStream text = file.getInputStream(pom.get())) {
                        Matcher matcher = LICENCE_IN_POM.matcher(new String(text.readAllBytes(), StandardCharsets.UTF_8));
                        while (matcher.find()) {
                            found.add(matcher.group(1));
                        }
                    }
                }
            }
        }
        if (found.isEmpty()) {
            return "";
        }
        return found.stream()
                .map(licence -> APACHE.matcher(licence).matches() ? "{\"license\": {\"id\": \"Apache-2.0\"}}" : "{\"license\": {\"name\": " + json(licence) + "}}")
                .distinct().collect(Collectors.joining(", ", ",\n     \"licenses\": [", "]"));
    }

    private static String json(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20) {
                quoted.append(' ');
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
