package lv.pkip.kernel.auditsyslog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificates by the JDK's own tool: {@code ca}, of it {@code server}, {@code erp} and {@code ended}; by themselves {@code gis} and
 * {@code stranger}; of another authority with the name of the first, {@code forged}.
 */
final class Certificates {
    private static final char[] PASSWORD = "secret1".toCharArray();
    private static Certificates made;

    private final Path folder;
    private final KeyStore store;

    private Certificates(Path folder) throws Exception {
        this.folder = folder;
        Path file = folder.resolve("all.p12");
        make(file, "ca", "CN=Paraugu CA", "-ext", "bc:c=ca:true", "-ext", "ku:c=keyCertSign");
        make(file, "server", "CN=audit.paraugs.example", "-signer", "ca", "-ext", "san=dns:audit.paraugs.example,dns:localhost,ip:127.0.0.1");
        make(file, "erp", "CN=erp,O=Paraugi", "-signer", "ca", "-ext", "san=dns:erp.paraugs.example");
        make(file, "ended", "CN=ended,O=Paraugi", "-signer", "ca", "-ext", "san=dns:erp.paraugs.example", "-startdate", "-20d");
        make(file, "gis", "CN=gis");
        make(file, "stranger", "CN=stranger");
        make(file, "otherca", "CN=Paraugu CA", "-ext", "bc:c=ca:true");
        make(file, "forged", "CN=erp,O=Paraugi", "-signer", "otherca", "-ext", "san=dns:erp.paraugs.example");
        store = KeyStore.getInstance(file.toFile(), PASSWORD);
        for (String alias : List.of("ca", "server", "erp", "ended", "gis", "stranger", "otherca", "forged")) {
            StringBuilder chain = new StringBuilder(pem("CERTIFICATE", store.getCertificate(alias).getEncoded()));
            Files.writeString(folder.resolve(alias + ".crt"), chain);
            Files.writeString(folder.resolve(alias + ".key"), pem("PRIVATE KEY", store.getKey(alias, PASSWORD).getEncoded()));
        }
    }

    static synchronized Certificates made() {
        if (made == null) {
            try {
                Path folder = Files.createTempDirectory("pkip-syslog-certificates");
                made = new Certificates(folder);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        return made;
    }

    private static void delete(Path folder) {
        try (java.util.stream.Stream<Path> files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            folder.toFile().deleteOnExit();
        }
    }

    private static void make(Path file, String alias, String subject, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", alias,
                // GnuTLS, which rsyslog uses, does not read what the JDK writes as an EC key.
                "-keyalg", "RSA", "-keysize", "2048", "-dname", subject, "-validity", alias.equals("ended") ? "10" : "30", "-storetype", "PKCS12",
                "-keystore", file.toString(), "-storepass", "secret1"));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), Charset.defaultCharset());
        assertEquals(0, keytool.waitFor(), said);
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + what + "-----\n";
    }

    String file(String name) {
        return folder.resolve(name).toString();
    }

    String fingerprint(String alias) {
        try {
            return Profile.fingerprint((X509Certificate) store.getCertificate(alias));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Trusts the authority, shows one certificate, or none when the alias is empty. */
    SSLSocketFactory client(String alias) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", store.getCertificate("ca"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            KeyManager[] keys = null;
            if (!alias.isEmpty()) {
                KeyStore own = KeyStore.getInstance("PKCS12");
                own.load(null, null);
                Certificate[] chain = store.getCertificateChain(alias);
                own.setKeyEntry(alias, store.getKey(alias, PASSWORD), PASSWORD, chain == null ? new Certificate[] {store.getCertificate(alias)} : chain);
                KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                factory.init(own, PASSWORD);
                keys = factory.getKeyManagers();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }
}
