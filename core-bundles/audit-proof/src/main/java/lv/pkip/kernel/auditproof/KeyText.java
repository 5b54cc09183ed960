package lv.pkip.kernel.auditproof;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** An Ed25519 pair as a file keeps it: its private half in the first line (PKCS #8), its public half in the second, in base64. */
public final class KeyText {
    private static final String ALGORITHM = "Ed25519";

    private KeyText() { }

    /** A new pair. */
    public static byte[] fresh() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            return (Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()) + "\n"
                    + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()) + "\n").getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has Ed25519 since 15", e);
        }
    }

    /** @throws IllegalArgumentException when it is none */
    public static KeyPair read(byte[] text) {
        try {
            List<String> lines = new String(text, StandardCharsets.US_ASCII).lines().toList();
            KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
            return new KeyPair(factory.generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(lines.get(1)))),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(lines.get(0)))));
        } catch (GeneralSecurityException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IllegalArgumentException("no Ed25519 pair", e);
        }
    }
}
