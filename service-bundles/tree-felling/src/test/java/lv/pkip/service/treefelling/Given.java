package lv.pkip.service.treefelling;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.CaseHandler.StepRequest;
import lv.pkip.kernel.api.service.CaseHandler.Submission;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Rules;

/** Applications and staff answers for the tests of the rules. */
final class Given {
    static final LocalDate TODAY = LocalDate.of(2026, 5, 4);
    static final Definition DEFINITION = new Definition("tree-felling", "1.0.0", "0", "environment", "environment",
            Assurance.SUBSTANTIAL, "KC", true, new Definition.Deadline(21, 0, "", 4, false), "application", true,
            List.of(), List.of(), List.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    private Given() {
    }

    /** Thresholds as the rule set has them, for an oak and everything else. */
    static final Rules THRESHOLDS = (ruleSet, on, facts) -> {
        if (!ruleSet.equals("thresholds")) {
            throw new Rules.RuleProblem("no rule set " + ruleSet);
        }
        String girth = "oak".equals(facts.get("species")) ? "400" : "0";
        return new Rules.Result(ruleSet, LocalDate.of(2012, 5, 2), "", "cm",
                Map.of("diameter", new BigDecimal("20"), "girth", new BigDecimal(girth)), List.of());
    };

    static Map<String, Object> tree(String species, int diameter, int girth, String reason) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("species", species);
        tree.put("count", 1);
        tree.put("diameter", diameter);
        tree.put("girth", girth);
        tree.put("reason", reason);
        return tree;
    }

    /** An owner's application with nothing wrong in it. */
    @SafeVarargs
    static Map<String, Object> application(Map<String, Object>... trees) {
        Map<String, Object> application = new LinkedHashMap<>();
        application.put("applicant", new LinkedHashMap<>(Map.of("kind", "person", "right", "owner", "coOwned", "no")));
        application.put("land", new LinkedHashMap<>(Map.of("places", List.of("settlement"), "buildingPermit", "no")));
        application.put("trees", new ArrayList<>(List.of(trees)));
        return application;
    }

    /** The application with one answer changed. */
    static Map<String, Object> with(Map<String, Object> application, String group, String field, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(application);
        Map<String, Object> inner = new LinkedHashMap<>();
        if (changed.get(group) instanceof Map<?, ?> old) {
            old.forEach((k, v) -> inner.put((String) k, v));
        }
        inner.put(field, value);
        changed.put(group, inner);
        return changed;
    }

    static List<Finding> check(Map<String, Object> application) {
        return new TreeFelling().check(new Submission(DEFINITION, Answers.of(application), TODAY, THRESHOLDS));
    }

    static StepRequest request(String step, String action, Map<String, Object> application, Map<String, Object> input,
            Map<String, Map<String, Object>> data, Optional<String> total) {
        Map<String, Answers> earlier = new LinkedHashMap<>();
        data.forEach((k, v) -> earlier.put(k, Answers.of(v)));
        Map<String, Rules.Result> results = total.map(t -> Map.of("compensation", new Rules.Result("compensation",
                LocalDate.of(2014, 1, 1), "", "EUR", Map.of("total", (Object) new BigDecimal(t)), List.of()))).orElse(Map.of());
        return new StepRequest(DEFINITION, "KC-2026-1", step, action, Answers.of(application), Answers.of(input), earlier,
                results, TODAY.minusDays(3), TODAY, THRESHOLDS);
    }
}
