package lv.pkip.kernel.status;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.service.Rules;

/** Kept rule results as JSON text and back: what the applicant was charged stays readable whatever becomes of the rules. */
final class ResultText {
    private ResultText() {
    }

    static String write(Map<String, Rules.Result> results) {
        Map<String, Object> tree = new LinkedHashMap<>();
        results.forEach((name, result) -> tree.put(name, tree(result)));
        return Json.write(tree);
    }

    private static Map<String, Object> tree(Rules.Result result) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("ruleSet", result.ruleSet());
        tree.put("version", result.version().toString());
        tree.put("basis", result.basis());
        tree.put("unit", result.unit());
        tree.put("values", plain(result.values()));
        tree.put("lines", result.lines().stream().map(ResultText::tree).toList());
        return tree;
    }

    private static Map<String, Object> tree(Rules.Line line) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", line.id());
        tree.put("item", line.item());
        tree.put("op", line.op());
        tree.put("operands", line.operands().stream()
                .map(o -> Map.of("name", o.name(), "value", plain(o.value()))).toList());
        tree.put("result", plain(line.result()));
        line.rule().ifPresent(rule -> tree.put("rule", rule));
        line.basis().ifPresent(basis -> tree.put("basis", basis));
        line.rounding().ifPresent(rounding -> tree.put("rounding", rounding));
        return tree;
    }

    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> to = new LinkedHashMap<>();
            map.forEach((key, inner) -> to.put(key, plain(inner)));
            return to;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(ResultText::plain).toList();
        }
        return value instanceof LocalDate || value instanceof Enum<?> ? value.toString() : value;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Rules.Result> read(String json) {
        Map<String, Rules.Result> results = new LinkedHashMap<>();
        if (json != null) {
            Json.object(json).forEach((name, tree) -> results.put(name, result((Map<String, Object>) tree)));
        }
        return results;
    }

    @SuppressWarnings("unchecked")
    private static Rules.Result result(Map<String, Object> tree) {
        Map<String, Object> values = new LinkedHashMap<>();
        ((Map<String, Object>) tree.get("values")).forEach((name, value) -> values.put(name, exact(value)));
        List<Rules.Line> lines = new ArrayList<>();
        ((List<Map<String, Object>>) tree.get("lines")).forEach(line -> lines.add(line(line)));
        return new Rules.Result((String) tree.get("ruleSet"), LocalDate.parse((String) tree.get("version")),
                (String) tree.get("basis"), (String) tree.get("unit"), values, lines);
    }

    @SuppressWarnings("unchecked")
    private static Rules.Line line(Map<String, Object> tree) {
        List<Rules.Operand> operands = ((List<Map<String, Object>>) tree.get("operands")).stream()
                .map(o -> new Rules.Operand((String) o.get("name"), exact(o.get("value")))).toList();
        return new Rules.Line((String) tree.get("id"), (Integer) tree.get("item"), (String) tree.get("op"), operands,
                exact(tree.get("result")), text(tree, "rule"), text(tree, "basis"), text(tree, "rounding"));
    }

    private static Optional<String> text(Map<String, Object> tree, String name) {
        return Optional.ofNullable((String) tree.get(name));
    }

    private static Object exact(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> to = new LinkedHashMap<>();
            map.forEach((key, inner) -> to.put(key, exact(inner)));
            return to;
        }
        return value instanceof List<?> list ? list.stream().map(ResultText::exact).toList() : Json.exact(value);
    }
}
