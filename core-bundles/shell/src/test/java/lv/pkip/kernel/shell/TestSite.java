package lv.pkip.kernel.shell;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.servlet.DispatcherType;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.MultipartConfigElement;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.IdentityProvider;
import lv.pkip.kernel.shell.frame.Menu;
import lv.pkip.kernel.shell.frame.Resources;
import lv.pkip.kernel.shell.gate.Headers;
import lv.pkip.kernel.shell.gate.Limits;
import lv.pkip.kernel.shell.gate.Proxies;
import lv.pkip.kernel.shell.gate.Seal;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.InMemoryDispatcher;
import lv.pkip.kernel.testkit.RecordingAudit;
import lv.pkip.kernel.testkit.RecordingOutbox;
import lv.pkip.kernel.testkit.RecordingRequests;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

/** The whole site on a real HTTP server, with doubles behind it: gate, servlet, pages. */
final class TestSite implements AutoCloseable {
    final FixedActor actor = FixedActor.anonymous();
    final Doubles.FolderServices services = new Doubles.FolderServices();
    final Doubles.MemoryDrafts drafts = new Doubles.MemoryDrafts(actor);
    final Doubles.MemoryFiles files = new Doubles.MemoryFiles(actor);
    final Doubles.MemorySessions sessions = new Doubles.MemorySessions();
    final MemoryCredentials credentials = new MemoryCredentials(sessions);
    final Doubles.MemoryMandates mandates = new Doubles.MemoryMandates(actor, sessions);
    final Doubles.MemoryUsers users = new Doubles.MemoryUsers();
    final Doubles.Town town = new Doubles.Town();
    final Doubles.MemoryFilters filters = new Doubles.MemoryFilters();
    final InMemoryDispatcher dispatcher = new InMemoryDispatcher();
    final RecordingOutbox outbox = new RecordingOutbox();
    final MemoryCases cases = new MemoryCases(actor, services, Clock.systemUTC());
    final Resources resources = (bundle, path) -> Optional.ofNullable(TestSite.class.getResource("/page-bundle/" + path));
    final RecordingRequests requests = new RecordingRequests();
    final Site site;
    final Doubles.PlainProvider provider;
    private final Server server = new Server();
    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;

    private TestSite(int wantedPort, boolean gated, String tiles, Proxies proxies) throws Exception {
        Menu menu = new Menu(actor, services, dispatcher, resources, Site.ownTexts());
        site = new Site(new House(actor, sessions, new Credentials(credentials, credentials, credentials, credentials), users, new Doubles.OnePerson(), mandates, town, services, cases, drafts, files, outbox,
                new RecordingAudit(actor, Clock.systemUTC()), dispatcher, requests, menu, filters, new MemoryReturned(), Site.ownTexts(), resources, Clock.systemUTC(),
                new House.MapTiles(tiles, "© Paraugs", "55.8714,26.5161")), 1500);
        ServerConnector connector = new ServerConnector(server);
        connector.setPort(wantedPort);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        Front front = new Front(new Seal(new byte[32]), new Limits(400_000, 2_000_000, 500), site);
        ServletHolder holder = new ServletHolder(front);
        holder.getRegistration().setMultipartConfig(new MultipartConfigElement(null, 2_000_000, 2_100_000, 10_000));
        context.addServlet(holder, "/*");
        if (gated) {
            Gate gate = new Gate(new Headers(tiles, List.of()), proxies, site);
            context.addFilter(new FilterHolder(new GateFilter(gate)), "/*", EnumSet.of(DispatcherType.REQUEST));
        }
        server.setHandler(context);
        server.start();
        port = connector.getLocalPort();
        town.baseUrl = "http://127.0.0.1:" + port;
        provider = new Doubles.PlainProvider(town.baseUrl + "/provider");
        dispatcher.with(IdentityProvider.class, "plain", provider);
        users.users.put("anna", new lv.pkip.kernel.api.identity.Users.User("anna", "Anna Ozola", "anna@daugavpils.example", "environment", Set.of("clerk"), true));
    }

    /** Does what the whiteboard does with a ServletContextHelper. */
    private record GateFilter(Gate gate) implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException, ServletException {
            if (gate.handleSecurity((HttpServletRequest) request, (HttpServletResponse) response)) {
                chain.doFilter(request, response);
            }
        }
    }

    static TestSite start() throws Exception {
        return start(0, "");
    }

    static TestSite start(int port, String tiles) throws Exception {
        return start(port, tiles, Proxies.at(List.of("127.0.0.1"), false));
    }

    /** Behind proxies of the test's own choice. */
    static TestSite behind(Proxies proxies) throws Exception {
        return start(0, "", proxies);
    }

    private static TestSite start(int port, String tiles, Proxies proxies) throws Exception {
        TestSite site = new TestSite(port, true, tiles, proxies);
        site.services.install(Path.of("src/test/resources/bench"));
        return site;
    }

    /** Somebody by-passed the gate. */
    static TestSite withoutGate() throws Exception {
        return new TestSite(0, false, "", Proxies.none());
    }

    @Override
    public void close() throws Exception {
        server.stop();
        site.stop();
    }

    String base() {
        return "http://127.0.0.1:" + port;
    }

    Visitor anonymous() {
        return new Visitor(this, "");
    }

    Visitor resident(String key) {
        return new Visitor(this, sessions.open(Actor.resident(key, "Paula Paraudziņa", Assurance.HIGH), Set.of(), false));
    }

    Visitor resident(String key, String name) {
        return new Visitor(this, sessions.open(Actor.resident(key, name, Assurance.HIGH), Set.of(), false));
    }

    Visitor staff(String login, String... permissions) {
        return new Visitor(this, sessions.open(Actor.staff(login, "Anna Ozola", Optional.of("environment")), Set.of(permissions), false));
    }

    HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** A browser without JavaScript: keeps its session, sends forms with their token. */
    static final class Visitor {
        private final TestSite site;
        private final String token;
        private final Map<String, String> cookies = new java.util.TreeMap<>();
        private final Map<String, String> headers = new java.util.TreeMap<>();

        Visitor(TestSite site, String token) {
            this.site = site;
            this.token = token;
            if (!token.isEmpty()) {
                cookies.put("PKIP", token);
            }
        }

        Visitor cookie(String name, String value) {
            cookies.put(name, value);
            return this;
        }

        Visitor header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        String cookieOf(String name) {
            return cookies.getOrDefault(name, "");
        }

        String csrf() {
            return "csrf-of-" + token;
        }

        private HttpRequest.Builder request(String path) {
            HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(site.base() + path));
            if (!cookies.isEmpty()) {
                builder.header("Cookie", cookies.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining("; ")));
            }
            headers.forEach(builder::header);
            return builder;
        }

        private HttpResponse<String> keep(HttpResponse<String> response) {
            response.headers().allValues("Set-Cookie").forEach(c -> cookies.put(c.substring(0, c.indexOf('=')), c.substring(c.indexOf('=') + 1, c.indexOf(';'))));
            return response;
        }

        HttpResponse<String> get(String path) throws Exception {
            return keep(site.send(request(path).GET().build()));
        }

        /** A file as its bytes. */
        byte[] download(String path) throws Exception {
            return site.client.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray()).body();
        }

        /** A form with its token. */
        HttpResponse<String> post(String path, String... namesAndValues) throws Exception {
            List<String> all = new ArrayList<>(List.of(namesAndValues));
            all.add("_csrf");
            all.add(csrf());
            return postPlain(path, all.toArray(String[]::new));
        }

        /** A form as it is. */
        HttpResponse<String> postPlain(String path, String... namesAndValues) throws Exception {
            StringBuilder body = new StringBuilder();
            for (int i = 0; i < namesAndValues.length; i += 2) {
                body.append(i > 0 ? "&" : "").append(java.net.URLEncoder.encode(namesAndValues[i], StandardCharsets.UTF_8)).append('=')
                        .append(java.net.URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
            }
            return keep(site.send(request(path).header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(body.toString())).build()));
        }

        HttpResponse<String> postFile(String path, String field, String name, String type, byte[] content, String... namesAndValues) throws Exception {
            String mark = "----grenze";
            java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
            List<String> all = new ArrayList<>(List.of(namesAndValues));
            all.add("_csrf");
            all.add(csrf());
            for (int i = 0; i < all.size(); i += 2) {
                body.write(("--" + mark + "\r\nContent-Disposition: form-data; name=\"" + all.get(i) + "\"\r\n\r\n" + all.get(i + 1) + "\r\n").getBytes(StandardCharsets.UTF_8));
            }
            body.write(("--" + mark + "\r\nContent-Disposition: form-data; name=\"" + field + "\"; filename=\"" + name + "\"\r\nContent-Type: " + type + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            body.write(content);
            body.write(("\r\n--" + mark + "--\r\n").getBytes(StandardCharsets.UTF_8));
            return keep(site.send(request(path).header("Content-Type", "multipart/form-data; boundary=" + mark)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())).build()));
        }
    }
}
