package lv.pkip.kernel.console.install;

import java.util.List;
import java.util.Optional;

/**
 * What an installation would do, in plain words, before it is done.
 *
 * @param source   address of the file, or name of the feature
 * @param feature  the feature in the container's repositories, for example {@code pkip-service-dog-fee/0.1.0}
 * @param name     symbolic name of the bundle that brings the e-service, or name of the feature
 * @param version  version of that bundle or feature
 * @param service  id of the e-service it declares
 * @param digest   SHA-256 of the file; empty for a feature
 * @param replaces bundles of older versions that are drained and removed once the new one works
 * @param steps    the plan, a sentence a line
 * @param problems what stands in the way; empty when it can be done
 */
public record Plan(String source, Optional<String> feature, String name, String version, Optional<String> service,
        String digest, List<Long> replaces, List<String> steps, List<String> problems) {
    public Plan {
        replaces = List.copyOf(replaces);
        steps = List.copyOf(steps);
        problems = List.copyOf(problems);
    }

    public boolean possible() {
        return problems.isEmpty();
    }
}
