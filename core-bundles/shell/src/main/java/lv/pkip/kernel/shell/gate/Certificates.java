package lv.pkip.kernel.shell.gate;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.servlet.http.HttpServletRequest;

/** The certificate a client showed in TLS: to this server itself, or to the proxy in front, which says so (RFC 9440). */
public final class Certificates {
    /** Where servlets find what the connection showed. */
    public static final String OF_THE_CONNECTION = "javax.servlet.request.X509Certificate";
    private static final String OF_THE_PROXY = "Client-Cert";
    private static final Set<String> WORDS = Set.of("client-cert", "client-cert-chain");
    private static final int LONGEST = 16_384;
    private final Proxies proxies;

    public Certificates(Proxies proxies) {
        this.proxies = proxies;
    }

    /** Headers by which only a proxy speaks; they go no further than here, whoever sent them. */
    public static boolean isWordOfAProxy(String header) {
        return WORDS.contains(header.toLowerCase(Locale.ROOT));
    }

    public Optional<X509Certificate> of(HttpServletRequest request) {
        if (proxies.vouched(request)) { // what the connection showed is the proxy's own then
            List<String> said = Collections.list(request.getHeaders(OF_THE_PROXY));
            return said.size() == 1 ? read(said.get(0)) : Optional.empty(); // two: the client's own was not taken away
        }
        return request.getAttribute(OF_THE_CONNECTION) instanceof X509Certificate[] shown && shown.length > 0 ? Optional.of(shown[0]) : Optional.empty();
    }

    /** A byte sequence of RFC 8941: Base64 of the DER form between two colons. */
    private static Optional<X509Certificate> read(String header) {
        String text = header.strip();
        if (text.length() < 3 || text.length() > LONGEST || !text.startsWith(":") || !text.endsWith(":")) {
            return Optional.empty();
        }
        try {
            byte[] der = Base64.getDecoder().decode(text.substring(1, text.length() - 1));
            ByteArrayInputStream in = new ByteArrayInputStream(der);
            X509Certificate read = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            return in.available() == 0 && java.util.Arrays.equals(der, read.getEncoded()) ? Optional.of(read) : Optional.empty();
        } catch (CertificateException | IllegalArgumentException unreadable) {
            return Optional.empty(); // not a certificate: as if none had been shown
        }
    }
}
