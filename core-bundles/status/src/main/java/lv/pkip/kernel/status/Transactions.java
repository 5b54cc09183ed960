package lv.pkip.kernel.status;

import java.util.function.Function;
import java.util.function.Supplier;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.status.CaseProblem;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;

/** Runs work in a transaction, the caller's if there is one, and says so when another was first. */
final class Transactions {
    private static final int TRIES = 4;
    private final JpaTemplate jpa;

    Transactions(JpaTemplate jpa) {
        this.jpa = jpa;
    }

    /** Runs work; a change that somebody else made meanwhile is {@code STALE}. */
    <T> T in(Function<EntityManager, T> work) {
        try {
            return jpa.txExpr(TransactionType.Required, work::apply);
        } catch (RuntimeException e) {
            if (Conflict.stale(e)) {
                throw new CaseProblem(CaseProblem.Code.STALE, "changed by somebody else meanwhile");
            }
            throw e;
        }
    }

    /** Runs work in a transaction of its own. */
    <T> T apart(Function<EntityManager, T> work) {
        return again(() -> jpa.txExpr(TransactionType.RequiresNew, work::apply));
    }

    /** Does whole transactions again when they clashed with others in passing. */
    static <T> T again(Supplier<T> whole) {
        for (int tries = 1;; tries++) {
            try {
                return whole.get();
            } catch (RuntimeException e) {
                if (tries == TRIES || !Conflict.passing(e)) {
                    throw e;
                }
            }
        }
    }
}
