package lv.pkip.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.HandlerCollection;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NotYetThereTest {
    private final Server server = new Server();
    private final ServletContextHandler somebody = new ServletContextHandler(null, "/there");
    private URI address;

    @BeforeEach
    void start() throws Exception {
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new HandlerCollection(new Handler[] {somebody, new NotYetThere()}));
        server.start();
        address = URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(address.resolve(path)).build(), BodyHandlers.ofString());
    }

    @Test
    void says_to_a_program_when_to_come_again() throws Exception {
        HttpResponse<String> answer = get("/api/v1/services");
        assertEquals(503, answer.statusCode());
        assertEquals("2", answer.headers().firstValue("Retry-After").orElseThrow());
        assertEquals("application/problem+json", answer.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(answer.body().contains("\"/problems/unavailable\""), answer.body());
    }

    @Test
    void tells_people_in_their_language_and_comes_again_by_itself() throws Exception {
        HttpResponse<String> answer = get("/");
        assertEquals(503, answer.statusCode());
        assertEquals("2", answer.headers().firstValue("Refresh").orElseThrow());
        for (String language : new String[] {"lv", "en", "ru"}) {
            assertTrue(answer.body().contains("<section lang=\"" + language + "\"><h1>"), answer.body());
        }
    }

    @Test
    void leaves_what_somebody_answered() throws Exception {
        assertEquals(404, get("/there/nothing").statusCode());
    }
}
