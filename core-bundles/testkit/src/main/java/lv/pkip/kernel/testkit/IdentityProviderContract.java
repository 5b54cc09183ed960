package lv.pkip.kernel.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.identity.IdentityProvider;
import lv.pkip.kernel.api.identity.SignInRefused;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every way for residents to sign in keeps to; a connector's test class implements it with the simulator that speaks the
 * partner's protocol, and inherits the tests.
 */
public interface IdentityProviderContract {
    String STATE = "s-Abc123_x~1z~signature-of-the-kernel";

    /** The provider under test, talking to a simulator. */
    IdentityProvider provider();

    /** Where the browser comes back to. */
    String returnUrl();

    /**
     * Goes to the address that the provider sent the browser to, is somebody there, and brings back what the simulator sends.
     *
     * @param behaviour what the simulator does, by its word
     */
    Map<String, String> signIn(String address, String behaviour) throws Exception;

    /** The one who signs in with the behaviour {@code good}. */
    ExternalIdentity expected();

    /** Behaviours of the simulator that the provider takes all the same. */
    List<String> taken();

    /** Behaviours of the simulator that the provider refuses. */
    List<String> refused();

    /** All behaviours of the simulator. */
    List<String> behaviours();

    /** Parameters of an address. */
    static Map<String, String> query(String address) {
        String query = URI.create(address).getRawQuery();
        return query == null ? Map.of() : Arrays.stream(query.split("&")).map(pair -> pair.split("=", 2)).collect(Collectors.toMap(
                pair -> pair[0], pair -> pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8), (a, b) -> b));
    }

    private String start() {
        return provider().start(STATE, returnUrl(), Assurance.SUBSTANTIAL, "lv");
    }

    @Test
    default void signs_the_person_in_who_signed_in_there() throws Exception {
        Map<String, String> brought = signIn(start(), "good");
        assertEquals(STATE, brought.get(provider().stateParameter()), "the state comes back unchanged");
        ExternalIdentity identity = provider().finish(brought, returnUrl());
        assertEquals(expected(), identity);
        assertFalse(identity.toString().contains(identity.personalCode()), "nothing personal in what a log may hold");
    }

    @Test
    default void takes_an_answer_once() throws Exception {
        Map<String, String> brought = signIn(start(), "good");
        provider().finish(brought, returnUrl());
        assertThrows(SignInRefused.class, () -> provider().finish(brought, returnUrl()));
    }

    @TestFactory
    default Stream<DynamicTest> takes() {
        return taken().stream().map(behaviour -> DynamicTest.dynamicTest(behaviour,
                () -> assertEquals(expected().personalCode(), provider().finish(signIn(start(), behaviour), returnUrl()).personalCode())));
    }

    @TestFactory
    default Stream<DynamicTest> refuses() {
        return refused().stream().map(behaviour -> DynamicTest.dynamicTest(behaviour, () -> {
            Map<String, String> brought = signIn(start(), behaviour);
            assertThrows(SignInRefused.class, () -> provider().finish(brought, returnUrl()));
        }));
    }

    /** The kernel finds a foreign state by its cookie; a lower level is taken and told. */
    @Test
    default void every_behaviour_of_the_simulator_is_tried() {
        TreeSet<String> tried = new TreeSet<>(taken());
        tried.addAll(refused());
        tried.addAll(List.of("good", "wrong-state", "level-too-low"));
        assertEquals(new TreeSet<>(behaviours()), tried);
    }

    @Test
    default void brings_another_state_back_on_request() throws Exception {
        assertFalse(STATE.equals(signIn(start(), "wrong-state").get(provider().stateParameter())));
    }

    @Test
    default void tells_a_lower_level_as_it_is() throws Exception {
        ExternalIdentity identity = provider().finish(signIn(start(), "level-too-low"), returnUrl());
        assertTrue(!identity.assurance().atLeast(Assurance.HIGH), identity.assurance().name());
    }

    @Test
    default void refuses_what_nobody_sent() {
        for (Map<String, String> brought : List.of(Map.<String, String>of(), Map.of(provider().stateParameter(), STATE),
                Map.of(provider().stateParameter(), STATE, "code", "made-up", "wresult", "<made-up/>"))) {
            assertThrows(SignInRefused.class, () -> provider().finish(brought, returnUrl()));
        }
    }

    @Test
    default void sends_the_browser_away_with_the_state_and_the_way_back() {
        String address = start();
        assertTrue(query(address).containsValue(STATE), address);
        assertTrue(address.contains(URLEncoder.encode(returnUrl(), StandardCharsets.UTF_8)), address);
    }

    @Test
    default void has_a_name_in_each_language() {
        for (String language : List.of("lv", "en", "ru", "xx")) {
            assertFalse(provider().label(language).isBlank(), language);
        }
    }
}
