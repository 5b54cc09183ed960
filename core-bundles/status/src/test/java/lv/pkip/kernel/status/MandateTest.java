package lv.pkip.kernel.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Mandate;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.api.status.Drafts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MandateTest {
    private static final Mandate FOR_JANIS = new Mandate("book.1", Mandate.Kind.POWER_OF_ATTORNEY, "p-janis", "Jānis Āboliņš", Set.of(), Optional.empty());
    private static final Mandate DOGS_ONLY = new Mandate("book.2", Mandate.Kind.POWER_OF_ATTORNEY, "p-janis", "Jānis Āboliņš", Set.of("dog-fee"), Optional.empty());
    private House house;

    @BeforeEach
    void open() {
        house = new House();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private House zaneBy(Mandate mandate) {
        house.actor.actBy(House.ZANE, mandate);
        return house;
    }

    private List<String> own() {
        return house.cases.list(Cases.Filter.of(Cases.Filter.Scope.OWN), Optional.empty(), 50).cases().stream().map(Cases.Summary::number).toList();
    }

    private List<String> numbersOf(House who) {
        assertEquals(house, who);
        return own();
    }

    @Test
    void makesTheCaseOfTheRepresentedOneAndTellsWhoActed() {
        String number = zaneBy(FOR_JANIS).cases.submit(house.application(House.key())).number();
        Cases.Case seen = house.asAnna().cases.read(number, "test").orElseThrow();
        assertEquals("p-janis", seen.applicantKey());
        assertEquals("Jānis Āboliņš", seen.applicantName());
        assertEquals(Optional.of("Zane Kalniņa"), seen.representative());
        Cases.HistoryEntry made = house.cases.history(number).get(0);
        assertEquals("Zane Kalniņa", made.actorName());
        assertEquals(Optional.of("Jānis Āboliņš"), made.represented());
    }

    @Test
    void aMessageTellsWhoWroteItAndInWhoseName() {
        String number = zaneBy(FOR_JANIS).cases.submit(house.application(House.key())).number();
        house.cases.message(number, "Pievienoju plānu.", House.key());
        house.as(House.JANIS).cases.message(number, "Paldies!", House.key());
        house.asAnna().cases.message(number, "Saņēmām.", House.key());
        List<Cases.Message> messages = house.cases.messages(number);
        assertEquals(List.of("Zane Kalniņa", House.JANIS.name(), House.ANNA.name()), messages.stream().map(Cases.Message::author).toList());
        assertEquals(List.of(Optional.of("Jānis Āboliņš"), Optional.empty(), Optional.empty()), messages.stream().map(Cases.Message::represented).toList());
    }

    @Test
    void showsTheCaseToTheRepresentedOneAndToWhoActsForThemNowOnly() {
        String number = zaneBy(FOR_JANIS).cases.submit(house.application(House.key())).number();
        assertEquals(List.of(number), own());
        assertEquals(List.of(number), numbersOf(house.as(House.JANIS)));
        assertTrue(house.asZane().cases.read(number, "test").isEmpty(), "acting in her own name again");
        assertEquals(List.of(), own());
    }

    @Test
    void doesNotMixOnesOwnCasesIn() {
        String mine = house.submitted().number();
        assertEquals(List.of(), numbersOf(zaneBy(FOR_JANIS)));
        assertTrue(house.cases.read(mine, "test").isEmpty());
        assertEquals(0, house.cases.counts().size());
    }

    @Test
    void reachesNoFurtherThanTheMandate() {
        String number = house.as(House.JANIS).cases.submit(house.application(House.key())).number();
        zaneBy(DOGS_ONLY);
        assertTrue(house.cases.read(number, "test").isEmpty());
        assertEquals(List.of(), own());
        assertThrows(Forbidden.class, () -> house.cases.submit(house.application(House.key())));
        assertThrows(Forbidden.class, () -> house.drafts.start(house.trees.id(), house.trees.fingerprint(), "lv"));
        zaneBy(FOR_JANIS);
        assertTrue(house.cases.read(number, "test").isPresent());
    }

    @Test
    void refusesToActForAnotherByNoMandate() {
        house.as(House.ZANE.actingFor("p-janis"));
        assertThrows(Forbidden.class, () -> house.cases.submit(house.application(House.key())));
        assertThrows(Forbidden.class, this::own);
        assertThrows(Forbidden.class, () -> house.cases.counts());
    }

    @Test
    void keepsDraftsForAnotherApart() {
        String draft = zaneBy(FOR_JANIS).drafts.start(house.trees.id(), house.trees.fingerprint(), "lv").id();
        assertTrue(house.drafts.find(draft).isPresent());
        house.asZane();
        assertEquals(List.of(), house.drafts.own());
        assertTrue(house.drafts.find(draft).isEmpty());
        assertThrows(Forbidden.class, () -> house.drafts.save(draft, Answers.empty(), "page"));
        house.as(House.JANIS);
        assertEquals(List.of(), house.drafts.own());
    }

    @Test
    void losesNoDraftOfSomebodyWhoWasKnownTwice() {
        house.asZane();
        String own = house.drafts.start(house.trees.id(), house.trees.fingerprint(), "lv").id();
        String other = zaneBy(FOR_JANIS).drafts.start(house.trees.id(), house.trees.fingerprint(), "lv").id();
        house.people.join("p-zane", "p-zane-older");
        Actor older = Actor.resident("p-zane-older", "Zane Kalniņa", Assurance.HIGH);
        house.as(older);
        assertEquals(List.of(own), house.drafts.own().stream().map(Drafts.Draft::id).toList());
        house.drafts.save(own, House.answers("trees", 2), "what");
        assertTrue(house.drafts.find(other).isEmpty());
        house.as(House.JANIS);
        assertTrue(house.drafts.find(own).isEmpty());
    }

    @Test
    void losesNoCaseOfSomebodyWhoWasKnownTwice() {
        String number = house.submitted().number();
        house.people.join("p-zane", "p-zane-older");
        house.as(Actor.resident("p-zane-older", "Zane Kalniņa", Assurance.HIGH));
        assertEquals(List.of(number), own());
        assertTrue(house.cases.read(number, "test").isPresent());
        assertEquals(1, house.cases.counts().size());
    }
}
