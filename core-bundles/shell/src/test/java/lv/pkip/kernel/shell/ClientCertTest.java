package lv.pkip.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.servlet.DispatcherType;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.shell.gate.Certificates;
import lv.pkip.kernel.shell.gate.Proxies;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.junit.jupiter.api.Test;

/** Client-Cert (RFC 9440): believed of a proxy that was said to look after it, and of nobody else; it goes no further. */
class ClientCertTest {
    private static final Proxies TRUSTED = Proxies.at(List.of("127.0.0.1", "::1"), true);
    private final HttpClient http = HttpClient.newHttpClient();
    private Page.Request seen;

    private static X509Certificate certificate() throws Exception {
        try (var pem = Files.newInputStream(Path.of("src/test/resources/client.pem"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }

    private static String header() throws Exception {
        return ":" + Base64.getEncoder().encodeToString(certificate().getEncoded()) + ":";
    }

    private HttpResponse<String> get(String address, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What a page for machines is told of the caller. */
    private Page.Request atAPage(Proxies proxies, String... headers) throws Exception {
        seen = null;
        try (TestSite site = TestSite.behind(proxies)) {
            Page page = request -> {
                seen = request;
                return new Page.Redirect("/");
            };
            site.dispatcher.with(Page.class, "machine", page, Map.of("pkip.page.audience", "MACHINE"), "1.0.0");
            assertEquals(303, get(site.base() + "/machine", headers).statusCode());
        }
        return seen;
    }

    @Test
    void aPageSeesTheCertificateThatTheProxyVouchesForAndNotTheHeader() throws Exception {
        Page.Request request = atAPage(TRUSTED, "Client-Cert", header(), "Client-Cert-Chain", header(), "X-Other", "1");
        assertEquals(Optional.of(certificate()), request.caller().certificate());
        assertFalse(request.headers().containsKey("client-cert"));
        assertFalse(request.headers().containsKey("client-cert-chain"));
        assertEquals("1", request.headers().get("x-other"));
    }

    @Test
    void nobodyElseIsBelieved() throws Exception {
        for (Proxies proxies : List.of(Proxies.none(), Proxies.at(List.of("127.0.0.1"), false), Proxies.at(List.of("192.0.2.1"), true))) {
            Page.Request request = atAPage(proxies, "Client-Cert", header(), "X-Forwarded-For", "192.0.2.1");
            assertEquals(Optional.empty(), request.caller().certificate());
            assertFalse(request.headers().containsKey("client-cert"), "nor does a page get to see it");
        }
    }

    @Test
    void whatIsNotExactlyOneCertificateIsNone() throws Exception {
        String good = header();
        String bare = good.substring(1, good.length() - 1);
        for (String wrong : List.of(bare, ":" + bare, bare + ":", "::", ":AAAA:", ":" + bare + "AAAA:", good + ", " + good, good + ";x=1", "\"" + bare + "\"",
                ":" + Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of("src/test/resources/client.pem"))) + ":")) {
            assertEquals(Optional.empty(), atAPage(TRUSTED, "Client-Cert", wrong).caller().certificate(), wrong.substring(0, Math.min(40, wrong.length())));
        }
        assertEquals(Optional.empty(), atAPage(TRUSTED, "Client-Cert", good, "Client-Cert", good).caller().certificate(),
                "two headers: the proxy did not take the client's own away");
        assertEquals(Optional.empty(), atAPage(TRUSTED, "Client-Cert-Chain", good).caller().certificate());
        assertEquals(Optional.empty(), atAPage(TRUSTED).caller().certificate());
    }

    /** What the API would see behind its door; {@code connection} is what the connection itself showed. */
    private String atTheApi(Proxies proxies, Optional<X509Certificate> connection, String... headers) throws Exception {
        Server server = new Server(new InetSocketAddress("127.0.0.1", 0));
        ServletContextHandler context = new ServletContextHandler();
        context.addFilter(new FilterHolder((request, response, chain) -> {
            connection.ifPresent(shown -> request.setAttribute(Certificates.OF_THE_CONNECTION, new X509Certificate[] {shown}));
            chain.doFilter(request, response);
        }), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addFilter(new FilterHolder(new ApiDoor(proxies)), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws java.io.IOException {
                Object shown = request.getAttribute(Certificates.OF_THE_CONNECTION);
                boolean named = Collections.list(request.getHeaderNames()).stream().anyMatch(Certificates::isWordOfAProxy);
                response.getWriter().write((shown instanceof X509Certificate[] some ? some[0].getSubjectX500Principal().getName() : "none") + " "
                        + request.getRemoteAddr() + " " + request.isSecure() + " " + (named || request.getHeader("client-CERT") != null
                        || request.getHeaders("Client-Cert").hasMoreElements()));
            }
        }), "/*");
        server.setHandler(context);
        server.start();
        try {
            return get("http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort() + "/", headers).body();
        } finally {
            server.stop();
        }
    }

    @Test
    void theApiIsToldTheSameByItsDoor() throws Exception {
        String name = certificate().getSubjectX500Principal().getName();
        String[] said = {"Client-Cert", header(), "X-Forwarded-For", "203.0.113.5, 198.51.100.9", "X-Forwarded-Proto", "https"};
        assertEquals(name + " 198.51.100.9 true false", atTheApi(TRUSTED, Optional.empty(), said));
        assertEquals("none 127.0.0.1 false false", atTheApi(Proxies.none(), Optional.empty(), said));
        assertEquals("none 127.0.0.1 false false", atTheApi(Proxies.at(List.of("192.0.2.1"), true), Optional.empty(), said));
        assertEquals("none 198.51.100.9 true false", atTheApi(Proxies.at(List.of("127.0.0.1"), false), Optional.empty(), said));
    }

    @Test
    void theCertificateOfTheProxyItselfIsNobodysAndThatOfAConnectionWithoutOneCounts() throws Exception {
        String name = certificate().getSubjectX500Principal().getName();
        assertEquals("none 127.0.0.1 false false", atTheApi(TRUSTED, Optional.of(certificate())));
        assertEquals(name + " 127.0.0.1 false false", atTheApi(Proxies.none(), Optional.of(certificate())));
    }
}
