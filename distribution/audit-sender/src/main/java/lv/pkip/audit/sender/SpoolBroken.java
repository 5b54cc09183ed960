package lv.pkip.audit.sender;

import java.io.IOException;

/** The disk did not do what it was asked; the record was not taken, and none will be until the sender is opened anew. */
public final class SpoolBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SpoolBroken(String what, IOException cause) {
        super(what, cause);
    }
}
