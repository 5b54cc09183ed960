package lv.pkip.kernel.console;

import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;

/** Completes e-services that lie in the distribution and are not installed. */
@Service
public final class FeatureCompleter implements Completer {

    static final String PREFIX = "pkip-service-";

    @Reference
    FeaturesService features;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return Completions.complete(() -> {
            List<String> names = new ArrayList<>();
            try {
                for (Feature feature : features.listFeatures()) {
                    if (feature.getName().startsWith(PREFIX) && !features.isInstalled(feature)) {
                        names.add(feature.getName().substring(PREFIX.length()));
                    }
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return names;
        }, session, line, candidates);
    }
}
