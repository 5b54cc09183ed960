package lv.pkip.kernel.auditsyslog;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/** Whose certificate it is that a client shows: one known by its fingerprint, or signed by an authority and with a source's name in it. */
final class Trust extends X509ExtendedTrustManager {
    private final Supplier<Directory> directory;
    private final Optional<X509TrustManager> authorities;
    private final Clock clock;

    Trust(Supplier<Directory> directory, Optional<X509TrustManager> authorities, Clock clock) {
        this.directory = directory;
        this.authorities = authorities;
        this.clock = clock;
    }

    Profile source(X509Certificate[] chain) throws CertificateException {
        if (chain == null || chain.length == 0) {
            throw new CertificateException("no certificate");
        }
        Directory now = directory.get();
        chain[0].checkValidity(Date.from(clock.instant()));
        Optional<Profile> known = now.byFingerprint(chain[0]);
        if (known.isPresent()) {
            return known.get();
        }
        Optional<Profile> named = now.byName(chain[0]);
        if (named.isEmpty() || authorities.isEmpty()) {
            throw new CertificateException("no source has the certificate with SHA-256 " + Profile.fingerprint(chain[0]));
        }
        authorities.get().checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
        return named.get();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        source(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        source(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        source(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this is a server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        throw new CertificateException("this is a server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        throw new CertificateException("this is a server");
    }

    /** None are named, because clients whose certificate is known by itself would then not show it. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
