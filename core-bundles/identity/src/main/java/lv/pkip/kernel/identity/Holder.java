package lv.pkip.kernel.identity;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;

import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;

import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignInRefused;

/** Makes sure that a session is a live one of staff, and that whoever sits at it is the one it belongs to. */
final class Holder {
    private static final int LONGEST_TRIED = 1024;
    private static final String AGAIN = "again";
    /** So long after a sign-in one need not say the password once more to set up what the sign-in asked for. */
    private static final Duration FRESH = Duration.ofMinutes(10);

    private final JpaTemplate jpa;
    private final Sessions sessions;
    private final PasswordHashing hashing;
    private final Clock clock;
    private final Throttle throttle;

    Holder(JpaTemplate jpa, Sessions sessions, PasswordHashing hashing, Clock clock) {
        this.jpa = jpa;
        this.sessions = sessions;
        this.hashing = hashing;
        this.clock = clock;
        this.throttle = new Throttle(clock);
    }

    /** The session as it is now. */
    Session live(Session session) {
        return sessions.find(session.token()).filter(found -> found.actor().kind() == Actor.Kind.STAFF)
                .orElseThrow(() -> new Forbidden("session"));
    }

    /** One that may change what its holder signs in with: nothing else stands before that. */
    Session settled(Session session) {
        Session live = live(session);
        live.due().filter(due -> due != Session.Due.SECOND_FACTOR_SETUP).ifPresent(due -> {
            throw new Forbidden("session");
        });
        return live;
    }

    boolean asksPassword(Session live) {
        return live.due().isEmpty() || clock.millis() - live.proof().at().toEpochMilli() > FRESH.toMillis();
    }

    /** A settled session whose holder has just said the password, where that is asked. */
    Session proved(Session session, char[] password) {
        Session live = settled(session);
        if (asksPassword(live)) {
            check(live.actor().id(), password);
        }
        return live;
    }

    void check(String login, char[] password) {
        Duration wait = throttle.admit(login, AGAIN);
        if (!wait.isZero()) {
            throw new SignInRefused(SignInRefused.Reason.THROTTLED, wait);
        }
        char[] tried = Arrays.copyOf(password, Math.min(password.length, LONGEST_TRIED));
        try {
            String stored = jpa.txExpr(TransactionType.Required, em -> em.find(AccountRow.class, login).password);
            if (!hashing.matches(tried, stored)) {
                throw new SignInRefused(SignInRefused.Reason.WRONG_CREDENTIALS, Duration.ZERO);
            }
            throttle.succeeded(login, AGAIN);
        } catch (SignInRefused refused) {
            if (refused.reason() == SignInRefused.Reason.BUSY) {
                throttle.notTried(login, AGAIN);
            }
            throw refused;
        } finally {
            Arrays.fill(tried, '\0');
        }
    }
}
