package lv.pkip.kernel.identityoidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import lv.pkip.kernel.api.application.Application;
import lv.pkip.kernel.api.application.Application.Flow;
import lv.pkip.kernel.api.application.Application.Key;
import lv.pkip.kernel.api.application.Application.Proof;
import lv.pkip.kernel.api.application.Applications.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Applications of the configuration, while bundles that declare scopes are still starting. */
class ApplicationSeedTest {
    private static final Application MAP = Town.with(Town.application("map", Set.of(Flow.AUTHORIZATION_CODE), new Key(Proof.NONE, "", ""), "openid", "maps:look"),
            new Application.Places(List.of("https://map.example.lv/back"), List.of(), ""));
    private final Town town = new Town();
    private final List<Scope> declared = new CopyOnWriteArrayList<>();
    private final Clients clients = new Clients(town.jpa, town.current, town.audit, new Scopes(() -> declared, List::of, town.clock), town.keys, town.clock);

    @AfterEach
    void close() throws Exception {
        town.close();
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertTrue(condition.getAsBoolean());
    }

    @Test
    void waitsForTheBundleThatDeclaresItsScope() throws Exception {
        ApplicationSeed seed = new ApplicationSeed(clients, town.current, MAP, 5, 1_000_000);
        try {
            assertFalse(clients.find("map").isPresent());
            declared.add(new Scope("maps:look", Set.of("maps:look"), Map.of("lv", "Skatīt karti")));
            town.clock.forward(Duration.ofSeconds(3));
            until(() -> clients.find("map").isPresent());
            assertEquals(Set.of("https://map.example.lv"), clients.find("map").orElseThrow().origins());
        } finally {
            seed.stop();
        }
        assertEquals(1, town.audit.actions().stream().filter("application.register"::equals).count());
    }

    @Test
    void originsAreWhatABrowserSays() {
        Application application = Town.with(MAP, new Application.Places(List.of("https://Map.Example.lv:443/a?b=c", "https://map.example.lv/b", "http://127.0.0.1:80/",
                "http://localhost:8080/x", "https://map.example.lv:8443/"), List.of("https://bye.example.lv/"), ""));
        assertEquals(Set.of("https://map.example.lv", "http://127.0.0.1", "http://localhost:8080", "https://map.example.lv:8443"), application.origins());
    }

    @Test
    void leavesAloneWhatIsRegistered() throws Exception {
        declared.add(new Scope("maps:look", Set.of("maps:look"), Map.of()));
        town.current.asSystem("test", () -> clients.register(MAP));
        town.current.asSystem("test", () -> {
            clients.enable("map", false);
            return true;
        });
        new ApplicationSeed(clients, town.current, MAP, 5, 10).stop();
        assertFalse(clients.find("map").orElseThrow().enabled());
    }

    @Test
    void givesUpOnAScopeThatNobodyDeclares() throws Exception {
        List<Integer> asked = new CopyOnWriteArrayList<>();
        Clients counted = new Clients(town.jpa, town.current, town.audit, new Scopes(() -> {
            asked.add(1);
            town.clock.forward(Duration.ofSeconds(3));
            return List.of();
        }, List::of, town.clock), town.keys, town.clock);
        ApplicationSeed seed = new ApplicationSeed(counted, town.current, MAP, 1, 3);
        until(() -> asked.size() == 3);
        seed.stop();
        assertEquals(3, asked.size());
        assertFalse(counted.find("map").isPresent());
    }
}
