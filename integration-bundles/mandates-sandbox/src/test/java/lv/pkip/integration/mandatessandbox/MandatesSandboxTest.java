package lv.pkip.integration.mandatessandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import lv.pkip.kernel.api.identity.MandateSource.Stated;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.testkit.HouseRules;
import lv.pkip.kernel.testkit.SettableClock;
import org.junit.jupiter.api.Test;

class MandatesSandboxTest {
    private final Register register = new Register(SettableClock.at("2026-03-02T08:00:00Z"));
    private final RegisterPage page = new RegisterPage(register);

    private Page.Answer ask(String method, String mandate) {
        return page.handle(new Page.Request(method, "", Map.of("mandate", List.of(mandate)), Map.of(), new byte[0], "lv", "http://localhost"));
    }

    @Test
    void tellsTheMandatesOfTheOneWhoHasThemByEitherCode() {
        assertEquals(3, register.of(Set.of("32000000040")).size());
        assertEquals(3, register.of(Set.of("00015810004", "32000000009")).size());
        assertEquals(List.of(), register.of(Set.of("32000000001")));
    }

    @Test
    void limitsThePowerOfAttorneyToServicesAndDates() {
        Stated power = register.of(Set.of("32000000040")).stream().filter(one -> one.id().equals("power")).findFirst().orElseThrow();
        assertEquals(Set.of("dog-fee"), power.services());
        assertTrue(power.until().isPresent());
    }

    @Test
    void endsAndRenewsAMandateOnItsPage() {
        assertInstanceOf(Page.Redirect.class, ask("POST", "child"));
        assertEquals(List.of("company", "power"), register.of(Set.of("32000000040")).stream().map(Stated::id).toList());
        assertEquals("register", assertInstanceOf(Page.View.class, ask("GET", "")).template());
        ask("POST", "child");
        assertEquals(3, register.of(Set.of("32000000040")).size());
    }

    @Test
    void knowsNoOtherMandates() {
        assertEquals(404, assertInstanceOf(Page.Problem.class, ask("POST", "another")).status());
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(Register.class);
    }
}
