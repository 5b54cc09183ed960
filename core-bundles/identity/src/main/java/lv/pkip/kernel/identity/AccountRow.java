package lv.pkip.kernel.identity;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;
import javax.persistence.Version;

import lv.pkip.kernel.api.registry.Account;

/** An account as stored; the password only as its hash. */
@Entity
@Table(name = "identity_account")
class AccountRow {
    @Id String login;
    /** JPA's own; {@link #edition} is what callers of the registry see. */
    @Version long version;
    @Column(name = "id") String uuid;
    /** {@code PERSON} or {@code SERVICE}. */
    String kind;
    String name;
    @Column(name = "given_name") String givenName;
    @Column(name = "family_name") String familyName;
    String email;
    String phone;
    @Column(name = "lang") String language;
    String unit;
    @Column(name = "post") String position;
    @Column(name = "employee_number") String employeeNumber;
    @Column(name = "external_id") String externalId;
    /** First and last day, ISO; null: no limit. */
    @Column(name = "valid_from") String validFrom;
    @Column(name = "valid_to") String validTo;
    /** Names, separated by blanks. */
    String roles;
    @Column(name = "sealed_code") String sealedCode;
    String password;
    @Column(name = "one_time") boolean oneTime;
    /** Epoch milliseconds after which a one-time password opens nothing; null: never. */
    @Column(name = "one_time_ends") Long oneTimeEnds;
    boolean active;
    long created;
    long changed;
    /** Grows with each change by the registry, unlike {@link #version} not with a password. */
    long edition;
    /** The registry's revision at the last change. */
    long revision;

    void take(Account account) {
        kind = account.kind().name();
        name = account.profile().displayName();
        givenName = account.profile().givenName();
        familyName = account.profile().familyName();
        email = account.profile().email();
        phone = account.profile().phone();
        language = account.profile().language();
        unit = account.employment().unit();
        position = account.employment().position();
        employeeNumber = account.employment().employeeNumber();
        externalId = account.employment().externalId();
        validFrom = account.employment().from().map(LocalDate::toString).orElse(null);
        validTo = account.employment().to().map(LocalDate::toString).orElse(null);
        roles = Words.text(account.roles());
        active = account.enabled();
    }

    Account account() {
        return new Account(UUID.fromString(uuid), login, Account.Kind.valueOf(kind),
                new Account.Profile(givenName, familyName, name, email, phone, language),
                new Account.Employment(unit, position, employeeNumber, externalId, Days.of(validFrom), Days.of(validTo)),
                Words.of(roles), active, Instant.ofEpochMilli(created), Instant.ofEpochMilli(changed), edition);
    }

    Set<String> roleNames() {
        return Words.of(roles);
    }

    boolean isPerson() {
        return kind.equals(Account.Kind.PERSON.name());
    }

    /** True when the account may be used on a day. */
    boolean isActiveOn(LocalDate day) {
        return active && Days.of(validFrom).map(from -> !day.isBefore(from)).orElse(true)
                && Days.of(validTo).map(to -> !day.isAfter(to)).orElse(true);
    }

    Optional<String> unit() {
        return Optional.of(unit).filter(id -> !id.isEmpty());
    }

    boolean oneTimeIsOver(long now) {
        return oneTime && oneTimeEnds != null && now > oneTimeEnds;
    }
}
