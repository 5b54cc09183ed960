package lv.pkip.kernel.shell.gate;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;
import javax.servlet.http.HttpServletRequest;

/** The certificate a client showed in TLS: to this server itself, or to the proxy in front, which says so (RFC 9440). */
public final class Certificates {
    private static final String OF_THE_CONNECTION = "javax.servlet.request.X509Certificate";
    private static final String OF_THE_PROXY = "Client-Cert";
    private static final int LONGEST = 16_384;
    private final boolean proxied;

    /** @param proxied whether a proxy in front always sets or removes the header */
    public Certificates(boolean proxied) {
        this.proxied = proxied;
    }

    public Optional<X509Certificate> of(HttpServletRequest request) {
        if (request.getAttribute(OF_THE_CONNECTION) instanceof X509Certificate[] shown && shown.length > 0) {
            return Optional.of(shown[0]);
        }
        return proxied ? Optional.ofNullable(request.getHeader(OF_THE_PROXY)).flatMap(Certificates::read) : Optional.empty();
    }

    /** A byte sequence of RFC 8941: Base64 of the DER form between two colons. */
    static Optional<X509Certificate> read(String header) {
        String text = header.strip();
        if (text.length() < 3 || text.length() > LONGEST || !text.startsWith(":") || !text.endsWith(":")) {
            return Optional.empty();
        }
        try {
            byte[] der = Base64.getDecoder().decode(text.substring(1, text.length() - 1));
            return Optional.of((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
        } catch (CertificateException | IllegalArgumentException unreadable) {
            return Optional.empty(); // not a certificate: as if none had been shown
        }
    }
}
