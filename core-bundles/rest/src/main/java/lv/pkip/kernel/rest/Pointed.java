package lv.pkip.kernel.rest;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.status.CaseProblem;

/** Makes what a service says of a field point into the request as it was sent, in the words of the e-service. */
final class Pointed {

    private Pointed() { }

    /**
     * Runs work; findings then point below a member of the request.
     *
     * @param member where the form's answers stand in the request, for example {@code answers}
     * @param own    members of the request itself that a finding may name
     */
    static <T> T below(String member, Set<String> own, Supplier<Words> words, Supplier<T> work) {
        try {
            return work.get();
        } catch (CaseProblem problem) {
            if (problem.findings().isEmpty()) {
                throw problem;
            }
            boolean alone = problem.findings().size() == 1;
            List<Finding> pointed = problem.findings().stream()
                    .map(f -> alone && own.contains(f.field()) ? f : below(member, f)).toList();
            throw new Refusal(problem.code().status(), Problems.word(problem.code().name()), pointed, words.get());
        }
    }

    static Finding below(String member, Finding f) {
        return new Finding(f.field().isEmpty() ? member : member + "." + f.field(), f.key(), f.args(), f.severity());
    }
}
