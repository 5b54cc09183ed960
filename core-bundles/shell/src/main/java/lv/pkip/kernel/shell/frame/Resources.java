package lv.pkip.kernel.shell.frame;

import java.net.URL;
import java.util.Optional;

/** Finds a file in a bundle; the one place that knows how bundles keep files. */
@FunctionalInterface
public interface Resources {
    Optional<URL> find(long bundleId, String path);
}
