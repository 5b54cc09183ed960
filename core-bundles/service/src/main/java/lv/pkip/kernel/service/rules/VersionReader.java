package lv.pkip.kernel.service.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import lv.pkip.kernel.service.reading.Fields;
import lv.pkip.kernel.service.reading.Problems;
import lv.pkip.kernel.service.rules.Element.Calc;
import lv.pkip.kernel.service.rules.Element.Collect;
import lv.pkip.kernel.service.rules.Element.Hit;
import lv.pkip.kernel.service.rules.Element.Op;
import lv.pkip.kernel.service.rules.Element.Row;
import lv.pkip.kernel.service.rules.Element.Table;

/** Reads the tables and lines of one version and puts each after everything it needs. */
final class VersionReader {
    private static final Pattern ROW_ID = Pattern.compile("[^\\s\"<>]{1,40}");
    private final Problems problems;
    private final Names names;
    private final Set<String> ids = new LinkedHashSet<>();

    VersionReader(Problems problems, Names names) {
        this.problems = problems;
        this.names = names;
    }

    List<Element> elements(Fields version) {
        List<Fields> tables = new ArrayList<>();
        List<Fields> lines = new ArrayList<>();
        version.each("tables", (node, place) -> tables.add(new Fields(node, place, problems)));
        version.each("calc", (node, place) -> lines.add(new Fields(node, place, problems)));
        // First what everything is called, so that a table may use a line's result and the other way round.
        Map<Fields, List<Fact>> outputs = new LinkedHashMap<>();
        tables.forEach(table -> outputs.put(table, outputs(table)));
        lines.forEach(this::lineName);
        List<Element> elements = new ArrayList<>();
        tables.forEach(table -> elements.add(table(table, outputs.get(table))));
        lines.forEach(line -> line(line).ifPresent(elements::add));
        if (elements.isEmpty()) {
            version.problem("tables", "a version needs tables, calc, or both");
        }
        return problems.none() ? inOrder(elements, version) : elements;
    }

    private Optional<String> each(Fields fields) {
        Optional<String> each = fields.optionalText("each");
        if (each.isPresent() && !names.hasList(each.get())) {
            fields.problem("each", "„" + each.get() + "” is not a list among the facts");
        }
        return each.filter(names::hasList);
    }

    private String id(Fields fields) {
        String id = fields.text("id", Names.NAME, "has to be letters and digits beginning with a small letter");
        if (!id.isEmpty() && !ids.add(id)) {
            fields.problem("id", "„" + id + "” is used twice");
        }
        return id;
    }

    private void give(Fields fields, String member, Fact fact) {
        if (!names.add(fact, each(fields))) {
            fields.problem(member, "the name „" + fact.name() + "” is already that of a fact, constant, output or line");
        }
    }

    private List<Fact> outputs(Fields table) {
        String id = id(table);
        List<Fact> outputs = new ArrayList<>();
        table.members("outputs", (name, type) -> {
            String place = table.where("outputs") + "." + name;
            if (!Names.NAME.matcher(name).matches()) {
                problems.add(place, "a name has to be letters and digits beginning with a small letter");
            }
            Optional<Kind> kind = java.util.Arrays.stream(Kind.values())
                    .filter(k -> type.isTextual() && k.name().equalsIgnoreCase(type.textValue())).findFirst();
            if (kind.isEmpty()) {
                problems.add(place, "has to be one of \"number\", \"text\", \"boolean\", \"date\"");
            } else {
                outputs.add(Fact.free(name, kind.get()));
            }
        });
        if (outputs.isEmpty()) {
            table.problem("outputs", "a table needs outputs, like {\"amount\": \"number\"}");
        }
        boolean numbers = table.optionalText("collect").map(c -> !c.equals("list")).orElse(false);
        outputs.forEach(o -> give(table, "outputs", numbers ? Fact.free(o.name(), Kind.NUMBER) : o));
        if (table.optionalText("collect").map(c -> c.equals("list")).orElse(false)) {
            outputs.forEach(o -> names.collected(o.name()));
        }
        boolean own = outputs.size() == 1 && outputs.get(0).name().equals(id);
        if (!id.isEmpty() && !own && (names.find(id, each(table)).isPresent() || names.hasList(id))) {
            table.problem("id", "„" + id + "” is already the name of something else; a table may only be called like its one output");
        }
        return outputs;
    }

    private void lineName(Fields line) {
        String id = id(line);
        if (!id.isEmpty()) {
            give(line, "id", Fact.free(id, Kind.NUMBER));
        }
    }

    private Table table(Fields fields, List<Fact> outputs) {
        String id = fields.optionalText("id").orElse("");
        Optional<String> each = each(fields);
        Hit hit = fields.word("hit", Hit.class).orElse(null);
        if (hit == null) {
            fields.problem("hit", "has to be said: unique, first, priority or collect");
            hit = Hit.FIRST;
        }
        Collect collect = fields.word("collect", Collect.class).orElse(Collect.LIST);
        if (fields.node("collect").isPresent() != (hit == Hit.COLLECT)) {
            fields.problem("collect", "list, sum, min, max or count: goes with \"hit\": \"collect\" and only with it");
        }
        if (hit == Hit.COLLECT && collect != Collect.LIST && (outputs.size() != 1
                || collect != Collect.COUNT && outputs.get(0).kind() != Kind.NUMBER)) {
            fields.problem("outputs", "one number is needed to collect a " + collect.name().toLowerCase(java.util.Locale.ROOT));
        }
        List<Fact> inputs = new ArrayList<>();
        fields.each("inputs", (node, place) -> {
            Optional<Names.Known> known = names.find(node.asText(), each);
            if (known.isEmpty()) {
                problems.add(place, "„" + node.asText() + "” is neither a fact nor a constant, output or line that can be seen here");
            } else if (known.get().list().isPresent()) {
                problems.add(place, "„" + node.asText() + "” stands for many values (of „" + known.get().list().get()
                        + "”); say \"each\", or sum it first");
            }
            known.ifPresent(k -> inputs.add(k.fact()));
        });
        boolean wellKnown = fields.node("inputs").map(JsonNode::size).orElse(0) == inputs.size();
        List<Row> rows = new ArrayList<>();
        Set<String> rowIds = new LinkedHashSet<>();
        fields.eachObject("rules", row -> {
            String rowId = row.text("id", ROW_ID, "has to be short and without spaces, like „3.1”");
            if (!rowIds.add(rowId)) {
                row.problem("id", "„" + rowId + "” is used twice");
            }
            List<Cell> when = new ArrayList<>();
            row.each("when", (cell, place) -> {
                if (wellKnown && when.size() < inputs.size()) {
                    when.add(Cell.read(cell, inputs.get(when.size()).kind(), what -> problems.add(place, what)));
                }
            });
            int cells = row.node("when").map(JsonNode::size).orElse(0);
            if (wellKnown && cells != inputs.size()) {
                row.problem("when", "has " + cells + " cells for " + inputs.size() + " inputs");
            }
            rows.add(new Row(rowId, when, outputs(row, outputs), row.optionalText("basis")));
        });
        if (rows.isEmpty()) {
            fields.problem("rules", "a table needs rules");
        }
        List<Row> otherwise = new ArrayList<>();
        fields.object("otherwise", row -> otherwise.add(new Row("otherwise", List.of(), outputs(row, outputs), row.optionalText("basis"))));
        if (!otherwise.isEmpty() && hit == Hit.COLLECT) {
            fields.problem("otherwise", "does not go with collect");
        }
        List<Object> priority = new ArrayList<>();
        if (!outputs.isEmpty()) {
            fields.each("priority", (node, place) -> outputs.get(0).kind().written(node)
                    .ifPresentOrElse(priority::add, () -> problems.add(place, "is not " + outputs.get(0).kind().says)));
        }
        if (priority.isEmpty() == (hit == Hit.PRIORITY)) {
            fields.problem("priority", "the first output's values, the strongest first: goes with \"hit\": \"priority\" and only with it");
        }
        fields.end();
        return new Table(id, each, hit, collect, inputs, outputs, List.copyOf(rows), otherwise.stream().findFirst(), priority);
    }

    private List<Object> outputs(Fields row, List<Fact> outputs) {
        List<Object> then = new ArrayList<>();
        int[] cells = {0};
        row.each("then", (node, place) -> {
            int column = cells[0]++;
            if (column < outputs.size()) {
                outputs.get(column).kind().written(node)
                        .ifPresentOrElse(then::add, () -> problems.add(place, "is not " + outputs.get(column).kind().says));
            }
        });
        if (cells[0] != outputs.size()) {
            row.problem("then", "has " + cells[0] + " cells for " + outputs.size() + " outputs");
        }
        return then;
    }

    private Optional<Calc> line(Fields fields) {
        String id = fields.optionalText("id").orElse("");
        Optional<String> each = each(fields);
        Optional<Op> op = fields.word("op", Op.class);
        if (op.isEmpty()) {
            fields.problem("op", "sum, product, subtract, divide, min, max, percent or round has to be said");
        }
        List<String> of = new ArrayList<>();
        boolean[] lists = {false};
        fields.each("of", (node, place) -> {
            String operand = node.asText();
            of.add(operand);
            if (Calc.literal(operand)) {
                if (Kind.decimal(operand).isEmpty()) {
                    problems.add(place, "„" + operand + "” is not " + Kind.NUMBER.says);
                }
                return;
            }
            Optional<Names.Known> known = names.find(operand, each);
            if (known.isEmpty()) {
                problems.add(place, "„" + operand + "” is neither a fact nor a constant, output or line that can be seen here");
            } else if (known.get().fact().kind() != Kind.NUMBER) {
                problems.add(place, "„" + operand + "” is not a number");
            }
            lists[0] |= known.flatMap(Names.Known::list).isPresent();
        });
        Optional<Rounding> rounding = rounding(fields);
        op.ifPresent(o -> operands(fields, o, of.size(), lists[0], rounding));
        fields.end();
        return op.map(o -> new Calc(id, each, o, List.copyOf(of), rounding));
    }

    private void operands(Fields fields, Op op, int count, boolean lists, Optional<Rounding> rounding) {
        switch (op) {
            case DIVIDE, PERCENT -> {
                if (count != 2) {
                    fields.problem("of", "needs two operands");
                }
            }
            case ROUND -> {
                if (count != 1 || rounding.isEmpty()) {
                    fields.problem("of", "needs one operand and \"round\"");
                }
            }
            case SUBTRACT -> {
                if (count < 2) {
                    fields.problem("of", "needs at least two operands");
                }
            }
            default -> {
                if (count < 1) {
                    fields.problem("of", "needs operands");
                }
            }
        }
        if (lists && op != Op.SUM && op != Op.PRODUCT && op != Op.MIN && op != Op.MAX) {
            fields.problem("of", "names many values at once; say \"each\", or sum them first");
        }
    }

    private Optional<Rounding> rounding(Fields fields) {
        List<Rounding> read = new ArrayList<>();
        fields.object("round", round -> {
            int scale = round.number("scale", 2, 0, 10);
            if (round.node("scale").isEmpty()) {
                round.problem("scale", "is missing");
            }
            String mode = round.text("mode");
            try {
                RoundingMode known = RoundingMode.valueOf(mode);
                if (known == RoundingMode.UNNECESSARY) {
                    throw new IllegalArgumentException();
                }
                read.add(new Rounding(scale, known));
            } catch (IllegalArgumentException e) {
                round.problem("mode", "has to be UP, DOWN, CEILING, FLOOR, HALF_UP, HALF_DOWN or HALF_EVEN");
            }
        });
        return read.stream().findFirst();
    }

    /** Each after what it needs; what is done once comes first, what is done for each element stays together, else as written. */
    private List<Element> inOrder(List<Element> written, Fields version) {
        Map<String, Element> givenBy = new LinkedHashMap<>();
        // A name of an element's own list comes first; other lists' values of that name are not seen there.
        written.forEach(e -> e.gives().forEach(g -> givenBy.put(e.each().orElse("") + "/" + g.name(), e)));
        List<Element> ordered = new ArrayList<>();
        List<Element> waiting = new ArrayList<>(written);
        while (!waiting.isEmpty()) {
            List<Element> possible = waiting.stream().filter(e -> ordered.containsAll(before(e, givenBy))).toList();
            if (possible.isEmpty()) {
                version.problem("calc", "these need each other in a circle: "
                        + String.join(", ", waiting.stream().map(Element::id).toList()));
                return written;
            }
            Optional<String> last = ordered.isEmpty() ? Optional.empty() : ordered.get(ordered.size() - 1).each();
            Element next = possible.stream().filter(e -> e.each().equals(last)).findFirst()
                    .or(() -> possible.stream().filter(e -> e.each().isEmpty()).findFirst()).orElse(possible.get(0));
            ordered.add(next);
            waiting.remove(next);
        }
        return List.copyOf(ordered);
    }

    private List<Element> before(Element element, Map<String, Element> givenBy) {
        List<Element> before = new ArrayList<>();
        for (String need : element.needs()) {
            Element own = givenBy.get(element.each().orElse("") + "/" + need);
            Element global = givenBy.get("/" + need);
            if (own != null) {
                before.add(own);
            } else if (global != null) {
                before.add(global);
            } else if (element.each().isEmpty()) {
                givenBy.entrySet().stream().filter(e -> e.getKey().endsWith("/" + need)).map(Map.Entry::getValue).forEach(before::add);
            }
        }
        return before;
    }
}
