package lv.pkip.distribution.itest;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.Attributes;

/** Delivers one new version of an e-service after the other, each with another form; the code is the shipped one. */
final class Vendor {

    private final Container container;
    private final String service;
    private final AtomicInteger delivered = new AtomicInteger();

    Vendor(Container container, String service) {
        this.container = container;
        this.service = service;
    }

    String version() {
        return "0.1." + delivered;
    }

    Path next() {
        int n = delivered.incrementAndGet();
        return Remade.bundle(container, service, service + "-0.1." + n, new Remade.Change() {
            @Override
            public void manifest(Attributes manifest) {
                manifest.putValue("Bundle-Version", "0.1." + n);
            }

            @Override
            public String json(String file, String text) {
                return file.equals("form/application.json") ? changed(text, n) : text;
            }
        });
    }

    private static String changed(String form, int n) {
        String after = form.replaceFirst("\"maxLength\": [0-9]+", "\"maxLength\": " + (200 + n));
        if (after.equals(form)) {
            throw new AssertionError("the form has no maxLength to change");
        }
        return after;
    }
}
