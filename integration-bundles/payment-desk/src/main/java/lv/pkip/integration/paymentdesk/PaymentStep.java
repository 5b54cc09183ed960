package lv.pkip.integration.paymentdesk;

import java.util.Optional;
import lv.pkip.kernel.api.service.StepType;
import lv.pkip.kernel.api.service.StepTypeId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Steps of the type {@code payment}: entering one writes an obligation, settling it takes the step's action. */
@Component(service = StepType.class)
@StepTypeId("payment")
public final class PaymentStep implements StepType {
    private final Obligations obligations;
    private final Words words = new Words();

    @Activate
    public PaymentStep(@Reference(name = "obligations") Obligations obligations) {
        this.obligations = obligations;
    }

    @Override
    public void entered(Entered entered) {
        obligations.open(entered);
    }

    @Override
    public void left(String caseId, String step) {
        obligations.cancel(caseId, step);
    }

    @Override
    public Optional<Shown> shown(String caseId, String step, String language) {
        return obligations.ofStep(caseId, step).map(o -> switch (o.state) {
            case OPEN -> new Shown(words.text(language, "step.open", Words.euro(o.amount)), Optional.of(href(o)),
                    Optional.of(words.text(language, "step.open.link")));
            case SETTLED -> new Shown(words.text(language, "step.settled", Words.euro(o.amount), Words.day(o.ended)),
                    Optional.of(href(o)), Optional.of(words.text(language, "step.settled.link")));
            case CANCELLED -> new Shown(words.text(language, "step.cancelled"), Optional.empty(), Optional.empty());
        });
    }

    private static String href(Obligation o) {
        return "/" + PaymentPage.PATH + "/" + o.id;
    }
}
