package lv.pkip.integration.portdesk;

import lv.pkip.integration.port.Port;
import lv.pkip.kernel.api.audit.Audit;

/** A connector of its own port that keeps the rules. */
final class Desk implements Port {
    private final Audit audit;

    Desk(Audit audit) {
        this.audit = audit;
    }

    Audit audit() {
        return audit;
    }
}
