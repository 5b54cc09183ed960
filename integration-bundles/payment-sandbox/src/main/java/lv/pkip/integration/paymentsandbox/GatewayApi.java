package lv.pkip.integration.paymentsandbox;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lv.pkip.integration.payment.PaymentProblem;
import lv.pkip.integration.payment.PaymentProblem.Code;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The gateway's side for merchants' servers: signed questions, signed answers. */
@Component(service = Page.class)
@PagePath(Sandbox.API)
@PageAudience(Audience.MACHINE)
public final class GatewayApi implements Page {
    private final Sandbox sandbox;

    @Activate
    public GatewayApi(@Reference(name = "sandbox") Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    @Override
    public Answer handle(Request request) {
        if (!request.method().equals("POST")) {
            return plain(405, "POST only");
        }
        Map<String, String> question;
        try {
            question = sandbox.wire().verify(Wire.MERCHANT, request.body());
        } catch (Wire.NotGenuine e) {
            return plain(401, "not signed by the merchant, or its time is over: " + e.getMessage());
        }
        if (!request.path().equals(question.get("op"))) {
            return plain(401, "signed for another operation");
        }
        if (!sandbox.once().first(Wire.GATEWAY, question.get("jti"))) {
            return plain(409, "this message came before");
        }
        Map<String, String> answer = new LinkedHashMap<>(answer(question));
        answer.put("re", question.get("jti")); // so that no old answer can be given to a new question
        return new Content(200, Wire.TYPE, Optional.empty(),
                new ByteArrayInputStream(sandbox.wire().sign(Wire.GATEWAY, answer)));
    }

    private Map<String, String> answer(Map<String, String> question) {
        try {
            return switch (question.get("op")) {
                case "create" -> opened(sandbox.gateway().open(question));
                case "query" -> status(sandbox.gateway().find(question.get("reference")));
                case "refund" -> status(sandbox.gateway().refund(question.get("reference"),
                        new BigDecimal(question.get("amount")), question.get("key")));
                case "ping" -> Map.of("outcome", "ok");
                default -> Map.of("outcome", Code.REFUSED.name(), "message", "no such operation");
            };
        } catch (PaymentProblem e) {
            return Map.of("outcome", e.code().name(), "message", e.getMessage());
        }
    }

    private Map<String, String> opened(Payment p) {
        return Map.of("outcome", "ok", "reference", p.reference, "redirect", sandbox.pageUrl(p.reference),
                "expires", Long.toString(p.due));
    }

    private static Map<String, String> status(Payment p) {
        Map<String, String> status = new LinkedHashMap<>();
        status.put("outcome", "ok");
        status.put("reference", p.reference);
        status.put("state", p.state.name());
        status.put("amount", (p.paid == null ? p.amount : p.paid).toPlainString());
        status.put("currency", "EUR");
        status.put("refunded", p.refunded.toPlainString());
        status.put("at", Long.toString(p.changed));
        status.put("key", p.key);
        if (p.reason != null) {
            status.put("reason", p.reason);
        }
        return status;
    }

    private static Content plain(int status, String text) {
        return new Content(status, "text/plain; charset=UTF-8", Optional.empty(),
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
