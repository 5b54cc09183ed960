package lv.pkip.kernel.identity;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

import javax.persistence.EntityManager;

import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.persistence.SchemaReady;

/** Codes of authenticator apps: whether one is right, once, and no faster than a guesser may go, wherever it is typed. */
@Component(service = OneTimeCodes.class)
public final class OneTimeCodes {
    private static final String CODE = "code";

    private final JpaTemplate jpa;
    private final SecretKeys keys;
    private final Clock clock;
    /** By account alone: a code of six digits must not be guessed from many addresses. Passkeys and recovery codes stay open meanwhile. */
    private final Throttle guesses;
    private final byte[] decoy = Totp.secret();

    @Activate
    public OneTimeCodes(@Reference(name = "jpa", target = "(osgi.unit.name=identity)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=identity)") SchemaReady schema, @Reference(name = "folder") SecurityFolder folder) {
        this(jpa, SecretKeys.of(folder.file("identity.key")), Clock.systemUTC());
    }

    OneTimeCodes(JpaTemplate jpa, SecretKeys keys, Clock clock) {
        this.jpa = jpa;
        this.keys = keys;
        this.clock = clock;
        this.guesses = new Throttle(clock);
    }

    /**
     * What was typed into one field.
     *
     * @param password without the code, where the account has an app and digits stand at the end
     * @param app      the account has an app, so that the password alone opens nothing
     * @param guess    a code stands behind the password, right or not
     * @param step     of the code, when it is one that may be used now
     */
    record Typed(char[] password, boolean app, boolean guess, OptionalLong step) {
        void forget() {
            Arrays.fill(password, '\0');
        }

        @Override
        public String toString() {
            return "Typed";
        }
    }

    /** Takes password and code apart; does the same work for every login, and uses nothing up. */
    Typed look(String login, char[] typed) {
        Optional<FactorRow> app = jpa.txExpr(TransactionType.Required, em -> Factors.code(em, login));
        int end = typed.length - Totp.DIGITS;
        boolean digits = end >= 0;
        for (int i = Math.max(0, end); i < typed.length; i++) {
            digits &= typed[i] >= '0' && typed[i] <= '9';
        }
        String code = digits ? new String(typed, end, Totp.DIGITS) : "";
        OptionalLong step = Totp.step(app.map(this::secret).orElse(decoy), code, clock.millis());
        boolean parted = app.isPresent() && digits;
        return new Typed(Arrays.copyOf(typed, parted ? end : typed.length), app.isPresent(), parted,
                parted && step.isPresent() && step.getAsLong() > app.get().lastCount ? step : OptionalLong.empty());
    }

    /** Uses up the code of a password that was right. False when it is wrong, used, or too many were tried: the answer is the same. */
    boolean take(String login, Typed typed) {
        if (!typed.guess() || !admit(login).isZero() || typed.step().isEmpty()) {
            return false;
        }
        boolean first = jpa.txExpr(TransactionType.Required, em -> Factors.code(em, login)
                .filter(row -> row.lastCount < typed.step().getAsLong())
                .filter(row -> Factors.count(em, row, row.lastCount, clock.millis(), typed.step().getAsLong())).isPresent());
        if (first) {
            succeeded(login);
        }
        return first;
    }

    /** Counts a guess until {@link #succeeded}; how long to wait. */
    Duration admit(String login) {
        return guesses.admit(login, CODE);
    }

    void succeeded(String login) {
        guesses.succeeded(login, CODE);
    }

    /** A code works once: the step it is of must lie above the last one taken. */
    boolean isRight(EntityManager em, String login, String code) {
        Optional<FactorRow> row = Factors.code(em, login);
        if (row.isEmpty()) {
            return false;
        }
        long before = row.get().lastCount;
        OptionalLong step = Totp.step(secret(row.get()), code, clock.millis());
        return step.isPresent() && step.getAsLong() > before && Factors.count(em, row.get(), before, clock.millis(), step.getAsLong());
    }

    byte[] secret(FactorRow row) {
        return SecretText.bytes(keys.open(sealedFor(row.login), row.content));
    }

    String sealed(String login, byte[] secret) {
        return keys.seal(sealedFor(login), SecretText.of(secret));
    }

    private static String sealedFor(String login) {
        return "second factor of " + login;
    }
}
