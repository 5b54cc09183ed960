package lv.example.pothole;

import lv.pkip.integration.port.Port;
import lv.pkip.kernel.api.service.Finding;

/** A vendor's class that uses what it may. */
public class PotholeUtil {
    private final Port port;

    public PotholeUtil(Port port) {
        this.port = port;
    }

    Finding finding() {
        return Finding.stop("depth", port.toString());
    }
}
