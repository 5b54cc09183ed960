package lv.pkip.kernel.api.identity;

import java.util.Objects;
import java.util.Optional;

/**
 * Who does something. The kernel alone makes actors for requests; a bundle reads them.
 *
 * @param kind        what sort of actor this is
 * @param id          stable key: a user's login, a resident's opaque person key (never the personal code), or a system's name
 * @param name        shown to people, for example {@code Anna Ozola}
 * @param unit        the organisational unit of a staff member, empty for others
 * @param onBehalfOf  person key or registration number of the one represented, empty when acting for oneself
 * @param assurance   how surely the person was identified
 */
public record Actor(Kind kind, String id, String name, Optional<String> unit, Optional<String> onBehalfOf,
        Assurance assurance) {

    /** The sorts of actors. */
    public enum Kind { RESIDENT, STAFF, SYSTEM, ANONYMOUS }

    private static final Actor ANONYMOUS =
            new Actor(Kind.ANONYMOUS, "anonymous", "", Optional.empty(), Optional.empty(), Assurance.NONE);

    public Actor {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(id);
        Objects.requireNonNull(name);
        Objects.requireNonNull(unit);
        Objects.requireNonNull(onBehalfOf);
        Objects.requireNonNull(assurance);
    }

    /** Somebody who has not signed in. */
    public static Actor anonymous() {
        return ANONYMOUS;
    }

    /** A part of the platform acting by itself, for example a deadline clock or a payment desk. */
    public static Actor system(String name) {
        return new Actor(Kind.SYSTEM, name, name, Optional.empty(), Optional.empty(), Assurance.HIGH);
    }

    public static Actor staff(String login, String name, Optional<String> unit) {
        return new Actor(Kind.STAFF, login, name, unit, Optional.empty(), Assurance.SUBSTANTIAL);
    }

    /** The same one, acting for another. */
    public Actor actingFor(String represented) {
        return new Actor(kind, id, name, unit, Optional.of(represented), assurance);
    }

    public static Actor resident(String personKey, String name, Assurance assurance) {
        return new Actor(Kind.RESIDENT, personKey, name, Optional.empty(), Optional.empty(), assurance);
    }
}
