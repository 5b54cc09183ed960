package lv.pkip.integration.paymentsandbox;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lv.pkip.integration.payment.Callback;
import lv.pkip.integration.payment.Capabilities;
import lv.pkip.integration.payment.PaymentOrder;
import lv.pkip.integration.payment.PaymentProblem;
import lv.pkip.integration.payment.PaymentProblem.Code;
import lv.pkip.integration.payment.PaymentProvider;
import lv.pkip.integration.payment.PaymentProviderId;
import lv.pkip.integration.payment.PaymentSession;
import lv.pkip.integration.payment.PaymentState;
import lv.pkip.integration.payment.PaymentStatus;
import lv.pkip.kernel.api.integration.Connector;
import lv.pkip.kernel.api.integration.ConnectorHealth;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The merchant's side: speaks with the simulated gateway over HTTP as with any other partner. */
@Component(service = {PaymentProvider.class, ConnectorHealth.class})
@PaymentProviderId("sandbox")
@Connector("payment-sandbox")
public final class SandboxProvider implements PaymentProvider, ConnectorHealth {
    private static final int MAX_ANSWER = 64 * 1024;
    private static final Capabilities CAPABILITIES = new Capabilities(Map.of("lv", "Izmēģinājumu banka (nauda netiek pārskaitīta)",
            "en", "Sandbox bank (no money moves)", "ru", "Тестовый банк (деньги не переводятся)"), true, true, true, true);
    private final Sandbox sandbox;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2))
            .followRedirects(HttpClient.Redirect.NEVER).build();

    @Activate
    public SandboxProvider(@Reference(name = "sandbox") Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public PaymentSession create(PaymentOrder order) {
        Map<String, String> question = new HashMap<>();
        question.put("key", order.key());
        question.put("amount", order.amount().toPlainString());
        question.put("beneficiary", order.beneficiary());
        question.put("iban", order.iban());
        question.put("registration", order.registration());
        question.put("purpose", order.purpose());
        question.put("creditorReference", order.creditorReference());
        question.put("payer", order.payerName());
        question.put("due", Long.toString(order.due().toEpochMilli()));
        question.put("language", order.language());
        question.put("returnUrl", order.returnUrl().toString());
        question.put("callbackUrl", order.callbackUrl().toString());
        Map<String, String> answer = ask("create", question);
        return new PaymentSession(answer.get("reference"), URI.create(answer.get("redirect")),
                Instant.ofEpochMilli(Long.parseLong(answer.get("expires"))));
    }

    @Override
    public PaymentStatus query(String reference) {
        return status(ask("query", Map.of("reference", reference)));
    }

    @Override
    public PaymentStatus refund(String reference, BigDecimal amount, String key) {
        return status(ask("refund", Map.of("reference", reference, "amount", amount.toPlainString(), "key", key)));
    }

    @Override
    public String reference(Callback callback) {
        Map<String, String> event;
        try {
            event = sandbox.wire().verify(Wire.GATEWAY, callback.body());
        } catch (Wire.NotGenuine e) {
            throw new PaymentProblem(Code.NOT_GENUINE, "callback: " + e.getMessage());
        }
        if (!"changed".equals(event.get("event")) || event.get("reference") == null) {
            throw new PaymentProblem(Code.NOT_GENUINE, "callback: not an event");
        }
        if (!sandbox.once().first(Wire.MERCHANT, event.get("jti"))) {
            throw new PaymentProblem(Code.NOT_GENUINE, "callback: replayed");
        }
        return event.get("reference");
    }

    @Override
    public Probe probe() {
        try {
            ask("ping", Map.of());
            return new Probe(true, "ok", sandbox.clock().instant());
        } catch (PaymentProblem e) {
            return new Probe(false, e.getMessage(), sandbox.clock().instant());
        }
    }

    private static PaymentStatus status(Map<String, String> answer) {
        return new PaymentStatus(answer.get("reference"), PaymentState.valueOf(answer.get("state")),
                new BigDecimal(answer.get("amount")), answer.get("currency"), new BigDecimal(answer.get("refunded")),
                Instant.ofEpochMilli(Long.parseLong(answer.get("at"))), answer.get("key"),
                Optional.ofNullable(answer.get("reason")));
    }

    /** Asks and believes only an answer that the gateway signed for this very question. */
    private Map<String, String> ask(String operation, Map<String, String> question) {
        Map<String, String> claims = new HashMap<>(question);
        claims.put("op", operation);
        byte[] body = sandbox.wire().sign(Wire.MERCHANT, claims);
        Map<String, String> answer;
        try {
            answer = sandbox.wire().verify(Wire.GATEWAY, post(operation, body));
            if (!sandbox.wire().verify(Wire.MERCHANT, body).get("jti").equals(answer.get("re"))) {
                throw new PaymentProblem(Code.UNAVAILABLE, "the gateway answered another question");
            }
        } catch (Wire.NotGenuine e) {
            throw new PaymentProblem(Code.UNAVAILABLE, "the answer is not the gateway's: " + e.getMessage(), e);
        }
        if (!"ok".equals(answer.get("outcome"))) {
            throw new PaymentProblem(Code.valueOf(answer.get("outcome")), answer.get("message"));
        }
        return answer;
    }

    private byte[] post(String operation, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(sandbox.apiUrl(operation)))
                .timeout(Duration.ofSeconds(5)).header("Content-Type", Wire.TYPE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream content = response.body()) {
                if (response.statusCode() != 200) {
                    throw new PaymentProblem(Code.UNAVAILABLE, "the gateway answered " + response.statusCode());
                }
                return content.readNBytes(MAX_ANSWER);
            }
        } catch (IOException e) {
            throw new PaymentProblem(Code.UNAVAILABLE, "the gateway did not answer: " + e.getClass().getSimpleName(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PaymentProblem(Code.UNAVAILABLE, "interrupted", e);
        }
    }
}
