package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;

import org.apache.karaf.jaas.boot.ProxyLoginModule;
import org.apache.karaf.jaas.config.JaasRealm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.testkit.TestFramework;

class ConsoleRealmTest {
    private static final String GOOD = "zils ezers skan klusi";
    @TempDir Path folder;
    private House house;

    @BeforeEach
    void open() {
        house = new House(folder);
        house.clerk("anna", GOOD);
        house.system(() -> {
            house.structure.save(Role.of("operator", Set.of("console:use")), "");
            return house.structure.save(Role.of("keeper", Set.of("console:*")), "");
        });
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static CallbackHandler typing(String login, String password) {
        return callbacks -> {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback name) {
                    name.setName(login);
                } else {
                    ((PasswordCallback) callback).setPassword(password == null ? null : password.toCharArray());
                }
            }
        };
    }

    private Set<String> signIn(CallbackHandler typed) throws LoginException {
        Subject subject = new Subject();
        RegistryLoginModule module = new RegistryLoginModule();
        module.initialize(subject, typed, Map.of(), Map.of(RegistryLoginModule.SIGN_IN, house.signIn));
        assertTrue(module.login());
        assertEquals(Set.of(), subject.getPrincipals(), "nothing before all modules agree");
        module.commit();
        Set<String> names = subject.getPrincipals().stream().map(Principal::getName).collect(Collectors.toSet());
        module.logout();
        assertEquals(Set.of(), subject.getPrincipals());
        return names;
    }

    private void give(String... roles) {
        house.change(house.account("anna").withRoles(Set.of(roles)));
    }

    @Test
    void givesKarafsRolesByPermission() throws Exception {
        give("operator");
        assertEquals(Set.of("anna", "ssh", "viewer"), signIn(typing("anna", GOOD)));
        give("keeper");
        assertEquals(Set.of("anna", "ssh", "viewer", "manager", "admin", "systembundles"), signIn(typing("anna", GOOD)));
    }

    @Test
    void letsNobodyElseIn() {
        assertThrows(FailedLoginException.class, () -> signIn(typing("anna", GOOD)), "without the permission");
        give("keeper");
        assertThrows(FailedLoginException.class, () -> signIn(typing("anna", "četri zvirbuļi uz jumta")));
        assertThrows(FailedLoginException.class, () -> signIn(typing("nobody", GOOD)));
        assertThrows(FailedLoginException.class, () -> signIn(typing(null, null)));
        assertThrows(FailedLoginException.class, () -> signIn(callbacks -> {
            throw new UnsupportedCallbackException(callbacks[0]);
        }), "a key is nobody's password");
        String oneTime = house.system(() -> house.registry.create(Account.person("berta", Account.Profile.named("B", "P"), Account.Employment.NONE,
                Set.of("keeper"))).secret());
        assertThrows(FailedLoginException.class, () -> signIn(typing("berta", oneTime)), "a password to be changed first");
        house.change(house.account("anna").enabled(false));
        assertThrows(FailedLoginException.class, () -> signIn(typing("anna", GOOD)), "closed");
    }

    @Test
    void takesTheCodeOfAnAppRightBehindThePassword() throws Exception {
        give("keeper");
        Session session = house.enter("anna", GOOD);
        String secret = house.factors.beginCode(session, GOOD.toCharArray()).secret();
        house.factors.confirmCode(session, Totp.code(SecretText.bytes(secret), Totp.stepAt(house.clock.millis())));
        house.clock.forward(Duration.ofSeconds(30));
        String code = Totp.code(SecretText.bytes(secret), Totp.stepAt(house.clock.millis()));
        assertThrows(FailedLoginException.class, () -> signIn(typing("anna", GOOD)), "the password alone");
        assertTrue(signIn(typing("anna", GOOD + code)).contains("admin"));
        assertThrows(FailedLoginException.class, () -> signIn(typing("anna", GOOD + code)), "used");
    }

    /** Karaf's own realm as its files make it. */
    private record Files(String getName, int getRank, AppConfigurationEntry... getEntries) implements JaasRealm { }

    private static AppConfigurationEntry entry(String module) {
        return new AppConfigurationEntry(ProxyLoginModule.class.getName(), LoginModuleControlFlag.OPTIONAL,
                Map.of(ProxyLoginModule.PROPERTY_MODULE, module));
    }

    @Test
    void asksTheFilesFirstAndTheRegistryLast() {
        try (TestFramework framework = new TestFramework(folder.resolve("framework"))) {
            ConsoleRealm realm = new ConsoleRealm(framework.context(), house.signIn);
            framework.context().registerService(JaasRealm.class, realm, null);
            framework.context().registerService(JaasRealm.class, new Files("other", 0, entry("x.Other")), null);
            framework.context().registerService(JaasRealm.class, new Files("karaf", 0, entry("x.PropertiesLoginModule"),
                    entry("x.audit.LogAuditLoginModule"), entry("x.PublickeyLoginModule")), null);
            assertEquals("karaf", realm.getName());
            assertTrue(realm.getRank() > 0);
            assertEquals(List.of("optional x.audit.LogAuditLoginModule", "sufficient x.PropertiesLoginModule", "sufficient x.PublickeyLoginModule",
                    "required " + RegistryLoginModule.class.getName()), Arrays.stream(realm.getEntries()).map(entry ->
                    entry.getControlFlag().toString().replaceAll(".*: ", "") + " "
                            + entry.getOptions().get(ProxyLoginModule.PROPERTY_MODULE)).toList());
        }
    }
}
