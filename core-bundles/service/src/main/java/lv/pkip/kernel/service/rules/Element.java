package lv.pkip.kernel.service.rules;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A part of a version that gives values under names: a decision table or a line of calculation. */
sealed interface Element {

    String id();

    /** The list fact it is done for, element by element; empty when it is done once. */
    Optional<String> each();

    /** Names of values that go in. */
    List<String> needs();

    /** Names of values that come out, with their kinds. */
    List<Fact> gives();

    /** Ids under which it shows in the working. */
    default List<String> lineIds() {
        return gives().size() == 1 ? List.of(id()) : gives().stream().map(g -> id() + "." + g.name()).toList();
    }

    /** Which of several matching rules counts. */
    enum Hit { UNIQUE, FIRST, PRIORITY, COLLECT }

    /** What {@code collect} makes of the matching rules' outputs. */
    enum Collect { LIST, SUM, MIN, MAX, COUNT }

    /**
     * A decision table.
     *
     * @param priority values of the first output, the strongest first; for {@link Hit#PRIORITY}
     * @param otherwise outputs when no rule matches
     */
    record Table(String id, Optional<String> each, Hit hit, Collect collect, List<Fact> inputs, List<Fact> outputs,
            List<Row> rows, Optional<Row> otherwise, List<Object> priority) implements Element {

        @Override
        public List<String> needs() {
            return inputs.stream().map(Fact::name).toList();
        }

        @Override
        public List<Fact> gives() {
            if (hit != Hit.COLLECT || collect == Collect.LIST) {
                return outputs;
            }
            return outputs.stream().map(o -> Fact.free(o.name(), Kind.NUMBER)).toList();
        }

        /** Values an output can take, for tables that use it. */
        Fact domain(Fact output) {
            int column = outputs.indexOf(output);
            if (hit == Hit.COLLECT) {
                return Fact.free(output.name(), collect == Collect.LIST ? output.kind() : Kind.NUMBER);
            }
            List<Object> values = Stream.concat(rows.stream(), otherwise.stream()).map(r -> r.then().get(column)).distinct().toList();
            return new Fact(output.name(), output.kind(), values, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /** A rule of a table. */
    record Row(String id, List<Cell> when, List<Object> then, Optional<String> basis) { }

    /** What a line does with its operands. */
    enum Op { SUM, PRODUCT, SUBTRACT, DIVIDE, MIN, MAX, PERCENT, ROUND }

    /** A line of calculation. Operands are names, or numbers written out. */
    record Calc(String id, Optional<String> each, Op op, List<String> of, Optional<Rounding> rounding) implements Element {

        static boolean literal(String operand) {
            return operand.matches("-?[0-9].*");
        }

        @Override
        public List<String> needs() {
            return of.stream().filter(o -> !literal(o)).toList();
        }

        @Override
        public List<Fact> gives() {
            return List.of(Fact.free(id, Kind.NUMBER));
        }
    }
}
