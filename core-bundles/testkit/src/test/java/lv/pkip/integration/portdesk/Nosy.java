package lv.pkip.integration.portdesk;

import lv.pkip.service.other.Other;

/** A connector that looks into a service. */
final class Nosy {
    Other other() {
        return new Other();
    }
}
