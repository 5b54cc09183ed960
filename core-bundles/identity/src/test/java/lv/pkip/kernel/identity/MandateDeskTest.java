package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Mandate;
import lv.pkip.kernel.api.identity.MandateSource;
import lv.pkip.kernel.api.identity.MandateSource.Stated;
import lv.pkip.kernel.api.identity.Mandates;
import lv.pkip.kernel.api.identity.Session;

class MandateDeskTest {
    private static final String PARENT = "32000000001";
    private static final String CHILD = "32000000002";
    private static final String COMPANY = "40000000001";
    private static final LocalDate TODAY = LocalDate.parse("2026-03-02");

    @TempDir Path folder;
    private House house;
    private final List<Stated> register = new ArrayList<>();
    private boolean broken;
    private Session parent;

    @BeforeEach
    void open() {
        house = new House(folder);
        register.add(stated("child", Mandate.Kind.CHILD, CHILD, "Anna", Optional.empty()));
        register.add(stated("firm", Mandate.Kind.COMPANY, COMPANY, "", Optional.empty()));
        house.dispatcher.with(MandateSource.class, "book", codes -> {
            if (broken) {
                throw new IllegalStateException("away");
            }
            return codes.contains(PARENT) ? List.copyOf(register) : List.of();
        });
        parent = house.signIn.external(new ExternalIdentity("sandbox", PARENT, "Līga", "Bērziņa", Assurance.HIGH), "10.0.0.1");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static Stated stated(String id, Mandate.Kind kind, String number, String given, Optional<LocalDate> until) {
        return new Stated(id, kind, number, given, kind == Mandate.Kind.COMPANY ? "SIA Paraugs" : "Bērziņa", Set.of(), TODAY.minusYears(1), until);
    }

    private <T> T asParent(Supplier<T> work) {
        return house.actors.as(resolved(), work);
    }

    private Session resolved() {
        return house.signIn.resolve(parent.token()).orElseThrow();
    }

    private void choose(String id) {
        asParent(() -> {
            house.mandates.choose(Optional.ofNullable(id));
            return null;
        });
    }

    @Test
    void tellsForWhomAResidentMayActWithoutTheirCodes() {
        List<Mandate> own = asParent(() -> house.mandates.own());
        assertEquals(List.of("Anna Bērziņa", "SIA Paraugs"), own.stream().map(Mandate::name).toList());
        assertEquals(COMPANY, own.get(1).represented());
        assertFalse(own.get(0).represented().contains(CHILD));
        assertEquals(house.persons.byPersonalCode(CHILD, "Anna", "Bērziņa").key(), own.get(0).represented());
    }

    @Test
    void actsForTheChosenOneFromTheNextRequestOnAndWritesItDown() {
        choose("book.child");
        Session session = resolved();
        assertEquals(asParent(() -> house.mandates.own()).get(0).represented(), session.actor().onBehalfOf().orElseThrow());
        assertEquals("Anna Bērziņa", session.mandate().orElseThrow().name());
        assertEquals("Līga Bērziņa", session.actor().name());
        assertTrue(house.audit.actions().contains("mandate.choose"));
        choose(null);
        assertTrue(resolved().actor().onBehalfOf().isEmpty());
        assertTrue(house.audit.actions().contains("mandate.end"));
    }

    private Session by(String id) {
        return asParent(() -> house.mandates.by(Optional.ofNullable(id)));
    }

    @Test
    void actsByOneForOnePieceOfWorkAndStoresNothing() {
        Session acting = by("book.child");
        assertEquals("Anna Bērziņa", acting.mandate().orElseThrow().name());
        assertEquals(acting.mandate().orElseThrow().represented(), acting.actor().onBehalfOf().orElseThrow());
        assertEquals(parent.actor().id(), acting.actor().id());
        assertTrue(resolved().actor().onBehalfOf().isEmpty(), "the session itself goes on as it was");
        choose("book.firm");
        assertEquals(acting.actor().onBehalfOf(), by("book.child").actor().onBehalfOf(), "what is named counts, not what was chosen");
        assertTrue(by(null).actor().onBehalfOf().isEmpty());
        assertTrue(by(null).mandate().isEmpty());
        assertEquals(COMPANY, resolved().actor().onBehalfOf().orElseThrow());
    }

    @Test
    void whatIsNamedMustBeTheirsAndStandWithinFiveSeconds() {
        int refused = (int) house.audit.events().stream().filter(e -> e.outcome().equals("refused")).count();
        for (String wrong : List.of("book.none", "child", "", ".", "other.child", "book.child ", "x".repeat(5000))) {
            assertThrows(Forbidden.class, () -> by(wrong), wrong);
        }
        assertEquals(refused + 7, house.audit.events().stream().filter(e -> e.outcome().equals("refused")).count(), "each try is written down");
        by("book.child");
        register.clear();
        house.clock.forward(Duration.ofSeconds(5));
        assertThrows(Forbidden.class, () -> by("book.child"), "it has ended");
        register.add(stated("child", Mandate.Kind.CHILD, CHILD, "Anna", Optional.empty()));
        by("book.child");
        broken = true;
        house.clock.forward(Duration.ofSeconds(5));
        assertThrows(Forbidden.class, () -> by("book.child"), "what cannot be shown is not there");
        Session other = house.signIn.external(new ExternalIdentity("sandbox", "32000000009", "Jānis", "Kalniņš", Assurance.HIGH), "10.0.0.1");
        broken = false;
        by("book.child");
        assertThrows(Forbidden.class, () -> house.actors.as(other, () -> house.mandates.by(Optional.of("book.child"))), "what was believed of one is not believed of another");
    }

    @Test
    void aTokenOfAnApplicationActsForOthersOnlyWhenItWasGivenForThat() {
        Session narrow = house.signIn.delegated(Actor.Kind.RESIDENT, parent.actor().id(), Set.of("cases:own"), parent.proof()).orElseThrow();
        assertThrows(Forbidden.class, () -> house.actors.as(narrow, () -> house.mandates.own()));
        assertThrows(Forbidden.class, () -> house.actors.as(narrow, () -> house.mandates.by(Optional.of("book.child"))));
        Session wide = house.signIn.delegated(Actor.Kind.RESIDENT, parent.actor().id(), Set.of("cases:own", Mandates.ACT_FOR_OTHERS), parent.proof()).orElseThrow();
        assertEquals(2, house.actors.as(wide, () -> house.mandates.own()).size());
        Session acting = house.actors.as(wide, () -> house.mandates.by(Optional.of("book.firm")));
        assertEquals(COMPANY, acting.actor().onBehalfOf().orElseThrow());
        assertEquals(wide.held(), acting.held(), "it stays held to what it was");
        assertThrows(Forbidden.class, () -> house.actors.as(wide, () -> {
            house.mandates.choose(Optional.of("book.firm"));
            return null;
        }), "it has no session to choose in");
        house.clerk("referents", "Zaļš ozols aug pļavā");
        assertThrows(Forbidden.class, () -> house.as("referents", () -> house.mandates.by(Optional.empty())));
    }

    @Test
    void keepsTheChoiceOverARestart() {
        choose("book.firm");
        house.start();
        assertEquals(COMPANY, resolved().actor().onBehalfOf().orElseThrow());
    }

    @Test
    void refusesAMandateThatIsNotTheirs() {
        Session stranger = house.signIn.external(new ExternalIdentity("sandbox", "32000000009", "Jānis", "Kalns", Assurance.HIGH), "10.0.0.2");
        house.actors.as(stranger, () -> {
            assertEquals(List.of(), house.mandates.own());
            assertThrows(Forbidden.class, () -> house.mandates.choose(Optional.of("book.child")));
            return null;
        });
        assertThrows(Forbidden.class, () -> choose("book.other"));
        assertThrows(Forbidden.class, () -> choose("nobook.child"));
        assertThrows(Forbidden.class, () -> choose("child"));
        assertThrows(Forbidden.class, () -> house.mandates.own(), "nobody signed in");
    }

    @Test
    void refusesStaffAndTokensOfOtherSystems() {
        house.clerk("anna", "zils ezers skan klusi");
        Session clerk = house.signIn.password("anna", "zils ezers skan klusi".toCharArray(), "10.0.0.3");
        assertThrows(Forbidden.class, () -> house.actors.as(clerk, () -> house.mandates.own()));
        Session token = house.signIn.delegated(lv.pkip.kernel.api.identity.Actor.Kind.RESIDENT, parent.actor().id(), Set.of("cases:*"), parent.proof()).orElseThrow();
        assertThrows(Forbidden.class, () -> house.actors.as(token, () -> house.mandates.own()));
    }

    @Test
    void letsNothingBeDoneByAMandateThatHasEndedFiveSecondsLater() {
        choose("book.child");
        assertTrue(resolved().due().isEmpty());
        register.remove(0);
        house.clock.forward(Duration.ofSeconds(5));
        Session session = resolved();
        assertEquals(Optional.of(Session.Due.MANDATE), session.due());
        assertTrue(session.mandate().isEmpty());
        choose(null);
        assertTrue(resolved().due().isEmpty());
    }

    @Test
    void endsAMandateAfterItsLastDay() {
        register.set(0, stated("child", Mandate.Kind.CHILD, CHILD, "Anna", Optional.of(TODAY)));
        choose("book.child");
        assertTrue(resolved().mandate().isPresent());
        for (int minutes = 0; minutes < 14 * 60 + 10; minutes += 10) {
            house.clock.forward(Duration.ofMinutes(10)); // used all the time, so that only the mandate ends
            if (house.signIn.resolve(parent.token()).isEmpty()) {
                parent = house.signIn.external(new ExternalIdentity("sandbox", PARENT, "Līga", "Bērziņa", Assurance.HIGH), "10.0.0.1");
                choose("book.child");
            }
        }
        assertEquals(Optional.of(Session.Due.MANDATE), resolved().due(), "it is the third of March in Riga");
    }

    @Test
    void doesNotBeginBeforeItsFirstDay() {
        register.set(0, new Stated("child", Mandate.Kind.CHILD, CHILD, "Anna", "Bērziņa", Set.of(), TODAY.plusDays(1), Optional.empty()));
        assertThrows(Forbidden.class, () -> choose("book.child"));
    }

    @Test
    void refusesToActWhileTheRegisterDoesNotAnswer() {
        choose("book.child");
        broken = true;
        house.clock.forward(Duration.ofSeconds(5));
        assertEquals(Optional.of(Session.Due.MANDATE), resolved().due());
        assertEquals(List.of(), asParent(() -> house.mandates.own()));
        broken = false;
        house.clock.forward(Duration.ofSeconds(5));
        assertTrue(resolved().due().isEmpty());
    }

    @Test
    void givesANewSessionNobodyElsesName() {
        choose("book.child");
        Session again = house.signIn.external(new ExternalIdentity("sandbox", PARENT, "Līga", "Bērziņa", Assurance.HIGH), "10.0.0.1");
        assertTrue(house.signIn.resolve(again.token()).orElseThrow().actor().onBehalfOf().isEmpty());
    }
}
