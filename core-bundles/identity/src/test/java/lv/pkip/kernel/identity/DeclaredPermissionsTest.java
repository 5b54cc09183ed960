package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

import lv.pkip.kernel.api.registry.Permissions.Declared;
import lv.pkip.kernel.testkit.TestFramework;

class DeclaredPermissionsTest {
    private static final Map<String, String> LAMPS = Map.of("Provide-Capability", "pkip.permission;pkip.permission=\"lamps:look\";privileged=false,"
            + "pkip.permission;pkip.permission=\"lamps:switch\";privileged=true,pkip.permission;pkip.permission=\"lamps:*\"");
    private static final Map<String, String> TEXTS = Map.of("i18n/messages_lv.properties", "permission.lamps.look=Skatīt lampas\n",
            "i18n/messages_en.properties", "permission.lamps.look=Look at lamps\n");
    @TempDir Path folder;

    @Test
    void readsWhatBundlesDeclareWithTheirTextsWhileTheyAreThere() throws Exception {
        try (TestFramework framework = new TestFramework(folder)) {
            Bundle before = framework.install("lamps", "1.0.0", LAMPS, TEXTS);
            DeclaredPermissions declared = new DeclaredPermissions(framework.context());
            framework.install("doors", "1.0.0", Map.of("Provide-Capability", "pkip.permission;pkip.permission=\"doors:open\""), Map.of());
            assertEquals(List.of("lamps:look", "lamps:switch", "doors:open"), declared.all().stream().map(Declared::permission).toList());
            Declared look = declared.all().get(0);
            assertEquals(List.of("lamps", "Skatīt lampas", "Look at lamps", "Skatīt lampas"), List.of(look.source(), look.text("lv"), look.text("en"),
                    look.text("ru")));
            for (String privileged : List.of("lamps:switch", "lamps:*", "*", "*:switch")) {
                assertTrue(declared.isPrivileged(privileged), privileged);
            }
            for (String harmless : List.of("lamps:look", "doors:*", "*:open")) {
                assertFalse(declared.isPrivileged(harmless), harmless);
            }
            before.stop();
            assertTrue(declared.isPrivileged("lamps:*"), "stopped, and still privileged");
            before.uninstall();
            assertFalse(declared.isPrivileged("lamps:*"));
            assertEquals(Set.of("doors:open"), Set.copyOf(declared.all().stream().map(Declared::permission).toList()));
            declared.stop();
        }
    }
}
