package lv.pkip.kernel.service.form;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import lv.pkip.kernel.service.reading.Problems;

/** Forms of the tests, and validators for them. */
final class Forms {
    private Forms() {
    }

    static String read(String id) {
        try (InputStream in = Forms.class.getResourceAsStream("/form/" + id + ".json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FormValidator validator(String text) {
        Problems problems = new Problems();
        return new FormValidator(FormDialect.check("x", text, problems).orElseThrow(() -> new AssertionError(problems.list())));
    }
}
