package lv.pkip.audit.sender;

import java.nio.file.Path;

/** Somebody else sends from this spool, in this process or in another one; each needs a folder of its own. */
public final class SpoolInUse extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SpoolInUse(Path folder) {
        super("another sender has the spool " + folder);
    }
}
