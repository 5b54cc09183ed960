package lv.pkip.kernel.service;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.osgi.framework.Bundle;

/** Service files in a bundle. */
record BundleFiles(Bundle bundle) implements ServiceFiles.Source {

    @Override
    public List<String> list(String folder, String suffix) {
        Enumeration<String> paths = bundle.getEntryPaths(folder);
        return paths == null ? List.of() : Collections.list(paths).stream().filter(p -> p.endsWith(suffix)).sorted().toList();
    }

    @Override
    public InputStream open(String path) throws IOException {
        URL entry = bundle.getEntry(path);
        return entry == null ? null : entry.openStream();
    }
}
