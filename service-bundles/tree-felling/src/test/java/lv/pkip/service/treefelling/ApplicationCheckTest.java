package lv.pkip.service.treefelling;

import static lv.pkip.service.treefelling.Given.application;
import static lv.pkip.service.treefelling.Given.check;
import static lv.pkip.service.treefelling.Given.tree;
import static lv.pkip.service.treefelling.Given.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Finding.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApplicationCheckTest {
    private static final Map<String, Object> MAPLE = tree("maple", 70, 190, "construction");

    @Test
    void aTreeInTownThatNeedsAPermitMeetsNothing() {
        assertEquals(List.of(), check(application(MAPLE)));
    }

    @ParameterizedTest
    @CsvSource({"fruit,40,100,other,fruit-tree", "oak,19,50,other,thin", "birch,30,80,clearance,clearance"})
    void treesThatNeedNoPermitStopTheApplicationAndSayWhy(String species, int diameter, int girth, String reason, String why) {
        List<Finding> findings = check(application(tree(species, diameter, girth, reason)));

        assertEquals(1, findings.size());
        assertEquals(Severity.STOP, findings.get(0).severity());
        assertEquals("stop.trees." + why, findings.get(0).key());
        assertEquals("trees", findings.get(0).field());
        assertEquals("20", findings.get(0).args().get("diameter"));
    }

    @Test
    void aStumpOfExactlyTwentyCentimetresNeedsAPermit() {
        assertEquals(List.of(), check(application(tree("oak", 20, 50, "other"))));
    }

    @Test
    void outsideTheNamedPlacesOnlyGreatTreesNeedAPermit() {
        Map<String, Object> field = with(application(tree("oak", 90, 250, "other")), "land", "places", List.of("none"));
        assertEquals(List.of("stop.trees.free-place"), keys(check(field)));

        Map<String, Object> great = with(application(tree("oak", 140, 400, "other")), "land", "places", List.of("none"));
        assertEquals(List.of("notice.tree.great"), keys(check(great)));
        assertEquals(Severity.NOTICE, check(great).get(0).severity());
    }

    @Test
    void inAMixedListTheTreesThatNeedNoneAreNamedAndTheApplicationGoesOn() {
        List<Finding> findings = check(application(MAPLE, tree("fruit", 40, 100, "other"), tree("oak", 12, 30, "other")));

        assertEquals(List.of("notice.tree.fruit-tree", "notice.tree.thin"), keys(findings));
        assertTrue(findings.stream().allMatch(f -> f.severity() == Severity.NOTICE));
        assertEquals("trees.1.species", findings.get(0).field());
        assertEquals("2", findings.get(0).args().get("number"));
        assertEquals("trees.2.diameter", findings.get(1).field());
    }

    @Test
    void whenNoneNeedsAPermitForDifferentReasonsEachTreeHasItsOwn() {
        List<Finding> findings = check(application(tree("fruit", 40, 100, "other"), tree("oak", 12, 30, "other")));

        assertEquals(List.of("stop.trees.several", "notice.tree.fruit-tree", "notice.tree.thin"), keys(findings));
    }

    @Test
    void treesNamedInABuildingPermitNeedNoSecondPermit() {
        List<Finding> findings = check(with(application(MAPLE), "land", "buildingPermit", "yes"));

        assertEquals(List.of("stop.building-permit"), keys(findings));
        assertEquals(Severity.STOP, findings.get(0).severity());
    }

    @Test
    void aDangerousTreeIsToldOfTheFasterWay() {
        assertEquals(List.of("notice.tree.danger"), keys(check(application(tree("maple", 70, 190, "danger")))));
    }

    @Test
    void noneOfThePlacesDoesNotGoWithAPlace() {
        assertEquals(List.of("error.places.none-and-others"),
                keys(check(with(application(MAPLE), "land", "places", List.of("park", "none")))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"possessor", "authorised", "flat-owners"})
    void whoeverIsNotTheOwnerAttachesADocumentOfRight(String right) {
        Map<String, Object> application = with(application(MAPLE), "applicant", "right", right);
        assertEquals(List.of("error.documents.right." + right), keys(check(application)));

        assertEquals(List.of(), check(with(application, "documents", "right", List.of(Map.of("id", "x")))));
    }

    @Test
    void coOwnersHaveToConsent() {
        Map<String, Object> application = with(application(MAPLE), "applicant", "coOwned", "yes");
        assertEquals(List.of("error.documents.consents"), keys(check(application)));
        assertEquals(List.of("error.documents.consents"), keys(check(with(application, "documents", "consents", List.of()))));

        assertEquals(List.of(), check(with(application, "documents", "consents", List.of(Map.of("id", "x")))));
    }

    @Test
    void aGirthThatCannotBelongToTheStumpIsAnError() {
        assertEquals(List.of("error.trees.girth.impossible"), keys(check(application(tree("maple", 70, 267, "construction")))));
        assertEquals(List.of(), check(application(tree("maple", 70, 266, "construction"))));
    }

    @Test
    void anUnfinishedListOfTreesIsLeftToTheForm() {
        assertEquals(List.of(), check(application(Map.of("species", "fruit"))));
        assertEquals(List.of(), check(Map.of()));
    }

    private static List<String> keys(List<Finding> findings) {
        return findings.stream().map(Finding::key).toList();
    }
}
