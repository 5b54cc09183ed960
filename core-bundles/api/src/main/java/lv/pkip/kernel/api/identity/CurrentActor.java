package lv.pkip.kernel.api.identity;

import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;

/** Who acts on this thread, and what that one may do. Everything is refused unless granted. */
@ProviderType
public interface CurrentActor {

    /** The actor of this thread; {@link Actor#anonymous()} when nobody signed in. */
    Actor get();

    /** The sign-in session of this thread, if there is one. */
    java.util.Optional<Session> session();

    /** True when the actor holds the permission, written {@code prefix:action}, for example {@code tree-felling:process}. */
    boolean may(String permission);

    /** Runs work as the holder of a session; used by the kernel's gates only. */
    <T> T as(Session session, Supplier<T> work);

    /**
     * Runs work as a named system, for example a payment desk settling an obligation.
     * The system holds every permission; the name is what history and audit show.
     */
    <T> T asSystem(String name, Supplier<T> work);

    /** Throws when the actor lacks the permission. */
    default void require(String permission) {
        if (!may(permission)) {
            throw new Forbidden(permission);
        }
    }
}
