package lv.pkip.integration.paymentsandbox;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.integration.payment.PaymentProblem;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The page of the simulated bank, where a payer pays or does what payers and banks also do. */
@Component(service = Page.class)
@PagePath(Sandbox.PAGE)
@PageAudience(Audience.PUBLIC)
public final class GatewayPage implements Page {
    private static final List<String> CHOICES = List.of("pay", "refuse", "late", "double", "lost", "changed");
    private final Sandbox sandbox;

    @Activate
    public GatewayPage(@Reference(name = "sandbox") Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    @Override
    public Answer handle(Request request) {
        try {
            return request.method().equals("POST") ? choose(request) : show(sandbox.gateway().find(request.path()));
        } catch (PaymentProblem e) {
            return new Problem(404, "problem.unknown");
        }
    }

    private Answer choose(Request request) {
        Optional<Choice> choice = request.parameter("choice").flatMap(Choice::of);
        if (choice.isEmpty()) {
            return show(sandbox.gateway().find(request.path()));
        }
        Payment payment = sandbox.gateway().choose(request.path(), choice.get());
        // a payer whose callback is lost has closed the browser: nothing leads back
        return choice.get() == Choice.LOST ? show(payment) : new Redirect(payment.returnUrl);
    }

    private static View show(Payment p) {
        return new View("payment", Map.of("beneficiary", p.beneficiary, "iban", p.iban, "purpose", p.purpose,
                "reference", p.creditorReference, "amount", p.amount.toPlainString().replace('.', ','), "payer", p.payer,
                "state", p.state.name().toLowerCase(java.util.Locale.ROOT), "open", p.waiting() && p.paysAt == null,
                "choices", CHOICES, "action", "/" + Sandbox.PAGE + "/" + p.reference));
    }
}
