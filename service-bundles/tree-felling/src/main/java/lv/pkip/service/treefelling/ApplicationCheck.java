package lv.pkip.service.treefelling;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.CaseHandler.Submission;
import lv.pkip.kernel.api.service.Finding;

/** Looks an application through before it is taken: is a permit needed at all, and are the papers there. */
final class ApplicationCheck {

    private static final Set<String> OWN_RIGHT = Set.of("owner");

    private final Answers answers;
    private final Place place;
    private final PermitRule rule;
    private final List<Tree> trees = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    ApplicationCheck(Submission submission) {
        answers = submission.answers();
        place = Place.of(answers);
        rule = new PermitRule(submission.rules(), submission.today(), place);
        List<Answers> lines = answers.list("trees");
        for (int i = 0; i < lines.size(); i++) {
            trees.add(Tree.of(i, lines.get(i)));
        }
    }

    List<Finding> findings() {
        checkPlace();
        checkPapers();
        checkTrees();
        return List.copyOf(findings);
    }

    private void checkPlace() {
        if (place.contradictory()) {
            findings.add(Finding.error("land.places", "error.places.none-and-others"));
        }
        if (answers.text("land.buildingPermit").filter("yes"::equals).isPresent()) {
            findings.add(Finding.stop("land.buildingPermit", "stop.building-permit"));
        }
    }

    private void checkPapers() {
        String right = answers.text("applicant.right").orElse("");
        if (!right.isEmpty() && !OWN_RIGHT.contains(right) && noFiles("documents.right")) {
            findings.add(Finding.error("documents.right", "error.documents.right." + right));
        }
        if (answers.text("applicant.coOwned").filter("yes"::equals).isPresent() && noFiles("documents.consents")) {
            findings.add(Finding.error("documents.consents", "error.documents.consents"));
        }
    }

    private boolean noFiles(String path) {
        return answers.at(path).filter(value -> value instanceof List<?> list && !list.isEmpty()).isEmpty();
    }

    private void checkTrees() {
        if (!trees.stream().allMatch(Tree::complete)) {
            return; // the form's own schema says what is missing
        }
        Set<Need> needs = EnumSet.noneOf(Need.class);
        List<Finding> notices = new ArrayList<>();
        for (Tree tree : trees) {
            if (tree.impossible()) {
                findings.add(Finding.error(tree.field("girth"), "error.trees.girth.impossible"));
            }
            Need need = rule.need(tree);
            needs.add(need);
            if (need == Need.PERMIT) {
                noticesOfProtected(tree, notices);
            } else {
                notices.add(Finding.notice(need == Need.THIN ? tree.field("diameter") : tree.field("species"),
                        "notice.tree." + need.key()).with(arguments(tree)));
            }
        }
        if (needs.isEmpty() || needs.contains(Need.PERMIT)) {
            findings.addAll(notices);
        } else {
            // The reasons of the single trees are said by the one finding that ends the application.
            String reason = needs.size() == 1 ? needs.iterator().next().key() : "several";
            findings.add(Finding.stop("trees", "stop.trees." + reason).with(arguments(trees.get(0))));
            if (needs.size() > 1) {
                findings.addAll(notices);
            }
        }
    }

    private void noticesOfProtected(Tree tree, List<Finding> notices) {
        if (rule.great(tree)) {
            notices.add(Finding.notice(tree.field("girth"), "notice.tree.great"));
        }
        if (tree.reason().equals("danger")) {
            notices.add(Finding.notice(tree.field("reason"), "notice.tree.danger"));
        }
    }

    private Map<String, String> arguments(Tree tree) {
        return Map.of("number", Integer.toString(tree.index() + 1),
                "diameter", rule.leastDiameter(tree).stripTrailingZeros().toPlainString());
    }
}
