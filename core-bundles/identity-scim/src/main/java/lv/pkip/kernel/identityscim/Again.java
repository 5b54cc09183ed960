package lv.pkip.kernel.identityscim;

import java.util.function.Supplier;
import lv.pkip.kernel.api.registry.RegistryProblem;

/** Repeats a change that met another one, unless the client said which version it means. */
final class Again {
    private Again() { }

    static <T> T unless(Precondition precondition, Supplier<T> change) {
        for (int attempt = 1;; attempt++) {
            try {
                return change.get();
            } catch (RegistryProblem problem) {
                if (problem.code() != RegistryProblem.Code.STALE || precondition.match().isPresent() || attempt == Endpoint.ATTEMPTS) {
                    throw problem;
                }
            }
        }
    }
}
