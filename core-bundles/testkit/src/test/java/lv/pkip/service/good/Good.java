package lv.pkip.service.good;

import lv.pkip.integration.port.Port;
import lv.pkip.kernel.api.service.CaseHandler;

/** A service that keeps the rules. */
final class Good implements CaseHandler {
    enum Sort {
        ONE {
            @Override
            int number() {
                return 1;
            }
        };

        abstract int number();
    }

    private final Port port;

    Good(Port port) {
        this.port = port;
    }

    Port port() {
        return port;
    }
}
