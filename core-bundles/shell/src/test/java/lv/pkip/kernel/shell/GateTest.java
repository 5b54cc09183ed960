package lv.pkip.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.List;
import javax.servlet.http.HttpServletRequest;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.shell.gate.Proxies;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
    private TestSite site;

    @BeforeEach
    void start() throws Exception {
        site = TestSite.start();
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void aRequestHasOneReferenceAndIsCountedByItsRoute() throws Exception {
        HttpResponse<String> page = site.anonymous().get("/services/none?name=Anna");
        assertTrue(header(page, "X-Request-Id").matches("[0-9A-Z]{10}"), header(page, "X-Request-Id"));
        assertTrue(page.body().contains(header(page, "X-Request-Id")), page.body());
        site.anonymous().get("/nothing/at/all");
        site.anonymous().get("/work/cases");
        assertEquals(List.of("GET /services/{id} 404", "GET none 404", "GET /work/cases 303"), site.requests.all());
    }

    @Test
    void nothingIsAnsweredWhenTheGateWasNotPassed() throws Exception {
        try (TestSite open = TestSite.withoutGate()) {
            for (String path : new String[] {"/", "/work", "/robots.txt", "/sign-in"}) {
                HttpResponse<String> response = open.staff("anna", "*").get(path);
                assertEquals(503, response.statusCode(), path);
                assertFalse(response.body().contains("<"), "no page is given away");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nothing", "/sign-in", "/robots.txt", "/cases", "/assets/x/kit.css"})
    void everyAnswerHasStrictHeaders(String path) throws Exception {
        HttpResponse<String> response = site.anonymous().get(path);
        String policy = header(response, "Content-Security-Policy");
        assertTrue(policy.startsWith("default-src 'none'"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        assertTrue(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"), policy);
        assertEquals("nosniff", header(response, "X-Content-Type-Options"));
        assertEquals("DENY", header(response, "X-Frame-Options"));
        assertEquals("same-origin", header(response, "Referrer-Policy"));
        assertFalse(header(response, "Permissions-Policy").isEmpty());
        assertTrue(header(response, "Strict-Transport-Security").isEmpty(), "no promise over plain http");
    }

    @Test
    void pagesAreNotKeptButTheKitIs() throws Exception {
        HttpResponse<String> home = site.anonymous().get("/");
        assertEquals("no-store", header(home, "Cache-Control"));
        String kit = home.body().replaceAll("(?s).*href=\"(/assets/[^/]+)/kit.css.*", "$1");
        assertEquals("public, max-age=31536000, immutable", header(site.anonymous().get(kit + "/kit.css"), "Cache-Control"));
        assertEquals("no-cache", header(site.anonymous().get("/assets/old/kit.css"), "Cache-Control"));
        assertEquals(404, site.anonymous().get("/assets/old/kit.properties").statusCode());
        int status = site.anonymous().get(kit + "/..%2F..%2Fi18n%2Fmessages_lv.properties").statusCode();
        assertTrue(status == 400 || status == 404, "a way out of the folder was answered with " + status);
    }

    @Test
    void overHttpsCookiesAreSecureAndTheBrowserIsHeldToIt() throws Exception {
        HttpResponse<String> response = site.anonymous().header("X-Forwarded-Proto", "https").get("/sign-in");
        assertTrue(header(response, "Strict-Transport-Security").startsWith("max-age=31536000"));
        String cookie = header(response, "Set-Cookie");
        assertTrue(cookie.startsWith("PKIP-PRE=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.endsWith("Secure"), cookie);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "TRACE", "PATCH", "OPTIONS"})
    void otherMethodsAreRefused(String method) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(site.base() + "/")).method(method, HttpRequest.BodyPublishers.noBody()).build();
        assertEquals(405, site.send(request).statusCode());
    }

    @Test
    void headGivesTheHeadersOnly() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(site.base() + "/")).method("HEAD", HttpRequest.BodyPublishers.noBody()).build();
        HttpResponse<String> response = site.send(request);
        assertEquals(200, response.statusCode());
        assertEquals("", response.body());
    }

    @Test
    void aForgedSessionIsNobodys() throws Exception {
        assertEquals(303, site.anonymous().cookie("PKIP", "A".repeat(43)).get("/cases").statusCode());
        assertEquals(303, site.anonymous().cookie("PKIP", "\"><script>").get("/cases").statusCode());
    }

    @Test
    void whileTheSessionStoreIsAwayNobodyIsTakenForAnonymous() throws Exception {
        TestSite.Visitor paula = site.resident("p1");
        site.sessions.away = new RuntimeException(new SQLException("gone", "08006"));
        HttpResponse<String> response = paula.get("/");
        assertEquals(503, response.statusCode());
        assertEquals("5", header(response, "Retry-After"));
        assertTrue(response.body().contains(header(response, "X-Request-Id")), "the reference is shown");
        assertEquals(200, site.anonymous().get("/").statusCode(), "who brings no session is served");
    }

    @Test
    void whatWasThereBeforeIs503AndWhatNeverWasIs404() throws Exception {
        site.sessions.away = new Unavailable("x", true);
        assertEquals(503, site.resident("p1").get("/").statusCode());
        site.sessions.away = new Unavailable("x", false);
        assertEquals(404, site.resident("p1").get("/").statusCode());
    }

    @Test
    void programsGetProblemJson() throws Exception {
        HttpResponse<String> response = site.anonymous().header("Accept", "application/json").get("/cases");
        assertEquals(401, response.statusCode());
        assertEquals("application/problem+json", header(response, "Content-Type").replaceAll(";.*", ""));
        assertTrue(response.body().contains("\"type\":\"/problems/sign-in\"") && response.body().contains("\"status\":401"), response.body());
    }

    @Test
    void aProgramThatCallsTheApiBeforeItIsThereIsToldToComeAgain() throws Exception {
        HttpResponse<String> response = site.anonymous().get("/api/v1/cases/KC-2026-1");
        assertEquals(503, response.statusCode());
        assertEquals("5", header(response, "Retry-After"));
        assertEquals("application/problem+json", header(response, "Content-Type"));
        assertTrue(response.body().contains("\"type\":\"/problems/unavailable\""), response.body());
    }

    @Test
    void unexpectedFailuresShowAReferenceAndNothingElse() throws Exception {
        site.sessions.away = new IllegalStateException("jdbc:postgresql://secret");
        HttpResponse<String> response = site.resident("p1").get("/");
        assertEquals(500, response.statusCode());
        assertFalse(response.body().contains("secret"));
        assertTrue(response.body().contains(header(response, "X-Request-Id")));
    }

    @Test
    void tooManyValuesOrTooMuchTextIsRefused() throws Exception {
        TestSite.Visitor anna = site.staff("anna", "*");
        String[] many = new String[1200];
        for (int i = 0; i < many.length; i += 2) {
            many[i] = "case";
            many[i + 1] = "X-" + i;
        }
        assertEquals(413, anna.post("/work/cases/assign", many).statusCode());
        assertEquals("HTTP/1.1 413", announced(anna, "/work/cases/assign", "application/x-www-form-urlencoded", 500_000));
    }

    /** The answer's first words to a body of which only the length is sent: while a client still sends, answer and end of the connection race. */
    private String announced(TestSite.Visitor visitor, String path, String type, int length) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", URI.create(site.base()).getPort())) {
            socket.getOutputStream().write(("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: PKIP=" + visitor.cookieOf("PKIP")
                    + "\r\nContent-Type: " + type + "\r\nContent-Length: " + length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void filesAreRefusedWhereNoneBelong() throws Exception {
        assertEquals(415, site.staff("anna", "*").postFile("/work/cases/assign", "x", "a.pdf", "application/pdf", new byte[10]).statusCode());
        assertEquals(415, site.anonymous().postFile("/sign-in/staff", "x", "a.pdf", "application/pdf", new byte[10]).statusCode());
    }

    @Test
    void anUploadBeyondTheLimitIsRefused() throws Exception {
        TestSite.Visitor paula = site.resident("p1");
        String page = paula.post("/services/bench/apply").headers().firstValue("Location").orElseThrow();
        assertEquals("HTTP/1.1 413", announced(paula, page, "multipart/form-data; boundary=x", 2_200_000));
    }

    @Test
    void brokenEncodingIsABadRequest() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(site.base() + "/sign-in/staff")).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("login=%zz")).build();
        assertEquals(400, site.send(request).statusCode());
    }

    @Test
    void onlyTheProxiesOfTheHouseAreBelievedAndOfWhatTheyAddToTheLastWord() throws Exception {
        try (TestSite behindAnother = TestSite.behind(Proxies.at(List.of("192.0.2.1", "10.0.0.0/8"), true))) {
            HttpResponse<String> response = behindAnother.anonymous().header("X-Forwarded-Proto", "https").get("/sign-in");
            assertTrue(header(response, "Strict-Transport-Security").isEmpty(), "anybody can write this header");
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(site.base() + "/sign-in")).header("X-Forwarded-Proto", "https").header("X-Forwarded-Proto", "http").build();
        assertTrue(header(site.send(request), "Strict-Transport-Security").isEmpty(), "the proxy added its own behind the client's");
    }

    @Test
    void aSettingThatCannotBeReadLetsNobodyBeBelieved() {
        for (String wrong : List.of("proxy.example.lv", "0.0.0.0/0", "10.0.0.0/33", "::/0", "10.0.0.0/8/8", "1.2.3.4.5")) {
            assertFalse(Gate.proxies(settings(wrong)).brought(from("127.0.0.1")), wrong);
        }
        assertTrue(Gate.proxies(settings("127.0.0.1")).vouched(from("127.0.0.1")));
    }

    @Test
    void aProxyIsKnownByItsAddressOrItsBlock() {
        Proxies proxies = Proxies.at(List.of("10.1.0.0/16", "2001:db8::/32", "192.0.2.7"), false);
        for (String from : List.of("10.1.0.1", "10.1.255.255", "2001:db8::1", "[2001:db8:0:0:0:0:0:9]", "192.0.2.7", "::ffff:192.0.2.7")) {
            assertTrue(proxies.brought(from(from)), from);
        }
        for (String from : List.of("10.2.0.1", "9.1.0.1", "2001:db9::1", "192.0.2.8", "", "localhost", "::1", "127.0.0.1")) {
            assertFalse(proxies.brought(from(from)), from);
        }
        assertFalse(proxies.vouched(from("10.1.0.1")), "nobody said that it looks after certificates");
        assertFalse(Proxies.none().brought(from("127.0.0.1")));
    }

    private static HttpServletRequest from(String address) {
        return (HttpServletRequest) Proxy.newProxyInstance(GateTest.class.getClassLoader(), new Class<?>[] {HttpServletRequest.class}, (proxy, method, args) -> {
            assertEquals("getRemoteAddr", method.getName());
            return address;
        });
    }

    private static Settings settings(String proxies) {
        return (Settings) Proxy.newProxyInstance(GateTest.class.getClassLoader(), new Class<?>[] {Settings.class}, (proxy, method, args) -> switch (method.getName()) {
            case "proxied", "clientCertificates" -> true;
            case "proxies" -> new String[] {proxies};
            default -> throw new AssertionError(method);
        });
    }
}
