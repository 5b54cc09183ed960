package lv.pkip.kernel.audit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import lv.pkip.kernel.api.persistence.PrivateFile;

/**
 * The key that signs the log (Ed25519), in a file that only the platform's own account may read: its private half in the first line,
 * its public half in the second. Nodes that share a database share the file.
 */
final class LogKey {
    private static final String ALGORITHM = "Ed25519";

    private LogKey() { }

    /** The key of a file; a new one where there is no file. */
    static KeyPair in(Path path) {
        PrivateFile file = new PrivateFile(path);
        try {
            List<String> lines = new String(file.exists() ? file.read() : file.readOrCreate(fresh()), StandardCharsets.US_ASCII).lines().toList();
            KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
            return new KeyPair(factory.generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(lines.get(1)))),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(lines.get(0)))));
        } catch (GeneralSecurityException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IllegalStateException(path + " holds no key of the audit's log; restore it from the backup", e);
        }
    }

    private static byte[] fresh() throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        return (Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()) + "\n"
                + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()) + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
