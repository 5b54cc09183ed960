package lv.pkip.distribution.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cyclonedx.Version;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code ./pkip package} says is in the container, held against the schema and against the container. */
class BillOfMaterialsIT {

    private static Container container;
    private static Path bill;

    @BeforeAll
    static void write() throws Exception {
        container = Container.unpacked();
        bill = container.home().resolve("bill.json");
        Process writing = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                System.getProperty("pkip.bill"), container.home().toString(), System.getProperty("pkip.version"))
                .redirectOutput(bill.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        assertEquals(0, writing.waitFor());
    }

    @AfterAll
    static void forget() {
        container.close();
    }

    @Test
    void it_is_valid_by_the_schema_of_cyclonedx() throws IOException {
        assertEquals(List.of(), new JsonParser().validate(bill.toFile(), Version.VERSION_16));
    }

    @Test
    void a_bill_with_a_mistake_is_not() throws IOException {
        Path wrong = container.home().resolve("wrong.json");
        Files.writeString(wrong, Files.readString(bill).replaceFirst("\"type\": \"library\"", "\"type\": \"thing\""));
        assertFalse(new JsonParser().isValid(wrong.toFile(), Version.VERSION_16));
    }

    @Test
    void it_lists_every_jar_of_the_container_with_its_hash_and_nothing_else() throws Exception {
        Bom read = new JsonParser().parse(bill.toFile());
        Map<String, String> listed = read.getComponents().stream().collect(Collectors.toMap(Component::getBomRef,
                component -> component.getHashes().get(0).getValue(), (one, other) -> one + " and " + other, TreeMap::new));
        assertEquals(jars(), listed);
    }

    private static Map<String, String> jars() throws Exception {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(container.home())) {
            for (Path file : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
                found.put(container.home().relativize(file).toString(), HexFormat.of().formatHex(hash));
            }
        }
        return found;
    }
}
