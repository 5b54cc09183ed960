package lv.pkip.kernel.service.rules;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.service.Rules.Line;
import lv.pkip.kernel.api.service.Rules.Operand;
import lv.pkip.kernel.api.service.Rules.Result;
import lv.pkip.kernel.api.service.Rules.RuleProblem;
import lv.pkip.kernel.service.rules.Element.Calc;
import lv.pkip.kernel.service.rules.Element.Collect;
import lv.pkip.kernel.service.rules.Element.Hit;
import lv.pkip.kernel.service.rules.Element.Row;
import lv.pkip.kernel.service.rules.Element.Table;
import lv.pkip.kernel.service.rules.RuleSet.Version;

/** One evaluation of one rule set: from facts to values with the working. Messages never hold values: they are personal data. */
final class Evaluation {
    /** Quotients that do not end: 34 digits, as FEEL has; all other operations are exact. */
    private static final MathContext QUOTIENT = MathContext.DECIMAL128;
    private static final int MOST_ELEMENTS = 10_000;

    private final RuleSet set;
    private final Version version;
    private final LocalDate on;
    private final Map<String, Object> once = new LinkedHashMap<>();
    private final Map<String, List<Map<String, Object>>> perElement = new LinkedHashMap<>();
    private final List<Line> lines = new ArrayList<>();

    private Evaluation(RuleSet set, Version version, LocalDate on) {
        this.set = set;
        this.version = version;
        this.on = on;
    }

    static Result evaluate(RuleSet set, LocalDate on, Map<String, Object> facts) {
        Version version = set.on(on).orElseThrow(() ->
                new RuleProblem("rule set " + set.id() + ": no version is valid on " + on));
        Evaluation evaluation = new Evaluation(set, version, on);
        evaluation.take(facts);
        evaluation.work();
        return new Result(set.id(), version.from(), version.basis(), version.unit(), evaluation.values(), evaluation.lines);
    }

    private RuleProblem problem(String what) {
        return new RuleProblem("rule set " + set.id() + ", version " + version.from() + ", on " + on + ": " + what);
    }

    private void take(Map<String, Object> facts) {
        TreeSet<String> used = new TreeSet<>();
        version.elements().forEach(e -> used.addAll(e.needs()));
        List<String> missing = new ArrayList<>();
        set.facts().values().stream().filter(f -> used.contains(f.name()))
                .forEach(f -> fact(f, facts.get(f.name()), f.name(), missing).ifPresent(v -> once.put(f.name(), v)));
        set.lists().forEach((list, items) -> {
            boolean wanted = version.elements().stream().anyMatch(e -> e.each().equals(Optional.of(list))
                    || e.each().isEmpty() && e.needs().stream().anyMatch(items::containsKey));
            if (wanted) {
                perElement.put(list, elements(list, items, facts.get(list), used, missing));
            }
        });
        version.constants().forEach((name, values) -> once.put(name, version.constant(name, on).orElseThrow().value()));
        if (!missing.isEmpty()) {
            throw problem("missing facts: " + String.join(", ", missing));
        }
    }

    private Optional<Object> fact(Fact fact, Object given, String called, List<String> missing) {
        if (given == null || given instanceof String text && text.isBlank()) {
            if (fact.otherwise().isEmpty()) {
                missing.add(called);
            }
            return fact.otherwise();
        }
        Object value = fact.kind().fact(given).orElseThrow(() -> problem("the fact " + called + " is not " + fact.kind().says));
        if (!fact.allows(value)) {
            throw problem("the fact " + called + " is outside its declared values");
        }
        return Optional.of(value);
    }

    private List<Map<String, Object>> elements(String list, Map<String, Fact> items, Object given, TreeSet<String> used,
            List<String> missing) {
        if (given == null) {
            missing.add(list);
            return List.of();
        }
        if (!(given instanceof List<?> elements) || elements.size() > MOST_ELEMENTS) {
            throw problem("the fact " + list + " is not a list of at most " + MOST_ELEMENTS + " elements");
        }
        List<Map<String, Object>> taken = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            if (!(elements.get(i) instanceof Map<?, ?> element)) {
                throw problem("the fact " + list + "." + i + " is not an object");
            }
            Map<String, Object> row = new LinkedHashMap<>();
            String prefix = list + "." + i + ".";
            items.values().stream().filter(f -> used.contains(f.name())).forEach(f ->
                    fact(f, element.get(f.name()), prefix + f.name(), missing).ifPresent(v -> row.put(f.name(), v)));
            taken.add(row);
        }
        return taken;
    }

    /** Neighbouring parts done for each element of one list are worked element by element: that is how people check a sum. */
    private void work() {
        List<Element> elements = version.elements();
        for (int i = 0; i < elements.size();) {
            Optional<String> each = elements.get(i).each();
            int end = i + 1;
            while (end < elements.size() && elements.get(end).each().equals(each)) {
                end++;
            }
            List<Element> block = elements.subList(i, end);
            if (each.isEmpty()) {
                block.forEach(e -> work(e, 0, once));
            } else {
                List<Map<String, Object>> rows = perElement.get(each.get());
                for (int row = 0; row < rows.size(); row++) {
                    int item = row + 1;
                    block.forEach(e -> work(e, item, rows.get(item - 1)));
                }
            }
            i = end;
        }
    }

    private void work(Element element, int item, Map<String, Object> scope) {
        Function<String, Object> look = name -> {
            Object own = scope.get(name);
            return own != null ? own : once.containsKey(name) ? once.get(name) : all(name);
        };
        if (element instanceof Table table) {
            table(table, item, scope, look);
        } else {
            calc((Calc) element, item, scope, look);
        }
    }

    private List<Object> all(String name) {
        return perElement.values().stream().filter(rows -> rows.stream().anyMatch(r -> r.containsKey(name)))
                .findFirst().orElse(List.of()).stream().map(r -> r.get(name)).toList();
    }

    private String place(int item) {
        return item == 0 ? "" : " for element " + item;
    }

    private void table(Table table, int item, Map<String, Object> scope, Function<String, Object> look) {
        List<Object> inputs = table.inputs().stream().map(i -> look.apply(i.name())).toList();
        List<Integer> matching = new ArrayList<>();
        for (int row = 0; row < table.rows().size(); row++) {
            boolean all = true;
            for (int column = 0; all && column < inputs.size(); column++) {
                all = table.rows().get(row).when().get(column).matches(inputs.get(column));
            }
            if (all) {
                matching.add(row);
            }
        }
        List<Operand> operands = new ArrayList<>();
        for (int column = 0; column < inputs.size(); column++) {
            operands.add(new Operand(table.inputs().get(column).name(), Kind.shown(inputs.get(column))));
        }
        List<Row> counted = counted(table, matching, item);
        List<Object> results = table.hit() == Hit.COLLECT ? collected(table, counted, item) : counted.get(0).then();
        for (int column = 0; column < results.size(); column++) {
            Object result = results.get(column);
            scope.put(table.outputs().get(column).name(), result);
            lines.add(new Line(table.lineIds().get(column), item, "table", operands, said(result), joined(counted, r -> Optional.of(r.id()), ", "),
                    joined(counted, Row::basis, "; "), Optional.empty()));
        }
    }

    private static Object said(Object result) {
        return result instanceof List<?> list
                ? list.stream().map(v -> v instanceof BigDecimal n ? n.toPlainString() : v.toString()).collect(Collectors.joining(", "))
                : Kind.shown(result);
    }

    private static Optional<String> joined(List<Row> rows, Function<Row, Optional<String>> part, String by) {
        return Optional.of(rows.stream().map(part).flatMap(Optional::stream).distinct().collect(Collectors.joining(by)))
                .filter(text -> !text.isEmpty());
    }

    private List<Row> counted(Table table, List<Integer> matching, int item) {
        if (table.hit() == Hit.COLLECT) {
            return matching.stream().map(table.rows()::get).toList();
        }
        if (matching.isEmpty()) {
            return List.of(table.otherwise().orElseThrow(() -> problem("table " + table.id() + ": no rule applies" + place(item))));
        }
        if (table.hit() == Hit.UNIQUE && matching.size() > 1) {
            throw problem("table " + table.id() + ": more than one rule applies" + place(item) + " ("
                    + matching.stream().map(r -> table.rows().get(r).id()).collect(Collectors.joining(", ")) + ")");
        }
        List<Integer> order = table.hit() == Hit.PRIORITY ? RuleSetCheck.strongest(table, matching) : matching;
        return List.of(table.rows().get(order.get(0)));
    }

    private List<Object> collected(Table table, List<Row> rows, int item) {
        if (table.collect() == Collect.LIST) {
            List<Object> lists = new ArrayList<>();
            for (int column = 0; column < table.outputs().size(); column++) {
                int at = column;
                lists.add(rows.stream().map(r -> r.then().get(at)).toList());
            }
            return lists;
        }
        List<BigDecimal> values = table.collect() == Collect.COUNT ? List.of()
                : rows.stream().map(r -> (BigDecimal) r.then().get(0)).toList();
        return List.of(switch (table.collect()) {
            case COUNT -> BigDecimal.valueOf(rows.size());
            case SUM -> values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
            case MIN -> values.stream().min(BigDecimal::compareTo)
                    .orElseThrow(() -> problem("table " + table.id() + ": no rule applies" + place(item)));
            default -> values.stream().max(BigDecimal::compareTo)
                    .orElseThrow(() -> problem("table " + table.id() + ": no rule applies" + place(item)));
        });
    }

    private void calc(Calc calc, int item, Map<String, Object> scope, Function<String, Object> look) {
        List<Operand> operands = new ArrayList<>();
        List<BigDecimal> numbers = new ArrayList<>();
        for (String name : calc.of()) {
            Object value = Calc.literal(name) ? new BigDecimal(name) : look.apply(name);
            flat(value).forEach(v -> {
                operands.add(new Operand(name, v));
                numbers.add(v);
            });
        }
        BigDecimal result = result(calc, numbers, item);
        Object kept = scope.put(calc.id(), result);
        assert kept == null;
        lines.add(new Line(calc.id(), item, calc.op().name().toLowerCase(java.util.Locale.ROOT), operands, result, Optional.empty(),
                constantsBasis(calc), calc.rounding().map(Rounding::toString)));
    }

    private static List<BigDecimal> flat(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().flatMap(v -> flat(v).stream()).toList();
        }
        return List.of((BigDecimal) value);
    }

    private Optional<String> constantsBasis(Calc calc) {
        String all = calc.of().stream().flatMap(name -> version.constant(name, on).flatMap(RuleSet.Dated::basis).stream()).distinct()
                .collect(Collectors.joining("; "));
        return Optional.of(all).filter(text -> !text.isEmpty());
    }

    private BigDecimal result(Calc calc, List<BigDecimal> of, int item) {
        BigDecimal exact = switch (calc.op()) {
            case SUM -> of.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
            case PRODUCT -> of.stream().reduce(BigDecimal.ONE, this::times);
            case SUBTRACT -> of.stream().skip(1).reduce(of.get(0), BigDecimal::subtract);
            case PERCENT -> times(of.get(0), of.get(1)).movePointLeft(2);
            case MIN -> of.stream().min(BigDecimal::compareTo).orElseThrow(() -> problem("line " + calc.id() + ": nothing to choose from"));
            case MAX -> of.stream().max(BigDecimal::compareTo).orElseThrow(() -> problem("line " + calc.id() + ": nothing to choose from"));
            case ROUND -> of.get(0);
            case DIVIDE -> {
                if (of.get(1).signum() == 0) {
                    throw problem("line " + calc.id() + ": division by zero" + place(item));
                }
                // With a rounding rule the quotient is rounded once, from its full value.
                yield calc.rounding().isPresent()
                        ? of.get(0).divide(of.get(1), calc.rounding().get().scale(), calc.rounding().get().mode())
                        : plain(of.get(0).divide(of.get(1), QUOTIENT));
            }
        };
        return calc.rounding().map(r -> r.round(exact)).orElse(exact);
    }

    /** Products of many long factors are kept to a size that cannot hurt; real ones are exact. */
    private BigDecimal times(BigDecimal a, BigDecimal b) {
        BigDecimal product = a.multiply(b);
        if (product.precision() > 2_000) {
            throw problem("a product has more than 2000 digits");
        }
        return product;
    }

    private static BigDecimal plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        version.elements().forEach(e -> e.gives().forEach(g -> {
            Object value = e.each().isEmpty() ? once.get(g.name())
                    : perElement.get(e.each().get()).stream().map(r -> shown(r.get(g.name()))).toList();
            values.put(g.name(), shown(value));
        }));
        return values;
    }

    private static Object shown(Object value) {
        return value instanceof List<?> list ? list.stream().map(Evaluation::shown).toList() : Kind.shown(value);
    }
}
