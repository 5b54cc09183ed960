package lv.pkip.integration.timestampsandbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/** Signs time stamps (RFC 3161) by a certificate that a root of its own gave it. Nobody outside of the house vouches for either. */
public final class Authority {
    /** Of the arc for examples. */
    public static final String POLICY = "2.999.1";
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final int SERIAL_BITS = 120;
    private static final Duration LIFE = Duration.ofDays(3650);

    private final PrivateKey key;
    private final X509Certificate certificate;
    private final X509Certificate root;
    private final SecureRandom random = new SecureRandom();

    private Authority(PrivateKey key, X509Certificate certificate, X509Certificate root) {
        this.key = key;
        this.certificate = certificate;
        this.root = root;
    }

    /** A new one, good from an hour before a moment. */
    public static Authority make(Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair rootPair = generator.generateKeyPair();
            KeyPair pair = generator.generateKeyPair();
            X500Name rootName = new X500Name("CN=PKIP trial root of time stamps");
            JcaX509v3CertificateBuilder rootBuilder = builder(rootName, rootName, rootPair, now);
            rootBuilder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            rootBuilder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            JcaX509v3CertificateBuilder builder = builder(rootName, new X500Name("CN=PKIP trial time stamps"), pair, now);
            builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            return new Authority(pair.getPrivate(), signed(builder, rootPair), signed(rootBuilder, rootPair));
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair pair, Instant now) {
        return new JcaX509v3CertificateBuilder(issuer, new BigInteger(SERIAL_BITS, new SecureRandom()), Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(LIFE)), subject, pair.getPublic());
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, KeyPair by) throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter().getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(by.getPrivate())));
    }

    /** One as {@link #secret} keeps it, while it is good for a day more. */
    static Optional<Authority> kept(byte[] secret, Instant now) {
        try {
            List<String> lines = new String(secret, StandardCharsets.US_ASCII).lines().toList();
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(lines.get(0))));
            X509Certificate certificate = certificate(lines.get(1));
            certificate.checkValidity(Date.from(now.plus(Duration.ofDays(1))));
            return Optional.of(new Authority(key, certificate, certificate(lines.get(2))));
        } catch (GeneralSecurityException | IndexOutOfBoundsException | IllegalArgumentException e) {
            return Optional.empty(); // another one is made
        }
    }

    private static X509Certificate certificate(String line) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(Base64.getDecoder().decode(line)));
    }

    /** Key, certificate and root, a line each. */
    byte[] secret() {
        try {
            Base64.Encoder encoder = Base64.getEncoder();
            return (encoder.encodeToString(key.getEncoded()) + "\n" + encoder.encodeToString(certificate.getEncoded()) + "\n"
                    + encoder.encodeToString(root.getEncoded()) + "\n").getBytes(StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The root's certificate, for those who are to believe it. */
    public String pem() {
        try {
            return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(root.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Answers a request.
     *
     * @throws IOException when it is none
     */
    public byte[] answer(byte[] request, Instant now) throws IOException {
        TimeStampRequest asked = read(request);
        try {
            TimeStampTokenGenerator tokens = new TimeStampTokenGenerator(new JcaSimpleSignerInfoGeneratorBuilder().build(SIGNATURE, key, certificate),
                    new JcaDigestCalculatorProviderBuilder().build().get(new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1)), new ASN1ObjectIdentifier(POLICY));
            tokens.addCertificates(new JcaCertStore(List.of(certificate, root)));
            TimeStampResponseGenerator responses = new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED, Set.of(new ASN1ObjectIdentifier(POLICY)));
            return responses.generate(asked, new BigInteger(SERIAL_BITS, random), Date.from(now)).getEncoded();
        } catch (GeneralSecurityException | OperatorCreationException | TSPException e) {
            throw new IllegalStateException("a time stamp could not be signed", e);
        }
    }

    private static TimeStampRequest read(byte[] request) throws IOException {
        try {
            return new TimeStampRequest(request);
        } catch (RuntimeException e) {
            throw new IOException("no request", e); // the reader throws all sorts of exceptions at bytes that are none
        }
    }
}
