package lv.pkip.distribution.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.naming.AuthenticationException;
import javax.naming.CommunicationException;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The LDAP directory of a real house: accounts made on its console, its own passwords, bundles that come and go. */
class DirectoryIT {
    private static final int PORT = freePort();
    private static final String BASE = "dc=daugavpils,dc=lv";

    private static Container container;

    @BeforeAll
    static void start() {
        container = Container.unpacked().withFeatures("pkip-identity-ldap")
                .set("lv.pkip.municipality.cfg", "id", "daugavpils")
                .set("lv.pkip.kernel.identityldap.LdapServer.cfg", "port", String.valueOf(PORT))
                .set("lv.pkip.kernel.identityldap.LdapServer.cfg", "selfSigned", "true")
                .set("lv.pkip.kernel.identityldap.LdapServer.cfg", "plainLoopback", "true").start();
    }

    @AfterAll
    static void stop() {
        container.close();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static DirContext bound(String login, String password) throws NamingException {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put(Context.PROVIDER_URL, "ldap://127.0.0.1:" + PORT);
        environment.put(Context.SECURITY_AUTHENTICATION, "simple");
        environment.put(Context.SECURITY_PRINCIPAL, "uid=" + login + ",ou=services," + BASE);
        environment.put(Context.SECURITY_CREDENTIALS, password);
        return new InitialDirContext(environment);
    }

    private static List<String> found(DirContext context, String filter) throws NamingException {
        List<String> names = new ArrayList<>();
        NamingEnumeration<SearchResult> found = context.search(BASE, filter, new SearchControls(SearchControls.SUBTREE_SCOPE, 0, 0, new String[] {"uid"}, false, false));
        while (found.hasMore()) {
            names.add(String.valueOf(found.next().getAttributes().get("uid").get()));
        }
        return names;
    }

    private static String madeService(String login) {
        String said = container.console("pkip:users create " + login + " --service --name " + login + " --json");
        Matcher secret = Pattern.compile("\"secret\" *: *\"([^\"]+)\"").matcher(said);
        assertTrue(secret.find(), "a secret is shown once");
        return secret.group(1);
    }

    @Test
    void accounts_of_the_house_bind_and_see_what_they_may() throws NamingException {
        String secret = madeService("mail-server");
        assertThrows(AuthenticationException.class, () -> bound("mail-server", "wrong"));
        container.await("the new account is in the directory", Duration.ofSeconds(5), () -> binds("mail-server", secret));
        DirContext context = bound("mail-server", secret);
        assertEquals(List.of("mail-server"), found(context, "(uid=*)"));
        context.close();
    }

    private static boolean binds(String login, String secret) {
        try {
            bound(login, secret).close();
            return true;
        } catch (NamingException notYet) {
            return false;
        }
    }

    @Test
    void the_directory_goes_and_comes_with_its_bundle_and_nothing_else_is_refreshed() {
        Container.Change without = container.changedBy("feature:uninstall pkip-identity-ldap");
        assertFalse(Listeners.of(container.pid()).contains("127.0.0.1:" + PORT));
        assertThrows(CommunicationException.class, () -> bound("nobody", "x"));
        assertEquals(1, without.gone().size(), without::toString);
        assertEquals(List.of(), without.refreshed());
        assertEquals(new Container.Change(List.of(), List.of()), container.changedBy("feature:install pkip-identity-ldap"));
        container.await("it listens again", Duration.ofSeconds(20), () -> Listeners.of(container.pid()).contains("127.0.0.1:" + PORT));
    }

    @Test
    void a_missing_certificate_is_told_by_status_and_a_change_of_settings_counts_without_a_restart() {
        container.set("lv.pkip.kernel.identityldap.LdapServer.cfg", "selfSigned", "false");
        container.await("it is told", Duration.ofSeconds(30), () -> container.console("pkip:status").contains("no certificate is set; StartTLS and LDAPS are off"));
        container.set("lv.pkip.kernel.identityldap.LdapServer.cfg", "selfSigned", "true");
        container.await("all is well again", Duration.ofSeconds(30), () -> !container.console("pkip:status").contains("no certificate is set"));
    }
}
