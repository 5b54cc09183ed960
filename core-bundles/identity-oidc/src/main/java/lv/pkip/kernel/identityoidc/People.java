package lv.pkip.kernel.identityoidc;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.Unit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What applications are told of people: staff from the registry, residents under their person key. */
@Component(service = People.class)
public final class People {
    private static final ZoneId HERE = ZoneId.of("Europe/Riga");

    private final Registry registry;
    private final Persons persons;
    private final KeyRing keys;
    private final Audit audit;
    private final Clock clock;

    @Activate
    public People(@Reference(name = "registry") Registry registry, @Reference(name = "persons") Persons persons,
            @Reference(name = "keys") KeyRing keys, @Reference(name = "audit") Audit audit) {
        this(registry, persons, keys, audit, Clock.systemUTC());
    }

    People(Registry registry, Persons persons, KeyRing keys, Audit audit, Clock clock) {
        this.registry = registry;
        this.persons = persons;
        this.keys = keys;
        this.audit = audit;
        this.clock = clock;
    }

    /** The subject as a client knows it: a foreign application gets a key of a resident that it shares with nobody. */
    Optional<String> sub(Client client, Actor.Kind kind, String subject) {
        if (kind == Actor.Kind.STAFF) {
            return account(subject).map(account -> account.id().toString());
        }
        return Optional.of(client.application().own() ? subject : keys.seal("pairwise " + client.id(), subject));
    }

    /** True while somebody may still be vouched for. */
    boolean isThere(Actor.Kind kind, String subject) {
        return kind == Actor.Kind.RESIDENT || account(subject).isPresent();
    }

    private Optional<Account> account(String login) {
        return registry.directory().account(login).filter(account -> account.isActiveOn(LocalDate.ofInstant(clock.instant(), HERE)));
    }

    /** Claims that scopes stand for; a personal code is told by userinfo only, and each telling is recorded. */
    Map<String, Object> claims(Actor.Kind kind, String subject, Collection<String> scopes) {
        return kind == Actor.Kind.STAFF ? account(subject).map(account -> ofStaff(account, scopes)).orElse(Map.of())
                : persons.byKey(subject).map(person -> ofResident(person, scopes)).orElse(Map.of());
    }

    private Map<String, Object> ofStaff(Account account, Collection<String> scopes) {
        Directory directory = registry.directory();
        Account.Profile profile = account.profile();
        Map<String, Object> claims = new LinkedHashMap<>();
        if (scopes.contains("profile")) {
            claims.putAll(named(profile.displayName(), profile.givenName(), profile.familyName()));
            claims.put("preferred_username", account.login());
            claims.put("locale", profile.language());
            claims.put("updated_at", account.changed().getEpochSecond());
        }
        if (scopes.contains("email") && !profile.email().isEmpty()) {
            claims.put("email", profile.email());
            claims.put("email_verified", true); // the municipality itself keeps its people's addresses
        }
        if (scopes.contains("phone") && !profile.phone().isEmpty()) {
            claims.put("phone_number", profile.phone());
        }
        if (scopes.contains("groups")) {
            claims.put("groups", directory.groupsOf(account.login()).stream().map(Group::name).sorted().toList());
        }
        if (scopes.contains("roles")) {
            claims.put("roles", List.copyOf(roles(account.login())));
        }
        if (scopes.contains("unit")) {
            directory.unit(account.employment().unit()).ifPresent(unit -> unit(claims, unit, profile.language()));
            directory.position(account.employment().position()).map(position -> position.name(profile.language())).ifPresent(name -> claims.put("position", name));
        }
        return claims;
    }

    private static void unit(Map<String, Object> claims, Unit unit, String language) {
        claims.put("unit", unit.id());
        claims.put("unit_name", unit.name(language));
    }

    /** Also those that come by position, group or substitution. */
    private TreeSet<String> roles(String login) {
        TreeSet<String> roles = new TreeSet<>();
        registry.grants(login).forEach(grant -> roles.add(grant.role()));
        return roles;
    }

    private static Map<String, Object> ofResident(Persons.Person person, Collection<String> scopes) {
        return scopes.contains("profile") ? named(person.name(), person.givenName(), person.familyName()) : new LinkedHashMap<>();
    }

    private static Map<String, Object> named(String whole, String given, String family) {
        Map<String, Object> claims = new LinkedHashMap<>();
        Map.of("name", whole, "given_name", given, "family_name", family).forEach((claim, text) -> {
            if (!text.isEmpty()) {
                claims.put(claim, text);
            }
        });
        return claims;
    }

    /** The personal code of a resident who agreed to it. */
    Optional<String> personalCode(Client client, Actor.Kind kind, String subject) {
        if (kind != Actor.Kind.RESIDENT) {
            return Optional.empty();
        }
        Optional<String> code = persons.byKey(subject).map(Persons.Person::personalCode);
        code.ifPresent(told -> audit.record(Audit.Event.ok("application.personal-code", "identity-oidc", "authentication").about(null, subject)
                .with(Map.of("application", client.id()))));
        return code;
    }
}
