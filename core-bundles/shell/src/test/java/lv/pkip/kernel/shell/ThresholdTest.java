package lv.pkip.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While what should answer is not wholly in its place, whoever asks is told to come again. */
class ThresholdTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final ContextHandlerCollection handlers = new ContextHandlerCollection();
    private final Server server = new Server();

    @BeforeEach
    void opened() throws Exception {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.addCustomizer(new Threshold());
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(handlers);
        server.start();
    }

    @AfterEach
    void closed() throws Exception {
        server.stop();
    }

    private HttpResponse<String> ask(String method, String path) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort() + path);
        HttpRequest.BodyPublisher body = method.equals("POST") ? HttpRequest.BodyPublishers.ofString("x".repeat(100_000)) : HttpRequest.BodyPublishers.noBody();
        return http.send(HttpRequest.newBuilder(address).method(method, body).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A context that answers with the name of its servlet, unless a filter answers before. */
    private static ServletContextHandler serving(String path, String servlet) {
        ServletContextHandler context = new ServletContextHandler(null, path);
        ServletHolder holder = new ServletHolder(new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response) throws java.io.IOException {
                response.getWriter().write(servlet);
            }
        });
        holder.setName(servlet);
        context.addServlet(holder, "/*");
        return context;
    }

    private ServletContextHandler begun(ServletContextHandler context) throws Exception {
        handlers.addHandler(context);
        context.start();
        return context;
    }

    private String answer(String path) throws Exception {
        return ask("GET", path).body();
    }

    private void assertPeopleAreRefused() throws Exception {
        for (String method : new String[] {"GET", "POST", "DELETE"}) {
            HttpResponse<String> refused = ask(method, "/services");
            assertEquals(503, refused.statusCode());
            assertEquals("5", refused.headers().firstValue("Retry-After").orElseThrow());
            assertTrue(refused.body().contains("Система запускается"), refused.body());
        }
        assertEquals(503, ask("HEAD", "/").statusCode());
    }

    private void assertProgramsAreRefused() throws Exception {
        for (String method : new String[] {"GET", "POST", "DELETE"}) {
            HttpResponse<String> refused = ask(method, "/api/v1/services");
            assertEquals(503, refused.statusCode());
            assertEquals("5", refused.headers().firstValue("Retry-After").orElseThrow());
            assertEquals("application/problem+json", refused.headers().firstValue("Content-Type").orElseThrow());
        }
    }

    @Test
    void nothingIsThereAtFirst() throws Exception {
        assertPeopleAreRefused();
        assertProgramsAreRefused();
    }

    @Test
    void pagesAndTheApiAreAnsweredAsSoonAsEachIsThere() throws Exception {
        begun(serving("/", "front"));
        assertEquals("front", answer("/services"));
        begun(serving("/api/none", "cxf"));
        assertProgramsAreRefused();
        begun(serving("/api", "cxf"));
        assertEquals("cxf", answer("/api/v1/services"));
        assertEquals("front", answer("/"));
    }

    @Test
    void whatHasNotBegunOrHasEndedIsNotThere() throws Exception {
        ServletContextHandler front = serving("/", "front");
        handlers.addHandler(front);
        assertPeopleAreRefused();
        front.start();
        assertEquals("front", answer("/services"));
        front.stop();
        assertPeopleAreRefused();
    }

    @Test
    void aContextWithoutAServletOfItsOwnIsNotThere() throws Exception {
        begun(serving("/", "default"));
        assertPeopleAreRefused();
        begun(serving("/api", "default"));
        assertProgramsAreRefused();
    }

    @Test
    void allFiltersMustHaveBegun() throws Exception {
        ServletContextHandler api = begun(serving("/api", "cxf"));
        ServletHandler parts = api.getServletHandler();
        FilterHolder waiting = new FilterHolder((request, response, chain) -> chain.doFilter(request, response));
        parts.setFilters(new FilterHolder[] {waiting});
        waiting.stop();
        assertProgramsAreRefused();
        waiting.start();
        assertEquals("cxf", answer("/api/v1/services"));
    }

    @Test
    void whatIsNotForAPathIsRefusedToo() throws Exception {
        for (String line : new String[] {"OPTIONS * HTTP/1.1", "CONNECT example.org:443 HTTP/1.1", "GET //api//v1 HTTP/1.1"}) {
            try (Socket socket = new Socket("127.0.0.1", ((ServerConnector) server.getConnectors()[0]).getLocalPort())) {
                socket.getOutputStream().write((line + "\r\nHost: example.org\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(answer.startsWith("HTTP/1.1 503 "), line + ": " + answer);
            }
        }
    }
}
