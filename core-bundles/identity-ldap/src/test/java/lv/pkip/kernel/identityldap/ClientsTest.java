package lv.pkip.kernel.identityldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.naming.AuthenticationException;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.OperationNotSupportedException;
import javax.naming.directory.BasicAttribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.ModificationItem;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.InitialLdapContext;
import javax.naming.ldap.LdapContext;
import javax.naming.ldap.PagedResultsControl;
import javax.naming.ldap.PagedResultsResponseControl;
import javax.naming.ldap.SortControl;
import javax.naming.ldap.StartTlsRequest;
import javax.naming.ldap.StartTlsResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that others wrote: Java's own, and where it is installed OpenLDAP's, which is what most systems use. */
class ClientsTest {
    private static final Path GUIDE = Path.of("").toAbsolutePath().getParent().getParent().resolve("docs/how-to/connect-by-ldap.md");

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

    private LdapContext java(String login) throws NamingException {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put(Context.PROVIDER_URL, "ldap://127.0.0.1:" + town.server.port());
        environment.put("java.naming.ldap.version", "3");
        if (!login.isEmpty()) {
            environment.put(Context.SECURITY_AUTHENTICATION, "simple");
            environment.put(Context.SECURITY_PRINCIPAL, Town.dn(login));
            environment.put(Context.SECURITY_CREDENTIALS, login + "-secret");
        }
        return new InitialLdapContext(environment, null);
    }

    private static List<String> names(NamingEnumeration<SearchResult> found) throws NamingException {
        List<String> names = new ArrayList<>();
        while (found.hasMore()) {
            names.add(String.valueOf(found.next().getAttributes().get("uid").get()));
        }
        return names;
    }

    private static SearchControls subtree(String... attributes) {
        return new SearchControls(SearchControls.SUBTREE_SCOPE, 0, 0, attributes, false, false);
    }

    @Test
    void javasOwnClientSearchesInPagesAndInOrder() throws Exception {
        LdapContext context = java("nextcloud");
        List<String> all = new ArrayList<>();
        byte[] cookie = null;
        do {
            context.setRequestControls(new javax.naming.ldap.Control[] {new PagedResultsControl(2, cookie, true), new SortControl("sn", true)});
            all.addAll(names(context.search(Town.PEOPLE, "(objectClass={0})", new Object[] {"inetOrgPerson"}, subtree("uid"))));
            cookie = null;
            for (javax.naming.ldap.Control control : context.getResponseControls()) {
                cookie = control instanceof PagedResultsResponseControl pages ? pages.getCookie() : cookie;
            }
        } while (cookie != null && cookie.length > 0);
        assertEquals(List.of("berta", "anna", "karlis"), all);
        context.close();
    }

    @Test
    void javasOwnClientReadsSchemaAndIsRefusedAWrite() throws NamingException {
        DirContext context = java("anna");
        assertEquals(4, context.getSchema("").list("").hasMore() ? count(context.getSchema("").list("")) : 0);
        assertThrows(OperationNotSupportedException.class, () -> context.modifyAttributes(Town.dn("anna"),
                new ModificationItem[] {new ModificationItem(DirContext.REPLACE_ATTRIBUTE, new BasicAttribute("sn", "X"))}));
        context.close();
        assertThrows(AuthenticationException.class, () -> java("gone"));
    }

    private static int count(NamingEnumeration<?> all) throws NamingException {
        int count = 0;
        while (all.hasMore()) {
            all.next();
            count++;
        }
        return count;
    }

    @Test
    void javasOwnClientEncryptsByStartTls() throws Exception {
        LdapContext context = java("");
        StartTlsResponse tls = (StartTlsResponse) context.extendedOperation(new StartTlsRequest());
        tls.setHostnameVerifier((host, session) -> true);
        javax.net.ssl.SSLContext trusting = new com.unboundid.util.ssl.SSLUtil(new com.unboundid.util.ssl.PEMFileTrustManager(
                folder.resolve("certificate.pem").toFile())).createSSLContext();
        tls.negotiate(trusting.getSocketFactory());
        context.addToEnvironment(Context.SECURITY_AUTHENTICATION, "simple");
        context.addToEnvironment(Context.SECURITY_PRINCIPAL, Town.dn("anna"));
        context.addToEnvironment(Context.SECURITY_CREDENTIALS, "anna-secret");
        assertEquals(List.of("anna"), names(context.search(Town.PEOPLE, "(uid=anna)", subtree("uid"))));
        tls.close();
        context.close();
    }

    /** What a command says, and the code it ends with. */
    private record Said(int code, String text) { }

    private Said run(String... command) throws IOException, InterruptedException {
        assumeTrue(Stream.of(System.getenv("PATH").split(":")).anyMatch(path -> Files.isExecutable(Path.of(path, command[0]))), command[0] + " is not installed");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LDAPTLS_CACERT", folder.resolve("certificate.pem").toString());
        // It would look up the name of the machine behind localhost; the address is in the certificate.
        builder.environment().put("LDAPSASL_NOCANON", "on");
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    private String plain() {
        return "ldap://127.0.0.1:" + town.server.port();
    }

    private String secure() {
        return "ldaps://127.0.0.1:" + town.server.securePort();
    }

    @Test
    void openLdapsWhoAmIEncryptsAndBinds() throws Exception {
        assertEquals(new Said(0, "dn:" + Town.dn("anna") + "\n"), run("ldapwhoami", "-ZZ", "-H", plain(), "-x", "-D", Town.dn("anna"), "-w", "anna-secret"));
        assertEquals(new Said(0, "dn:" + Town.dn("anna") + "\n"), run("ldapwhoami", "-H", secure(), "-x", "-D", Town.dn("anna"), "-w", "anna-secret"));
        assertEquals(new Said(0, "anonymous\n"), run("ldapwhoami", "-H", plain(), "-x"));
        assertEquals(49, run("ldapwhoami", "-H", secure(), "-x", "-D", Town.dn("anna"), "-w", "wrong").code());
    }

    @Test
    void openLdapsSearchReadsEverythingInPages() throws Exception {
        Said said = run("ldapsearch", "-H", plain(), "-x", "-D", Town.dn("nextcloud"), "-w", "nextcloud-secret", "-LLL", "-E", "pr=4/noprompt", "-b", Town.BASE,
                "(objectClass=*)", "1.1");
        assertEquals("0 18", said.code() + " " + said.text().lines().filter(line -> line.startsWith("dn:")).count());
        Said sorted = run("ldapsearch", "-H", plain(), "-x", "-D", Town.dn("nextcloud"), "-w", "nextcloud-secret", "-LLL", "-E", "!sss=-sn", "-b", Town.PEOPLE,
                "(sn~=skele)", "sn");
        assertTrue(sorted.code() == 0 && sorted.text().contains("sn:: xaDEt8STbGU="), sorted.text());
        assertTrue(run("ldapsearch", "-H", plain(), "-x", "-LLL", "-b", "", "-s", "base", "+").text().contains("namingContexts: " + Town.BASE));
        assertTrue(run("ldapsearch", "-H", plain(), "-x", "-LLL", "-o", "ldif-wrap=no", "-b", "cn=subschema", "-s", "base", "attributeTypes").text().contains("NAME 'pkipPersonalCode'"));
    }

    @Test
    void openLdapsCompareAndModifyHearTheRightAnswers() throws Exception {
        assertEquals(6, run("ldapcompare", "-H", plain(), "-x", "-D", Town.dn("printer"), "-w", "printer-secret", Town.dn("anna"), "sn:Ozola").code());
        assertEquals(5, run("ldapcompare", "-H", plain(), "-x", "-D", Town.dn("printer"), "-w", "printer-secret", Town.dn("anna"), "sn:Liepa").code());
        Said refused = run("ldapdelete", "-H", plain(), "-x", "-D", Town.dn("anna"), "-w", "anna-secret", Town.dn("berta"));
        assertTrue(refused.code() == 53 && refused.text().contains("/work/users"), refused.text());
    }

    /** Every command of the guide is run as it stands there, but for the address and the file with the secret. */
    @Test
    void everyExampleOfTheGuideFindsWhatItSays() throws Exception {
        Matcher example = Pattern.compile("(?m)^# (finds (\\d+)|TRUE)\n((?:ldapsearch|ldapcompare) .*)$").matcher(Files.readString(GUIDE));
        int count = 0;
        while (example.find()) {
            String line = example.group(3).replace("ldaps://ldap.paraugs.lv", secure()).replace("-y secret", "-w nextcloud-secret");
            Said said = run(Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(line).results().map(word -> word.group(1) == null ? word.group(2) : word.group(1)).toArray(String[]::new));
            if (example.group(2) == null) {
                assertEquals(6, said.code(), line + "\n" + said.text());
            } else {
                assertEquals(0, said.code(), line + "\n" + said.text());
                assertEquals(Long.parseLong(example.group(2)), said.text().lines().filter(text -> text.startsWith("dn:")).count(), line + "\n" + said.text());
            }
            count++;
        }
        assertEquals(12, count);
    }
}
