package lv.pkip.kernel.auditanchor;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.audit.AnchorPlace.Trouble;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/** Whether an answer of RFC 3161 is a time stamp of what was asked, by an authority that is trusted to give them. */
final class Stamp {
    /** The authority's clock and ours. */
    private static final Duration APART = Duration.ofMinutes(10);

    private Stamp() { }

    static void check(TimeStampRequest request, byte[] answer, List<X509Certificate> trusted, Instant now) throws Trouble {
        TimeStampResponse response = read(answer);
        if (response.getStatus() != PKIStatus.GRANTED && response.getStatus() != PKIStatus.GRANTED_WITH_MODS) {
            throw Trouble.of("refused");
        }
        try {
            response.validate(request); // hash, nonce, policy
        } catch (TSPException e) {
            throw Trouble.of("not-what-was-asked");
        }
        TimeStampToken token = response.getTimeStampToken();
        if (!request.getMessageImprintAlgOID().equals(token.getTimeStampInfo().getMessageImprintAlgOID())) {
            throw Trouble.of("not-what-was-asked");
        }
        signed(token, trusted);
        if (Duration.between(token.getTimeStampInfo().getGenTime().toInstant(), now).abs().compareTo(APART) > 0) {
            throw Trouble.of("wrong-time");
        }
    }

    private static TimeStampResponse read(byte[] answer) throws Trouble {
        try {
            return new TimeStampResponse(answer);
        } catch (TSPException | IOException | RuntimeException e) {
            throw Trouble.of("garbage"); // the reader throws all sorts of exceptions at bytes that are no answer
        }
    }

    private static void signed(TimeStampToken token, List<X509Certificate> trusted) throws Trouble {
        Collection<X509CertificateHolder> signers = token.getCertificates().getMatches(token.getSID());
        if (signers.size() != 1) {
            throw Trouble.of("garbage");
        }
        X509CertificateHolder signer = signers.iterator().next();
        try {
            // signature; that the certificate is the one that was signed, in time, and for time stamps alone
            token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signer));
        } catch (TSPException | OperatorCreationException | GeneralSecurityException | RuntimeException e) {
            throw Trouble.of("wrong-signature"); // bytes that are no signature make the reader throw all sorts of exceptions
        }
        try {
            leadsToOneOf(trusted, signer, token);
        } catch (GeneralSecurityException e) {
            throw Trouble.of("authority-unknown");
        }
    }

    /** At the time of the stamp. Revocation is not asked: it would have to be at a later time, by who relies on the stamp. */
    private static void leadsToOneOf(List<X509Certificate> trusted, X509CertificateHolder signer, TimeStampToken token) throws GeneralSecurityException {
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        X509Certificate target = converter.getCertificate(signer);
        if (trusted.contains(target)) {
            return;
        }
        List<X509Certificate> others = new ArrayList<>();
        for (X509CertificateHolder holder : token.getCertificates().getMatches(null)) {
            others.add(converter.getCertificate(holder));
        }
        X509CertSelector selector = new X509CertSelector();
        selector.setCertificate(target);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(trusted.stream().map(each -> new TrustAnchor(each, null)).collect(Collectors.toSet()), selector);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(others)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(token.getTimeStampInfo().getGenTime().toInstant()));
        CertPathBuilder.getInstance("PKIX").build(parameters);
    }
}
