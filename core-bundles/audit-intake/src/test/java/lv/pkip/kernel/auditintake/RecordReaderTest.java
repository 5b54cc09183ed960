package lv.pkip.kernel.auditintake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.Party;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecordReaderTest {
    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(RecordReaderTest.class.getResourceAsStream(SchemaPage.FILE));

    private static AuditRecord read(String json) {
        return RecordReader.read(Json.read(Records.utf8(json)));
    }

    private static boolean schemaTakes(String json) {
        try {
            return SCHEMA.validate(new ObjectMapper().readTree(json)).isEmpty();
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }

    private static String reference() throws IOException {
        return Files.readString(Path.of("../../docs/reference/audit-record.md"));
    }

    @Test
    void the_example_of_the_reference_is_read_whole() throws IOException {
        Matcher block = Pattern.compile("```json\n(\\{.*?\n})\n```", Pattern.DOTALL).matcher(reference());
        assertTrue(block.find());
        AuditRecord record = read(block.group(1));
        assertEquals(new Party(PartyKind.STAFF, "a.ozola", Optional.of("90000000001")), record.actor());
        assertEquals(Instant.parse("2026-11-28T08:15:30.123Z"), record.time());
        assertEquals(Act.READ, record.action());
        assertEquals(Optional.of("32000000901"), record.dataSubject());
        assertEquals("{\"fields\":[\"address\",\"family\"],\"page\":1}", record.details());
        assertTrue(schemaTakes(block.group(1)));
    }

    @Test
    void the_reference_tells_every_field_and_every_act_of_the_schema() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(RecordReaderTest.class.getResourceAsStream(SchemaPage.FILE));
        String text = reference();
        TreeSet<String> missing = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(missing::add);
        schema.at("/properties/action/enum").forEach(act -> missing.add(act.asText()));
        missing.removeIf(name -> text.contains("`" + name + "`"));
        assertEquals(new TreeSet<>(), missing);
    }

    @Test
    void the_schema_has_the_acts_that_the_kernel_has_but_unreadable() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(RecordReaderTest.class.getResourceAsStream(SchemaPage.FILE));
        TreeSet<String> told = new TreeSet<>();
        schema.at("/properties/action/enum").forEach(act -> told.add(act.asText()));
        TreeSet<String> known = new TreeSet<>();
        Stream.of(Act.values()).filter(act -> act != Act.UNREADABLE).forEach(act -> known.add(RecordReader.word(act)));
        assertEquals(known, told);
    }

    @Test
    void what_may_be_absent_is_absent() {
        AuditRecord record = read(Records.good("1").without("dataSubject").toString());
        assertEquals(new AuditRecord("1", Instant.parse("2026-11-28T08:15:30.123Z"), new Party(PartyKind.STAFF, "a.ozola", Optional.empty()), Optional.empty(), "ledger",
                Optional.empty(), Optional.empty(), Act.READ, "read", Optional.empty(), Optional.empty(), Optional.empty(), "bookkeeping", Optional.empty(),
                Optional.empty(), "ok", "{}", Optional.empty(), Optional.empty()), record);
    }

    @Test
    void the_name_in_VISS_says_who_acts_and_for_whom() {
        assertEquals(new Party(PartyKind.RESIDENT, "PK:32000000901", Optional.empty()), viss("PK:320000-00901").actor());
        assertEquals(new Party(PartyKind.STAFF, "AU:100001-PK:32000000901", Optional.of("100001")), viss("urn:ivis:100001:name.id-viss:AU:100001-PK:32000000901").actor());
        assertEquals(Optional.of("40003627089"), viss("PK:32000000901-UR:40003627089").onBehalfOf());
        assertEquals(new Party(PartyKind.RESIDENT, "DP:7-PK:32000000901", Optional.empty()), viss("DP:7-PK:32000000901").actor());
    }

    private static AuditRecord viss(String name) {
        String json = Records.with("1", record -> record.putObject("actor").put("viss", name));
        assertTrue(schemaTakes(json), name);
        return read(json);
    }

    static Stream<Arguments> wrongs() {
        String hash = "0".repeat(63);
        return Stream.of(
                wrong("/id", "missing", r -> r.remove("id")), wrong("/id", "id", r -> r.put("id", "")), wrong("/id", "id", r -> r.put("id", "a b")),
                wrong("/id", "id", r -> r.put("id", "x".repeat(129))), wrong("/id", "id", r -> r.put("id", 7)),
                wrong("/time", "missing", r -> r.remove("time")), wrong("/time", "time", r -> r.put("time", "2026-11-28T10:15:30")),
                wrong("/time", "time", r -> r.put("time", "2026-11-28 10:15:30Z")), wrong("/time", "time", r -> r.put("time", "1989-12-31T23:59:59Z")),
                wrong("/time", "no-text", r -> r.put("time", 1764317730)),
                wrong("/actor", "missing", r -> r.remove("actor")), wrong("/actor", "no-object", r -> r.put("actor", "a.ozola")),
                wrong("/actor/kind", "vocabulary", r -> r.putObject("actor").put("kind", "STAFF").put("id", "x")),
                wrong("/actor/id", "missing", r -> r.putObject("actor").put("kind", "staff")),
                wrong("/actor/role", "unknown-field", r -> r.putObject("actor").put("kind", "staff").put("id", "x").put("role", "y")),
                wrong("/actor/viss", "viss", r -> r.putObject("actor").put("viss", "XX:32000000901")),
                wrong("/actor/id", "beside-viss", r -> r.putObject("actor").put("viss", "PK:32000000901").put("id", "x")),
                wrong("/action", "vocabulary", r -> r.put("action", "look")), wrong("/action", "vocabulary", r -> r.put("action", "unreadable")),
                wrong("/outcome", "vocabulary", r -> r.put("outcome", "OK")), wrong("/outcome", "missing", r -> r.remove("outcome")),
                wrong("/purpose", "empty", r -> r.put("purpose", "  ")), wrong("/purpose", "too-long", r -> r.put("purpose", "x".repeat(257))),
                wrong("/application", "too-long", r -> r.put("application", "x".repeat(65))),
                wrong("/dataSubject", "no-text", r -> r.putNull("dataSubject")),
                wrong("/object", "no-object", r -> r.putArray("object")), wrong("/object/id", "missing", r -> r.putObject("object").put("type", "x")),
                wrong("/source", "unknown-field", r -> r.put("source", "another-system")), wrong("/a~1b~0", "unknown-field", r -> r.put("a/b~", 1)),
                wrong("/before", "hash", r -> r.put("before", hash)), wrong("/after", "hash", r -> r.put("after", hash + "g")),
                wrong("/details", "no-object", r -> r.put("details", "{}")));
    }

    private static Arguments wrong(String pointer, String code, Consumer<ObjectNode> change) {
        return Arguments.of(pointer, code, Records.with("1", change));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @MethodSource("wrongs")
    void what_is_wrong_is_named_and_the_schema_refuses_it_too(String pointer, String code, String json) {
        Wrong wrong = assertThrows(Wrong.class, () -> read(json));
        assertEquals(pointer + " " + code, wrong.pointer() + " " + wrong.code());
        assertTrue(!schemaTakes(json), json);
    }

    @Test
    void a_day_that_does_not_exist_is_no_time() {
        assertEquals("time", assertThrows(Wrong.class, () -> read(Records.with("1", r -> r.put("time", "2026-02-30T10:15:30Z")))).code());
    }

    @Test
    void details_are_what_every_program_reads_alike() {
        assertEquals("/details/a/1/b characters", wrongDetails("{\"a\":[1,{\"b\":\"\\u0000\"}]}"));
        assertEquals("/details/a characters", wrongDetails("{\"a\":\"\\ud800\"}"));
        assertEquals("/details characters", wrongDetails("{\"\\u0007\":1}"));
        assertEquals("/details/a number", wrongDetails("{\"a\":9007199254740993}"));
        assertEquals("/details/a number", wrongDetails("{\"a\":1e400}"));
        assertEquals("/details/a number", wrongDetails("{\"a\":1e999999999}"));
        assertEquals("/details too-long", wrongDetails("{\"a\":\"" + "x".repeat(16_000) + "\"}"));
        AuditRecord record = read(Records.good("1").toString().replaceFirst("}$", Matcher.quoteReplacement(",\"details\":{\"t\":\"a\\tb\\n😀\", \"n\":[0.10,-1e3,9007199254740991]}}")));
        assertEquals("{\"t\":\"a\\tb\\n😀\",\"n\":[0.10,-1E+3,9007199254740991]}", record.details());
    }

    private static String wrongDetails(String details) {
        Wrong wrong = assertThrows(Wrong.class, () -> read(Records.good("1").toString().replaceFirst("}$", Matcher.quoteReplacement(",\"details\":" + details + "}"))));
        return wrong.pointer() + " " + wrong.code();
    }

    @Test
    void what_is_no_plain_JSON_is_refused_as_a_whole() {
        String good = Records.good("1").toString();
        assertEquals("malformed-json", whole(Records.utf8(good.replaceFirst("\\{", "{\"id\":\"2\","))));
        assertEquals("malformed-json", whole(Records.utf8(good + good)));
        assertEquals("malformed-json", whole(Records.utf8("\uFEFF" + good)));
        assertEquals("malformed-json", whole(Records.utf8(good.replace("ledger", "led\u0000ger"))));
        assertEquals("not-an-object", whole(Records.utf8("[" + good + "]")));
        assertEquals("not-an-object", whole(Records.utf8("null")));
        assertEquals("bounds", whole(Records.utf8("{\"details\":" + "[".repeat(60) + "]".repeat(60) + "}")));
        assertEquals("bounds", whole(Records.utf8("{\"details\":{\"n\":" + "1".repeat(41) + "}}")));
        byte[] broken = Records.utf8(good);
        broken[20] = (byte) 0xC0;
        assertEquals("not-utf8", whole(broken));
        assertEquals("not-utf8", whole(good.getBytes(java.nio.charset.StandardCharsets.UTF_16)));
    }

    private static String whole(byte[] bytes) {
        Wrong wrong = assertThrows(Wrong.class, () -> Json.read(bytes));
        assertEquals("", wrong.pointer());
        return wrong.code();
    }
}
