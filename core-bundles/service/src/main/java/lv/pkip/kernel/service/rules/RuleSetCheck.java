package lv.pkip.kernel.service.rules;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import lv.pkip.kernel.service.reading.Problems;
import lv.pkip.kernel.service.rules.Element.Hit;
import lv.pkip.kernel.service.rules.Element.Row;
import lv.pkip.kernel.service.rules.Element.Table;
import lv.pkip.kernel.service.rules.RuleSet.Version;

/**
 * Finds, before a rule set is ever used: versions that overlap or leave a gap; tables where no rule or too many apply;
 * rules that never apply. Between the values a column speaks of nothing changes, so trying each value and one point
 * between each two neighbours is a complete proof, not a sample.
 */
final class RuleSetCheck {
    /** More combinations than this are not tried; two rules of a unique table are then compared pair by pair. */
    private static final long MOST = 200_000;

    private RuleSetCheck() {
    }

    static void check(RuleSet set, Problems problems) {
        String where = "rules/" + set.id() + ".json";
        for (int i = 1; i < set.versions().size(); i++) {
            Version before = set.versions().get(i - 1);
            Version after = set.versions().get(i);
            if (before.to().isEmpty()) {
                problems.add(where, "the version from " + before.from() + " has no last day, so it overlaps the one from " + after.from());
            } else if (!before.to().get().isBefore(after.from())) {
                problems.add(where, "the versions from " + before.from() + " and " + after.from() + " overlap");
            } else if (!before.to().get().plusDays(1).equals(after.from())) {
                problems.add(where, "no version is valid from " + before.to().get().plusDays(1) + " to " + after.from().minusDays(1));
            }
        }
        for (Version version : set.versions()) {
            for (Element element : version.elements()) {
                if (element instanceof Table table) {
                    table(where + " version " + version.from() + " table " + table.id(), version, table, problems);
                }
            }
        }
    }

    private static void table(String where, Version version, Table table, Problems problems) {
        if (table.hit() == Hit.PRIORITY) {
            for (Row row : table.rows()) {
                if (table.priority().stream().noneMatch(p -> Kind.same(p, row.then().get(0)))) {
                    problems.add(where, "rule " + row.id() + ": its output is not in the priority list");
                }
            }
        }
        List<List<Object>> points = table.inputs().stream().map(input -> points(table, input, version)).toList();
        long combinations = 1;
        for (List<Object> column : points) {
            combinations = Math.min(MOST + 1, combinations * Math.max(1, column.size()));
        }
        if (combinations <= MOST) {
            everyCombination(where, table, points, problems);
        } else if (table.hit() == Hit.UNIQUE) {
            pairs(where, table, points, problems);
        }
    }

    private static void everyCombination(String where, Table table, List<List<Object>> points, Problems problems) {
        boolean[] used = new boolean[table.rows().size()];
        boolean elsewhere = false;
        boolean told = false;
        int[] at = new int[points.size()];
        do {
            List<Integer> matching = matching(table, points, at);
            if (matching.isEmpty()) {
                elsewhere = true;
                if (table.otherwise().isEmpty() && table.hit() != Hit.COLLECT && !told) {
                    problems.add(where, "no rule applies when " + said(table, points, at));
                    told = true;
                }
            }
            if (table.hit() == Hit.UNIQUE && matching.size() > 1 && !told) {
                problems.add(where, "rules " + table.rows().get(matching.get(0)).id() + " and "
                        + table.rows().get(matching.get(1)).id() + " both apply when " + said(table, points, at));
                told = true;
            }
            int counted = table.hit() == Hit.FIRST || table.hit() == Hit.PRIORITY ? Math.min(1, matching.size()) : matching.size();
            List<Integer> strongest = table.hit() == Hit.PRIORITY ? strongest(table, matching) : matching;
            strongest.subList(0, counted).forEach(row -> used[row] = true);
        } while (next(points, at));
        for (int row = 0; row < used.length; row++) {
            if (!used[row]) {
                problems.add(where, "rule " + table.rows().get(row).id() + " can never apply");
            }
        }
        if (table.otherwise().isPresent() && !elsewhere) {
            problems.add(where, "otherwise can never apply: some rule always does");
        }
    }

    /** Matching rules, the strongest output first; rules of equal strength in the order written. */
    static List<Integer> strongest(Table table, List<Integer> matching) {
        return matching.stream().sorted(Comparator.comparingInt(row -> strength(table, table.rows().get(row)))).toList();
    }

    private static int strength(Table table, Row row) {
        for (int i = 0; i < table.priority().size(); i++) {
            if (Kind.same(table.priority().get(i), row.then().get(0))) {
                return i;
            }
        }
        return Integer.MAX_VALUE;
    }

    private static List<Integer> matching(Table table, List<List<Object>> points, int[] at) {
        List<Integer> matching = new ArrayList<>();
        for (int row = 0; row < table.rows().size(); row++) {
            boolean all = true;
            for (int column = 0; all && column < at.length; column++) {
                all = table.rows().get(row).when().get(column).matches(points.get(column).get(at[column]));
            }
            if (all) {
                matching.add(row);
            }
        }
        return matching;
    }

    private static boolean next(List<List<Object>> points, int[] at) {
        for (int column = at.length - 1; column >= 0; column--) {
            if (++at[column] < points.get(column).size()) {
                return true;
            }
            at[column] = 0;
        }
        return false;
    }

    private static void pairs(String where, Table table, List<List<Object>> points, Problems problems) {
        for (int a = 0; a < table.rows().size(); a++) {
            for (int b = a + 1; b < table.rows().size(); b++) {
                Row one = table.rows().get(a);
                Row two = table.rows().get(b);
                boolean overlap = true;
                for (int column = 0; overlap && column < points.size(); column++) {
                    Cell first = one.when().get(column);
                    Cell second = two.when().get(column);
                    overlap = points.get(column).stream().anyMatch(p -> first.matches(p) && second.matches(p));
                }
                if (overlap) {
                    problems.add(where, "rules " + one.id() + " and " + two.id() + " can both apply");
                }
            }
        }
    }

    private static String said(Table table, List<List<Object>> points, int[] at) {
        List<String> parts = new ArrayList<>();
        for (int column = 0; column < at.length; column++) {
            Object value = points.get(column).get(at[column]);
            parts.add(table.inputs().get(column).name() + " is "
                    + (value instanceof BigDecimal number ? number.toPlainString() : value.equals(SOMETHING_ELSE) ? "something else" : value));
        }
        return parts.isEmpty() ? "there are no inputs" : String.join(", ", parts);
    }

    private static final String SOMETHING_ELSE = "\u0000";

    private static List<Object> points(Table table, Fact input, Version version) {
        Fact fact = version.elements().stream().filter(Table.class::isInstance).map(Table.class::cast)
                .flatMap(t -> t.outputs().stream().filter(o -> o.name().equals(input.name()) && t != table
                        && (t.each().isEmpty() || t.each().equals(table.each()))).map(t::domain)).findFirst().orElse(input);
        int column = table.inputs().indexOf(input);
        List<Object> spoken = table.rows().stream().flatMap(r -> r.when().get(column).landmarks()).toList();
        return switch (fact.kind()) {
            case BOOLEAN -> List.of(true, false);
            case TEXT -> texts(fact, spoken);
            case NUMBER, DATE -> between(fact, spoken);
        };
    }

    private static List<Object> texts(Fact fact, List<Object> spoken) {
        if (!fact.values().isEmpty()) {
            return fact.values();
        }
        List<Object> points = new ArrayList<>(spoken.stream().distinct().toList());
        points.add(SOMETHING_ELSE);
        return points;
    }

    private static List<Object> between(Fact fact, List<Object> spoken) {
        if (!fact.values().isEmpty()) {
            return fact.values();
        }
        TreeSet<Object> landmarks = new TreeSet<>(Kind::compare);
        spoken.stream().filter(fact::allows).forEach(landmarks::add);
        fact.minimum().ifPresent(landmarks::add);
        fact.maximum().ifPresent(landmarks::add);
        TreeSet<Object> points = new TreeSet<>(landmarks);
        Object before = null;
        for (Object here : landmarks) {
            middle(before, here).ifPresent(points::add);
            before = here;
        }
        if (landmarks.isEmpty()) {
            points.add(fact.kind() == Kind.NUMBER ? BigDecimal.ZERO : LocalDate.EPOCH);
        } else {
            points.add(beyond(landmarks.first(), -1));
            points.add(beyond(landmarks.last(), 1));
        }
        points.removeIf(p -> !fact.allows(p));
        return List.copyOf(points);
    }

    private static Object beyond(Object edge, int direction) {
        return edge instanceof BigDecimal number ? number.add(BigDecimal.valueOf(direction)) : ((LocalDate) edge).plusDays(direction);
    }

    private static Optional<Object> middle(Object low, Object high) {
        if (low instanceof BigDecimal from) {
            return Optional.of(from.add((BigDecimal) high).multiply(new BigDecimal("0.5")));
        }
        if (low instanceof LocalDate from && from.plusDays(1).isBefore((LocalDate) high)) {
            return Optional.of(from.plusDays(1));
        }
        return Optional.empty();
    }
}
