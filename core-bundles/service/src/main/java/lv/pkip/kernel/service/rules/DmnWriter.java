package lv.pkip.kernel.service.rules;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lv.pkip.kernel.service.rules.Element.Calc;
import lv.pkip.kernel.service.rules.Element.Collect;
import lv.pkip.kernel.service.rules.Element.Hit;
import lv.pkip.kernel.service.rules.Element.Op;
import lv.pkip.kernel.service.rules.Element.Row;
import lv.pkip.kernel.service.rules.Element.Table;
import lv.pkip.kernel.service.rules.RuleSet.Version;

/**
 * Writes one version of a rule set as DMN 1.3: decision tables as decision tables, lines as literal expressions.
 * What is done for each element of a list becomes a function that turns one element into a context of everything
 * found out about it, and a decision that calls it for all elements.
 */
final class DmnWriter {
    private static final String MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/";

    private final RuleSet set;
    private final Version version;
    private final LocalDate on;
    private final Xml xml = new Xml();
    /** Name → FEEL text by which it is seen from where things are done once. */
    private final Map<String, String> seen = new LinkedHashMap<>();
    /** List → decision holding the newest rows. */
    private final Map<String, String> rows = new LinkedHashMap<>();
    private final Map<String, Set<String>> inRow = new LinkedHashMap<>();
    /** Names of decisions and inputs, for requirements: name → element id. */
    private final Map<String, String> decisions = new LinkedHashMap<>();
    private final Map<String, String> inputs = new LinkedHashMap<>();

    private DmnWriter(RuleSet set, Version version, LocalDate on) {
        this.set = set;
        this.version = version;
        this.on = on;
    }

    static String write(RuleSet set, Version version, LocalDate on) {
        return new DmnWriter(set, version, on).document();
    }

    private String document() {
        xml.open("definitions", "xmlns", MODEL, "id", "d-" + set.id(), "name", set.id() + " " + version.from(),
                "namespace", "https://pkip.lv/dmn/" + set.id() + "/" + version.from());
        xml.leaf("description", version.basis() + (version.unit().isEmpty() ? "" : " [" + version.unit() + "]"));
        Set<String> used = new LinkedHashSet<>();
        version.elements().forEach(e -> used.addAll(e.needs()));
        Set<String> lists = new LinkedHashSet<>();
        set.lists().forEach((list, items) -> {
            if (version.elements().stream().anyMatch(e -> e.each().equals(Optional.of(list))
                    || e.each().isEmpty() && e.needs().stream().anyMatch(items::containsKey))) {
                lists.add(list);
                listType(list, items);
            }
        });
        set.facts().values().stream().filter(f -> used.contains(f.name())).forEach(this::input);
        lists.forEach(list -> input(list, "t" + capital(list)));
        lists.forEach(list -> rows.put(list, Feel.name(list)));
        lists.forEach(list -> inRow.put(list, new LinkedHashSet<>()));
        roundings();
        version.constants().forEach((name, values) -> {
            if (used.contains(name)) {
                literal(name, Feel.literal(version.constant(name, on).orElseThrow().value()), Set.of(), Set.of(), "number");
            }
        });
        List<Element> elements = version.elements();
        for (int i = 0; i < elements.size();) {
            Optional<String> each = elements.get(i).each();
            int end = i + 1;
            while (end < elements.size() && elements.get(end).each().equals(each)) {
                end++;
            }
            if (each.isPresent()) {
                block(each.get(), elements.subList(i, end));
            } else {
                elements.subList(i, end).forEach(this::once);
            }
            i = end;
        }
        xml.close();
        return xml.toString();
    }

    private static String capital(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private void listType(String list, Map<String, Fact> items) {
        xml.open("itemDefinition", "id", "t-" + list + "-element", "name", "t" + capital(list) + "Element");
        items.values().forEach(item -> {
            xml.open("itemComponent", "id", "t-" + list + "-" + item.name(), "name", item.name());
            xml.leaf("typeRef", item.kind().feel);
            xml.close();
        });
        xml.close();
        xml.open("itemDefinition", "id", "t-" + list, "name", "t" + capital(list), "isCollection", "true");
        xml.leaf("typeRef", "t" + capital(list) + "Element");
        xml.close();
    }

    private void input(Fact fact) {
        input(fact.name(), fact.kind().feel);
        fact.otherwise().ifPresent(d -> seen.put(fact.name(), orDefault(Feel.name(fact.name()), d)));
    }

    private void input(String name, String type) {
        String id = "i-" + name;
        xml.open("inputData", "id", id, "name", Feel.name(name));
        xml.empty("variable", "id", id + "-v", "name", Feel.name(name), "typeRef", type);
        xml.close();
        inputs.put(name, id);
        seen.put(name, Feel.name(name));
    }

    private static String orDefault(String expression, Object otherwise) {
        return "(if " + expression + " = null then " + Feel.literal(otherwise) + " else " + expression + ")";
    }

    private void roundings() {
        Set<String> written = new LinkedHashSet<>();
        version.elements().stream().filter(Calc.class::isInstance).map(e -> ((Calc) e).rounding()).flatMap(Optional::stream)
                .filter(r -> written.add(Feel.roundingName(r))).forEach(r -> {
                    String name = Feel.roundingName(r);
                    xml.open("businessKnowledgeModel", "id", "f-" + name, "name", name);
                    xml.empty("variable", "id", "f-" + name + "-v", "name", name);
                    xml.open("encapsulatedLogic", "id", "f-" + name + "-l");
                    xml.empty("formalParameter", "id", "f-" + name + "-x", "name", "x", "typeRef", "number");
                    xml.empty("formalParameter", "id", "f-" + name + "-p", "name", "p", "typeRef", "number");
                    expression("f-" + name + "-e", Feel.roundingBody(r));
                    xml.close();
                    xml.close();
                });
    }

    private void expression(String id, String feel) {
        xml.open("literalExpression", "id", id);
        xml.leaf("text", feel);
        xml.close();
    }

    /** Where a name is looked up: rows of a block see their own names first. */
    private String look(String name, Optional<Set<String>> row) {
        if (row.isPresent() && row.get().contains(name)) {
            return Feel.name(name);
        }
        if (seen.containsKey(name)) {
            return seen.get(name);
        }
        String list = listOf(name);
        Fact item = set.lists().get(list).get(name);
        if (inRow.get(list).contains(name)) {
            return rows.get(list) + "." + Feel.name(name);
        }
        return item.otherwise().isEmpty() ? Feel.name(list) + "." + name
                : "(for row in " + Feel.name(list) + " return " + orDefault("row." + name, item.otherwise().get()) + ")";
    }

    private String listOf(String name) {
        return inRow.keySet().stream().filter(l -> inRow.get(l).contains(name) || set.lists().get(l).containsKey(name))
                .findFirst().orElseThrow();
    }

    private boolean many(String name, Optional<Set<String>> row) {
        boolean own = row.isPresent() && row.get().contains(name);
        return !own && !seen.containsKey(name) && !Calc.literal(name) || collectsList(name);
    }

    private boolean collectsList(String name) {
        return version.elements().stream().anyMatch(e -> e instanceof Table t && t.hit() == Hit.COLLECT
                && t.collect() == Collect.LIST && t.outputs().stream().anyMatch(o -> o.name().equals(name)));
    }

    private void literal(String name, String feel, Set<String> needs, Set<String> functions, String type) {
        String id = "n-" + name;
        xml.open("decision", "id", id, "name", Feel.name(name));
        variable(id, name, type);
        requirements(id, needs, functions);
        expression(id + "-e", feel);
        xml.close();
        decisions.put(name, id);
        seen.put(name, Feel.name(name));
    }

    private void variable(String id, String name, String type) {
        if (type.isEmpty()) {
            xml.empty("variable", "id", id + "-v", "name", Feel.name(name));
        } else {
            xml.empty("variable", "id", id + "-v", "name", Feel.name(name), "typeRef", type);
        }
    }

    /** Requirements by name; names of list elements are met by the list's rows. */
    private void requirements(String id, Set<String> needs, Set<String> functions) {
        Set<String> targets = new LinkedHashSet<>();
        for (String need : needs) {
            if (seen.containsKey(need)) {
                targets.add(need);
            } else {
                String list = listOf(need);
                targets.add(inRow.get(list).contains(need) ? rows.get(list) : list);
            }
        }
        int[] n = {0};
        for (String target : targets) {
            xml.open("informationRequirement", "id", id + "-r" + ++n[0]);
            if (decisions.containsKey(target)) {
                xml.empty("requiredDecision", "href", "#" + decisions.get(target));
            } else {
                xml.empty("requiredInput", "href", "#" + inputs.get(target));
            }
            xml.close();
        }
        knowledge(id, functions);
    }

    private void knowledge(String id, Set<String> functions) {
        int[] n = {0};
        for (String function : functions) {
            xml.open("knowledgeRequirement", "id", id + "-k" + ++n[0]);
            xml.empty("requiredKnowledge", "href", "#f-" + function);
            xml.close();
        }
    }

    private void once(Element element) {
        Set<String> needs = new LinkedHashSet<>(element.needs());
        if (element instanceof Calc calc) {
            Set<String> functions = calc.rounding().map(r -> Set.of(Feel.roundingName(r))).orElse(Set.of());
            literal(calc.id(), line(calc, Optional.empty()), needs, functions, "number");
            return;
        }
        Table table = (Table) element;
        String name = single(table) ? table.outputs().get(0).name() : table.id();
        String id = "n-" + name;
        xml.open("decision", "id", id, "name", Feel.name(name));
        variable(id, name, single(table) && !list(table) && !counts(table) ? table.outputs().get(0).kind().feel : "");
        requirements(id, needs, Set.of());
        table(table, id + "-t", Optional.empty());
        xml.close();
        decisions.put(name, id);
        seen.put(name, Feel.name(name));
        if (counts(table)) {
            // COUNT in DMN 1.3 counts outputs; ours counts rules, which the list of all outputs shows.
            seen.put(name, "count(" + Feel.name(name) + ")");
        }
        if (!single(table)) {
            table.outputs().forEach(o ->
                    literal(o.name(), Feel.name(table.id()) + "." + Feel.name(o.name()), Set.of(table.id()), Set.of(), ""));
        }
    }

    private static boolean single(Table table) {
        return table.outputs().size() == 1;
    }

    private static boolean list(Table table) {
        return table.hit() == Hit.COLLECT && table.collect() == Collect.LIST;
    }

    private static boolean counts(Table table) {
        return table.hit() == Hit.COLLECT && table.collect() == Collect.COUNT;
    }

    /** Neighbouring elements done for each element of a list: one function, one decision calling it. */
    private void block(String list, List<Element> block) {
        String before = rows.get(list);
        int number = (int) decisions.keySet().stream().filter(d -> d.startsWith(list + "Rows")).count() + 1;
        String name = list + "Rows" + (number == 1 ? "" : number);
        String function = list + "Row" + (number == 1 ? "" : number);
        Set<String> functions = new LinkedHashSet<>();
        block.stream().filter(Calc.class::isInstance).map(e -> ((Calc) e).rounding()).flatMap(Optional::stream)
                .map(Feel::roundingName).forEach(functions::add);
        Set<String> own = new LinkedHashSet<>(inRow.get(list));
        own.addAll(set.lists().get(list).keySet());
        Set<String> outer = new LinkedHashSet<>();
        block.forEach(e -> {
            e.needs().stream().filter(n -> !own.contains(n)).forEach(outer::add);
            e.gives().forEach(g -> own.add(g.name()));
        });
        function(list, block, function, functions, outer, number == 1);
        String id = "n-" + name;
        Set<String> needs = new LinkedHashSet<>(outer);
        xml.open("decision", "id", id, "name", name);
        variable(id, name, "");
        needs.add(before.equals(Feel.name(list)) ? list : before);
        requirements(id, needs, Set.of(function));
        expression(id + "-e", "for row in " + before + " return " + function + "(row"
                + outer.stream().map(o -> ", " + look(o, Optional.empty())).collect(Collectors.joining()) + ")");
        xml.close();
        decisions.put(name, id);
        seen.put(name, name);
        rows.put(list, name);
        inRow.get(list).addAll(own);
    }

    private void function(String list, List<Element> block, String function, Set<String> functions, Set<String> outer, boolean first) {
        String id = "f-" + function;
        xml.open("businessKnowledgeModel", "id", id, "name", function);
        xml.empty("variable", "id", id + "-v", "name", function);
        xml.open("encapsulatedLogic", "id", id + "-l");
        xml.empty("formalParameter", "id", id + "-p0", "name", "row");
        int[] n = {0};
        outer.forEach(o -> xml.empty("formalParameter", "id", id + "-p" + ++n[0], "name", Feel.name(o)));
        xml.open("context", "id", id + "-c");
        Set<String> own = new LinkedHashSet<>();
        Map<String, String> known = new LinkedHashMap<>();
        set.lists().get(list).values().forEach(item -> known.put(item.name(), first
                ? item.otherwise().map(d -> orDefault("row." + item.name(), d)).orElse("row." + item.name())
                : "row." + Feel.name(item.name())));
        inRow.get(list).forEach(name -> known.put(name, "row." + Feel.name(name)));
        known.forEach((name, feel) -> {
            entry(id, name, () -> expression(id + "-" + name + "-e", feel));
            own.add(name);
        });
        Set<String> visible = new LinkedHashSet<>(own);
        visible.addAll(outer);
        for (Element element : block) {
            if (element instanceof Calc calc) {
                String feel = line(calc, Optional.of(visible));
                entry(id, calc.id(), () -> expression(id + "-" + calc.id() + "-e", feel));
                visible.add(calc.id());
            } else {
                tableEntries(id, (Table) element, visible);
            }
        }
        xml.close();
        xml.close();
        knowledge(id, functions);
        xml.close();
    }

    private void tableEntries(String id, Table table, Set<String> visible) {
        if (single(table)) {
            String name = table.outputs().get(0).name();
            String kept = counts(table) ? name + "Matches" : name;
            entry(id, kept, () -> table(table, id + "-" + kept + "-t", Optional.of(visible)));
            if (counts(table)) {
                entry(id, name, () -> expression(id + "-" + name + "-e", "count(" + kept + ")"));
            }
            visible.add(name);
            return;
        }
        entry(id, table.id(), () -> table(table, id + "-" + table.id() + "-t", Optional.of(visible)));
        table.outputs().forEach(o -> {
            entry(id, o.name(), () -> expression(id + "-" + o.name() + "-e", Feel.name(table.id()) + "." + Feel.name(o.name())));
            visible.add(o.name());
        });
    }

    private void entry(String id, String name, Runnable body) {
        xml.open("contextEntry", "id", id + "-" + name);
        xml.empty("variable", "id", id + "-" + name + "-v", "name", Feel.name(name));
        body.run();
        xml.close();
    }

    private void table(Table table, String id, Optional<Set<String>> row) {
        List<String> attributes = new ArrayList<>(List.of("id", id, "hitPolicy", table.hit().name()));
        if (table.hit() == Hit.COLLECT && table.collect() != Collect.LIST && table.collect() != Collect.COUNT) {
            attributes.addAll(List.of("aggregation", table.collect().name()));
        }
        xml.open("decisionTable", attributes.toArray(String[]::new));
        for (int i = 0; i < table.inputs().size(); i++) {
            Fact input = table.inputs().get(i);
            xml.open("input", "id", id + "-i" + i);
            xml.open("inputExpression", "id", id + "-i" + i + "-e", "typeRef", input.kind().feel);
            xml.leaf("text", look(input.name(), row));
            xml.close();
            xml.close();
        }
        for (int i = 0; i < table.outputs().size(); i++) {
            output(table, i, id + "-o" + i);
        }
        xml.empty("annotation", "name", "rule");
        xml.empty("annotation", "name", "basis");
        for (int i = 0; i < table.rows().size(); i++) {
            row(table.rows().get(i), id + "-r" + i);
        }
        xml.close();
    }

    private void output(Table table, int column, String id) {
        Fact output = table.outputs().get(column);
        if (single(table)) {
            xml.open("output", "id", id, "typeRef", output.kind().feel);
        } else {
            xml.open("output", "id", id, "name", Feel.name(output.name()), "typeRef", output.kind().feel);
        }
        if (table.hit() == Hit.PRIORITY && column == 0) {
            xml.open("outputValues", "id", id + "-v");
            xml.leaf("text", Feel.list(table.priority()));
            xml.close();
        }
        Optional<Object> otherwise = table.otherwise().map(o -> o.then().get(column));
        if (table.hit() == Hit.COLLECT && table.collect() == Collect.SUM) {
            otherwise = Optional.of(BigDecimal.ZERO);
        }
        otherwise.ifPresent(value -> {
            xml.open("defaultOutputEntry", "id", id + "-d");
            xml.leaf("text", Feel.literal(value));
            xml.close();
        });
        xml.close();
    }

    private void row(Row row, String id) {
        xml.open("rule", "id", id);
        for (int i = 0; i < row.when().size(); i++) {
            xml.open("inputEntry", "id", id + "-c" + i);
            xml.leaf("text", Feel.test(row.when().get(i)));
            xml.close();
        }
        for (int i = 0; i < row.then().size(); i++) {
            xml.open("outputEntry", "id", id + "-t" + i);
            xml.leaf("text", Feel.literal(row.then().get(i)));
            xml.close();
        }
        for (String note : List.of(row.id(), row.basis().orElse(""))) {
            xml.open("annotationEntry");
            xml.leaf("text", note);
            xml.close();
        }
        xml.close();
    }

    private String line(Calc calc, Optional<Set<String>> row) {
        List<String> of = calc.of().stream().map(o -> Calc.literal(o) ? o.startsWith("-") ? "(" + o + ")" : o : look(o, row)).toList();
        boolean lists = calc.of().stream().anyMatch(o -> many(o, row));
        String all = lists ? "flatten([" + String.join(", ", of) + "])" : "[" + String.join(", ", of) + "]";
        String feel = switch (calc.op()) {
            case SUM -> lists ? "(if count(" + all + ") = 0 then 0 else sum(" + all + "))" : "(" + String.join(" + ", of) + ")";
            case PRODUCT -> lists ? "(if count(" + all + ") = 0 then 1 else product(" + all + "))" : "(" + String.join(" * ", of) + ")";
            case SUBTRACT -> "(" + String.join(" - ", of) + ")";
            case DIVIDE -> "(" + String.join(" / ", of) + ")";
            case PERCENT -> "(" + String.join(" * ", of) + " / 100)";
            case MIN, MAX -> (calc.op() == Op.MIN ? "min(" : "max(") + all + ")";
            case ROUND -> of.get(0);
        };
        return calc.rounding().map(r -> Feel.roundingName(r) + "(" + feel + ", " + BigDecimal.TEN.pow(r.scale()) + ")").orElse(feel);
    }
}
