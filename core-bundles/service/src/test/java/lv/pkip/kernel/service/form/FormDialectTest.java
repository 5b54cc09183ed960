package lv.pkip.kernel.service.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.util.List;
import lv.pkip.kernel.service.reading.Json;
import lv.pkip.kernel.service.reading.Problems;
import org.junit.jupiter.api.Test;

/** Forms within the dialect are taken, everything else is refused with a reason. */
class FormDialectTest {

    private static List<String> problems(String text) {
        Problems problems = new Problems();
        FormDialect.check("x", text, problems);
        return problems.list();
    }

    private static String form(String properties, String more) {
        return "{ \"type\": \"object\"" + more + ", \"properties\": { " + properties + " } }";
    }

    private static void refused(String text, String reason) {
        List<String> problems = problems(text);
        assertTrue(problems.stream().anyMatch(p -> p.contains(reason)), () -> "expected „" + reason + "” among\n" + String.join("\n", problems));
    }

    @Test
    void theTreeFormIsWithinTheDialectAndValidByTheMetaSchema() throws Exception {
        String tree = Forms.read("tree");
        assertEquals(List.of(), problems(tree));
        var meta = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(SchemaLocation.of(SchemaId.V202012));
        assertEquals(java.util.Set.of(), meta.validate(Json.mapper().readTree(tree)));
    }

    @Test
    void keywordsOutsideTheDialectAreRefused() {
        for (String keyword : List.of("anyOf", "oneOf", "not", "patternProperties", "prefixItems", "contains", "$dynamicRef", "additionalProperties")) {
            refused(form("\"a\": { \"type\": \"string\", \"" + keyword + "\": {} }", ""), keyword + " is outside the dialect");
        }
        refused(form("\"a\": { \"type\": \"string\", \"x-pkip-wigdet\": \"text\" }", ""), "x-pkip-wigdet is not a known hint");
        assertEquals(List.of(), problems(form("\"a\": { \"type\": \"string\", \"x-vendor-note\": 1 }", "")));
    }

    @Test
    void referencesStayInsideTheFormAndEnd() {
        refused(form("\"a\": { \"$ref\": \"https://elsewhere.example/x\" }", ""), "is not one of this form's $defs");
        refused(form("\"a\": { \"$ref\": \"#/$defs/b\" }", ", \"$defs\": { \"b\": { \"type\": \"object\", \"properties\": { \"c\": { \"$ref\": \"#/$defs/b\" } } } }"),
                "refers to itself");
    }

    @Test
    void valuesOfKeywordsAreChecked() {
        refused(form("\"a\": { \"type\": \"text\" }", ""), "type: has to be one of");
        refused(form("\"a\": { \"type\": \"string\", \"format\": \"color\" }", ""), "„color” is not one of date, email");
        refused(form("\"a\": { \"type\": \"string\", \"pattern\": \"[\" }", ""), "is not a regular expression");
        refused(form("\"a\": { \"type\": \"string\", \"minLength\": 5, \"maxLength\": 2 }", ""), "minLength is more than maxLength");
        refused(form("\"a\": { \"type\": \"number\", \"multipleOf\": 0 }", ""), "has to be a number above zero");
        refused(form("\"a\": { \"enum\": [\"x\", \"x\"] }", ""), "„x” is there twice");
        refused(form("\"a\": { \"enum\": [\"Liela māja\"] }", ""), "has to be a short key");
        refused(form("\"a\": { \"type\": \"array\" }", ""), "a list needs items");
        refused(form("\"a\": { }", ""), "needs a type");
        refused(form("\"a-b\": { \"type\": \"string\" }", ""), "a field's name has to be");
        refused(form("\"a\": { \"type\": \"string\" }", ", \"required\": [\"b\"]"), "„b” is not one of the properties beside it");
        refused(form("\"a\": { \"type\": \"string\" }", ", \"x-pkip-pages\": [ { \"id\": \"one\", \"fields\": [\"b\"] } ]"), "is not a top-level field");
        refused(form("\"a\": { \"type\": \"string\" }", ", \"x-pkip-pages\": [ ]"), "the field „a” is on no page");
        refused(form("\"a\": { \"type\": \"string\" }", ", \"then\": { }"), "then without if");
    }

    @Test
    void aConditionOnAnAbsentFieldIsRefused() {
        refused(form("\"a\": { \"type\": \"string\" }", ", \"if\": { \"properties\": { \"a\": { \"const\": \"x\" } } }, \"then\": { }"),
                "so it would hold when the field is absent");
    }

    @Test
    void aFieldShownUnderAConditionNeedsItsRule() {
        String shown = "\"kind\": { \"enum\": [\"one\", \"two\"] }, \"detail\": { \"type\": \"string\", \"x-pkip-visible\": { \"field\": \"kind\", \"eq\": \"two\" } }";
        refused(form(shown, ""), "depends on „kind”, but no if/then");
        String rule = ", \"if\": { \"required\": [\"kind\"], \"properties\": { \"kind\": { \"const\": \"two\" } } }, \"then\": { \"required\": [\"detail\"] }";
        assertEquals(List.of(), problems(form(shown, rule)));
        refused(form(shown.replace("\"field\": \"kind\"", "\"field\": \"kin\""), rule), "is neither a field beside it nor a path from the top");
        refused(form(shown.replace("\"eq\"", "\"is\""), rule), "„is” is not one of field, eq, in, filled, all");
    }

    @Test
    void aFieldMayDependOnAnotherPartOfTheForm() {
        String properties = "\"who\": { \"type\": \"object\", \"properties\": { \"kind\": { \"enum\": [\"person\", \"company\"] } } },"
                + " \"trees\": { \"type\": \"array\", \"items\": { \"type\": \"object\", \"properties\": { \"owner\": { \"type\": \"string\","
                + " \"x-pkip-visible\": { \"field\": \"who.kind\", \"eq\": \"company\" } } } } }";
        refused(form(properties, ""), "depends on „who.kind”");
        assertEquals(List.of(), problems(form(properties, ", \"if\": { \"required\": [\"who\"], \"properties\": { \"who\": { \"required\": [\"kind\"],"
                + " \"properties\": { \"kind\": { \"const\": \"company\" } } } } }, \"then\": { \"properties\": { \"trees\": { \"items\": { \"required\": [\"owner\"] } } } }")));
    }

    @Test
    void anEndlesslyDeepFileIsRefusedBeforeItIsWalked() {
        assertTrue(problems("{\"a\":".repeat(5000) + "1" + "}".repeat(5000)).get(0).contains("is not valid JSON"));
        refused("[]", "a form is a schema of");
    }

    @Test
    void theTextsAFormNeedsAreKnown() {
        Problems problems = new Problems();
        List<String> keys = FormDialect.check("tree", Forms.read("tree"), problems).orElseThrow().textKeys("tree");
        assertTrue(keys.containsAll(List.of("tree.title", "tree.page.who", "tree.trees", "tree.trees.species", "tree.trees.reason.enum.danger",
                "tree.attachments.kind.enum.plan")), keys.toString());
        assertTrue(!keys.contains("tree.attachments.id"), keys.toString());
    }
}
