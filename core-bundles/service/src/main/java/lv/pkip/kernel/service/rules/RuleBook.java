package lv.pkip.kernel.service.rules;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.service.Rules;
import lv.pkip.kernel.service.reading.Problems;
import lv.pkip.kernel.service.rules.Element.Table;
import lv.pkip.kernel.service.rules.RuleSet.Version;

/** The checked rule sets of one definition. */
public final class RuleBook implements Rules {
    private final Map<String, RuleSet> sets;

    private RuleBook(Map<String, RuleSet> sets) {
        this.sets = Map.copyOf(sets);
    }

    /** Reads all rule sets; with problems, the book holds those without. */
    public static RuleBook read(Map<String, String> files, Problems problems) {
        Map<String, RuleSet> sets = new LinkedHashMap<>();
        files.forEach((id, text) -> RuleSetReader.read(id, text, problems).ifPresent(set -> sets.put(id, set)));
        return new RuleBook(sets);
    }

    @Override
    public Result evaluate(String ruleSet, LocalDate on, Map<String, Object> facts) {
        return Evaluation.evaluate(set(ruleSet), on, facts);
    }

    private RuleSet set(String id) {
        RuleSet set = sets.get(id);
        if (set == null) {
            throw new RuleProblem("there is no rule set " + id);
        }
        return set;
    }

    /** DMN 1.3 XML of the version valid on a date. */
    public String dmn(String ruleSet, LocalDate on) {
        RuleSet set = set(ruleSet);
        return DmnWriter.write(set, set.on(on).orElseThrow(() ->
                new RuleProblem("rule set " + ruleSet + ": no version is valid on " + on)), on);
    }

    public boolean has(String ruleSet) {
        return sets.containsKey(ruleSet);
    }

    /** Declared facts that must be given: those used by some version and without a value of their own. */
    public Set<String> neededFacts(String ruleSet) {
        RuleSet set = set(ruleSet);
        Set<String> needed = new LinkedHashSet<>();
        for (Version version : set.versions()) {
            for (Element element : version.elements()) {
                element.each().ifPresent(needed::add);
                for (String need : element.needs()) {
                    Fact fact = set.facts().get(need);
                    if (fact != null && fact.otherwise().isEmpty()) {
                        needed.add(need);
                    } else if (fact == null && element.each().isEmpty()) {
                        set.lists().forEach((list, items) -> {
                            if (items.containsKey(need)) {
                                needed.add(list);
                            }
                        });
                    }
                }
            }
        }
        return needed;
    }

    /** All declared facts and lists. */
    public Set<String> facts(String ruleSet) {
        Set<String> all = new LinkedHashSet<>(set(ruleSet).facts().keySet());
        all.addAll(set(ruleSet).lists().keySet());
        return all;
    }

    /** Names of values that the version used on any date gives, for references such as {@code compensation.total}. */
    public boolean gives(String ruleSet, String name) {
        return set(ruleSet).versions().stream().allMatch(v ->
                v.elements().stream().anyMatch(e -> e.gives().stream().anyMatch(g -> g.name().equals(name))));
    }

    /** Keys of texts that the working needs. */
    public List<String> textKeys() {
        Set<String> keys = new LinkedHashSet<>();
        sets.values().forEach(set -> set.versions().forEach(version -> version.elements().forEach(element -> {
            String prefix = "rule." + set.id() + ".";
            keys.add("rule." + set.id());
            element.lineIds().forEach(id -> keys.add(prefix + id));
            element.needs().stream().filter(need -> !isOutputOfWideTable(version, need)).forEach(need -> keys.add(prefix + need));
        })));
        return new ArrayList<>(keys);
    }

    /** Such an output has its label as a line, {@code table.output}; operands called like it may go without. */
    private static boolean isOutputOfWideTable(Version version, String name) {
        return version.elements().stream().anyMatch(e -> e instanceof Table t && t.outputs().size() > 1
                && t.outputs().stream().anyMatch(o -> o.name().equals(name)));
    }

    /** First days of a set's versions, for the overlay. */
    public Optional<List<LocalDate>> versions(String ruleSet) {
        return Optional.ofNullable(sets.get(ruleSet)).map(s -> s.versions().stream().map(Version::from).toList());
    }
}
