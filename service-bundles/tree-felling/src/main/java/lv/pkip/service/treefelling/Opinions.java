package lv.pkip.service.treefelling;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.CaseHandler.StepRequest;
import lv.pkip.kernel.api.service.Finding;

/** Which outside opinions a case needs before it is decided, and which of them are there. */
final class Opinions {

    /** Who is asked; {@code action} is the staff action that records the answer. */
    enum Kind {
        HERITAGE("heritage-opinion"),
        NATURE("nature-opinion"),
        DISCUSSION("public-discussion");

        private final String action;

        Kind(String action) {
            this.action = action;
        }

        String action() {
            return action;
        }
    }

    private final Set<Kind> needed = EnumSet.noneOf(Kind.class);

    /** @param act the inspection act: what the commission measured goes before what the applicant wrote */
    Opinions(StepRequest request, Answers act) {
        Place place = Place.of(request.application());
        if (place.is("heritage")) {
            needed.add(Kind.HERITAGE);
        }
        PermitRule rule = new PermitRule(request.rules(), request.today(), place);
        List<Answers> measured = act.list("trees");
        boolean great = false;
        for (int i = 0; i < measured.size(); i++) {
            great |= rule.great(Tree.of(i, measured.get(i)));
        }
        if (great || place.is("protected-nature")) {
            needed.add(Kind.NATURE);
        }
        if (act.text("discussion").filter("yes"::equals).isPresent()) {
            needed.add(Kind.DISCUSSION);
        }
    }

    boolean none() {
        return needed.isEmpty();
    }

    /** What keeps the case from going on: an opinion that is missing, or one that forbids the felling. */
    List<Finding> missing(Map<String, Answers> data) {
        List<Finding> findings = new ArrayList<>();
        for (Kind kind : needed) {
            Answers opinion = data.get(kind.action());
            if (opinion == null) {
                findings.add(Finding.error("", "error.opinion.missing." + kind.action()));
            } else if (opinion.text("opinion").filter("against"::equals).isPresent() && kind != Kind.DISCUSSION) {
                findings.add(Finding.error("", "error.opinion.against." + kind.action()));
            }
        }
        return findings;
    }
}
