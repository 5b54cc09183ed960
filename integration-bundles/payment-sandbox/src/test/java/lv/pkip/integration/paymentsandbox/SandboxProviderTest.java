package lv.pkip.integration.paymentsandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lv.pkip.integration.payment.Callback;
import lv.pkip.integration.payment.PaymentOrder;
import lv.pkip.integration.payment.PaymentProblem;
import lv.pkip.integration.payment.PaymentProvider;
import lv.pkip.integration.payment.PaymentProviderContract;
import lv.pkip.integration.payment.PaymentSession;
import lv.pkip.integration.payment.PaymentState;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.testkit.HouseRules;
import lv.pkip.kernel.testkit.MadeUpTown;
import lv.pkip.kernel.testkit.PageServer;
import lv.pkip.kernel.testkit.SettableClock;
import lv.pkip.kernel.testkit.TestJpa;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SandboxProviderTest implements PaymentProviderContract {
    private final TestJpa jpa = TestJpa.open("paymentsandbox");
    private final PageServer server = PageServer.start();
    private final SettableClock clock = SettableClock.at(java.time.Instant.now().toString());
    private final BlockingQueue<byte[]> called = new LinkedBlockingQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();
    @TempDir
    Path folder;
    private RunningSandbox sandbox;

    @BeforeEach
    void start() {
        sandbox = new RunningSandbox(server, jpa, MadeUpTown.at(server.baseUrl()), clock, folder);
        server.with("desk", request -> {
            if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return new Page.Problem(503, "later");
            }
            called.add(request.body());
            return new Page.Content(200, "text/plain", Optional.empty(), new ByteArrayInputStream(new byte[0]));
        });
    }

    @AfterEach
    void stop() {
        sandbox.close();
        server.close();
        jpa.close();
    }

    @Override
    public PaymentProvider provider() {
        return sandbox.provider();
    }

    @Override
    public void payerPays(PaymentSession session) {
        sandbox.payer(session.reference(), "pay");
    }

    @Override
    public void payerRefuses(PaymentSession session) {
        sandbox.payer(session.reference(), "refuse");
    }

    @Override
    public void payerNeverComes(PaymentSession session) {
        clock.set(session.expires().plusSeconds(1));
    }

    @Override
    public Callback callback(PaymentSession session) {
        return new Callback("POST", Map.of(), Map.of(), sandbox.callbackBody(session.reference()));
    }

    @Override
    public void partnerIsReachable(boolean reachable) {
        sandbox.reachable(reachable);
    }

    @Override
    public void restart() {
        sandbox.restart();
    }

    @Test
    void keeps_the_house_rules() {
        HouseRules.check(SandboxProvider.class);
    }

    @Test
    void the_secret_is_made_once_and_only_its_owner_can_read_it() throws Exception {
        provider().create(order("1.00"));
        Path file = folder.resolve("payment-sandbox.key");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        String first = Files.readString(file);
        restart();
        provider().create(order("1.00"));
        assertEquals(first, Files.readString(file));
    }

    @Test
    void a_payment_is_called_back_once() throws Exception {
        PaymentSession session = provider().create(toDesk("5.00"));
        sandbox.payer(session.reference(), "pay");
        assertEquals(session.reference(), reference(next()));
        sandbox.caller().round();
        assertTrue(called.isEmpty());
    }

    @Test
    void a_double_callback_comes_twice_as_two_messages() throws Exception {
        PaymentSession session = provider().create(toDesk("5.00"));
        sandbox.payer(session.reference(), "double");
        assertEquals(session.reference(), reference(next()));
        assertEquals(session.reference(), reference(next()));
    }

    @Test
    void a_lost_callback_never_comes_and_the_money_is_there() {
        PaymentSession session = provider().create(toDesk("5.00"));
        sandbox.payer(session.reference(), "lost");
        clock.forward(Duration.ofMinutes(30));
        sandbox.caller().round();
        assertTrue(called.isEmpty());
        assertEquals(PaymentState.PAID, provider().query(session.reference()).state());
    }

    @Test
    void a_late_payment_is_pending_until_its_time_and_then_called_back() throws Exception {
        PaymentSession session = provider().create(toDesk("5.00"));
        sandbox.payer(session.reference(), "late");
        sandbox.caller().round();
        assertTrue(called.isEmpty());
        assertEquals(PaymentState.PENDING, provider().query(session.reference()).state());
        clock.forward(Duration.ofSeconds(61));
        assertEquals(session.reference(), reference(next()));
        assertEquals(PaymentState.PAID, provider().query(session.reference()).state());
    }

    @Test
    void a_changed_amount_is_told_as_it_came() {
        PaymentSession session = provider().create(toDesk("5.00"));
        sandbox.payer(session.reference(), "changed");
        assertEquals(new BigDecimal("4.99"), provider().query(session.reference()).amount());
    }

    @Test
    void a_callback_that_was_not_taken_comes_again_also_after_a_restart() throws Exception {
        refusals.set(1);
        PaymentSession session = provider().create(toDesk("5.00"));
        sandbox.payer(session.reference(), "pay");
        sandbox.caller().round();
        assertTrue(called.isEmpty() || refusals.get() == 0);
        restart();
        clock.forward(Duration.ofMinutes(2));
        assertEquals(session.reference(), reference(next()));
    }

    @Test
    void what_the_payer_chose_first_stays() {
        PaymentSession session = provider().create(toDesk("5.00"));
        sandbox.payer(session.reference(), "refuse");
        sandbox.payer(session.reference(), "pay");
        assertEquals(PaymentState.FAILED, provider().query(session.reference()).state());
    }

    @Test
    void the_machine_endpoint_answers_nobody_without_the_secret() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        Wire stranger = new Wire(() -> new byte[32], clock);
        for (byte[] body : new byte[][] {new byte[0], "{}".getBytes(StandardCharsets.UTF_8),
                stranger.sign(Wire.MERCHANT, Map.of("op", "ping")),
                sandbox.sandbox().wire().sign(Wire.GATEWAY, Map.of("op", "ping")),
                sandbox.sandbox().wire().sign(Wire.MERCHANT, Map.of("op", "query"))}) {
            assertEquals(401, post(http, body));
        }
    }

    @Test
    void a_recorded_question_is_not_answered_again_nor_after_its_time() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        byte[] body = sandbox.sandbox().wire().sign(Wire.MERCHANT, Map.of("op", "ping"));
        assertEquals(200, post(http, body));
        assertEquals(409, post(http, body));
        clock.forward(Duration.ofMinutes(6));
        sandbox.sandbox().once().forgetOld();
        assertEquals(401, post(http, body));
    }

    @Test
    void another_algorithm_in_the_header_is_not_accepted() {
        String none = "eyJhbGciOiJub25lIn0." + new String(sandbox.callbackBody("x"), StandardCharsets.US_ASCII).split("\\.")[1] + ".";
        assertEquals(PaymentProblem.Code.NOT_GENUINE, assertThrows(PaymentProblem.class, () -> provider().reference(
                new Callback("POST", Map.of(), Map.of(), none.getBytes(StandardCharsets.US_ASCII)))).code());
    }

    @Test
    void health_follows_the_line_to_the_gateway() {
        assertTrue(sandbox.connector().probe().alive());
        sandbox.reachable(false);
        assertFalse(sandbox.connector().probe().alive());
    }

    @Test
    void the_page_leads_the_payer_back_except_when_the_browser_is_closed() throws Exception {
        GatewayPage page = new GatewayPage(sandbox.sandbox());
        PaymentSession first = provider().create(toDesk("5.00"));
        assertEquals(new Page.Redirect("http://127.0.0.1/payment/return"), choose(page, first, "pay"));
        PaymentSession second = provider().create(toDesk("5.00"));
        assertEquals("payment", ((Page.View) choose(page, second, "lost")).template());
        assertEquals(new Page.Problem(404, "problem.unknown"), choose(page,
                new PaymentSession("nothing", first.redirect(), first.expires()), "pay"));
    }

    private static Page.Answer choose(GatewayPage page, PaymentSession session, String choice) {
        return page.handle(new Page.Request("POST", session.reference(), Map.of("choice", java.util.List.of(choice)),
                Map.of(), new byte[0], "lv", "http://127.0.0.1"));
    }

    private int post(HttpClient http, byte[] body) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(sandbox.sandbox().apiUrl("ping")))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private PaymentOrder toDesk(String amount) {
        PaymentOrder o = order(amount);
        return new PaymentOrder(o.key(), o.amount(), o.beneficiary(), o.iban(), o.registration(), o.purpose(),
                o.creditorReference(), o.classification(), o.payerName(), clock.instant().plusSeconds(3600), o.language(),
                o.returnUrl(), URI.create(server.baseUrl() + "/desk"));
    }

    private byte[] next() throws InterruptedException {
        byte[] body = called.poll(10, TimeUnit.SECONDS);
        assertTrue(body != null, "no callback within 10 s");
        return body;
    }

    private String reference(byte[] body) {
        return provider().reference(new Callback("POST", Map.of(), Map.of(), body));
    }
}
