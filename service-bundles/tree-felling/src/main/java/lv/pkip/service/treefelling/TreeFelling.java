package lv.pkip.service.treefelling;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.CaseHandler;
import lv.pkip.kernel.api.service.Decision;
import lv.pkip.kernel.api.service.EService;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Rules;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** The rules of the permit to fell trees outside forest (MK 309 of 02.05.2012) that a declaration cannot say. */
// Without configuration of its own, SCR uses no service in the bundle's name; the framework would keep a husk of each version that did.
@Component(service = CaseHandler.class, configurationPolicy = ConfigurationPolicy.IGNORE)
@EService("tree-felling")
public final class TreeFelling implements CaseHandler {

    private static final String INSPECT = "inspect";

    @Override
    public List<Finding> check(Submission submission) {
        return new ApplicationCheck(submission).findings();
    }

    @Override
    public Decision decide(StepRequest request) {
        return switch (request.action()) {
            case "correct" -> corrected(request);
            case INSPECT -> inspected(request);
            case "coordinated" -> coordinated(request);
            case "calculate" -> calculated(request);
            case "grant" -> granted(request);
            default -> Decision.asDeclared();
        };
    }

    private static Decision corrected(StepRequest request) {
        List<Finding> findings = new ApplicationCheck(new Submission(request.definition(), request.input(),
                request.today(), request.rules())).findings().stream()
                .filter(finding -> finding.severity() != Finding.Severity.NOTICE).toList();
        return findings.isEmpty() ? Decision.asDeclared() : Decision.refuse(findings);
    }

    private static Decision inspected(StepRequest request) {
        LocalDate day = request.input().text("date").map(LocalDate::parse).orElse(request.today());
        if (day.isAfter(request.today())) {
            return Decision.refuse(List.of(Finding.error("date", "error.inspection.date.future")));
        }
        return new Opinions(request, request.input()).none() ? Decision.to("calculation") : Decision.asDeclared();
    }

    private static Decision coordinated(StepRequest request) {
        Answers act = request.data().getOrDefault(INSPECT, Answers.empty());
        List<Finding> missing = new Opinions(request, act).missing(request.data());
        return missing.isEmpty() ? Decision.asDeclared() : Decision.refuse(missing);
    }

    private static Decision calculated(StepRequest request) {
        BigDecimal total = Optional.ofNullable(request.results().get("compensation"))
                .flatMap(result -> result.amount("total"))
                .orElseThrow(() -> new Rules.RuleProblem("compensation gives no total"));
        return total.signum() == 0 ? Decision.to("decision-free") : Decision.asDeclared();
    }

    private static Decision granted(StepRequest request) {
        LocalDate until = request.input().text("validUntil").map(LocalDate::parse).orElse(request.today());
        return until.isAfter(request.today()) ? Decision.asDeclared()
                : Decision.refuse(List.of(Finding.error("validUntil", "error.grant.validUntil.past")));
    }
}
