package lv.pkip.kernel.shell.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnPathTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/cases/KC-2026-1?done=x", "/work/cases?scope=all&q=%C4%81", "/a#b"})
    void aPathOfOursIsTaken(String path) {
        assertEquals(Optional.of(path), ReturnPath.check(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cases", "//evil.example", "///evil.example", "/\\evil.example", "https://evil.example", "/a b", "/a\nb", "/a\rb", "/a\u0000b", "/ā", "/sign-in", "/language/lv"})
    void anythingElseIsNot(String path) {
        assertEquals(Optional.empty(), ReturnPath.check(path));
    }

    @Test
    void neitherIsNothingNorALongStory() {
        assertEquals(Optional.empty(), ReturnPath.check(null));
        assertEquals(Optional.empty(), ReturnPath.check("/" + "a".repeat(2000)));
    }
}
