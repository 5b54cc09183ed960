package lv.pkip.kernel.shell.gate;

import java.util.Optional;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.request.Endpoints;

/**
 * Who may take a route; every route states it.
 *
 * @param kind       whose route it is; empty: everybody's
 * @param permission what staff need besides
 */
public record Access(Optional<Actor.Kind> kind, Optional<String> permission, boolean signedIn) {

    public static Access everyone() {
        return new Access(Optional.empty(), Optional.empty(), false);
    }

    /** Residents and staff alike. */
    public static Access signedInOnly() {
        return new Access(Optional.empty(), Optional.empty(), true);
    }

    public static Access resident() {
        return new Access(Optional.of(Actor.Kind.RESIDENT), Optional.empty(), true);
    }

    public static Access staff() {
        return new Access(Optional.of(Actor.Kind.STAFF), Optional.empty(), true);
    }

    public static Access staff(String permission) {
        return new Access(Optional.of(Actor.Kind.STAFF), Optional.of(permission), true);
    }

    /** In the words of those who look at the house as a whole. */
    public Endpoints.Who who() {
        if (!signedIn) {
            return Endpoints.Who.EVERYBODY;
        }
        return kind.map(one -> one == Actor.Kind.RESIDENT ? Endpoints.Who.RESIDENT : Endpoints.Who.STAFF).orElse(Endpoints.Who.SIGNED_IN);
    }

    /** Throws unless the one who acts now may; {@code anonymous} is told apart so that sign-in can be offered. */
    public void check(CurrentActor current) {
        Actor actor = current.get();
        if (signedIn && actor.kind() == Actor.Kind.ANONYMOUS) {
            throw new SignInNeeded(kind);
        }
        if (kind.isPresent() && kind.get() != actor.kind()) {
            throw new Forbidden(kind.get().name().toLowerCase(java.util.Locale.ROOT));
        }
        permission.ifPresent(current::require);
    }

    /** Nobody signed in yet, and the route needs somebody. */
    public static final class SignInNeeded extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Optional<Actor.Kind> kind;

        SignInNeeded(Optional<Actor.Kind> kind) {
            super("sign-in needed");
            this.kind = kind;
        }

        public Optional<Actor.Kind> kind() {
            return kind == null ? Optional.empty() : kind;
        }
    }
}
