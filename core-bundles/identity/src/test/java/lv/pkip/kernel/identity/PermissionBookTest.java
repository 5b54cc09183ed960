package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.registry.Permissions.Declared;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.service.Services;

class PermissionBookTest {
    private static final Definition LAMPS = new Definition("lamp", "1.0.0", "f", "town", "roads", Assurance.LOW, "LA", false,
            new Definition.Deadline(5, 0, "", 0, false), "main", false,
            List.of(new Definition.Step("new", Phase.values()[0], "task", false, Map.of(), List.of(action("light", Definition.By.STAFF, "switch"),
                    action("take-back", Definition.By.APPLICANT, "nobodys")))),
            List.of(), List.of(), Map.of(), Map.of(), Map.of("lv", Map.of("title", "Lampas", "permission.switch", "Slēgt lampas")), Map.of(), Map.of());
    @TempDir Path folder;

    private static Definition.Action action(String id, Definition.By by, String permission) {
        return new Definition.Action(id, by, permission, Optional.empty(), Optional.empty(), false, false, List.of(), false);
    }

    /** Services that are asked for nothing but what is installed. */
    private static Services installed(Definition... services) {
        return (Services) Proxy.newProxyInstance(Services.class.getClassLoader(), new Class<?>[] {Services.class}, (proxy, method, arguments) -> {
            assertEquals("installed", method.getName());
            return List.of(services);
        });
    }

    @Test
    void listsWhatBundlesAndServicesAskForAndWhatNobodyDoes() {
        try (House house = new House(folder)) {
            Declared manage = new Declared("users:manage", "identity", Map.of("lv", "Pārvaldīt"), true);
            PermissionBook book = new PermissionBook(() -> List.of(manage), permission -> permission.equals("users:*"), installed(LAMPS), house.book);
            assertEquals(List.of("lamp:configure", "lamp:process", "lamp:read", "lamp:switch", "users:manage"),
                    book.declared().stream().map(Declared::permission).toList());
            Declared act = book.declared().get(3);
            assertEquals(List.of("lamp", "Slēgt lampas", "Slēgt lampas"), List.of(act.source(), act.text("lv"), act.text("en")));
            assertEquals("Lampas: skatīt lietas", book.declared().get(2).text("lv"));
            assertTrue(book.declared().get(4).privileged());
            house.system(() -> {
                house.structure.save(Role.of("keeper", Set.of("lamp:*", "door:open", "lamp:dance", "*:configure")), "");
                return house.structure.save(Role.of("guard", Set.of("door:open", "*")), "");
            });
            assertEquals(Map.of("door:open", Set.of("guard", "keeper"), "lamp:dance", Set.of("keeper")), book.orphaned());
            assertTrue(book.isPrivileged("users:*"));
            assertFalse(book.isPrivileged("not a permission"));
        }
    }
}
