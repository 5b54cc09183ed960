package lv.pkip.kernel.auditsyslog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar of RFC 5424, its own examples first. */
class MessageTest {
    private static final String BOM = "\uFEFF";

    private static Message read(String text) throws Unreadable {
        return Message.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String why(String text) {
        return assertThrows(Unreadable.class, () -> read(text), text).getMessage();
    }

    @Test
    void theFirstExampleOfTheRfcIsRead() throws Unreadable {
        Message message = read("<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - " + BOM + "'su root' failed for lonvick on /dev/pts/8");
        assertEquals(4, message.facility());
        assertEquals(2, message.severity());
        assertEquals(Optional.of(Instant.parse("2003-10-11T22:14:15.003Z")), message.time());
        assertFalse(message.exact());
        assertEquals(List.of("mymachine.example.com", "su", "ID47"), List.of(message.hostname().get(), message.appName().get(), message.msgid().get()));
        assertEquals(Optional.empty(), message.procid());
        assertEquals(List.of(), message.elements());
        assertEquals("'su root' failed for lonvick on /dev/pts/8", message.text());
    }

    @Test
    void theSecondExampleHasAnOffsetAndNoBom() throws Unreadable {
        Message message = read("<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.");
        assertEquals(Optional.of(Instant.parse("2003-08-24T12:14:15.000003Z")), message.time());
        assertTrue(message.exact());
        assertEquals("%% It's time to make the do-nuts.", message.text());
    }

    @Test
    void theThirdAndFourthExamplesHaveStructuredData() throws Unreadable {
        String begin = "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 ";
        Message message = read(begin + "[exampleSDID@32473 iut=\"3\" eventSource=\"Application\" eventID=\"1011\"] " + BOM + "An application event log entry...");
        assertEquals(List.of("Application"), message.values("exampleSDID@32473", "eventSource"));
        assertEquals("An application event log entry...", message.text());
        message = read(begin + "[exampleSDID@32473 iut=\"3\" eventSource=\"Application\" eventID=\"1011\"][examplePriority@32473 class=\"high\"]");
        assertEquals(List.of("high"), message.values("examplePriority@32473", "class"));
        assertEquals("", message.text());
        assertEquals(2, message.elements().size());
    }

    @Test
    void nothingButNilIsAMessageToo() throws Unreadable {
        Message message = read("<0>1 - - - - - -");
        assertEquals(Optional.empty(), message.time());
        assertEquals(Optional.empty(), message.hostname());
        assertEquals("", message.text());
    }

    @Test
    void threeCharactersAreEscapedInValuesAndABackslashElsewhereIsItself() throws Unreadable {
        Message message = read("<13>1 - h a p m [x@1 q=\"say \\\"yes\\\"\" b=\"a\\\\b\" c=\"[1\\]\" d=\"C:\\temp\" e=\"\" f=\"ā\nē\"][y@1] text with [brackets] and \"quotes\"");
        assertEquals(List.of("say \"yes\""), message.values("x@1", "q"));
        assertEquals(List.of("a\\b"), message.values("x@1", "b"));
        assertEquals(List.of("[1]"), message.values("x@1", "c"));
        assertEquals(List.of("C:\\temp"), message.values("x@1", "d"));
        assertEquals(List.of(""), message.values("x@1", "e"));
        assertEquals(List.of("ā\nē"), message.values("x@1", "f"));
        assertEquals("text with [brackets] and \"quotes\"", message.text());
    }

    @Test
    void aParameterMayComeTwiceAndAnElementMayNot() throws Unreadable {
        assertEquals(List.of("192.0.2.1", "192.0.2.129"), read("<13>1 - h a p m [origin ip=\"192.0.2.1\" ip=\"192.0.2.129\"]").values("origin", "ip"));
        assertEquals("an SD-ID comes twice", why("<13>1 - h a p m [a@1 s=\"anna\"][a@1 s=\"berta\"]"));
    }

    @Test
    void oneLineFeedAtTheEndBelongsToTheTemplateAndNotToTheMessage() throws Unreadable {
        assertEquals("text", read("<13>1 - h a p m - text\n").text());
        assertEquals("text\n", read("<13>1 - h a p m - text\n\n").text());
        assertEquals("", read("<13>1 - h a p m -\r\n").text());
    }

    @Test
    void aMessageThatIsNotUtf8KeepsItsOctets() throws Unreadable {
        byte[] bytes = "<13>1 - h a p m - caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
        Message message = Message.read(bytes);
        assertEquals("caf\uFFFD", message.text());
        assertArrayEquals("caf\u00e9".getBytes(StandardCharsets.ISO_8859_1), message.octets().orElseThrow());
        byte[] inside = "<13>1 - h a p m [x@1 a=\"\u00e9\"]".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("a PARAM-VALUE is not UTF-8", assertThrows(Unreadable.class, () -> Message.read(inside)).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"2026-11-28T10:00:00Z,2026-11-28T10:00:00Z", "2026-11-28T10:00:00.1+02:00,2026-11-28T08:00:00.100Z", "2026-11-28T10:00:00.123456-23:59,2026-11-29T09:59:00.123456Z",
        "2024-02-29T23:59:59.999999Z,2024-02-29T23:59:59.999999Z", "2026-01-01T00:00:00-00:00,2026-01-01T00:00:00Z"})
    void timesAreReadWithFractionsAndOffsets(String stamp, String instant) throws Unreadable {
        assertEquals(Optional.of(Instant.parse(instant)), read("<13>1 " + stamp + " h a p m -").time());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-28T10:00:00", "2026-11-28t10:00:00Z", "2026-11-28T10:00:00z", "2026-11-28T10:00:60Z", "2026-02-30T10:00:00Z", "2026-11-28T24:00:00Z",
        "2026-11-28T10:00:00.1234567Z", "2026-11-28T10:00:00.Z", "2026-11-28T10:00:00+0200", "2026-11-28T10:00:00+24:00", "2026-11-28T10:00:00+02:60", "2026-1-28T10:00:00Z",
        "28.11.2026", "--", "1764324000"})
    void whatIsNoTimeOfTheRfcIsNotGuessed(String stamp) {
        assertTrue(why("<13>1 " + stamp + " h a p m -").startsWith("TIMESTAMP is"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "<", "<>", "<13", "<13>", "<192>1 - - - - - -", "<1234>1 - - - - - -", "<-1>1 - - - - - -", "< 13>1 - - - - - -", "13>1 - - - - - -", "<13>2 - - - - - -",
        "<13>01 - - - - - -", "<13> 1 - - - - - -", "<13>1", "<13>1 -", "<13>1 - - - - -", "<13>1 - - - - - ", "<13>1 -  h a p m -", "<13>1 - h\u0001 a p m -", "<13>1 - ā a p m -",
        "<13>1 - h a p m text", "<13>1 - h a p m []", "<13>1 - h a p m [x", "<13>1 - h a p m [x ]", "<13>1 - h a p m [x a]", "<13>1 - h a p m [x a=]", "<13>1 - h a p m [x a=b]",
        "<13>1 - h a p m [x a=\"b]", "<13>1 - h a p m [x a=\"b\"", "<13>1 - h a p m [x a=\"b]\"]", "<13>1 - h a p m [x a=\"b\\\"]", "<13>1 - h a p m [x  a=\"b\"]", "<13>1 - h a p m [x=y a=\"b\"]",
        "<13>1 - h a p m [x a=\"b\"]text", "<13>1 - h a p m [x a=\"b\"] [y]x"})
    void whatTheGrammarDoesNotHaveIsRefusedOrText(String text) throws Unreadable {
        if (text.endsWith("[y]x")) {
            assertEquals("[y]x", read(text).text()); // behind a space it is MSG
        } else {
            assertTrue(why(text).length() > 4);
        }
    }

    @Test
    void namesAndFieldsEndWhereTheRfcSays() throws Unreadable {
        assertEquals(255, read("<13>1 - " + "h".repeat(255) + " " + "a".repeat(48) + " " + "p".repeat(128) + " " + "m".repeat(32) + " [" + "x".repeat(32) + " " + "n".repeat(32) + "=\"\"]")
                .hostname().get().length());
        for (String each : List.of("<13>1 - " + "h".repeat(256) + " a p m -", "<13>1 - h " + "a".repeat(49) + " p m -", "<13>1 - h a " + "p".repeat(129) + " m -",
                "<13>1 - h a p " + "m".repeat(33) + " -", "<13>1 - h a p m [" + "x".repeat(33) + "]", "<13>1 - h a p m [x " + "n".repeat(33) + "=\"\"]")) {
            assertTrue(why(each).endsWith("is too long"), each);
        }
    }

    @Test
    void anOldBsdLineIsNotOne() {
        assertEquals("no VERSION: not RFC 5424", why("<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8"));
    }

    @Test
    void tensOfThousandsOfParametersTakeNoLongerThanTheyAreLong() throws Unreadable {
        StringBuilder text = new StringBuilder("<13>1 - h a p m [x@1");
        while (text.length() < 60_000) {
            text.append(" a=\"b\"");
        }
        byte[] bytes = text.append(']').toString().getBytes(StandardCharsets.UTF_8);
        long before = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertEquals(1, Message.read(bytes).elements().size());
        }
        long millis = (System.nanoTime() - before) / 1_000_000;
        assertTrue(millis < 5_000, millis + " ms for 6 MB");
    }
}
