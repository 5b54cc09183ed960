package lv.pkip.audit.sender.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import lv.pkip.audit.sender.ExampleHouse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersonRegisterTest {
    @TempDir
    private Path folder;

    @Test
    void the_example_runs_as_its_page_says() throws Exception {
        try (ExampleHouse house = new ExampleHouse()) {
            ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System.getProperty("java.class.path"),
                    PersonRegister.class.getName(), house.address(), "ledger", folder.resolve("audit").toString(), "a.ozola", "32000000901");
            builder.environment().put("AUDIT_SECRET", house.secret());
            Process process = builder.redirectErrorStream(true).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), out);
            assertTrue(out.contains("the audit has the record"), out);
            assertEquals("person.open a.ozola 32000000901 ok", house.only());
        }
    }
}
