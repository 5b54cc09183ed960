package lv.pkip.kernel.identityldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.util.OID;
import com.unboundid.util.ssl.PEMFileKeyManager;
import com.unboundid.util.ssl.cert.CertException;
import com.unboundid.util.ssl.cert.SignatureAlgorithmIdentifier;
import com.unboundid.util.ssl.cert.X509CertificateExtension;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509KeyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Certificate and key of the directory, read again when their files change. Without them encryption is off, and it is said why. */
final class Keys {
    private static final Logger LOG = LoggerFactory.getLogger(Keys.class);
    private static final Duration SOON = Duration.ofDays(14);

    private final Source source;
    private final Clock clock;
    private volatile State state = new State(null, Optional.of("no certificate is set"), Instant.MAX, List.of());

    /** Where they come from. */
    interface Source {
        /** The files that they are in. */
        List<Path> files();

        X509KeyManager read() throws GeneralSecurityException, IOException;
    }

    /** What was read last. */
    private record State(SSLSocketFactory factory, Optional<String> problem, Instant expires, List<String> stamps) { }

    Keys(Source source, Clock clock) {
        this.source = source;
        this.clock = clock;
        look();
    }

    /** Two PEM files: the certificate with those above it, and its key as PKCS #8. */
    record Pem(Path certificates, Path key) implements Source {
        @Override
        public List<Path> files() {
            return List.of(certificates, key);
        }

        @Override
        public X509KeyManager read() throws GeneralSecurityException, IOException {
            for (Path file : files()) {
                if (!Files.exists(file)) {
                    throw new NoSuchFileException(file.toString());
                }
            }
            return new PEMFileKeyManager(certificates.toFile(), key.toFile());
        }
    }

    /** A PKCS #12 file. */
    record Store(Path file, String password) implements Source {
        @Override
        public List<Path> files() {
            return List.of(file);
        }

        @Override
        public X509KeyManager read() throws GeneralSecurityException, IOException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, password.toCharArray());
            }
            return manager(store, password.toCharArray());
        }
    }

    /** Made anew at each start, for this machine alone; the certificate is written down for clients that check it. */
    record SelfSigned(Path written) implements Source {
        @Override
        public List<Path> files() {
            return List.of();
        }

        @Override
        public X509KeyManager read() throws GeneralSecurityException, IOException {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            Certificate certificate = certificate(pair);
            Files.createDirectories(written.toAbsolutePath().getParent());
            Files.writeString(written, "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n");
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            char[] inMemoryOnly = new char[0];
            store.setKeyEntry("ldap", pair.getPrivate(), inMemoryOnly, new Certificate[] {certificate});
            return manager(store, inMemoryOnly);
        }

        private static Certificate certificate(KeyPair pair) throws GeneralSecurityException {
            byte[] names = new ASN1Sequence(new ASN1OctetString((byte) 0x82, "localhost"), new ASN1OctetString((byte) 0x87, new byte[] {127, 0, 0, 1}),
                    new ASN1OctetString((byte) 0x87, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})).encode();
            long now = System.currentTimeMillis();
            try {
                return com.unboundid.util.ssl.cert.X509Certificate.generateSelfSignedCertificate(SignatureAlgorithmIdentifier.SHA_256_WITH_ECDSA, pair,
                        new DN("cn=localhost"), now - Duration.ofMinutes(5).toMillis(), now + Duration.ofDays(365).toMillis(),
                        new X509CertificateExtension(new OID("2.5.29.17"), false, names)).toCertificate();
            } catch (CertException | com.unboundid.ldap.sdk.LDAPException e) {
                throw new GeneralSecurityException(e);
            }
        }
    }

    /** There are none, and why. */
    record None(String why) implements Source {
        @Override
        public List<Path> files() {
            return List.of();
        }

        @Override
        public X509KeyManager read() throws GeneralSecurityException {
            throw new GeneralSecurityException(why);
        }
    }

    private static X509KeyManager manager(KeyStore store, char[] password) throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        for (KeyManager manager : factory.getKeyManagers()) {
            if (manager instanceof X509KeyManager found) {
                return found;
            }
        }
        throw new GeneralSecurityException("no key manager for certificates");
    }

    /** Reads them again when a file has changed. A file that cannot be read changes nothing but what health says. */
    void look() {
        List<String> stamps = stamps();
        State last = state;
        if (last.factory() != null && stamps.equals(last.stamps()) || last.factory() == null && !last.stamps().isEmpty() && stamps.equals(last.stamps())) {
            return;
        }
        try {
            X509KeyManager manager = source.read();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {manager}, null, null);
            state = new State(context.getSocketFactory(), Optional.empty(), expiry(manager), stamps);
            if (last.factory() != null) {
                LOG.info("The certificate of the LDAP directory was read again");
            }
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            String problem = source.files().isEmpty() ? e.getMessage() : "the certificate cannot be read from " + source.files() + ": "
                    + (e instanceof NoSuchFileException ? "a file is missing" : String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            state = new State(last.factory(), Optional.of(problem), last.expires(), stamps);
            if (!Optional.of(problem).equals(last.problem())) {
                LOG.warn("{}", problem(state));
            }
        }
    }

    private List<String> stamps() {
        List<String> stamps = new ArrayList<>();
        for (Path file : source.files()) {
            try {
                stamps.add(Files.getLastModifiedTime(file) + " " + Files.size(file));
            } catch (IOException e) {
                stamps.add("missing");
            }
        }
        return stamps;
    }

    private static Instant expiry(X509KeyManager manager) throws GeneralSecurityException {
        for (String type : List.of("RSA", "EC", "EdDSA", "Ed25519")) {
            String[] aliases = manager.getServerAliases(type, null);
            if (aliases != null && aliases.length > 0) {
                X509Certificate certificate = manager.getCertificateChain(aliases[0])[0];
                return certificate.getNotAfter().toInstant();
            }
        }
        throw new GeneralSecurityException("there is no certificate with a key");
    }

    boolean areThere() {
        return state.factory() != null;
    }

    /** What an administrator should look at: files that cannot be read, a certificate that ends soon. */
    Optional<String> problem() {
        State now = state;
        if (now.problem().isPresent()) {
            return Optional.of(problem(now));
        }
        Duration left = Duration.between(clock.instant(), now.expires());
        return left.compareTo(SOON) > 0 ? Optional.empty() : Optional.of(left.isNegative() ? "the certificate has ended on " + now.expires()
                : "the certificate ends on " + now.expires());
    }

    private static String problem(State state) {
        return state.problem().orElse("") + (state.factory() == null ? "; StartTLS and LDAPS are off" : "; the one before is still used");
    }

    /** The server's side of an encrypted connection over one that is there. */
    SSLSocket socket(Socket plain) throws IOException {
        SSLSocketFactory factory = state.factory();
        if (factory == null) {
            throw new IOException("no certificate");
        }
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, null, true);
        socket.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        return socket;
    }
}
