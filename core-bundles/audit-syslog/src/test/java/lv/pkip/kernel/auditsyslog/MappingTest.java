package lv.pkip.kernel.auditsyslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.Party;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.audit.AuditRecord.Thing;
import org.junit.jupiter.api.Test;

/** What becomes of a message, and what is said of settings that are wrong. */
class MappingTest {
    private static final Instant RECEIVED = Instant.parse("2026-11-28T08:00:01Z");
    private static final String HEADER = "<110>1 2026-11-28T10:00:00.123456+02:00 erp1 billing 42 INV-VIEW ";

    private static Frame frame(byte[] bytes, int kept) {
        return new Frame(Arrays.copyOf(bytes, Math.min(kept, bytes.length)), bytes.length, Frames.sha256().digest(bytes), RECEIVED, Optional.empty(), false, false);
    }

    private static Frame frame(String text) {
        return frame(text.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE);
    }

    private static List<String> problems(Object... settings) {
        Map<String, Object> lines = Settings.lines(settings);
        List<String> problems = new ArrayList<>();
        Profile.of(Settings.of(Source.Config.class, lines), lines.keySet(), problems::add);
        return problems;
    }

    /** A source that is right but for what is said. */
    private static List<String> problemsWith(Object... settings) {
        return problems(Stream.concat(Stream.of("name", "erp", "addresses", "127.0.0.1", "action", "'READ'", "purpose", "'audit'"), Stream.of(settings)).toArray());
    }

    private static Mapping.Made made(String message, Object... settings) throws Unreadable {
        Map<String, Object> lines = Settings.lines("name", "erp", "action", "audit@32473.act", "actions", "view=READ, edit=UPDATE", "purpose", "audit@32473.why | 'case-handling'");
        lines.putAll(Settings.lines(settings));
        Mapping mapping = Mapping.of(Settings.of(Source.Config.class, lines), problem -> { throw new AssertionError(problem); });
        return mapping.record(Message.read(message.getBytes(StandardCharsets.UTF_8)), "1", frame(message));
    }

    @Test
    void everyFieldComesFromWhereTheSettingSaysAndTheRestIsInDetails() throws Unreadable {
        AuditRecord record = made(HEADER + "[audit@32473 user=\"anna\" kind=\"clerk\" org=\"90000000000\" for=\"40003000000\" ip=\"192.0.2.7\" sess=\"s1\" act=\"view\" type=\"invoice\" "
                + "no=\"7\" case=\"2026-1\" subject=\"person-1\" why=\"recovery\" law=\"APL 92\" perm=\"V-9\" done=\"no\" b=\"" + "0".repeat(64) + "\" a=\"" + "F".repeat(64)
                + "\" more=\"x\"][other@1 k=\"1\" k=\"2\"][empty@1] text", "actor", "audit@32473.user", "actorKind", "audit@32473.kind", "actorKinds", "clerk=STAFF",
                "organisation", "audit@32473.org", "onBehalfOf", "audit@32473.for", "address", "audit@32473.ip", "session", "audit@32473.sess", "objectType", "audit@32473.type",
                "objectId", "audit@32473.no", "caseNumber", "audit@32473.case", "dataSubject", "audit@32473.subject", "legalBasis", "audit@32473.law", "permission",
                "audit@32473.perm", "outcome", "audit@32473.done | 'ok'", "outcomes", "no=refused, error=failed", "before", "audit@32473.b", "after", "audit@32473.a").record();
        assertEquals(new AuditRecord("1", Instant.parse("2026-11-28T08:00:00.123456Z"), new Party(PartyKind.STAFF, "anna", Optional.of("90000000000")), Optional.of("40003000000"),
                "billing", Optional.of("192.0.2.7"), Optional.of("s1"), Act.READ, "INV-VIEW", Optional.of(new Thing("invoice", "7")), Optional.of("2026-1"),
                Optional.of("person-1"), "recovery", Optional.of("APL 92"), Optional.of("V-9"), "refused",
                "{\"app\":\"billing\",\"facility\":13,\"host\":\"erp1\",\"msg\":\"text\",\"msgid\":\"INV-VIEW\",\"procid\":\"42\",\"sd\":{\"audit@32473\":{\"act\":\"view\",\"done\":\"no\","
                + "\"kind\":\"clerk\",\"more\":\"x\"},\"empty@1\":{},\"other@1\":{\"k\":[\"1\",\"2\"]}},\"severity\":6}",
                Optional.of("0".repeat(64)), Optional.of("f".repeat(64))), record);
    }

    @Test
    void whatIsMissingFallsBackAsTheSettingSays() throws Unreadable {
        AuditRecord record = made("<13>1 - - - - - [audit@32473 act=\"EDIT\"]").record();
        assertEquals(new Party(PartyKind.SYSTEM, "erp", Optional.empty()), record.actor());
        assertEquals(List.of("erp", "case-handling", "ok", "EDIT"), List.of(record.application(), record.purpose(), record.outcome(), record.sourceAction()));
        assertEquals(Act.UPDATE, record.action());
        assertEquals(RECEIVED, record.time());
        assertTrue(record.details().contains("\"time\":\"received\""), record.details());
        assertEquals("billing", made(HEADER + "-", "actor", "audit@32473.user | $app-name").record().actor().id());
    }

    @Test
    void aWordThatNoTableHasIsKeptAndCountedAndNeverTakenForSuccess() throws Unreadable {
        Mapping.Made made = made(HEADER + "[audit@32473 act=\"frob\" done=\"maybe\"]", "outcome", "audit@32473.done | 'ok'");
        assertEquals(Act.OTHER, made.record().action());
        assertEquals("failed", made.record().outcome());
        assertEquals(2, made.unknownWords());
        assertTrue(made.record().details().contains("\"act\":\"frob\",\"done\":\"maybe\""), made.record().details());
        assertTrue(made.record().details().contains("\"unknown\":[\"action\",\"outcome\"]"), made.record().details());
        assertEquals(Act.OTHER, made(HEADER + "[audit@32473 act=\"UNREADABLE\"]").record().action());
    }

    @Test
    void aParameterThatComesTwiceGivesItsFirstValueAndBothStayInDetails() throws Unreadable {
        AuditRecord record = made(HEADER + "[audit@32473 act=\"view\" subject=\"person-1\" subject=\"person-2\"]", "dataSubject", "audit@32473.subject").record();
        assertEquals(Optional.of("person-1"), record.dataSubject());
        assertTrue(record.details().contains("\"subject\":[\"person-1\",\"person-2\"]"), record.details());
    }

    @Test
    void aControlCharacterInAFieldMakesTheMessageUnreadableAndInDetailsItIsEscaped() throws Unreadable {
        assertEquals("a control character in what gives actor", assertThrows(Unreadable.class,
                () -> made(HEADER + "[audit@32473 act=\"view\" user=\"an\u0000na\"]", "actor", "audit@32473.user")).getMessage());
        assertThrows(Unreadable.class, () -> made(HEADER + "[audit@32473 act=\"vi\new\"]", "sourceAction", ""));
        assertTrue(made(HEADER + "[x@1 a=\"\u0000\u2028\u202e\u007f\"] \u0001\"\\").record().details()
                .contains("\"msg\":\"\\u0001\\\"\\\\\",\"msgid\":\"INV-VIEW\",\"procid\":\"42\",\"sd\":{\"x@1\":{\"a\":\"\\u0000\\u2028\\u202e\\u007f\"}}"));
    }

    @Test
    void detailsThatDoNotFitAreCutAndSaySo() throws Unreadable {
        String message = HEADER + "[audit@32473 act=\"view\" more=\"1\"] " + "ā\"𝄞".repeat(10_000);
        Mapping.Made made = made(message);
        assertTrue(made.cut());
        String details = made.record().details();
        assertTrue(details.length() <= 16_000 && details.length() > 15_500, details.length() + " characters");
        String hash = HexFormat.of().formatHex(Frames.sha256().digest(message.getBytes(StandardCharsets.UTF_8)));
        assertTrue(details.contains("\"cut\":{\"octets\":" + message.getBytes(StandardCharsets.UTF_8).length + ",\"sha256\":\"" + hash + "\"}"), details.substring(0, 300));
        assertTrue(details.contains("\"more\":\"1\""));
        Mapping.Made wide = made(HEADER + "[audit@32473 act=\"view\"][x@1 a=\"" + "\\\"".repeat(15_000) + "\"] text");
        assertTrue(wide.cut());
        assertTrue(wide.record().details().length() <= 16_000, wide.record().details().length() + " characters");
        assertTrue(wide.record().details().contains("\"sdBegins\":\"{\\\"sd\\\":{\\\"audit@32473\\\""), wide.record().details().substring(0, 400));
        assertTrue(wide.record().details().contains("\"msg\":\"text\""));
        assertFalse(made(HEADER + "- " + "x".repeat(15_000)).cut());
    }

    @Test
    void whatIsKeptRawLosesNoOctet() {
        AuditRecord clean = Raw.of("erp", "1", frame("<34>Oct 11 22:14:15 mymachine su: \u0000 'ā'\n"), "no VERSION: not RFC 5424");
        assertEquals(Act.UNREADABLE, clean.action());
        assertEquals("{\"raw\":\"<34>Oct 11 22:14:15 mymachine su: \\u0000 'ā'\\u000a\",\"reason\":\"no VERSION: not RFC 5424\"}", clean.details());
        byte[] dirty = {'a', (byte) 0xff, 0, (byte) 0xc4};
        assertEquals("{\"base64\":\"" + Base64.getEncoder().encodeToString(dirty) + "\",\"raw\":\"a\uFFFD\\u0000\uFFFD\",\"reason\":\"x\"}", Raw.of("erp", "1", frame(dirty, 9), "x").details());
    }

    @Test
    void whatIsKeptRawAndDoesNotFitTellsHowMuchThereWas() {
        for (int kept : new int[] {65_536, 65_535, 65_534}) {
            byte[] text = "ā".repeat(100_000).getBytes(StandardCharsets.UTF_8);
            String details = Raw.of("erp", "1", frame(text, kept), "longer").details();
            assertFalse(details.contains("base64"), "a cut within a character makes nothing bad of it");
            assertTrue(details.contains("\"octets\":200000"), details);
            assertTrue(details.contains("\"sha256\":\"" + HexFormat.of().formatHex(Frames.sha256().digest(text)) + "\""), details);
            assertTrue(details.length() <= 16_000, details.length() + " characters");
        }
        ByteArrayOutputStream noise = new ByteArrayOutputStream();
        for (int i = 0; i < 100_000; i++) {
            noise.write(i % 7 == 0 ? 0xff : i % 3);
        }
        String details = Raw.of("erp", "1", frame(noise.toByteArray(), 65_536), "longer").details();
        assertTrue(details.contains("\"kept\":7500,\"octets\":100000"), details);
        assertTrue(details.length() <= 16_000, details.length() + " characters");
    }

    @Test
    void aWrongSettingIsNamedWithWhatIsWrong() {
        assertEquals(List.of(), problemsWith());
        assertEquals(List.of("dataSubjekt: there is no such setting"), problemsWith("dataSubjekt", "audit@32473.subject"));
        assertEquals(List.of(), problemsWith("service.pid", "x", "felix.fileinstall.filename", "y", "component.name", "z"));
        assertEquals(List.of("actor: audit@32473 is neither SD-ID.PARAM, nor a field of the header with $ before it, nor a text in '…'"), problemsWith("actor", "audit@32473"));
        assertEquals(List.of("actor: $host is not one of $app-name, $facility, $hostname, $msg, $msgid, $procid, $severity"), problemsWith("actor", "$host"));
        assertEquals(List.of("actor: the text 'x is not closed, or empty"), problemsWith("actor", "'x"));
        assertTrue(problemsWith("actor", "a=b.c").get(0).startsWith("actor: a=b.c is neither"));
        assertTrue(problemsWith("actor", "a@1.b | ").get(0).startsWith("actor:  is neither"), problemsWith("actor", "a@1.b | ").toString());
        assertEquals(List.of("action: nothing gives it"), problemsWith("action", ""));
        assertEquals(List.of("action: 'LOOK' is no word of the vocabulary"), problemsWith("action", "a@1.b | 'LOOK'"));
        assertEquals(List.of("actorKind: 'CLERK' is no word of the vocabulary"), problemsWith("actorKind", "'CLERK'"));
        assertTrue(problemsWith("actions", "view=LOOK").get(0).startsWith("actions: \"view=LOOK\" is not word=MEANING with one of APPROVE, "));
        assertTrue(problemsWith("actions", "view=UNREADABLE").get(0).startsWith("actions: "));
        assertTrue(problemsWith("outcomes", "ja").get(0).startsWith("outcomes: \"ja\" is not"));
        assertEquals(List.of("purpose: a message may leave it empty; end it with | 'a text'"), problemsWith("purpose", "a@1.b"));
        assertEquals(List.of("objectType, objectId: one goes with the other"), problemsWith("objectType", "'x'"));
        assertEquals(List.of("name: small letters, digits and hyphens, a letter first, 63 at most, not pkip"), problemsWith("name", "pkip"));
        assertEquals(1, problemsWith("name", "ERP").size());
        assertEquals(List.of("framing: octets or lines"), problemsWith("framing", "lf"));
        assertEquals(List.of("fingerprints: ab:cd is no SHA-256, which has 64 hexadecimal digits"), problemsWith("fingerprints", "ab:cd"));
        assertEquals(List.of("addresses: localhost is no address and no block of addresses"), problemsWith("addresses", "localhost"));
        assertEquals(1, problemsWith("addresses", "10.0.0.0/33").size());
        assertEquals(1, problemsWith("addresses", "10.1").size());
        assertEquals(1, problemsWith("subject", "not a name").size());
        assertEquals(List.of("nothing tells who it is: fingerprints, subject, names or addresses"), problemsWith("addresses", ""));
        assertEquals(4, problems().size(), problems().toString());
    }

    @Test
    void aParameterWithADotIsWrittenWithASpaceBeforeIt() throws Unreadable {
        assertEquals(Optional.of("p"), made(HEADER + "[ex.ample@1.2 sub.ject=\"p\"]", "dataSubject", "ex.ample@1.2 sub.ject").record().dataSubject());
        assertEquals(Optional.of("p"), made(HEADER + "[ex.ample@1.2 subject=\"p\"]", "dataSubject", "ex.ample@1.2.subject").record().dataSubject());
    }

    @Test
    void twoSourcesThatCannotBeToldApartAreToldOf() {
        List<String> ignored = new ArrayList<>();
        Profile one = profile(ignored, "name", "one", "addresses", "10.0.0.0/8");
        Profile inside = profile(ignored, "name", "inside", "addresses", "10.1.0.0/16");
        Profile same = profile(ignored, "name", "same", "addresses", "10.1.2.3/16");
        Directory directory = Directory.of(List.of(one, inside, same));
        assertEquals(List.of("same: cannot be told from inside"), directory.problems());
        assertEquals(Optional.of(inside), directory.byAddress(Block.read("10.1.9.9").has(address("10.1.9.9")) ? address("10.1.9.9") : null));
        assertEquals(Optional.of(one), directory.byAddress(address("10.2.0.1")));
        assertEquals(Optional.empty(), directory.byAddress(address("11.0.0.1")));
        assertEquals(Optional.empty(), directory.byAddress(address("::1")));
        assertEquals(List.of("one: cannot be told from another source of this name"), Directory.of(List.of(one, profile(ignored, "name", "one", "addresses", "11.0.0.1"))).problems());
        assertEquals(List.of(), ignored);
    }

    private static Profile profile(List<String> problems, Object... settings) {
        Map<String, Object> lines = Settings.lines(Stream.concat(Stream.of("action", "'READ'", "purpose", "'audit'"), Stream.of(settings)).toArray());
        return Profile.of(Settings.of(Source.Config.class, lines), lines.keySet(), problems::add);
    }

    private static java.net.InetAddress address(String text) {
        try {
            return java.net.InetAddress.getByName(text);
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
