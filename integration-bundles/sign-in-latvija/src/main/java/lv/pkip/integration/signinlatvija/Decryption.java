package lv.pkip.integration.signinlatvija;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.w3c.dom.Element;

/**
 * Opens what was encrypted to our key by XML Encryption: RSA-OAEP for the key, AES for the content, nothing older. CBC is
 * malleable, so every failure is one and the same, and what comes out still has to be signed.
 */
final class Decryption {
    static final String XENC = "http://www.w3.org/2001/04/xmlenc#";
    static final String XENC11 = "http://www.w3.org/2009/xmlenc11#";
    private static final String DSIG = "http://www.w3.org/2000/09/xmldsig#";
    private static final Map<String, String> DIGESTS = Map.of(DSIG + "sha1", "SHA-1", XENC + "sha256", "SHA-256", XENC + "sha512", "SHA-512");
    private static final Map<String, String> MASKS = Map.of(XENC11 + "mgf1sha1", "SHA-1", XENC11 + "mgf1sha256", "SHA-256", XENC11 + "mgf1sha512", "SHA-512");
    /** Algorithm → bytes of the key. */
    private static final Map<String, Integer> CONTENTS = Map.of(XENC + "aes128-cbc", 16, XENC + "aes256-cbc", 32,
            XENC11 + "aes128-gcm", 16, XENC11 + "aes256-gcm", 32);

    private Decryption() { }

    static byte[] open(Element data, PrivateKey key) throws Wrong {
        try {
            Element keyInfo = Xml.only(data, DSIG, "KeyInfo", Wrong.Check.DECRYPTION);
            Element encryptedKey = Xml.only(keyInfo, XENC, "EncryptedKey", Wrong.Check.DECRYPTION);
            String algorithm = algorithm(data);
            Integer length = CONTENTS.get(algorithm);
            if (length == null) {
                throw new Wrong(Wrong.Check.DECRYPTION);
            }
            byte[] secret = unwrap(encryptedKey, key);
            if (secret.length != length) {
                throw new Wrong(Wrong.Check.DECRYPTION);
            }
            return content(cipherValue(data), new SecretKeySpec(secret, "AES"), algorithm.endsWith("-gcm"));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new Wrong(Wrong.Check.DECRYPTION);
        }
    }

    private static String algorithm(Element encrypted) throws Wrong {
        return Xml.only(encrypted, XENC, "EncryptionMethod", Wrong.Check.DECRYPTION).getAttribute("Algorithm");
    }

    private static byte[] cipherValue(Element encrypted) throws Wrong {
        Element data = Xml.only(encrypted, XENC, "CipherData", Wrong.Check.DECRYPTION);
        return Base64.getMimeDecoder().decode(Xml.text(Xml.only(data, XENC, "CipherValue", Wrong.Check.DECRYPTION)));
    }

    private static byte[] unwrap(Element encryptedKey, PrivateKey key) throws Wrong, GeneralSecurityException {
        String algorithm = algorithm(encryptedKey);
        Element method = Xml.only(encryptedKey, XENC, "EncryptionMethod", Wrong.Check.DECRYPTION);
        String digest = named(Xml.maybe(method, DSIG, "DigestMethod"), DIGESTS);
        String mask = algorithm.equals(XENC + "rsa-oaep-mgf1p") ? "SHA-1"
                : algorithm.equals(XENC11 + "rsa-oaep") ? named(Xml.maybe(method, XENC11, "MGF"), MASKS) : null;
        if (digest == null || mask == null) {
            throw new Wrong(Wrong.Check.DECRYPTION);
        }
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(Cipher.DECRYPT_MODE, key, new OAEPParameterSpec(digest, "MGF1", new MGF1ParameterSpec(mask), PSource.PSpecified.DEFAULT));
        return cipher.doFinal(cipherValue(encryptedKey));
    }

    /** SHA-1 where nothing is said, as the specification has it; it masks here and signs nothing. */
    private static String named(Optional<Element> method, Map<String, String> known) {
        return method.map(m -> known.get(m.getAttribute("Algorithm"))).orElse(method.isPresent() ? null : "SHA-1");
    }

    private static byte[] content(byte[] value, Key key, boolean authenticated) throws GeneralSecurityException {
        int head = authenticated ? 12 : 16;
        if (value.length <= head) {
            throw new GeneralSecurityException("too short");
        }
        AlgorithmParameterSpec start = authenticated ? new GCMParameterSpec(128, value, 0, head) : new IvParameterSpec(value, 0, head);
        Cipher cipher = Cipher.getInstance(authenticated ? "AES/GCM/NoPadding" : "AES/CBC/ISO10126Padding");
        cipher.init(Cipher.DECRYPT_MODE, key, start);
        return cipher.doFinal(value, head, value.length - head);
    }
}
