package lv.pkip.integration.signinlatvijasandbox;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts an assertion to the portal's certificate by XML Encryption, as latvija.lv may. */
public final class Sealing {
    private static final String XENC = "http://www.w3.org/2001/04/xmlenc#";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Sealing() { }

    /** @param authenticated AES-256-GCM; else AES-256-CBC, which older services still use */
    public static String seal(String xml, PublicKey to, boolean authenticated) {
        try {
            byte[] secret = random(32);
            Cipher wrap = Cipher.getInstance("RSA/ECB/OAEPPadding");
            wrap.init(Cipher.ENCRYPT_MODE, to, new OAEPParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT));
            byte[] start = random(authenticated ? 12 : 16);
            Cipher cipher = Cipher.getInstance(authenticated ? "AES/GCM/NoPadding" : "AES/CBC/ISO10126Padding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(secret, "AES"), authenticated ? new GCMParameterSpec(128, start) : new IvParameterSpec(start));
            byte[] content = cipher.doFinal(xml.getBytes(StandardCharsets.UTF_8));
            byte[] both = java.util.Arrays.copyOf(start, start.length + content.length);
            System.arraycopy(content, 0, both, start.length, content.length);
            return "<xenc:EncryptedData xmlns:xenc=\"" + XENC + "\" Type=\"" + XENC + "Element\"><xenc:EncryptionMethod Algorithm=\""
                    + (authenticated ? "http://www.w3.org/2009/xmlenc11#aes256-gcm" : XENC + "aes256-cbc") + "\"/>"
                    + "<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm=\"" + XENC
                    + "rsa-oaep-mgf1p\"><ds:DigestMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#sha1\"/></xenc:EncryptionMethod>"
                    + value(wrap.doFinal(secret)) + "</xenc:EncryptedKey></ds:KeyInfo>" + value(both) + "</xenc:EncryptedData>";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return random;
    }

    private static String value(byte[] bytes) {
        return "<xenc:CipherData><xenc:CipherValue>" + Base64.getEncoder().encodeToString(bytes) + "</xenc:CipherValue></xenc:CipherData>";
    }
}
