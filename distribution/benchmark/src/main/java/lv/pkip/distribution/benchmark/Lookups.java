package lv.pkip.distribution.benchmark;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import lv.pkip.distribution.itest.Container;

/**
 * People looked up by login through LDAP among 20,000, and people who bind with their password; beside slapd with the same people,
 * passwords of the same hash, indexes on the same attributes, and a reader who alone may see mail addresses.
 */
final class Lookups implements Measurement {
    private static final int PEOPLE = 20_000;
    private static final String DATABASE = "lookups";
    private static final String BASE = "dc=paraugs,dc=lv";
    private static final String READER = "uid=bench,ou=services," + BASE;
    private static final String FILL = """
            insert into identity_role (name, permissions, changed) values ('bench-reader', 'directory:read directory:contact', 0);
            update identity_account set roles = 'bench-reader' where login = 'bench';
            insert into identity_unit (id, parent, kind, name_lv, name_en, name_ru, registration_number, head, edition)
            select 'unit-' || n, '', 'UNIT', 'Nodaļa ' || n, '', '', '', '', 1 from generate_series(0, 59) n;
            insert into identity_account (login, version, name, email, unit, roles, password, one_time, active, created, changed, id, kind, given_name,
              family_name, phone, lang, employee_number)
            select 'user' || n, 1, 'Vārds' || n %% 500 || ' Uzvārds' || n, 'user' || n || '@paraugs.example', 'unit-' || n %% 60, '', p.password, false, true,
              1770000000000, 1770000000000, '00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'), 'PERSON', 'Vārds' || n %% 500, 'Uzvārds' || n,
              '+371 6' || lpad(n::text, 7, '0'), 'lv', 'N' || n
            from generate_series(0, %d) n, (select password from identity_account where login = 'bench') p;
            """;

    private final Plan plan;

    Lookups(Plan plan) {
        this.plan = plan;
    }

    /** What one client does again and again on its connection. */
    private interface Work {
        void once(LDAPConnection connection, Random random) throws LDAPException;
    }

    @Override
    public List<Row> rows() {
        int port = freePort();
        try (Container container = Container.unpacked().withFeatures("pkip-identity-ldap").set("lv.pkip.municipality.cfg", "id", "paraugs")
                .set("lv.pkip.kernel.identityldap.LdapServer.cfg", "port", String.valueOf(port))
                .set("lv.pkip.kernel.identityldap.LdapServer.cfg", "plainLoopback", "true")
                .withEnvironment("PKIP_JVM", "server").withEnvironment("PKIP_MEMORY", "512m").withDatabase(plan.postgresql().database(DATABASE)).start()) {
            String secret = secret(container);
            container.stop();
            plan.postgresql().sql(DATABASE, FILL.formatted(PEOPLE - 1));
            Plan.step("a house of " + PEOPLE, container::start);
            String hash = plan.postgresql().sql(DATABASE, "select password from identity_account where login = 'bench'").strip();
            try (Slapd slapd = Slapd.started(BASE, READER, ldif(hash))) {
                return compared(port, slapd.port(), secret);
            }
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String secret(Container container) {
        String said = container.console("pkip:users create bench --service --name Bench --json");
        Matcher secret = Pattern.compile("\"(?:password|secret|oneTimePassword)\" *: *\"([^\"]+)\"").matcher(said);
        if (!secret.find()) {
            throw new IllegalStateException("no secret of a new service in: " + said.replaceAll("[A-Za-z0-9-]{16,}", "…"));
        }
        return secret.group(1);
    }

    private static String ldif(String hash) {
        StringBuilder text = new StringBuilder(16 << 20).append("dn: ").append(BASE).append("\nobjectClass: organization\nobjectClass: dcObject\no: Paraugs\ndc: paraugs\n");
        for (String branch : List.of("people", "services", "units")) {
            text.append("\ndn: ou=").append(branch).append(',').append(BASE).append("\nobjectClass: organizationalUnit\nou: ").append(branch).append('\n');
        }
        IntStream.range(0, 60).forEach(n -> text.append("\ndn: ou=unit-").append(n).append(",ou=units,").append(BASE)
                .append("\nobjectClass: organizationalUnit\nou: unit-").append(n).append("\ndescription: Nodala ").append(n).append('\n'));
        text.append("\ndn: ").append(READER).append("\nobjectClass: account\nobjectClass: simpleSecurityObject\nuid: bench\nuserPassword: {ARGON2}").append(hash).append('\n');
        for (int n = 0; n < PEOPLE; n++) {
            text.append("\ndn: uid=user").append(n).append(",ou=people,").append(BASE).append("\nobjectClass: inetOrgPerson\nuid: user").append(n)
                    .append("\ncn: Vards").append(n % 500).append(" Uzvards").append(n).append("\ndisplayName: Vards").append(n % 500).append(" Uzvards").append(n)
                    .append("\nsn: Uzvards").append(n).append("\ngivenName: Vards").append(n % 500).append("\nmail: user").append(n).append("@paraugs.example")
                    .append("\ntelephoneNumber: +371 6").append(String.format("%07d", n)).append("\nemployeeNumber: N").append(n)
                    .append("\npreferredLanguage: lv\no: Paraugs\nou: Nodala ").append(n % 60).append("\ndepartmentNumber: unit-").append(n % 60)
                    .append("\nuserPassword: {ARGON2}").append(hash).append('\n');
        }
        return text.toString();
    }

    private List<Row> compared(int ours, int theirs, String secret) {
        Work lookup = (connection, random) -> {
            int n = random.nextInt(PEOPLE);
            SearchResult found = connection.search(new SearchRequest(BASE, SearchScope.SUB, Filter.createEqualityFilter("uid", "user" + n), "cn", "mail"));
            if (found.getEntryCount() != 1 || !("user" + n + "@paraugs.example").equals(found.getSearchEntries().get(0).getAttributeValue("mail"))) {
                throw new IllegalStateException("user" + n + " was not found with its mail address");
            }
        };
        Work beginning = (connection, random) -> {
            int n = 1_000 + random.nextInt(PEOPLE / 10 - 1_000);
            SearchResult found = connection.search(new SearchRequest(BASE, SearchScope.SUB, Filter.create("(&(objectClass=inetOrgPerson)(employeeNumber=N" + n + "*))"),
                    "cn", "mail", "telephoneNumber", "ou", "title"));
            if (found.getEntryCount() != 11) {
                throw new IllegalStateException(found.getEntryCount() + " of 11 were found");
            }
        };
        Work bind = (connection, random) -> connection.bind("uid=user" + random.nextInt(PEOPLE) + ",ou=people," + BASE, secret);
        Plan.step("warming up", () -> {
            rate(ours, secret, 8, plan.warmUpSeconds() / 2, lookup);
            return rate(ours, secret, 8, plan.warmUpSeconds() / 2, beginning);
        });
        List<Row> rows = new ArrayList<>();
        for (int clients : new int[] {1, 8}) {
            rows.add(row("people by login", clients, ours, theirs, secret, lookup, Row.Goal.atLeast(1.0, 2.0)));
        }
        for (int clients : new int[] {1, 8}) {
            rows.add(row("11 people by the beginning of a number", clients, ours, theirs, secret, beginning, Row.Goal.atLeast(1.0, 2.0)));
        }
        rows.add(row("binds by password", 2, ours, theirs, secret, bind, Row.Goal.NONE));
        return rows;
    }

    private Row row(String what, int clients, int ours, int theirs, String secret, Work work, Row.Goal goal) {
        return Plan.step(what + ", " + clients + (clients == 1 ? " connection" : " connections"), () -> {
            List<Double> our = new ArrayList<>();
            List<Double> their = new ArrayList<>();
            for (int i = 0; i < plan.rounds(); i++) {
                their.add(rate(theirs, secret, clients, plan.shortRoundSeconds(), work));
                our.add(rate(ours, secret, clients, plan.shortRoundSeconds(), work));
            }
            return Row.pairs("LDAP: " + what + ", " + clients + (clients == 1 ? " connection" : " connections"), "slapd " + Slapd.version() + ", mdb", "/s", our, their, goal);
        });
    }

    /** How often a second it is done, each client on a connection bound as the reader. */
    private static double rate(int port, String secret, int clients, int seconds, Work work) {
        return Clients.rate(clients, seconds, n -> new Bound(port, secret, new Random(n), work));
    }

    /** A client bound as the reader. */
    private static final class Bound implements Clients.Client {
        private final LDAPConnection connection;
        private final Random random;
        private final Work work;

        Bound(int port, String secret, Random random, Work work) {
            LDAPConnectionOptions options = new LDAPConnectionOptions();
            options.setUseSynchronousMode(true);
            try {
                this.connection = new LDAPConnection(options, "127.0.0.1", port, READER, secret);
            } catch (LDAPException failure) {
                throw new IllegalStateException(failure);
            }
            this.random = random;
            this.work = work;
        }

        @Override
        public void once() throws LDAPException {
            work.once(connection, random);
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
