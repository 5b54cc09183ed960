package lv.pkip.kernel.identityoidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.testkit.SettableClock;
import lv.pkip.kernel.testkit.TestFramework;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** Scopes come and go with bundles and e-services, in a real framework. */
class ScopesTest {
    private static final Definition BENCH = new Definition("bench", "1.0.0", "f".repeat(64), "other", "office", Assurance.LOW, "B", false,
            new Definition.Deadline(10, 0, "law", 0, false), "application", false, List.of(), List.of(), List.of(), Map.of(), Map.of(),
            Map.of("lv", Map.of("title", "Soliņš")), Map.of(), Map.of());

    @TempDir
    Path folder;

    @Test
    void aBundleBringsItsScopesWithTheirTextsAndTakesThemWithIt() throws Exception {
        try (TestFramework framework = new TestFramework(folder)) {
            Bundle bundle = framework.install("lv.example.trees", "1.0.0",
                    Map.of("Provide-Capability", "pkip.scope;pkip.scope=\"trees:count\";permissions:List<String>=\"trees:read,trees:count\""),
                    Map.of("i18n/messages_lv.properties", "scope.trees.count = Skaitīt kokus\n", "i18n/messages_en.properties", "scope.trees.count = Count trees\n"));
            Services none = Town.only(Services.class, (proxy, method, args) -> List.of());
            Scopes scopes = new Scopes(framework.context(), none);
            assertEquals(Set.of("trees:read", "trees:count"), scopes.permissions(List.of("trees:count", "nothing:like")));
            assertEquals("Count trees", scopes.all().get("trees:count").text("en"));
            assertEquals("Skaitīt kokus", scopes.all().get("trees:count").text("ru"));
            framework.install("lv.example.bar", "1.0.0", Map.of("Provide-Capability", "pkip.scope;pkip.scope=\"bar:show\";permissions:List<String>=\"\""), Map.of());
            assertEquals(Set.of(), new Scopes(framework.context(), none).all().get("bar:show").permissions(), "one that only tells something");
            bundle.stop();
            assertFalse(new Scopes(framework.context(), none).all().containsKey("trees:count"));
        }
    }

    @Test
    void anInstalledServiceHasTwoScopesAndMayNotTakeAnothersName() {
        SettableClock clock = SettableClock.at("2026-12-01T08:00:00Z");
        List<Definition> installed = new java.util.ArrayList<>(List.of(BENCH));
        Scopes scopes = new Scopes(List::of, () -> installed, clock);
        assertEquals(Set.of("bench:read", "bench:process"), scopes.permissions(List.of("bench:process")));
        assertTrue(scopes.all().get("bench:read").text("lv").contains("Soliņš"));
        assertEquals(Scopes.OF_THE_PERSON, List.copyOf(scopes.all().keySet()).subList(0, Scopes.OF_THE_PERSON.size()));
        assertEquals(Set.of(), scopes.permissions(Scopes.OF_THE_PERSON), "who somebody is opens nothing");
        installed.clear();
        clock.forward(Duration.ofSeconds(3));
        assertFalse(scopes.all().containsKey("bench:read"));
    }
}
