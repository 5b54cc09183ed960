package lv.pkip.kernel.auditanchor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import lv.pkip.integration.timestampsandbox.Authority;
import lv.pkip.kernel.api.audit.AnchorPlace.Trouble;
import lv.pkip.kernel.api.audit.AuditProofs.Signed;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.testkit.PageServer;
import lv.pkip.kernel.testkit.SettableClock;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.MessageImprint;
import org.bouncycastle.asn1.tsp.TSTInfo;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimestampPlaceTest {
    /** The signer says by its own clock when it signed, so it is now. */
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @TempDir
    Path folder;

    private final SettableClock clock = SettableClock.at(NOW.toString());
    private final Authority authority = Authority.make(NOW);
    private final MadeUpLog log = MadeUpLog.of(5, clock);
    private final Signed checkpoint = log.checkpoints(1).get(0);
    private Path trusted;
    private PageServer server;
    private Answer answer = request -> authority.answer(request, NOW);

    private interface Answer {
        byte[] to(byte[] request) throws Exception;
    }

    @BeforeEach
    void open() throws IOException {
        trusted = Files.writeString(folder.resolve("trusted.pem"), authority.pem());
        server = PageServer.start().with("tsa", request -> new Page.Content(200, "application/timestamp-reply", Optional.empty(),
                new ByteArrayInputStream(answer.to(request.body()))));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private TimestampPlace place(String policy) {
        return new TimestampPlace("stamp", trusted, policy, Duration.ofHours(1), Partner.open(server.baseUrl() + "/tsa", Duration.ofSeconds(5)), clock);
    }

    private String code() {
        Trouble trouble = assertThrows(Trouble.class, () -> place("").take(checkpoint, 0));
        assertTrue(!trouble.isContradiction());
        return trouble.code();
    }

    @Test
    void keepsAnAnswerThatSaysWhenTheCheckpointWasSeen() throws Exception {
        byte[] receipt = Base64.getDecoder().decode(place("").take(checkpoint, 0));
        assertEquals(NOW, new TimeStampResponse(receipt).getTimeStampToken().getTimeStampInfo().getGenTime().toInstant());
        place(Authority.POLICY).take(checkpoint, 0);
    }

    @Test
    void opensslTakesTheSameForATimeStamp() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")));
        Files.write(folder.resolve("stamp.tsr"), Base64.getDecoder().decode(place("").take(checkpoint, 0)));
        Files.writeString(folder.resolve("checkpoint"), checkpoint.note());
        assertEquals(0, openssl());
        Files.writeString(folder.resolve("checkpoint"), checkpoint.note().replace("\n5\n", "\n6\n"));
        assertEquals(1, openssl());
    }

    private int openssl() throws Exception {
        return new ProcessBuilder("openssl", "ts", "-verify", "-data", "checkpoint", "-in", "stamp.tsr", "-CAfile", "trusted.pem").directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile()).start().waitFor();
    }

    @Test
    void believesAnAuthorityThatItWasToldToBelieveItself() throws Exception {
        byte[] stamp = Base64.getDecoder().decode(place("").take(checkpoint, 0));
        X509CertificateHolder certificate = (X509CertificateHolder) new TimeStampResponse(stamp).getTimeStampToken().getCertificates().getMatches(null).stream()
                .filter(each -> each.getSubject().toString().equals("CN=PKIP trial time stamps")).findFirst().orElseThrow();
        byte[] encoded = certificate.getEncoded();
        Files.writeString(trusted, "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END CERTIFICATE-----\n");
        place("").take(checkpoint, 0);
    }

    @Test
    void believesNobodyElse() throws Exception {
        Files.writeString(trusted, Authority.make(NOW).pem());
        assertEquals("authority-unknown", code());
        Files.writeString(trusted, "garbage");
        assertEquals("no-authorities", code());
        Files.delete(trusted);
        assertEquals("no-authorities", code());
    }

    @Test
    void takesNoStampOfSomethingElse() throws Exception {
        List<byte[]> before = new ArrayList<>();
        answer = request -> {
            before.add(request);
            return authority.answer(request, NOW);
        };
        place("").take(checkpoint, 0);
        byte[] first = before.get(0);
        answer = request -> authority.answer(first, NOW); // the same hash, another nonce: an old answer again
        assertEquals("not-what-was-asked", code());
        Signed other = log.grow(1);
        answer = request -> {
            before.add(request);
            return authority.answer(request, NOW);
        };
        place("").take(other, 0);
        byte[] hash = before.get(before.size() - 1);
        answer = request -> authority.answer(hash, NOW);
        assertEquals("not-what-was-asked", code());
    }

    @Test
    void takesNoOtherPolicyThanTheOneAskedFor() {
        assertEquals("refused", assertThrows(Trouble.class, () -> place("1.2.3").take(checkpoint, 0)).code());
        assertThrows(IllegalArgumentException.class, () -> place("any"));
    }

    @Test
    void takesNoStampOfAnotherTime() {
        answer = request -> authority.answer(request, NOW.plus(Duration.ofMinutes(11)));
        assertEquals("wrong-time", code());
        answer = request -> authority.answer(request, NOW.plus(Duration.ofDays(4000)));
        assertEquals("wrong-signature", code(), "its certificate has ended by then");
    }

    @Test
    void takesNoGarbage() {
        for (byte[] garbage : List.of(new byte[0], "<html>".getBytes(StandardCharsets.US_ASCII), new byte[] {0x30, 3, 2, 1, 1},
                new byte[] {0x30, (byte) 0x84, 0x7f, -1, -1, -1}, new byte[30_000])) {
            answer = request -> garbage;
            assertEquals("garbage", code());
        }
    }

    @Test
    void takesNoStampWhoseSignedPartWasChanged() throws Exception {
        for (int i = 0; i < 40; i++) {
            int back = 1 + i; // the signature stands at the end
            answer = request -> {
                byte[] wrong = authority.answer(request, NOW);
                wrong[wrong.length - back] ^= 1;
                return wrong;
            };
            assertTrue(List.of("wrong-signature", "garbage").contains(code()), () -> "byte " + back + " from the end");
        }
    }

    @Test
    void takesNoStampByACertificateThatIsNotForThem() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        X500Name name = new X500Name("CN=web server");
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(name, BigInteger.ONE, Date.from(NOW.minusSeconds(3600)), Date.from(NOW.plusSeconds(3600)), name, pair.getPublic());
        ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
        for (boolean stamps : List.of(true, false)) {
            if (stamps) {
                builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
            } else {
                builder.replaceExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            }
            X509CertificateHolder certificate = builder.build(signer);
            Files.writeString(trusted, "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n");
            answer = request -> stamped(new TimeStampRequest(request), signer, certificate);
            if (stamps) {
                place("").take(checkpoint, 0);
            } else {
                assertEquals("wrong-signature", code());
            }
        }
    }

    /** As an authority does it that does not look at its own certificate. */
    private static byte[] stamped(TimeStampRequest request, ContentSigner signer, X509CertificateHolder certificate) throws Exception {
        TSTInfo info = new TSTInfo(new ASN1ObjectIdentifier("2.999.1"), new MessageImprint(new AlgorithmIdentifier(request.getMessageImprintAlgOID()),
                request.getMessageImprintDigest()), new ASN1Integer(1), new ASN1GeneralizedTime(Date.from(NOW)), null, null, new ASN1Integer(request.getNonce()), null, null);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        ASN1EncodableVector attributes = new ASN1EncodableVector();
        attributes.add(new Attribute(PKCSObjectIdentifiers.id_aa_signingCertificateV2, new DERSet(new SigningCertificateV2(new ESSCertIDv2(hash)))));
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(new SignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(new AttributeTable(attributes))).build(signer, certificate));
        generator.addCertificate(certificate);
        CMSSignedData token = generator.generate(new CMSProcessableByteArray(PKCSObjectIdentifiers.id_ct_TSTInfo, info.getEncoded()), true);
        return new TimeStampResp(new PKIStatusInfo(PKIStatus.granted), token.toASN1Structure()).getEncoded();
    }

    @Test
    void waitsForNoAuthorityForLong() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (PageServer slow = PageServer.start().with("tsa", request -> {
            end.await();
            return new Page.Problem(500, "late");
        })) {
            TimestampPlace place = new TimestampPlace("stamp", trusted, "", Duration.ofHours(1), Partner.open(slow.baseUrl() + "/tsa", Duration.ofMillis(500)), clock);
            assertEquals("unreachable", assertThrows(Trouble.class, () -> place.take(checkpoint, 0)).code());
            end.countDown();
        }
    }
}
