package lv.pkip.kernel.api.identity;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Hears what became of sign-in sessions: that they were ended, ran out, or go on under another token. */
@ConsumerType
public interface SessionWatch {

    /**
     * They were ended: by signing out, by an administrator, with the account.
     *
     * @param sessions SHA-256 of their tokens in hex; called when they are gone already
     */
    void ended(List<String> sessions);

    /**
     * All sessions of somebody were ended at once, because that one or an administrator doubts who else may be in: everything that ever
     * came of a session of theirs has to end too. Called after {@link #ended}.
     *
     * @param subject login or person key
     * @param spared  SHA-256 of the token of the one session that goes on; empty: none does
     */
    default void endedAll(String subject, String spared) {
    }

    /**
     * Nobody used them for too long, or they lasted as long as a session may. Called in the transaction that clears them away;
     * an exception leaves them to be told of again.
     */
    default void ranOut(List<String> sessions) {
        ended(sessions);
    }

    /** A session goes on with a token that nobody can have seen before. */
    default void moved(String before, String now) {
    }
}
