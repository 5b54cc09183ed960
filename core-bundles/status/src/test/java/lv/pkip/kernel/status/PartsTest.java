package lv.pkip.kernel.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.testkit.HouseRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The small parts that need no database. */
class PartsTest {

    @Test
    void idsSortByTimeAndAreNeverTheSame() {
        List<String> ids = new ArrayList<>();
        for (long millis = 1; millis < 4_000_000_000_000L; millis = millis * 3 + 7) {
            ids.add(Ids.next(millis));
        }
        assertEquals(ids.stream().sorted().toList(), ids);
        Set<String> same = new HashSet<>();
        IntStream.range(0, 20_000).forEach(i -> same.add(Ids.next(1)));
        assertEquals(20_000, same.size());
        List<String> inOneMillisecond = IntStream.range(0, 5000).mapToObj(i -> Ids.next(1_672_438_400_000L)).toList();
        assertEquals(inOneMillisecond.stream().sorted().toList(), inOneMillisecond);
        UUID id = UUID.fromString(Ids.next(1_772_438_400_000L));
        assertEquals(7, id.version());
        assertEquals(2, id.variant());
        assertEquals(1_772_438_400_000L, id.getMostSignificantBits() >>> 16);
    }

    @Test
    void codesAreLongAndReadInManyWays() {
        String code = VerificationCode.next();
        assertTrue(code.matches("([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}"), code);
        assertNotEquals(code, VerificationCode.next());
        assertEquals(Optional.of("01010-12345-ABCDE-FGHJK-MNPQR"), VerificationCode.read("oiOl0 12345abcde fghjk-mnpqr"));
        assertEquals(Optional.of(code), VerificationCode.read(code));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0101", "01010-12345-ABCDE-FGHJK-MNPQU", "01010-12345-ABCDE-FGHJK-MNPQRS",
        "01010'12345-ABCDE-FGHJK-MNPQR", "                                                            "})
    void whatCannotBeACodeIsNone(String typed) {
        assertEquals(Optional.empty(), VerificationCode.read(typed));
    }

    @Test
    void hashesDoNotRunTogether() {
        assertNotEquals(Hash.of("ab", "c"), Hash.of("a", "bc"));
        assertNotEquals(Hash.of("a"), Hash.of("a", ""));
        assertEquals(43, Hash.of("ā").length());
    }

    @Test
    void answersGoThroughJsonUnchanged() {
        Answers answers = Answers.of(Map.of("n", new BigDecimal("12345678901234567890.10"), "z", new BigDecimal("0.00"),
                "big", new BigDecimal("1E+3"), "b", true, "l", List.of(Map.of("x", "ā\"\n"), "y")));
        Answers read = Json.answers(Json.answers(answers));
        assertEquals(new BigDecimal("12345678901234567890.10"), read.number("n").orElseThrow());
        assertEquals(new BigDecimal("0.00"), read.number("z").orElseThrow());
        assertEquals(new BigDecimal("1000"), read.number("big").orElseThrow());
        assertEquals(answers.at("l"), read.at("l"));
        assertTrue(read.yes("b"));
        assertEquals(Answers.empty(), Json.answers((String) null));
    }

    @Test
    void brokenJsonNeverShowsItsContent() {
        IllegalStateException broken = assertThrows(IllegalStateException.class, () -> Json.object("{\"name\": \"Zane\", "));
        assertTrue(broken.getCause() == null && !broken.getMessage().contains("Zane"));
    }

    @Test
    void foldedNamesHaveNoCaseAccentsOrDoubleSpaces() {
        assertEquals("janis abolins", Fold.name("  Jānis   ĀBOLIŅŠ "));
        assertEquals(300, Fold.name("x".repeat(400)).length());
    }

    @Test
    void formsWithoutFilesAreNotSearched() {
        assertEquals(List.of(), new FileFields("{\"type\":\"object\"}").in(Answers.of(Map.of("id", "x"))));
    }

    @Test
    void filesAreFoundWhereverAFormHasThem() {
        FileFields fields = new FileFields("""
                { "properties": { "one": { "x-pkip-widget": "files" }, "deep": { "properties": { "more": { "$ref": "#/$defs/f" } } },
                  "self": { "$ref": "#/$defs/loop" } },
                  "$defs": { "f": { "x-pkip-files": { "accept": ["image/png"] }, "type": "array" },
                    "loop": { "properties": { "self": { "$ref": "#/$defs/loop" }, "f": { "$ref": "#/$defs/f" } } } } }""");
        assertEquals(List.of("one", "deep.more.0", "self.self.f.0"), fields.in(Answers.of(new java.util.LinkedHashMap<>(Map.of(
                "one", Map.of("id", "a"), "deep", Map.of("more", List.of("b")),
                "self", Map.of("self", Map.of("f", List.of(Map.of("id", "c")))))))).stream()
                .map(FileFields.Named::field).toList());
    }

    @Test
    void allLanguagesHaveTheSameWords() throws Exception {
        Map<String, Set<Object>> keys = new java.util.HashMap<>();
        for (String language : List.of("lv", "en", "ru")) {
            Properties words = new Properties();
            try (var in = Texts.class.getResourceAsStream("/i18n/messages_" + language + ".properties")) {
                words.load(new java.io.InputStreamReader(in, java.nio.charset.StandardCharsets.UTF_8));
            }
            keys.put(language, words.keySet());
        }
        assertEquals(keys.get("lv"), keys.get("en"));
        assertEquals(keys.get("lv"), keys.get("ru"));
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(CaseBook.class);
    }
}
