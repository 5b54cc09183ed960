package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Registry.Subject;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.RegistryProblem.Code;
import lv.pkip.kernel.api.registry.Reviews.Line;
import lv.pkip.kernel.api.registry.Reviews.Review;
import lv.pkip.kernel.api.registry.Role;

class RightsReviewsTest {
    private static final LocalDate DUE = LocalDate.of(2026, 4, 1);
    @TempDir Path folder;
    private House house;

    @BeforeEach
    void open() {
        house = new House(folder);
        house.clerk("anna");
        house.create("second", "chief");
        house.system(() -> {
            house.structure.save(Role.of("reviewer", Set.of("users:review")), "");
            house.structure.save(House.unit("roads", "environment"), "");
            house.registry.create(Account.person("berta", Account.Profile.named("B", "P"), Account.Employment.in("roads"),
                    Set.of("clerk", "reviewer")));
            return null;
        });
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Review open(String unit) {
        return house.as("berta", () -> house.reviews.open(unit, DUE));
    }

    private List<Line> lines(Review review) {
        return house.as("berta", () -> house.reviews.lines(review.id()));
    }

    @Test
    void isNotForEverybody() {
        Review review = open("");
        for (Executable act : List.<Executable>of(() -> house.reviews.all(), () -> house.reviews.open("", DUE),
                () -> house.reviews.lines(review.id()), () -> house.reviews.decide(review.id(), "chief", "chief", false, ""))) {
            assertThrows(Forbidden.class, act);
            house.run("anna", () -> assertThrows(Forbidden.class, act));
        }
    }

    @Test
    void listsEveryRoleOfAUnitAndThoseBelow() {
        Review review = open("environment");
        assertEquals(List.of("anna clerk", "berta clerk", "berta reviewer"),
                lines(review).stream().map(line -> line.login() + " " + line.role()).toList());
        assertEquals(List.of(3, 3), List.of(review.lines(), review.open()));
        assertEquals(5, open("").lines());
        assertEquals(2, open("roads").lines());
        assertEquals(3, house.as("berta", () -> house.reviews.all()).size());
    }

    @Test
    void takesAWithdrawnRoleAwayAtOnce() {
        Review review = open("environment");
        house.run("berta", () -> {
            house.reviews.decide(review.id(), "anna", "clerk", false, "vairs nevajag");
        });
        assertEquals(Set.of(), house.account("anna").roles());
        assertEquals("vairs nevajag", house.registry.history(Subject.ACCOUNT, "anna", 0, 1).get(0).reason());
        Line line = lines(review).get(0);
        assertEquals(List.of(Optional.of(false), Optional.of("berta"), "vairs nevajag"), List.of(line.kept(), line.decidedBy(), line.reason()));
        assertEquals(2, house.as("berta", () -> house.reviews.all()).get(0).open());
        assertTrue(house.audit.actions().containsAll(List.of("review.open", "review.decide")));
    }

    @Test
    void keepsAConfirmedRole() {
        Review review = open("environment");
        house.run("berta", () -> house.reviews.decide(review.id(), "anna", "clerk", true, ""));
        assertEquals(Set.of("clerk"), house.account("anna").roles());
        house.run("berta", () -> assertEquals(Code.NOT_NOW, assertThrows(RegistryProblem.class,
                () -> house.reviews.decide(review.id(), "anna", "clerk", false, "")).code(), "decided once"));
    }

    @Test
    void letsNobodyDecideOnTheirOwnAndNobodyRemoveTheLastAdministrator() {
        Review review = open("");
        house.run("berta", () -> {
            assertEquals(Code.SAME_PERSON, assertThrows(RegistryProblem.class,
                    () -> house.reviews.decide(review.id(), "berta", "reviewer", true, "")).code());
            assertEquals(Code.UNKNOWN, assertThrows(RegistryProblem.class,
                    () -> house.reviews.decide(review.id(), "anna", "chief", true, "")).code());
            house.reviews.decide(review.id(), "second", "chief", false, "");
            assertEquals(Code.LAST_ADMINISTRATOR, assertThrows(RegistryProblem.class,
                    () -> house.reviews.decide(review.id(), "chief", "chief", false, "")).code());
        });
        assertEquals(Set.of("chief"), house.account("chief").roles());
    }

    @Test
    void copesWithWhatChangedMeanwhile() {
        Review review = open("environment");
        house.system(() -> {
            house.registry.remove("anna", "");
            return null;
        });
        house.run("berta", () -> house.reviews.decide(review.id(), "anna", "clerk", false, ""));
        assertEquals(Code.INVALID, house.as("berta", () -> assertThrows(RegistryProblem.class, () -> house.reviews.open("",
                LocalDate.of(2026, 1, 1)))).code());
        assertEquals(Code.UNKNOWN, house.as("berta", () -> assertThrows(RegistryProblem.class, () -> house.reviews.open("nowhere", DUE))).code());
    }
}
