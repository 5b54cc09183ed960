package lv.pkip.kernel.identityldap;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.api.registry.Position;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.api.registry.Unit;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.MadeUpTown;
import lv.pkip.kernel.testkit.MemoryRegistry;
import lv.pkip.kernel.testkit.RecordingAudit;
import lv.pkip.kernel.testkit.SettableClock;

/** A small municipality with people of all kinds, and its directory on a free port of loopback. */
final class Town implements AutoCloseable {
    static final String BASE = "dc=paraugs,dc=lv";
    static final String PEOPLE = "ou=people," + BASE;
    static final String SERVICES = "ou=services," + BASE;
    static final String CODE = "00012300001";

    final SettableClock clock = SettableClock.at("2026-03-02T08:00:00Z");
    final MemoryRegistry registry = new MemoryRegistry(clock);
    final FixedActor actors = FixedActor.anonymous();
    final RecordingAudit audit = new RecordingAudit(actors, Clock.systemUTC());
    final Passwords passwords = new Passwords(registry);
    final Tally tally = new Tally(audit, actors);
    final LdapServer server;

    private Town(Path folder, Object... settings) {
        fill();
        server = new LdapServer(Settings.of(settings), new House(registry, passwords, actors, audit), tally, registry,
                MadeUpTown.at("http://127.0.0.1"), folder.resolve("certificate.pem"), clock);
    }

    /** With a certificate of its own and any free ports. @param settings key, value, key, value … */
    static Town open(Path folder, Object... settings) {
        return new Town(folder, Stream.concat(Stream.of("port", -1, "securePort", -1, "selfSigned", true, "plainLoopback", true), Stream.of(settings)).toArray());
    }

    static Town with(Path folder, Object... settings) {
        return new Town(folder, settings);
    }

    private void fill() {
        registry.save(Role.of("directory-reader", Set.of("directory:read")), "");
        registry.save(Role.of("directory-contacts", Set.of("directory:read", "directory:contact")), "");
        registry.save(Role.of("directory-codes", Set.of("directory:*")), "");
        registry.save(Role.of("clerk", Set.of("tree-felling:*")), "");
        registry.save(unit("council", "", Unit.Kind.INSTITUTION, "Paraugu novada dome", "", "90000000000"), "");
        registry.save(unit("environment", "council", Unit.Kind.UNIT, "Vides nodaļa", "anna", ""), "");
        registry.save(unit("roads", "environment", Unit.Kind.PARISH, "Ceļu grupa", "", ""), "");
        registry.save(new Position("head", Map.of("lv", "Nodaļas vadītāja"), Set.of(), 0), "");
        person("anna", "Anna", "Ozola", "anna@paraugs.example", "+371 6000 0001", "environment", "head", "directory-contacts");
        person("berta", "Berta", "Bērziņa", "Berta@paraugs.example", "+371 6000 0002", "environment", "", "clerk");
        person("karlis", "Kārlis", "Šķēle", "karlis@paraugs.example", "", "roads", "", "directory-reader");
        person("gone", "Gone", "Person", "gone@paraugs.example", "", "roads", "", "directory-reader");
        registry.change(List.of(registry.directory().account("gone").orElseThrow().enabled(false)), "");
        service("printer", "directory-reader");
        service("nextcloud", "directory-contacts");
        service("hr", "directory-codes");
        registry.create(Account.service("bare", "Nothing allowed", Set.of()));
        registry.personalCode("anna", CODE);
        registry.save(Group.named("it", "Informātika", Set.of("anna", "karlis", "gone"), Set.of()), "");
        registry.save(Group.named("managers", "Vadītāji", Set.of("anna"), Set.of()), "");
        registry.save(Group.named("nobody", "Tukša grupa", Set.of(), Set.of()), "");
    }

    private static Unit unit(String id, String parent, Unit.Kind kind, String name, String head, String number) {
        return new Unit(id, parent, kind, Map.of("lv", name, "en", name + " (en)"), number, head, 0);
    }

    void person(String login, String given, String family, String mail, String phone, String unit, String position, String role) {
        registry.create(Account.person(login, new Account.Profile(given, family, given + " " + family, mail, phone, "lv"),
                new Account.Employment(unit, position, "N-" + login, "", Optional.empty(), Optional.<LocalDate>empty()), Set.of(role)));
    }

    private void service(String login, String role) {
        registry.create(Account.service(login, "Service " + login, Set.of(role)));
    }

    static String dn(String login) {
        return "uid=" + login + "," + (Set.of("printer", "nextcloud", "hr", "bare").contains(login) ? SERVICES : PEOPLE);
    }

    LDAPConnection connection() throws LDAPException {
        return new LDAPConnection("127.0.0.1", server.port());
    }

    LDAPConnection bound(String login) throws LDAPException {
        LDAPConnection connection = connection();
        connection.bind(dn(login), login + "-secret");
        return connection;
    }

    /** Names of what is found, in the order it came. */
    static List<String> found(LDAPConnection connection, String base, SearchScope scope, String filter) throws LDAPException {
        SearchResult result = connection.search(base, scope, Filter.create(filter), "1.1");
        return result.getSearchEntries().stream().map(SearchResultEntry::getDN).toList();
    }

    /** Logins and names of what a filter finds anywhere. */
    static List<String> found(LDAPConnection connection, String filter) throws LDAPException {
        return found(connection, BASE, SearchScope.SUB, filter).stream().map(dn -> dn.replaceAll("^[^=]+=([^,]+),.*", "$1")).sorted().toList();
    }

    static void await(String what, BooleanSupplier condition) {
        long until = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError(what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
