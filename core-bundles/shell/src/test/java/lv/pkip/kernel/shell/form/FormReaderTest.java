package lv.pkip.kernel.shell.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class FormReaderTest {

    private static Form read(String properties) {
        return new FormReader().read("f", "{\"type\":\"object\",\"properties\":" + properties + ",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/a\"},\"n\":{\"type\":\"number\",\"x-pkip-unit\":\"cm\"}}}");
    }

    private static Field.Kind kind(String node) {
        return read("{\"x\":" + node + "}").fields().get(0).kind();
    }

    @Test
    void theKindFollowsFromTheType() {
        assertEquals(Field.Kind.TEXT, kind("{\"type\":\"string\"}"));
        assertEquals(Field.Kind.AREA, kind("{\"type\":\"string\",\"maxLength\":1000}"));
        assertEquals(Field.Kind.DATE, kind("{\"type\":\"string\",\"format\":\"date\"}"));
        assertEquals(Field.Kind.NUMBER, kind("{\"type\":\"integer\"}"));
        assertEquals(Field.Kind.CHECK, kind("{\"const\":true}"));
        assertEquals(Field.Kind.CHECK, kind("{\"type\":\"boolean\"}"));
        assertEquals(Field.Kind.RADIO, kind("{\"enum\":[\"a\",\"b\"]}"));
        assertEquals(Field.Kind.SELECT, kind("{\"enum\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"]}"));
        assertEquals(Field.Kind.CHECKS, kind("{\"type\":\"array\",\"items\":{\"enum\":[\"a\"]}}"));
        assertEquals(Field.Kind.REPEAT, kind("{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{}}}"));
        assertEquals(Field.Kind.GROUP, kind("{\"type\":\"object\",\"properties\":{}}"));
    }

    @Test
    void aReferenceKeepsTheHintsOfItsPlace() {
        Field field = read("{\"x\":{\"$ref\":\"#/$defs/n\",\"x-pkip-unit\":\"m\"}}").fields().get(0);
        assertEquals(Field.Kind.NUMBER, field.kind());
        assertEquals("m", field.hints().unit().orElseThrow());
    }

    @Test
    void aReferenceInACircleIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> read("{\"x\":{\"$ref\":\"#/$defs/a\"}}"));
        assertThrows(IllegalArgumentException.class, () -> read("{\"x\":{\"$ref\":\"https://evil.example/schema\"}}"));
    }

    @Test
    void fieldsNoPageNamesStandOnTheLast() {
        Form form = new FormReader().read("f", "{\"type\":\"object\",\"x-pkip-pages\":[{\"id\":\"a\",\"fields\":[\"x\"]}],\"properties\":{\"x\":{\"type\":\"string\"},\"y\":{\"type\":\"string\"}}}");
        assertEquals(List.of("x", "y"), form.pages().get(0).fields());
        assertEquals("a", form.pageOf("y.z").id());
    }

    @Test
    void whatAConditionAsksForIsNotCalledOptional() {
        Form form = new FormReader().read("f", """
                {"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"},"c":{"type":"string"}},
                 "allOf":[{"if":{"required":["a"]},"then":{"required":["b"]}}],"dependentRequired":{"a":["c"]}}""");
        assertTrue(form.fields().get(1).whenShown() && form.fields().get(2).whenShown() && !form.fields().get(0).whenShown());
    }
}
