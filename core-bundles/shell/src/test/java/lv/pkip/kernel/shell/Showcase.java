package lv.pkip.kernel.shell;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The site with doubles behind it, to look at while working on pages:
 * {@code java … lv.pkip.kernel.shell.Showcase <port> <file for the session tokens> [<tile address>]}.
 */
final class Showcase {
    private Showcase() { }

    public static void main(String[] arguments) throws Exception {
        TestSite site = TestSite.start(Integer.parseInt(arguments[0]), arguments.length > 2 ? arguments[2] : "");
        for (String service : new String[] {"tree-felling", "dog-fee"}) {
            site.services.install(Path.of("../../service-bundles", service, "src/main/resources"));
        }
        TestSite.Visitor resident = site.resident("p1");
        TestSite.Visitor staff = site.staff("anna", "*");
        Files.writeString(Path.of(arguments[1]), resident.cookieOf("PKIP") + "\n" + staff.cookieOf("PKIP") + "\n");
        Thread.currentThread().join();
    }
}
