package lv.pkip.kernel.service.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import lv.pkip.kernel.api.service.Rules.Result;
import org.junit.jupiter.api.Test;
import org.kie.dmn.api.core.DMNContext;
import org.kie.dmn.api.core.DMNModel;
import org.kie.dmn.api.core.DMNResult;
import org.kie.dmn.api.core.DMNRuntime;
import org.kie.dmn.core.internal.utils.DMNRuntimeBuilder;

/** What we export is DMN 1.3 that an engine written by others takes and gives our results from. */
class DmnExportTest {
    private static final LocalDate ON = LocalDate.of(2026, 11, 23);

    private static String export(String id) {
        return RuleFiles.book(Map.of(id, RuleFiles.read(id))).dmn(id, ON);
    }

    private static DMNRuntime engine(String dmn) {
        return DMNRuntimeBuilder.fromDefaults().buildConfiguration()
                .fromResources(List.of(new org.drools.io.ReaderResource(new StringReader(dmn))))
                .getOrElseThrow(e -> new IllegalStateException(dmn, e));
    }

    /** Facts as the engine wants them: all of them, dates as dates, lists of maps. */
    private static Object feel(Fact fact, Object value) {
        return value == null ? null : fact.kind().fact(value).orElseThrow();
    }

    private static void same(String id, RuleSet set, DMNRuntime engine, Map<String, Object> facts) {
        Result ours = Evaluation.evaluate(set, ON, facts);
        DMNModel model = engine.getModels().get(0);
        assertFalse(model.hasErrors(), () -> model.getMessages().toString());
        DMNContext context = engine.newContext();
        set.facts().values().forEach(f -> context.set(Feel.name(f.name()), feel(f, facts.get(f.name()))));
        set.lists().forEach((list, items) -> {
            List<Map<String, Object>> rows = new ArrayList<>();
            for (Object element : (List<?>) facts.getOrDefault(list, List.of())) {
                Map<String, Object> row = new LinkedHashMap<>();
                items.values().forEach(f -> row.put(f.name(), feel(f, ((Map<?, ?>) element).get(f.name()))));
                rows.add(row);
            }
            context.set(Feel.name(list), rows);
        });
        DMNResult theirs = engine.evaluateAll(model, context);
        assertFalse(theirs.hasErrors(), () -> id + " " + facts + " " + theirs.getMessages());
        Map<String, Object> found = found(set, theirs);
        ours.values().forEach((name, value) -> assertSame(id + "." + name + " of " + facts, value, found.get(name)));
    }

    /** Decisions by our names; those of rows out of the rows' contexts; counts from the lists that are counted. */
    private static Map<String, Object> found(RuleSet set, DMNResult result) {
        Map<String, Object> found = new LinkedHashMap<>();
        Map<String, Object> all = result.getContext().getAll();
        set.on(ON).orElseThrow().elements().forEach(e -> e.gives().forEach(g -> {
            if (e.each().isEmpty()) {
                Object value = all.get(Feel.name(g.name()));
                boolean counted = e instanceof Element.Table t && t.hit() == Element.Hit.COLLECT && t.collect() == Element.Collect.COUNT;
                found.put(g.name(), counted ? BigDecimal.valueOf(value == null ? 0 : ((List<?>) value).size()) : value);
                return;
            }
            for (String rows : List.of("Rows4", "Rows3", "Rows2", "Rows")) {
                if (all.get(e.each().get() + rows) instanceof List<?> list) {
                    found.put(g.name(), list.stream().map(r -> ((Map<?, ?>) r).get(Feel.name(g.name()))).toList());
                    return;
                }
            }
        }));
        return found;
    }

    private static void assertSame(String what, Object ours, Object theirs) {
        if (ours instanceof List<?> list) {
            List<?> other = theirs == null ? List.of() : theirs instanceof List<?> l ? l : List.of(theirs);
            assertEquals(list.size(), other.size(), what);
            for (int i = 0; i < list.size(); i++) {
                assertSame(what + "[" + i + "]", list.get(i), other.get(i));
            }
        } else if (ours instanceof BigDecimal number) {
            assertTrue(theirs instanceof BigDecimal, () -> what + ": " + theirs);
            BigDecimal difference = number.subtract((BigDecimal) theirs).abs();
            // The other engine works with 34 digits throughout.
            assertTrue(difference.compareTo(new BigDecimal("1E-25")) < 0, () -> what + ": " + ours + " and " + theirs);
        } else {
            assertEquals(ours, theirs, what);
        }
    }

    private static RuleSet set(String id) {
        return RuleSetReader.read(id, RuleFiles.read(id), new lv.pkip.kernel.service.reading.Problems()).orElseThrow();
    }

    @Test
    void theOtherEngineGivesTheRealDecisionsToo() {
        DMNRuntime engine = engine(export("compensation"));
        RuleSet set = set("compensation");
        for (Map<String, String> tree : List.of(Map.of("species", "willow", "diameter", "80"), Map.of("species", "maple", "diameter", "70"))) {
            for (String reason : List.of("damage", "renewal", "construction", "other")) {
                same("compensation", set, engine, Map.of("trees", List.of(tree, Map.of("species", "birch", "diameter", "33.3", "count", "7")),
                        "reason", reason, "city", "capital", "place", "other", "kMunicipality", "1"));
            }
        }
        same("compensation", set, engine, Map.of("trees", List.of(), "reason", "other", "city", "village", "place", "centre"));
    }

    @Test
    void theOtherEngineGivesTheDogFeeForEveryCombination() {
        DMNRuntime engine = engine(export("dog-fee"));
        RuleSet set = set("dog-fee");
        for (int bits = 0; bits < 16; bits++) {
            same("dog-fee", set, engine, Map.of("disability", (bits & 1) > 0, "guideDog", (bits & 2) > 0, "pensioner", (bits & 4) > 0,
                    "sterilised", (bits & 8) > 0, "months", 1 + bits % 12));
        }
        same("dog-fee", set, engine, Map.of("pensioner", true, "sterilised", false));
    }

    @Test
    void everyHitPolicyOperationAndRoundingMeansTheSameToBoth() {
        DMNRuntime engine = engine(export("every-feature"));
        RuleSet set = set("every-feature");
        Random random = new Random(20261123);
        String[] kinds = {"plain", "simple", "great", ""};
        for (int round = 0; round < 120; round++) {
            List<Map<String, Object>> items = new ArrayList<>();
            for (int i = random.nextInt(4) + 1; i > 0; i--) {
                Map<String, Object> item = new LinkedHashMap<>();
                item.put("type", String.valueOf("abc".charAt(random.nextInt(3))));
                item.put("since", LocalDate.of(2023, 12, 1).plusDays(random.nextInt(60)).toString());
                if (random.nextBoolean()) {
                    item.put("count", BigDecimal.valueOf(random.nextInt(500), 2));
                }
                items.add(item);
            }
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("items", items);
            facts.put("date", LocalDate.of(2026, 5, 30).plusDays(random.nextInt(120)).toString());
            facts.put("area", BigDecimal.valueOf(random.nextInt(3500), 2));
            facts.put("kind", kinds[random.nextInt(3)]);
            if (random.nextBoolean()) {
                facts.put("urgent", random.nextBoolean());
            }
            same("every-feature", set, engine, facts);
        }
    }

    @Test
    void theExportIsValidByTheOmgSchema() throws Exception {
        SchemaFactory schemas = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
        var schema = schemas.newSchema(getClass().getResource("/org/omg/spec/DMN/20191111/DMN13.xsd"));
        for (String id : List.of("compensation", "dog-fee", "every-feature")) {
            schema.newValidator().validate(new StreamSource(new StringReader(export(id))));
        }
    }
}
