package lv.pkip.distribution.benchmark;

import java.nio.file.Path;
import java.util.jar.Attributes;
import lv.pkip.distribution.itest.Container;
import lv.pkip.distribution.itest.Remade;

/** Bundles made from the dog fee: other e-services like it, and the same files as bundles that mean nothing to the kernel. */
final class Variants {

    private final Container container;

    Variants(Container container) {
        this.container = container;
    }

    static String id(int n) {
        return "variant-" + n;
    }

    /** Letters only, as numbers of cases want it. */
    private static String prefix(int n) {
        return "V" + (char) ('A' + n / 26) + (char) ('A' + n % 26);
    }

    /** The dog fee as another e-service, with numbers and permissions of its own. */
    Path service(int n) {
        return Remade.bundle(container, "dog-fee", id(n), new Remade.Change() {
            @Override
            public void manifest(Attributes manifest) {
                manifest.putValue("Bundle-SymbolicName", "lv.pkip.benchmark.variant" + n);
            }

            @Override
            public String json(String file, String text) {
                return file.equals("service.json")
                        ? text.replace("\"dog-fee\"", "\"" + id(n) + "\"").replace("\"prefix\": \"SN\"", "\"prefix\": \"" + prefix(n) + "\"") : text;
            }
        });
    }

    /** The same without the declaration that makes it an e-service. */
    Path bare(int n) {
        return Remade.bundle(container, "dog-fee", "bare-" + n, new Remade.Change() {
            @Override
            public void manifest(Attributes manifest) {
                manifest.putValue("Bundle-SymbolicName", "lv.pkip.benchmark.bare" + n);
            }

            @Override
            public boolean wanted(String file) {
                return !file.equals("service.json");
            }
        });
    }
}
