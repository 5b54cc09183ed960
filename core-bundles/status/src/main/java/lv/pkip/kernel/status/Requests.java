package lv.pkip.kernel.status;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.status.CaseProblem;

/**
 * Idempotency: a key belongs to its actor and to the content it first came with. The unique column of the line that a
 * request writes is the guard, so two requests with one key cannot both commit, however close they come.
 */
final class Requests {
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{8,200}");

    private Requests() {
    }

    /** What a request is stored under. */
    record Request(String key, String content) {

        static Request of(String kind, String actor, String key, String... content) {
            if (!KEY.matcher(key).matches()) {
                throw FormCheck.invalid("key", "error.key");
            }
            return new Request(Hash.of(kind, actor, key), Hash.of(content));
        }

        /** Other content under a used key is a mistake of the caller. */
        void same(String storedContent) {
            if (!content.equals(storedContent)) {
                throw new CaseProblem(CaseProblem.Code.KEY_REUSED, "the key was used for other content");
            }
        }
    }

    /** The line of history that a request already wrote. */
    static Optional<HistoryRow> written(EntityManager em, Request request) {
        List<HistoryRow> lines = em.createQuery("select h from HistoryRow h where h.request = :request", HistoryRow.class)
                .setParameter("request", request.key()).getResultList();
        lines.forEach(line -> request.same(line.content));
        return lines.stream().findFirst();
    }
}
