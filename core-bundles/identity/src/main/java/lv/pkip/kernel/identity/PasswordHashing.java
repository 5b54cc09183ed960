package lv.pkip.kernel.identity;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import lv.pkip.kernel.api.identity.SignInRefused;

/** Hashes and checks passwords, a few at a time: each takes 19 MiB and a tenth of a second of one processor. */
@Component(service = PasswordHashing.class)
@Designate(ocd = PasswordHashing.Config.class)
public final class PasswordHashing {
    /** Settings. Stored hashes say how they were made, so changing these changes each hash at its owner's next sign-in. */
    @ObjectClassDefinition(name = "PKIP passwords")
    @interface Config {
        @AttributeDefinition(description = "Argon2id memory in KiB")
        int memory() default 19456;

        @AttributeDefinition(description = "Argon2id passes")
        int iterations() default 2;

        @AttributeDefinition(description = "Argon2id lanes")
        int lanes() default 1;
    }

    /** Stands in the place of a hash where no password opens the account. */
    static final String NONE = "-";
    /** More than there are processors would only take the memory of the others out of the processor's cache. */
    private static final int AT_ONCE = Math.min(4, Runtime.getRuntime().availableProcessors());
    private static final int WAITING = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Argon2 argon2;
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private final AtomicInteger inside = new AtomicInteger();
    /** Checked for logins that do not exist, so that they take as long as others. */
    private final String decoy;

    @Activate
    public PasswordHashing(Config config) {
        this(new Argon2(config.memory(), config.iterations(), config.lanes()));
    }

    PasswordHashing(Argon2 argon2) {
        this.argon2 = argon2;
        this.decoy = argon2.ofNothing();
    }

    String hash(char[] password) {
        return inTurn(() -> argon2.hash(password));
    }

    boolean matches(char[] password, String stored) {
        boolean none = stored.equals(NONE);
        return inTurn(() -> Argon2.matches(password, none ? decoy : stored)) & !none; // never cut short
    }

    /** True when the stored hash is of older parameters and the password should be hashed anew. */
    boolean isOutdated(String stored) {
        return argon2.differsFrom(stored);
    }

    String decoy() {
        return decoy;
    }

    private <T> T inTurn(Supplier<T> work) {
        if (inside.incrementAndGet() > AT_ONCE + WAITING) {
            inside.decrementAndGet();
            throw busy();
        }
        try {
            if (!places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
            try {
                return work.get();
            } finally {
                places.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        } finally {
            inside.decrementAndGet();
        }
    }

    private static SignInRefused busy() {
        return new SignInRefused(SignInRefused.Reason.BUSY, Duration.ofSeconds(2));
    }
}
