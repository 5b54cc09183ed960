package lv.pkip.kernel.auditproof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

    private static Object read(String json) {
        return Json.object(("{\"it\":" + json + "}").getBytes(StandardCharsets.UTF_8)).get("it");
    }

    private static void refused(String code, Object value) {
        assertEquals(code, assertThrows(Malformed.class, () -> CanonicalJson.write(value)).code());
    }

    private static void unreadable(String code, String json) {
        assertEquals(code, assertThrows(Malformed.class, () -> read(json), json).code(), json);
    }

    @Test
    void sortsKeysByUtf16UnitsAsTheStandardsExampleDoes() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("\u20ac", "Euro Sign");
        map.put("\r", "Carriage Return");
        map.put("\ufb33", "Hebrew Letter Dalet With Dagesh");
        map.put("1", "One");
        map.put("\ud83d\ude00", "Emoji: Grinning Face");
        map.put("\u0080", "Control");
        map.put("\u00f6", "Latin Small Letter O With Diaeresis");
        assertEquals("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"\u00f6\":\"Latin Small Letter O With Diaeresis\","
                + "\"\u20ac\":\"Euro Sign\",\"\ud83d\ude00\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}", CanonicalJson.write(map));
    }

    @Test
    void escapesWhatHasToBeAndNothingElse() {
        assertEquals("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\b\\t\\f\\r\\u0000\\u001f\u007f\u2028\"",
                CanonicalJson.write("\u20ac$\u000f\nA'B\"\\\\\"/\b\t\f\r\u0000\u001f\u007f\u2028"));
    }

    @Test
    void writesEveryKindOfValueWithoutSpaces() {
        assertEquals("{\"a\":[],\"b\":{},\"c\":[1,-2,0,true,false,\"x\",{\"y\":[9007199254740991]}]}", CanonicalJson.write(Map.of(
                "c", List.of(1, (short) -2, (byte) 0, true, false, "x", Map.of("y", List.of(new BigInteger("9007199254740991")))), "b", Map.of(), "a", List.of())));
    }

    @Test
    void isTheSameAfterReadingItself() {
        String written = CanonicalJson.write(Map.of("\u0101\ud83d\ude00", List.of("\u0000\"\\", -9007199254740991L), "z", Map.of("b", 1, "a", "\u2029")));
        assertEquals(written, CanonicalJson.write(Json.object(written.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void refusesWhatCouldBeReadInTwoWays() {
        refused("surrogate", "\ud83d");
        refused("surrogate", "\ude00\ud83d");
        refused("surrogate", Map.of("a\ud83db", "x"));
        refused("json-number", 1.5);
        refused("json-number", 9007199254740992L);
        refused("json-number", -9007199254740992L);
        refused("json-number", new BigInteger("18446744073709551617"));
        refused("json-type", new Object());
        refused("json-type", null);
        refused("json-type", Map.of(1, "x"));
        Map<String, Object> holds = new HashMap<>();
        holds.put("nothing", null);
        refused("json-type", holds);
    }

    @Test
    void refusesWhatIsTooDeepBeforeTheStackEnds() {
        List<Object> deep = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            deep = new ArrayList<>(List.of(deep));
        }
        refused("json-limits", deep);
    }

    @Test
    void readsNothingThatIsNotExactlyJsonOfThisKind() {
        unreadable("json", "{\"a\":1,\"a\":2}");
        unreadable("json", "'x'");
        unreadable("json", "NaN");
        unreadable("json", "01");
        unreadable("json", "+1");
        unreadable("json", "\"a\u0000\"");
        unreadable("json", "[1,]");
        unreadable("json", "/**/1");
        unreadable("json", "\"\\x\"");
        unreadable("json", "\"\\ud83");
        unreadable("json", "1}{");
        unreadable("json-number", "-0");
        unreadable("json-number", "1.0");
        unreadable("json-number", "1e3");
        unreadable("json-number", "9007199254740992");
        unreadable("json-number", "99999999999999999999");
        unreadable("json-limits", "9".repeat(100_000));
        unreadable("json-limits", "[".repeat(100_000));
        unreadable("json-type", "null");
        assertEquals("json", assertThrows(Malformed.class, () -> Json.object("[]".getBytes(StandardCharsets.UTF_8))).code());
        assertEquals("json", assertThrows(Malformed.class, () -> Json.object(new byte[0])).code());
    }

    @Test
    void readsNoBytesThatAreNoUtf8() {
        for (byte[] wrong : new byte[][] {{(byte) 0xff}, {(byte) 0xc0, (byte) 0x80}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, {(byte) 0xc4}}) {
            byte[] json = "{\"a\":\"....\"}".getBytes(StandardCharsets.UTF_8);
            System.arraycopy(wrong, 0, json, 6 + 4 - wrong.length, wrong.length);
            assertEquals("utf8", assertThrows(Malformed.class, () -> Json.object(json)).code());
        }
        assertEquals("\ufffd", read("\"\ufffd\""), "the sign that Java puts for wrong bytes may stand there itself");
    }
}
