package lv.pkip.distribution.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lv.pkip.distribution.itest.Container;

/**
 * Tokens for an application itself, tokens looked at, and people who sign in by password, of the shipped container and of Keycloak: one
 * PostgreSQL, one heap size, the same people, the same application, one client that believes neither.
 */
final class Oidc implements Measurement {
    private static final int PEOPLE = 200;
    private static final int TOKENS = 20;
    private static final String HEAP = "512m";
    private static final String CLIENT = "bench";
    private static final String DATABASE = "oidc";
    private static final String PEER_DATABASE = "oidc_peer";
    private static final String FILL = """
            insert into identity_account (login, version, name, email, unit, roles, password, one_time, active, created, changed, id, kind, given_name,
              family_name, phone, lang, employee_number)
            select 'user' || n, 1, 'Vards Uzvards' || n, 'user' || n || '@paraugs.example', '', '', p.password, false, true,
              1770000000000, 1770000000000, '00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'), 'PERSON', 'Vards', 'Uzvards' || n, '', 'en', ''
            from generate_series(0, %d) n, (select password from identity_account where login = 'bench') p;
            """;

    private final Plan plan;

    Oidc(Plan plan) {
        this.plan = plan;
    }

    @Override
    public List<Row> rows() {
        Path built = Plan.step("Keycloak, built once", () -> Keycloak.built(Path.of(System.getProperty("pkip.keycloak")), Path.of(System.getProperty("pkip.peers"))));
        try (Container container = Container.unpacked().withFeatures("pkip-identity-oidc").withEnvironment("PKIP_JVM", "server")
                .withEnvironment("PKIP_MEMORY", HEAP).withDatabase(plan.postgresql().database(DATABASE))) {
            String issuer = "http://127.0.0.1:" + container.httpPort();
            container.set("lv.pkip.municipality.cfg", "baseUrl", issuer).start();
            String password = secret(container, "pkip:users create bench --service --name Bench --json");
            String secret = secret(container, "pkip:applications create " + CLIENT + " --redirect " + SignIn.RETURN + " --flows code,refresh,client --json");
            container.stop();
            plan.postgresql().sql(DATABASE, FILL.formatted(PEOPLE - 1));
            Plan.step("a house of " + PEOPLE, container::start);
            Provider ours = new Provider(container.httpPort(), issuer, "/oauth2/authorize", "/oauth2/token", "/oauth2/introspect", CLIENT, secret);
            plan.postgresql().database(PEER_DATABASE);
            Hash hash = Hash.of(plan.postgresql().sql(DATABASE, "select password from identity_account where login = 'user0'"));
            try (Keycloak keycloak = Plan.step("a realm of " + PEOPLE, () -> Keycloak.started(built, plan.postgresql().jdbcUrl(PEER_DATABASE), HEAP, hash, realm(secret, password)))) {
                sameHash(hash);
                return compared(ours, keycloak.provider(CLIENT, secret), password, "Keycloak " + built.getFileName().toString().replace("keycloak-", ""));
            }
        }
    }

    /** Fails when Keycloak has hashed the passwords otherwise than ours are. */
    private void sameHash(Hash hash) {
        String kept = plan.postgresql().sql(PEER_DATABASE, "select distinct credential_data::json ->> 'algorithm', credential_data::json ->> 'hashIterations', "
                + "credential_data::json #>> '{additionalParameters,memory,0}', credential_data::json #>> '{additionalParameters,parallelism,0}' from credential");
        if (!kept.equals("argon2|" + hash.iterations() + "|" + hash.memory() + "|" + hash.lanes())) {
            throw new IllegalStateException("the passwords are hashed otherwise there: " + kept);
        }
    }

    private static String secret(Container container, String command) {
        String said = container.console(command);
        Matcher secret = Pattern.compile("\"secret\" *: *\"([^\"]+)\"").matcher(said);
        if (!secret.find()) {
            throw new IllegalStateException("no secret in: " + said.replaceAll("[A-Za-z0-9_-]{16,}", "…"));
        }
        return secret.group(1);
    }

    /**
     * The same people and the same application as Keycloak reads them in; lives of tokens as ours are. It calls a token good only to
     * an application that is its audience, which one's own tokens do not say by themselves.
     */
    private static String realm(String secret, String password) {
        String people = IntStream.range(0, PEOPLE).mapToObj(n -> """
                {"username": "user%1$d", "enabled": true, "email": "user%1$d@paraugs.example", "emailVerified": true, "firstName": "Vards", "lastName": "Uzvards%1$d",
                 "credentials": [{"type": "password", "value": "%2$s"}]}""".formatted(n, password)).collect(Collectors.joining(",\n"));
        return """
                {"realm": "%1$s", "enabled": true, "sslRequired": "none", "accessTokenLifespan": 900,
                 "clients": [{"clientId": "%2$s", "secret": "%3$s", "protocol": "openid-connect", "publicClient": false, "standardFlowEnabled": true,
                   "serviceAccountsEnabled": true, "directAccessGrantsEnabled": false, "redirectUris": ["%4$s"],
                   "attributes": {"pkce.code.challenge.method": "S256"},
                   "protocolMappers": [{"name": "audience", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
                     "config": {"included.client.audience": "%2$s", "access.token.claim": "true", "introspection.token.claim": "true"}}]}],
                 "users": [%5$s]}
                """.formatted(Keycloak.REALM, CLIENT, secret, SignIn.RETURN, people);
    }

    /** What is measured of a provider by so many clients for so many seconds. */
    private interface Work {
        double rate(Provider provider, int clients, int seconds);
    }

    private List<Row> compared(Provider ours, Provider theirs, String password, String peer) {
        Work tokens = (provider, clients, seconds) -> Clients.rate(clients, seconds, n -> new Getting(provider));
        Work looks = (provider, clients, seconds) -> Clients.rate(clients, seconds, n -> new Looking(provider));
        AtomicInteger next = new AtomicInteger();
        Work signIns = (provider, clients, seconds) -> Clients.rate(clients, seconds, n -> new Arriving(provider, () -> "user" + next.getAndIncrement() % PEOPLE, password));
        int part = Math.max(3, plan.warmUpSeconds() / 8);
        Plan.step("warming up", () -> {
            for (Work work : List.of(signIns, tokens, looks)) {
                for (Provider provider : List.of(ours, theirs)) {
                    work.rate(provider, 8, part);
                }
            }
            return null;
        });
        List<Row> rows = new ArrayList<>();
        for (int clients : new int[] {1, 8}) {
            rows.add(row("tokens for an application", clients, ours, theirs, peer, tokens, Row.Goal.atLeast(2.0, 10.0)));
        }
        for (int clients : new int[] {1, 8}) {
            rows.add(row("introspections", clients, ours, theirs, peer, looks, Row.Goal.atLeast(2.0, 10.0)));
        }
        for (int clients : new int[] {1, 8}) {
            rows.add(row("sign-ins by password", clients, ours, theirs, peer, signIns, Row.Goal.atLeast(1.0, 1.5)));
        }
        return rows;
    }

    private Row row(String what, int clients, Provider ours, Provider theirs, String peer, Work work, Row.Goal goal) {
        String of = "OAuth: " + what + ", " + clients + (clients == 1 ? " connection" : " connections");
        return Plan.step(of, () -> {
            List<Double> our = new ArrayList<>();
            List<Double> their = new ArrayList<>();
            for (int i = 0; i < plan.rounds(); i++) {
                their.add(work.rate(theirs, clients, plan.shortRoundSeconds()));
                our.add(work.rate(ours, clients, plan.shortRoundSeconds()));
            }
            return Row.pairs(of, peer, "/s", our, their, goal);
        });
    }

    /** An application that asks for tokens for itself; the last one has to be good. */
    private static final class Getting implements Clients.Client {
        private final Provider provider;
        private final Line line;
        private final String request;
        private String last = "";

        Getting(Provider provider) {
            this.provider = provider;
            this.line = provider.line();
            this.request = provider.asksForToken();
        }

        @Override
        public void once() throws IOException {
            String token = provider.accessToken(line, request);
            if (token.equals(last)) {
                throw new IllegalStateException("the same token twice");
            }
            last = token;
        }

        @Override
        public void check() throws IOException {
            provider.good(line, provider.asksAbout(last));
        }

        @Override
        public void close() throws IOException {
            line.close();
        }
    }

    /** An application that looks at its tokens in turn; each has to be good, and one that is none must not be. */
    private static final class Looking implements Clients.Client {
        private final Provider provider;
        private final Line line;
        private final List<String> requests;
        private int at;

        Looking(Provider provider) {
            this.provider = provider;
            this.line = provider.line();
            this.requests = IntStream.range(0, TOKENS).mapToObj(n -> fresh(provider, line)).map(provider::asksAbout).toList();
        }

        private static String fresh(Provider provider, Line line) {
            try {
                return provider.accessToken(line, provider.asksForToken());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public void once() throws IOException {
            provider.good(line, requests.get(at++ % requests.size()));
        }

        @Override
        public void check() throws IOException {
            String request = provider.asksAbout("x".repeat(52));
            if (line.ask(request) != 200 || Json.isTrue(line.body(), "active")) {
                throw new IllegalStateException("anything is called a good token");
            }
        }

        @Override
        public void close() throws IOException {
            line.close();
        }
    }

    /** Person after person; the last one's token has to be good. */
    private static final class Arriving implements Clients.Client {
        private final Provider provider;
        private final Line line;
        private final Supplier<String> people;
        private final String password;
        private String last = "";

        Arriving(Provider provider, Supplier<String> people, String password) {
            this.provider = provider;
            this.line = provider.line();
            this.people = people;
            this.password = password;
        }

        @Override
        public void once() throws IOException {
            last = new SignIn(provider, line).by(people.get(), password);
        }

        @Override
        public void check() throws IOException {
            provider.good(line, provider.asksAbout(last));
        }

        @Override
        public void close() throws IOException {
            line.close();
        }
    }
}
