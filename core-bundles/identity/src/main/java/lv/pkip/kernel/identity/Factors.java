package lv.pkip.kernel.identity;

import java.util.List;
import java.util.Optional;

import javax.persistence.EntityManager;

/** Second factors in the database; everything here is part of the caller's transaction. */
final class Factors {
    private Factors() {
    }

    /** True when an account has a factor that counts. */
    static boolean any(EntityManager em, String login) {
        return em.createQuery("select count(f) from FactorRow f where f.login = :login and f.confirmed is not null", Long.class)
                .setParameter("login", login).getSingleResult() > 0;
    }

    static String codeId(String login) {
        return Token.hash("app of " + login);
    }

    /** The app of an account, once it was confirmed. */
    static Optional<FactorRow> code(EntityManager em, String login) {
        return Optional.ofNullable(em.find(FactorRow.class, codeId(login))).filter(row -> row.confirmed != null);
    }

    /** Oldest first. */
    static List<FactorRow> passkeys(EntityManager em, String login) {
        return em.createQuery("select f from FactorRow f where f.login = :login and f.kind = :kind order by f.created, f.id", FactorRow.class)
                .setParameter("login", login).setParameter("kind", FactorRow.PASSKEY).getResultList();
    }

    /**
     * Moves the count of a factor on, unless another request was quicker.
     *
     * @param before what the one who asks has read
     */
    static boolean count(EntityManager em, FactorRow row, long before, long now, long count) {
        boolean first = em.createQuery("update FactorRow f set f.lastCount = :count, f.used = :now where f.id = :id and f.lastCount = :before")
                .setParameter("count", count).setParameter("now", now).setParameter("id", row.id).setParameter("before", before)
                .executeUpdate() == 1;
        em.refresh(row);
        return first;
    }

    /** Takes an account's factor away; with the last one go the recovery codes, which stood in for it. */
    static boolean remove(EntityManager em, String login, String id) {
        boolean there = em.createQuery("delete from FactorRow f where f.login = :login and f.id = :id")
                .setParameter("login", login).setParameter("id", id).executeUpdate() == 1;
        if (there && !any(em, login)) {
            RecoveryCodes.forget(em, login);
        }
        return there;
    }

    static int removeAll(EntityManager em, String login) {
        RecoveryCodes.forget(em, login);
        return em.createQuery("delete from FactorRow f where f.login = :login").setParameter("login", login).executeUpdate();
    }
}
