package lv.pkip.kernel.identityldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates: where they come from, what is said when they do not, and that health says it too. */
class KeysTest {
    @TempDir
    Path folder;

    /** A certificate and its key by the JDK's own tool, as PKCS #12 and as two PEM files. */
    private void make(String name, String subject) throws Exception {
        Path store = folder.resolve("made.p12");
        Files.deleteIfExists(store);
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "ldap", "-keyalg", "EC",
                "-groupname", "secp256r1", "-dname", "CN=" + subject, "-validity", "30", "-ext", "san=ip:127.0.0.1,dns:localhost", "-storetype", "PKCS12", "-keystore", store.toString(),
                "-storepass", "secret1").redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), java.nio.charset.Charset.defaultCharset());
        assertEquals(0, keytool.waitFor(), said);
        java.security.KeyStore keys = java.security.KeyStore.getInstance(store.toFile(), "secret1".toCharArray());
        write(folder.resolve(name + ".crt"), "CERTIFICATE", keys.getCertificate("ldap").getEncoded());
        write(folder.resolve(name + ".key"), "PRIVATE KEY", keys.getKey("ldap", "secret1".toCharArray()).getEncoded());
        Files.copy(store, folder.resolve(name + ".p12"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private static void write(Path file, String what, byte[] bytes) throws IOException {
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + what + "-----\n");
    }

    private static String subject(int port) throws Exception {
        try (SSLSocket socket = (SSLSocket) new SSLUtil(new TrustAllTrustManager()).createSSLSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            SSLSession session = socket.getSession();
            return ((X509Certificate) session.getPeerCertificates()[0]).getSubjectX500Principal().getName();
        }
    }

    @Test
    void aCertificateComesFromPemFilesAndIsReadAgainWhenTheyChange() throws Exception {
        make("ldap", "first");
        try (Town town = Town.with(folder, "port", -1, "securePort", -1, "certificate", folder.resolve("ldap.crt").toString(), "key", folder.resolve("ldap.key").toString())) {
            assertEquals("CN=first", subject(town.server.securePort()));
            assertTrue(town.server.probe().alive());
            make("next", "second");
            Files.move(folder.resolve("next.key"), folder.resolve("ldap.key"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Files.move(folder.resolve("next.crt"), folder.resolve("ldap.crt"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Town.await("the new one is shown", () -> {
                try {
                    return subject(town.server.securePort()).equals("CN=second");
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            Files.writeString(folder.resolve("ldap.crt"), "nonsense");
            Town.await("health says so", () -> !town.server.probe().alive());
            assertTrue(town.server.probe().message().endsWith("the one before is still used"), town.server.probe().message());
            assertEquals("CN=second", subject(town.server.securePort()));
        }
    }

    @Test
    void aCertificateComesFromAPkcs12File() throws Exception {
        make("ldap", "stored");
        try (Town town = Town.with(folder, "securePort", -1, "keyStore", folder.resolve("ldap.p12").toString(), "keyStorePassword", "secret1")) {
            assertEquals("CN=stored", subject(town.server.securePort()));
            assertEquals(-1, town.server.port());
        }
    }

    @Test
    void withoutACertificateEncryptionIsOffAndItIsSaid() throws Exception {
        Path missing = folder.resolve("missing.crt");
        try (Town town = Town.with(folder, "port", -1, "securePort", -1, "certificate", missing.toString(), "key", folder.resolve("missing.key").toString()); LDAPConnection connection = town.connection()) {
            assertEquals("false the certificate cannot be read from [" + missing + ", " + folder.resolve("missing.key") + "]: a file is missing; StartTLS and LDAPS are off",
                    town.server.probe().alive() + " " + town.server.probe().message());
            assertFalse(connection.getRootDSE().supportsExtendedOperation("1.3.6.1.4.1.1466.20037"));
            LDAPException refused = org.junit.jupiter.api.Assertions.assertThrows(LDAPException.class, () -> connection.processExtendedOperation(new StartTLSExtendedRequest()));
            assertEquals(ResultCode.PROTOCOL_ERROR, refused.getResultCode());
            assertTrue(refused.getMessage().contains("a file is missing"), refused.getMessage());
            make("missing", "late");
            Town.await("it is found when it comes", () -> town.server.probe().alive());
            assertEquals("CN=late", subject(town.server.securePort()));
        }
        try (Town town = Town.with(folder, "port", -1, "certificate", missing.toString())) {
            assertEquals("the key of the certificate is not set; StartTLS and LDAPS are off", town.server.probe().message());
        }
        try (Town town = Town.with(folder, "port", -1)) {
            assertEquals("no certificate is set; StartTLS and LDAPS are off", town.server.probe().message());
        }
    }

    @Test
    void aCertificateThatEndsSoonIsTold() throws Exception {
        make("ldap", "ending");
        try (Town town = Town.with(folder, "port", -1, "certificate", folder.resolve("ldap.crt").toString(), "key", folder.resolve("ldap.key").toString())) {
            town.clock.set(java.time.Instant.now().plus(java.time.Duration.ofDays(20)));
            assertTrue(town.server.probe().message().startsWith("the certificate ends on "), town.server.probe().message());
            town.clock.set(java.time.Instant.now().plus(java.time.Duration.ofDays(40)));
            assertTrue(town.server.probe().message().startsWith("the certificate has ended on "), town.server.probe().message());
        }
    }

    @Test
    void withoutAPortItIsOffAndWell() {
        try (Town town = Town.with(folder)) {
            assertEquals("true off, no port is set", town.server.probe().alive() + " " + town.server.probe().message());
            assertTrue(Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().startsWith("pkip-ldap")));
        }
    }

    @Test
    void aTakenPortOrABaseThatIsNoneIsTold() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Town town = Town.with(folder, "port", taken.getLocalPort(), "securePort", -1, "selfSigned", true)) {
            assertEquals("cannot listen on 127.0.0.1 port " + taken.getLocalPort(), town.server.probe().message());
            assertTrue(town.server.securePort() > 0);
        }
        try (Town town = Town.with(folder, "port", -1, "base", "no name")) {
            assertEquals("the base is no name of an entry", town.server.probe().message());
        }
        try (Town town = Town.with(folder, "port", -1, "base", "o=Paraugs", "selfSigned", true)) {
            assertEquals("true serves o=Paraugs", town.server.probe().alive() + " " + town.server.probe().message());
        }
    }

    @Test
    void theSelfMadeCertificateIsWrittenDownAndGoodForLoopback() throws Exception {
        try (Town town = Town.open(folder)) {
            Path written = folder.resolve("certificate.pem");
            SSLUtil checking = new SSLUtil(new com.unboundid.util.ssl.PEMFileTrustManager(written.toFile()));
            try (LDAPConnection connection = new LDAPConnection(checking.createSSLSocketFactory(), "127.0.0.1", town.server.securePort())) {
                connection.bind(Town.dn("nextcloud"), "nextcloud-secret");
                assertEquals(List.of("anna"), Town.found(connection, "(uid=anna)"));
            }
        }
    }
}
