package lv.pkip.kernel.api.registry;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * An account of a member of staff, or of another system.
 *
 * @param id         never changes and is never given to anybody else: subject of tokens, id of SCIM, entryUUID of LDAP
 * @param login      lower case, {@code [a-z][a-z0-9.-]{1,63}}; what history and audit name the actor by
 * @param roles      names of roles given to this account itself; others come by position, group and substitution
 * @param enabled    false: closed, whatever the dates say
 * @param version    grows with each change; a change that names another one than the stored is refused
 */
public record Account(UUID id, String login, Kind kind, Profile profile, Employment employment, Set<String> roles,
        boolean enabled, Instant created, Instant changed, long version) {

    /** {@code SERVICE} accounts belong to systems: they sign in by LDAP bind only, never on a page. */
    public enum Kind { PERSON, SERVICE }

    /**
     * How somebody is named and reached; empty strings where unknown.
     *
     * @param language {@code lv}, {@code en} or {@code ru}: of letters and of the workplace
     */
    public record Profile(String givenName, String familyName, String displayName, String email, String phone, String language) {
        public Profile {
            Objects.requireNonNull(givenName);
            Objects.requireNonNull(familyName);
            Objects.requireNonNull(displayName);
            Objects.requireNonNull(email);
            Objects.requireNonNull(phone);
            Objects.requireNonNull(language);
        }

        /** A profile that says the name only. */
        public static Profile named(String givenName, String familyName) {
            return new Profile(givenName, familyName, (givenName + " " + familyName).strip(), "", "", "lv");
        }
    }

    /**
     * Where somebody works.
     *
     * @param unit           id of a {@link Unit}, empty when none
     * @param position       id of a {@link Position}, empty when none
     * @param employeeNumber as the personnel system writes it
     * @param externalId     id in the system that provisions this account (SCIM {@code externalId})
     * @param from           first day the account may be used
     * @param to             last day it may be used
     */
    public record Employment(String unit, String position, String employeeNumber, String externalId, Optional<LocalDate> from,
            Optional<LocalDate> to) {
        public static final Employment NONE = new Employment("", "", "", "", Optional.empty(), Optional.empty());

        public Employment {
            Objects.requireNonNull(unit);
            Objects.requireNonNull(position);
            Objects.requireNonNull(employeeNumber);
            Objects.requireNonNull(externalId);
            Objects.requireNonNull(from);
            Objects.requireNonNull(to);
        }

        public static Employment in(String unit) {
            return new Employment(unit, "", "", "", Optional.empty(), Optional.empty());
        }
    }

    public Account {
        Objects.requireNonNull(id);
        Objects.requireNonNull(login);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(profile);
        Objects.requireNonNull(employment);
        roles = Set.copyOf(roles);
        Objects.requireNonNull(created);
        Objects.requireNonNull(changed);
    }

    /** A new person's account, to be given to {@link Registry#create}; id and times are the registry's to set. */
    public static Account person(String login, Profile profile, Employment employment, Set<String> roles) {
        return new Account(new UUID(0, 0), login, Kind.PERSON, profile, employment, roles, true, Instant.EPOCH, Instant.EPOCH, 0);
    }

    /** A new account of another system, to be given to {@link Registry#create}. */
    public static Account service(String login, String name, Set<String> roles) {
        return new Account(new UUID(0, 0), login, Kind.SERVICE, new Profile("", name, name, "", "", "lv"), Employment.NONE, roles, true,
                Instant.EPOCH, Instant.EPOCH, 0);
    }

    public Account with(Profile other) {
        return new Account(id, login, kind, other, employment, roles, enabled, created, changed, version);
    }

    public Account with(Employment other) {
        return new Account(id, login, kind, profile, other, roles, enabled, created, changed, version);
    }

    public Account withRoles(Set<String> other) {
        return new Account(id, login, kind, profile, employment, other, enabled, created, changed, version);
    }

    public Account enabled(boolean now) {
        return new Account(id, login, kind, profile, employment, roles, now, created, changed, version);
    }

    /** True when the account may be used on a day. */
    public boolean isActiveOn(LocalDate day) {
        return enabled && employment.from().map(from -> !day.isBefore(from)).orElse(true)
                && employment.to().map(to -> !day.isAfter(to)).orElse(true);
    }

    @Override
    public String toString() {
        return "Account[" + login + "]";
    }
}
