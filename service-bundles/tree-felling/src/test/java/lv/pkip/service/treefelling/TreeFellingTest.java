package lv.pkip.service.treefelling;

import static lv.pkip.service.treefelling.Given.TODAY;
import static lv.pkip.service.treefelling.Given.application;
import static lv.pkip.service.treefelling.Given.request;
import static lv.pkip.service.treefelling.Given.tree;
import static lv.pkip.service.treefelling.Given.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.service.Decision;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Rules;
import lv.pkip.kernel.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class TreeFellingTest {
    private static final Map<String, Object> TOWN = application(tree("maple", 70, 190, "construction"));
    private static final Map<String, Object> MONUMENT = with(TOWN, "land", "places", List.of("settlement", "heritage"));
    private static final Map<String, Object> ACT = act("no", tree("maple", 72, 192, "other"));

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(TreeFelling.class);
    }

    @Test
    void aCaseWithoutOpinionsGoesFromInspectionStraightToTheCalculation() {
        assertEquals(Optional.of("calculation"), decide("inspection", "inspect", TOWN, ACT, Map.of()).to());
    }

    @Test
    void aMonumentsZoneAProtectedTerritoryAGreatTreeAndADiscussionGoToCoordination() {
        assertEquals(Optional.empty(), decide("inspection", "inspect", MONUMENT, ACT, Map.of()).to());
        assertEquals(Optional.empty(), decide("inspection", "inspect",
                with(TOWN, "land", "places", List.of("protected-nature")), ACT, Map.of()).to());
        assertEquals(Optional.empty(), decide("inspection", "inspect", TOWN, act("yes", tree("maple", 72, 192, "other")), Map.of()).to());
        assertEquals(Optional.empty(), decide("inspection", "inspect", TOWN, act("no", tree("oak", 130, 401, "other")), Map.of()).to());
    }

    @Test
    void theCommissionsMeasurementDecidesWhetherATreeIsGreat() {
        Map<String, Object> saidGreat = application(tree("oak", 140, 420, "other"));
        assertEquals(Optional.of("calculation"),
                decide("inspection", "inspect", saidGreat, act("no", tree("oak", 130, 380, "other")), Map.of()).to());
    }

    @Test
    void anInspectionIsNotDatedTomorrow() {
        Map<String, Object> tomorrow = new java.util.LinkedHashMap<>(ACT);
        tomorrow.put("date", TODAY.plusDays(1).toString());
        assertEquals(List.of("error.inspection.date.future"), keys(decide("inspection", "inspect", TOWN, tomorrow, Map.of())));
    }

    @Test
    void coordinationEndsOnlyWhenEveryNeededOpinionIsThereAndNoneForbids() {
        assertEquals(List.of("error.opinion.missing.heritage-opinion"),
                keys(decide("coordination", "coordinated", MONUMENT, Map.of(), Map.of("inspect", ACT))));
        assertEquals(List.of("error.opinion.against.heritage-opinion"), keys(decide("coordination", "coordinated", MONUMENT,
                Map.of(), Map.of("inspect", ACT, "heritage-opinion", Map.of("opinion", "against")))));

        Decision decision = decide("coordination", "coordinated", MONUMENT, Map.of(),
                Map.of("inspect", ACT, "heritage-opinion", Map.of("opinion", "conditional")));
        assertEquals(List.of(), decision.findings());
        assertEquals(Optional.empty(), decision.to());
    }

    @Test
    void thePublicsVoiceIsHeardButDoesNotForbid() {
        Map<String, Object> act = act("yes", tree("maple", 72, 192, "other"));
        assertEquals(List.of("error.opinion.missing.public-discussion"),
                keys(decide("coordination", "coordinated", TOWN, Map.of(), Map.of("inspect", act))));
        assertEquals(List.of(), keys(decide("coordination", "coordinated", TOWN, Map.of(),
                Map.of("inspect", act, "public-discussion", Map.of("opinion", "against")))));
    }

    @Test
    void nothingToPayMeansADecisionWithoutPayment() {
        assertEquals(Optional.of("decision-free"), calculated("0.00").to());
        assertEquals(Optional.empty(), calculated("398.40").to());
    }

    @Test
    void aCalculationWithoutATotalIsARuleProblem() {
        assertThrows(Rules.RuleProblem.class, () -> new TreeFelling()
                .decide(request("calculation", "calculate", TOWN, Map.of(), Map.of(), Optional.empty())));
    }

    @Test
    void aPermitIsNotGrantedForThePast() {
        assertEquals(List.of("error.grant.validUntil.past"),
                keys(decide("decision", "grant", TOWN, Map.of("validUntil", TODAY.toString()), Map.of())));
        assertEquals(List.of(), keys(decide("decision", "grant", TOWN, Map.of("validUntil", TODAY.plusYears(1).toString()), Map.of())));
    }

    @Test
    void aCorrectionIsCheckedLikeAnApplication() {
        assertEquals(List.of("stop.trees.fruit-tree"),
                keys(decide("correction", "correct", TOWN, application(tree("fruit", 40, 100, "other")), Map.of())));
        Map<String, Object> onlyANotice = application(tree("maple", 70, 190, "danger"));
        assertEquals(List.of(), keys(decide("correction", "correct", TOWN, onlyANotice, Map.of())));
    }

    @Test
    void everythingElseGoesAsDeclared() {
        Decision decision = decide("completeness", "accept", TOWN, Map.of(), Map.of());
        assertEquals(Optional.empty(), decision.to());
        assertEquals(List.of(), decision.findings());
    }

    private static Map<String, Object> act(String discussion, Map<String, Object> tree) {
        return Map.of("date", TODAY.toString(), "discussion", discussion, "trees", List.of(tree));
    }

    private static Decision decide(String step, String action, Map<String, Object> application, Map<String, Object> input,
            Map<String, Map<String, Object>> data) {
        return new TreeFelling().decide(request(step, action, application, input, data, Optional.empty()));
    }

    private static Decision calculated(String total) {
        return new TreeFelling().decide(request("calculation", "calculate", TOWN, Map.of(), Map.of(), Optional.of(total)));
    }

    private static List<String> keys(Decision decision) {
        return decision.findings().stream().map(Finding::key).toList();
    }
}
