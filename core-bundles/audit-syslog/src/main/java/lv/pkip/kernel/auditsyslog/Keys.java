package lv.pkip.kernel.auditsyslog;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Certificate and key of the listener and the authorities of its clients, read again when their files change. Without them TLS is off, and it is said why. */
final class Keys {
    private static final Logger LOG = LoggerFactory.getLogger(Keys.class);
    private static final Duration SOON = Duration.ofDays(14);
    private static final Pattern KEY = Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    /** A second above the longest that a session ticket may live, beyond which none is given. */
    private static final int NO_TICKET_SECONDS = 604_801;

    private final Places files;
    private final Supplier<Directory> directory;
    private final Clock clock;
    private volatile State state = new State(null, null, Optional.of("no certificate is set"), Instant.MAX, List.of());

    /** Where they lie; an empty name is a file that is not set. */
    record Places(String certificate, String key, String keyStore, String keyStorePassword, String authorities) {
        List<Path> set() {
            return Stream.of(certificate, key, keyStore, authorities).filter(name -> !name.isBlank()).map(Path::of).toList();
        }
    }

    /** What was read last. */
    private record State(SSLContext context, Trust trust, Optional<String> problem, Instant expires, List<String> stamps) { }

    Keys(Places files, Supplier<Directory> directory, Clock clock) {
        this.files = files;
        this.directory = directory;
        this.clock = clock;
        look();
    }

    /** Reads them again when a file has changed. A file that cannot be read changes nothing but what health says. */
    void look() {
        List<String> stamps = stamps();
        State last = state;
        if (!last.stamps().isEmpty() && stamps.equals(last.stamps())) {
            return;
        }
        try {
            KeyStore own = own();
            Trust trust = new Trust(directory, authorities(), clock);
            state = new State(context(own, trust), trust, Optional.empty(), expiry(own), stamps);
            if (last.context() != null) {
                LOG.info("The certificates of the syslog listener were read again");
            }
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            String why = e instanceof NoSuchFileException ? e.getMessage() + " is missing" : String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            state = new State(last.context(), last.trust(), Optional.of(files.set().isEmpty() ? why : "the certificates cannot be read: " + why), last.expires(), stamps);
            if (!state.problem().equals(last.problem())) {
                LOG.warn("{}", problem(state));
            }
        }
    }

    private List<String> stamps() {
        List<String> stamps = new ArrayList<>(List.of("files"));
        for (Path file : files.set()) {
            try {
                stamps.add(Files.getLastModifiedTime(file) + " " + Files.size(file));
            } catch (IOException e) {
                stamps.add("missing");
            }
        }
        return stamps;
    }

    private KeyStore own() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        if (!files.certificate().isBlank()) {
            if (files.key().isBlank()) {
                throw new GeneralSecurityException("the key of the certificate is not set");
            }
            store.load(null, null);
            List<X509Certificate> chain = certificates(Path.of(files.certificate()));
            store.setKeyEntry("syslog", key(Path.of(files.key()), chain.get(0).getPublicKey().getAlgorithm()), password(), chain.toArray(Certificate[]::new));
            return store;
        }
        if (files.keyStore().isBlank()) {
            throw new GeneralSecurityException("no certificate is set");
        }
        try (InputStream in = Files.newInputStream(Path.of(files.keyStore()))) {
            store.load(in, password());
        }
        return store;
    }

    private char[] password() {
        return files.keyStorePassword().toCharArray();
    }

    private static List<X509Certificate> certificates(Path file) throws GeneralSecurityException, IOException {
        Collection<? extends Certificate> read = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
        if (read.isEmpty()) {
            throw new GeneralSecurityException("there is no certificate in " + file);
        }
        return read.stream().map(X509Certificate.class::cast).toList();
    }

    private static PrivateKey key(Path file, String algorithm) throws GeneralSecurityException, IOException {
        Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new GeneralSecurityException("there is no PKCS #8 key in " + file);
        }
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
    }

    private Optional<X509TrustManager> authorities() throws GeneralSecurityException, IOException {
        if (files.authorities().isBlank()) {
            return Optional.empty();
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (X509Certificate certificate : certificates(Path.of(files.authorities()))) {
            store.setCertificateEntry("authority-" + store.size(), certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return Stream.of(factory.getTrustManagers()).filter(X509TrustManager.class::isInstance).map(X509TrustManager.class::cast).findFirst();
    }

    private SSLContext context(KeyStore own, Trust trust) throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(own, password());
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager[] keys = factory.getKeyManagers();
        context.init(keys, new TrustManager[] {trust}, null);
        // No session is taken up again, so each connection shows its certificate. And nothing is ever sent to a client, so that one
        // which only writes, as rsyslog, finds nothing but the end to read when the listener goes.
        context.getServerSessionContext().setSessionTimeout(NO_TICKET_SECONDS);
        return context;
    }

    private static Instant expiry(KeyStore own) throws GeneralSecurityException {
        for (String alias : Collections.list(own.aliases())) {
            if (own.isKeyEntry(alias)) {
                return ((X509Certificate) own.getCertificate(alias)).getNotAfter().toInstant();
            }
        }
        throw new GeneralSecurityException("there is no certificate with a key");
    }

    boolean areThere() {
        return state.context() != null;
    }

    boolean hasAuthorities() {
        return !files.authorities().isBlank();
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
        return state.problem().orElse("") + (state.context() == null ? "; TLS is off" : "; those before are still used");
    }

    /** Whose the other end of a connection is. */
    Profile source(SSLSocket socket) throws GeneralSecurityException, IOException {
        Certificate[] chain = socket.getSession().getPeerCertificates();
        return state.trust().source(Stream.of(chain).map(X509Certificate.class::cast).toArray(X509Certificate[]::new));
    }

    /** The server's side of an encrypted connection over one that is there. */
    SSLSocket socket(Socket plain) throws IOException {
        SSLContext context = state.context();
        if (context == null) {
            throw new IOException("no certificate");
        }
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true);
        socket.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        socket.setNeedClientAuth(true);
        return socket;
    }
}
