package lv.pkip.kernel.identityldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.CRAMMD5BindRequest;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.ExtendedRequest;
import com.unboundid.ldap.sdk.ExtendedResult;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPRequest;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ModifyDNRequest;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.extensions.PasswordModifyExtendedRequest;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedResult;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import lv.pkip.kernel.api.identity.SignInRefused;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each operation with each way it can end. */
class OperationsTest {
    @TempDir
    Path folder;
    private Town town;

    @BeforeEach
    void open() {
        town = Town.open(folder);
    }

    @AfterEach
    void close() {
        town.close();
    }

    private ResultCode bind(String dn, String password) throws LDAPException {
        return bind(new SimpleBindRequest(dn, password));
    }

    private ResultCode bind(BindRequest request) throws LDAPException {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setBindWithDNRequiresPassword(false);
        try (LDAPConnection connection = new LDAPConnection(options, "127.0.0.1", town.server.port())) {
            return connection.bind(request).getResultCode();
        } catch (LDAPException refused) {
            return refused.getResultCode();
        }
    }

    @Test
    void peopleAndServicesBindByTheNameOfTheirEntry() throws LDAPException {
        assertEquals(ResultCode.SUCCESS, bind(Town.dn("anna"), "anna-secret"));
        assertEquals(ResultCode.SUCCESS, bind("UID=Anna, OU=People, " + Town.BASE, "anna-secret"));
        assertEquals(ResultCode.SUCCESS, bind(Town.dn("printer"), "printer-secret"));
        assertEquals(List.of("ldap.bind ok anna", "ldap.bind ok anna", "ldap.bind ok printer"),
                town.audit.newest(0, 10).stream().map(entry -> entry.event().action() + " " + entry.event().outcome() + " " + entry.actor()).sorted().toList());
    }

    @Test
    void whatIsWrongIsRefusedAlikeAndChecked() throws LDAPException {
        for (String dn : List.of(Town.dn("anna"), "uid=nobody," + Town.PEOPLE, "uid=anna," + Town.SERVICES, "cn=admin," + Town.BASE, "uid=anna,dc=elsewhere",
                "uid=anna+cn=x," + Town.PEOPLE, Town.dn("gone"), "ou=people," + Town.BASE)) {
            int before = town.passwords.checked();
            assertEquals(ResultCode.INVALID_CREDENTIALS, bind(dn, dn.contains("services") ? "anna-secret" : dn.equals(Town.dn("gone")) ? "gone-secret" : "wrong"), dn);
            assertEquals(before + 1, town.passwords.checked(), dn);
        }
        assertEquals(8, town.audit.newest(0, 20).stream().filter(entry -> entry.event().action().equals("ldap.bind")
                && entry.event().outcome().equals("refused")).count());
    }

    @Test
    void aNameWithoutAPasswordProvesNothing() throws LDAPException {
        assertEquals(ResultCode.UNWILLING_TO_PERFORM, bind(Town.dn("anna"), ""));
        assertEquals(ResultCode.SUCCESS, bind("", ""));
        assertEquals(0, town.passwords.checked());
    }

    @Test
    void otherKindsOfBindAreRefused() throws LDAPException {
        assertEquals(ResultCode.AUTH_METHOD_NOT_SUPPORTED, bind(new CRAMMD5BindRequest("dn:" + Town.dn("anna"), "anna-secret")));
        assertEquals(ResultCode.INVALID_DN_SYNTAX, bind("anna", "anna-secret"));
        assertEquals(ResultCode.INVALID_CREDENTIALS, bind("", "anna-secret"));
    }

    @Test
    void whenTheHouseIsBusyOrHasHadEnoughItIsSaid() throws LDAPException {
        town.passwords.refuse(SignInRefused.Reason.BUSY);
        assertEquals(ResultCode.BUSY, bind(Town.dn("anna"), "anna-secret"));
        town.passwords.refuse(SignInRefused.Reason.THROTTLED);
        assertEquals(ResultCode.UNWILLING_TO_PERFORM, bind(Town.dn("anna"), "anna-secret"));
        town.tally.write();
        assertEquals(List.of("busy 1", "throttled 1"), town.audit.events().stream().map(event -> event.details().get("reason") + " "
                + event.details().get("count")).toList());
    }

    @Test
    void bindsThatWaitKeepNobodyFromSearching() throws Exception {
        CountDownLatch checking = new CountDownLatch(3);
        CountDownLatch goOn = new CountDownLatch(1);
        try (LDAPConnection reader = town.bound("nextcloud")) {
            town.passwords.whileChecking(() -> {
                checking.countDown();
                try {
                    assertTrue(goOn.await(30, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            ExecutorService clients = Executors.newFixedThreadPool(12);
            try {
                List<Future<ResultCode>> binds = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                    binds.add(clients.submit(() -> bind(Town.dn("anna"), "anna-secret")));
                }
                assertTrue(checking.await(30, TimeUnit.SECONDS));
                assertEquals(List.of("anna"), Town.found(reader, "(uid=anna)"));
                Town.await("those for whom there is no place are told so", () -> binds.stream().filter(Future::isDone).count() == 9);
                goOn.countDown();
                int busy = 0;
                for (Future<ResultCode> bind : binds) {
                    busy += bind.get() == ResultCode.BUSY ? 1 : 0;
                }
                assertEquals(9, busy);
            } finally {
                clients.shutdownNow();
            }
        }
    }

    @Test
    void aFailedBindLeavesNobodyBound() throws LDAPException {
        try (LDAPConnection connection = town.bound("anna")) {
            assertThrows(LDAPException.class, () -> connection.bind(Town.dn("anna"), "wrong"));
            assertEquals("", whoAmI(connection));
            assertEquals(ResultCode.INSUFFICIENT_ACCESS_RIGHTS, assertThrows(LDAPSearchException.class, () -> Town.found(connection, "(uid=anna)")).getResultCode());
        }
    }

    private static String whoAmI(LDAPConnection connection) throws LDAPException {
        return ((WhoAmIExtendedResult) connection.processExtendedOperation(new WhoAmIExtendedRequest())).getAuthorizationID();
    }

    @Test
    void whoAmISaysTheNameOfTheEntry() throws LDAPException {
        try (LDAPConnection connection = town.connection()) {
            assertEquals("", whoAmI(connection));
            connection.bind(Town.dn("anna"), "anna-secret");
            assertEquals("dn:" + Town.dn("anna"), whoAmI(connection));
        }
    }

    @Test
    void anonymousClientsReadRootAndSchemaAndNothingElse() throws LDAPException {
        try (LDAPConnection nobody = town.connection()) {
            assertEquals(Town.BASE, nobody.getRootDSE().getNamingContextDNs()[0]);
            assertFalse(nobody.getSchema().getObjectClasses().isEmpty());
            for (String base : List.of(Town.BASE, Town.dn("anna"), "dc=elsewhere", "")) {
                assertEquals(ResultCode.INSUFFICIENT_ACCESS_RIGHTS, assertThrows(LDAPSearchException.class,
                        () -> Town.found(nobody, base, SearchScope.SUB, "(uid=anna)")).getResultCode(), base);
            }
            assertEquals(ResultCode.INSUFFICIENT_ACCESS_RIGHTS, assertThrows(LDAPException.class,
                    () -> nobody.compare(Town.dn("anna"), "sn", "Ozola")).getResultCode());
        }
    }

    @Test
    void anonymousAccessCanBeSwitchedOff() throws LDAPException {
        town.close();
        town = Town.open(folder, "anonymous", false);
        assertEquals(ResultCode.INAPPROPRIATE_AUTHENTICATION, bind("", ""));
        try (LDAPConnection nobody = town.connection()) {
            assertEquals(ResultCode.STRONG_AUTH_REQUIRED, assertThrows(LDAPSearchException.class,
                    () -> nobody.search("", SearchScope.BASE, "(objectClass=*)")).getResultCode());
            nobody.bind(Town.dn("anna"), "anna-secret");
            assertEquals("dn:" + Town.dn("anna"), whoAmI(nobody));
        }
    }

    @Test
    void everyWriteIsRefusedAndSaysWhereChangesAreMade() throws LDAPException {
        try (LDAPConnection anna = town.bound("anna")) {
            for (LDAPRequest write : List.of(new AddRequest("dn: uid=x," + Town.PEOPLE, "objectClass: account", "uid: x"),
                    new ModifyRequest("dn: " + Town.dn("anna"), "changetype: modify", "replace: sn", "sn: X"),
                    new DeleteRequest(Town.dn("berta")), new ModifyDNRequest(Town.dn("berta"), "uid=bertha", true))) {
                LDAPResult refused = anna.processOperation(write);
                assertEquals(ResultCode.UNWILLING_TO_PERFORM, refused.getResultCode());
                assertTrue(refused.getDiagnosticMessage().contains("/work/users"), refused.getDiagnosticMessage());
            }
            ExtendedResult password = anna.processExtendedOperation(new PasswordModifyExtendedRequest("anna-secret", "other"));
            assertEquals(ResultCode.UNWILLING_TO_PERFORM, password.getResultCode());
            assertTrue(password.getDiagnosticMessage().contains("/work/password"));
        } catch (com.unboundid.ldif.LDIFException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void comparingSaysTrueFalseOrWhyNot() throws LDAPException {
        try (LDAPConnection nextcloud = town.bound("nextcloud")) {
            assertTrue(nextcloud.compare(Town.dn("anna"), "SN", "ozola").compareMatched());
            assertFalse(nextcloud.compare(Town.dn("anna"), "sn", "Bērziņa").compareMatched());
            assertTrue(nextcloud.compare("cn=it,ou=groups," + Town.BASE, "member", "uid=ANNA," + Town.PEOPLE).compareMatched());
            assertTrue(nextcloud.compare("", "supportedLDAPVersion", "3").compareMatched());
            assertEquals(List.of(ResultCode.NO_SUCH_ATTRIBUTE, ResultCode.UNDEFINED_ATTRIBUTE_TYPE, ResultCode.NO_SUCH_OBJECT, ResultCode.INVALID_DN_SYNTAX,
                    ResultCode.INVALID_ATTRIBUTE_SYNTAX), List.of(compared(nextcloud, Town.dn("karlis"), "telephoneNumber", "1"),
                    compared(nextcloud, Town.dn("anna"), "no-such-thing", "1"), compared(nextcloud, "uid=nobody," + Town.PEOPLE, "sn", "x"),
                    compared(nextcloud, "anna", "sn", "x"), compared(nextcloud, "cn=it,ou=groups," + Town.BASE, "gidNumber", "many")));
        }
    }

    private static ResultCode compared(LDAPConnection connection, String dn, String attribute, String value) {
        return assertThrows(LDAPException.class, () -> connection.compare(dn, attribute, value)).getResultCode();
    }

    @Test
    void unknownControlsAreRefusedWhereCriticalAndLeftAloneWhereNot() throws LDAPException {
        try (LDAPConnection nextcloud = town.bound("nextcloud")) {
            SearchRequest search = new SearchRequest(Town.BASE, SearchScope.SUB, "(uid=anna)", "1.1");
            search.setControls(new Control("1.2.3.4", true));
            assertEquals(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION, assertThrows(LDAPSearchException.class, () -> nextcloud.search(search)).getResultCode());
            search.setControls(new Control("1.2.3.4", false), new Control("2.16.840.1.113730.3.4.2", true));
            assertEquals(1, nextcloud.search(search).getEntryCount());
            search.setControls(new Control("1.2.840.113556.1.4.319", true));
            assertEquals(ResultCode.PROTOCOL_ERROR, assertThrows(LDAPSearchException.class, () -> nextcloud.search(search)).getResultCode());
            SimpleBindRequest bind = new SimpleBindRequest(Town.dn("anna"), "anna-secret", new Control("1.2.840.113556.1.4.319", true));
            assertEquals(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION, assertThrows(LDAPException.class, () -> nextcloud.bind(bind)).getResultCode());
            Control[] many = new Control[11];
            java.util.Arrays.fill(many, new Control("1.2.3.4", false));
            search.setControls(many);
            assertEquals(ResultCode.ADMIN_LIMIT_EXCEEDED, assertThrows(LDAPSearchException.class, () -> nextcloud.search(search)).getResultCode());
        }
    }

    @Test
    void unknownExtendedOperationsAreAProtocolError() throws LDAPException {
        try (LDAPConnection anna = town.bound("anna")) {
            assertEquals(ResultCode.PROTOCOL_ERROR, assertThrows(LDAPException.class,
                    () -> anna.processExtendedOperation(new ExtendedRequest("1.2.3.4"))).getResultCode());
            assertEquals("dn:" + Town.dn("anna"), whoAmI(anna));
        }
    }

    private static SSLContext trusting() throws GeneralSecurityException {
        return new SSLUtil(new TrustAllTrustManager()).createSSLContext();
    }

    @Test
    void startTlsEncryptsOnceAndForgetsWhoWasBound() throws Exception {
        try (LDAPConnection connection = town.bound("anna")) {
            assertEquals(ResultCode.SUCCESS, connection.processExtendedOperation(new StartTLSExtendedRequest(trusting())).getResultCode());
            assertEquals("", whoAmI(connection));
            connection.bind(Town.dn("nextcloud"), "nextcloud-secret");
            assertEquals(List.of("anna"), Town.found(connection, "(uid=anna)"));
            assertEquals("true", town.audit.newest(0, 1).get(0).event().details().get("encrypted"));
            assertFalse(connection.getRootDSE().supportsExtendedOperation("1.3.6.1.4.1.1466.20037"));
            assertEquals(ResultCode.OPERATIONS_ERROR, connection.processExtendedOperation(new ExtendedRequest("1.3.6.1.4.1.1466.20037")).getResultCode());
        }
    }

    @Test
    void ldapsIsEncryptedFromTheBeginning() throws Exception {
        try (LDAPConnection connection = new LDAPConnection(trusting().getSocketFactory(), "127.0.0.1", town.server.securePort())) {
            connection.bind(Town.dn("nextcloud"), "nextcloud-secret");
            assertEquals(List.of("anna"), Town.found(connection, "(uid=anna)"));
        }
    }

    @Test
    void passwordsAreNotTakenUnencryptedUnlessASettingAllowsItOnLoopback() throws LDAPException {
        town.close();
        town = Town.open(folder, "plainLoopback", false);
        assertEquals(ResultCode.CONFIDENTIALITY_REQUIRED, bind(Town.dn("anna"), "anna-secret"));
        assertEquals(0, town.passwords.checked());
    }

    @Test
    void aClosedAccountLosesItsConnectionAndARightItsEffect() throws Exception {
        try (LDAPConnection karlis = town.bound("karlis"); LDAPConnection printer = town.bound("printer")) {
            assertEquals(List.of("anna"), Town.found(karlis, "(uid=anna)"));
            town.registry.change(List.of(town.registry.directory().account("karlis").orElseThrow().enabled(false),
                    town.registry.directory().account("printer").orElseThrow().withRoles(java.util.Set.of())), "");
            Town.await("rights are looked up again", () -> {
                try {
                    return Town.found(printer, "(uid=anna)").isEmpty();
                } catch (LDAPException e) {
                    throw new AssertionError(e);
                }
            });
            assertThrows(LDAPException.class, () -> Town.found(karlis, "(uid=anna)"));
        }
    }

    @Test
    void searchesAreCountedByWhoAskedAndRecordedTogether() throws LDAPException {
        try (LDAPConnection nextcloud = town.bound("nextcloud"); LDAPConnection anna = town.bound("anna")) {
            Town.found(nextcloud, "(uid=*)");
            Town.found(nextcloud, "(uid=anna)");
            nextcloud.compare(Town.dn("anna"), "sn", "x");
            Town.found(anna, "(uid=nobody)");
        }
        int before = town.audit.events().size();
        town.tally.write();
        town.tally.write();
        assertEquals(List.of("anna compares=0 entries=0 searches=1", "nextcloud compares=1 entries=8 searches=2"), town.audit.newest(0, 100).stream()
                .filter(entry -> entry.sequence() > before).map(entry -> entry.actor() + " " + new java.util.TreeMap<>(entry.event().details()).toString()
                        .replaceAll("[{},]", "")).sorted().toList());
    }
}
