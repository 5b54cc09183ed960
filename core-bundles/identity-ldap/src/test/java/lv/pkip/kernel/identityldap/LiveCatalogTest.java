package lv.pkip.kernel.identityldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.testkit.MemoryRegistry;
import lv.pkip.kernel.testkit.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveCatalogTest {

    @Test
    void changesAreVisibleWhileConnectionsStayOpen(@TempDir Path folder) throws LDAPException {
        try (Town town = Town.open(folder); LDAPConnection nextcloud = town.bound("nextcloud")) {
            for (int i = 0; i < 20; i++) {
                String login = "new" + i;
                town.person(login, "New", "One", "", "", "roads", "", "clerk");
                Town.await(login + " is there", () -> !isAbsent(nextcloud, login));
            }
            town.registry.remove("new0", "");
            Town.await("gone again", () -> isAbsent(nextcloud, "new0"));
        }
    }

    private static boolean isAbsent(LDAPConnection connection, String login) {
        try {
            return Town.found(connection, "(uid=" + login + ")").isEmpty();
        } catch (LDAPException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aTwentyThousandthAccountIsVisibleToo() {
        SettableClock clock = SettableClock.at("2026-03-02T08:00:00Z");
        MemoryRegistry registry = new MemoryRegistry(clock);
        CountingRegistry city = new CountingRegistry(registry, CatalogTest.city(20_000));
        try (LiveCatalog live = new LiveCatalog(city.service(), Town.BASE, "", clock)) {
            city.change(CatalogTest.city(20_001), 2);
            Town.await("the new one is there", () -> live.now().account("user20000") >= 0);
        }
        assertEquals(0, city.listeners());
    }

    @Test
    void aNewDayIsNoticedWithTheNextLook() {
        SettableClock clock = SettableClock.at("2026-03-02T21:59:59Z");
        MemoryRegistry registry = new MemoryRegistry(clock);
        registry.create(Account.person("anna", Account.Profile.named("Anna", "Ozola"), new Account.Employment("", "", "", "", java.util.Optional.empty(),
                java.util.Optional.of(java.time.LocalDate.of(2026, 3, 2))), Set.of()));
        CountingRegistry counting = new CountingRegistry(registry, null);
        try (LiveCatalog live = new LiveCatalog(counting.service(), Town.BASE, "", clock)) {
            assertTrue(live.now().account("anna") >= 0);
            clock.forward(Duration.ofSeconds(2));
            counting.tell();
            Town.await("yesterday's last day is over", () -> live.now().account("anna") < 0);
        }
    }

    @Test
    void whileTheRegistryCannotBeReadTheLastCatalogIsKept() {
        SettableClock clock = SettableClock.at("2026-03-02T08:00:00Z");
        CountingRegistry counting = new CountingRegistry(new MemoryRegistry(clock), CatalogTest.city(10));
        try (LiveCatalog live = new LiveCatalog(counting.service(), Town.BASE, "", clock)) {
            counting.fail(true);
            counting.tell();
            Town.await("it was tried", () -> counting.failures() > 0);
            assertTrue(live.now().account("user3") >= 0);
            counting.fail(false);
            counting.change(CatalogTest.city(11), 3);
            Town.await("it is renewed", () -> live.now().account("user10") >= 0);
        }
    }

    @Test
    void nothingIsLeftOfAServerThatEnded(@TempDir Path folder) throws LDAPException {
        Town town = Town.open(folder);
        LDAPConnection anna = town.bound("anna");
        int port = town.server.port();
        town.close();
        Town.await("its threads have ended", () -> Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().startsWith("pkip-ldap")));
        Town.await("its connections are closed", () -> {
            try {
                anna.getRootDSE();
                return false;
            } catch (LDAPException ended) {
                return true;
            }
        });
        try (Town again = Town.with(folder, "port", port, "plainLoopback", true); LDAPConnection there = again.bound("anna")) {
            assertEquals(List.of("anna"), Town.found(there, "(uid=anna)"));
            assertFalse(there.getRootDSE().supportsExtendedOperation("1.3.6.1.4.1.1466.20037"));
        }
    }
}
