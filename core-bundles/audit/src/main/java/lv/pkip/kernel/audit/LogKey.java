package lv.pkip.kernel.audit;

import java.nio.file.Path;
import java.security.KeyPair;
import lv.pkip.kernel.api.persistence.PrivateFile;
import lv.pkip.kernel.auditproof.KeyText;

/** The key that signs the log, in a file that only the platform's own account may read. Nodes that share a database share the file. */
final class LogKey {

    private LogKey() { }

    /** The key of a file; a new one where there is no file. */
    static KeyPair in(Path path) {
        PrivateFile file = new PrivateFile(path);
        try {
            return KeyText.read(file.exists() ? file.read() : file.readOrCreate(KeyText.fresh()));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(path + " holds no key of the audit's log; restore it from the backup", e);
        }
    }
}
