package lv.pkip.integration.paymentdesk;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import lv.pkip.integration.payment.PaymentProblem;
import lv.pkip.integration.payment.PaymentState;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a resident owes, how to pay it, and the receipt. */
@Component(service = Page.class)
@PagePath(PaymentPage.PATH)
@PageAudience(Audience.RESIDENT)
public final class PaymentPage implements Page {
    static final String PATH = "payment";
    private static final Logger LOG = LoggerFactory.getLogger(PaymentPage.class);
    private static final Problem NOT_FOUND = new Problem(404, "problem.unknown");
    private final Obligations obligations;
    private final Attempts attempts;
    private final Providers providers;
    private final CurrentActor current;
    private final Persons persons;
    private final Words words = new Words();

    @Activate
    public PaymentPage(@Reference(name = "obligations") Obligations obligations,
            @Reference(name = "attempts") Attempts attempts, @Reference(name = "providers") Providers providers,
            @Reference(name = "current") CurrentActor current, @Reference(name = "persons") Persons persons) {
        this.persons = persons;
        this.obligations = obligations;
        this.attempts = attempts;
        this.providers = providers;
        this.current = current;
    }

    @Override
    public Answer handle(Request request) {
        String[] path = request.path().split("/");
        Optional<Obligation> own = obligations.find(path[0]).filter(this::isOwn);
        if (own.isEmpty()) {
            return NOT_FOUND; // that it exists is nobody else's business
        }
        Obligation o = own.get();
        boolean post = request.method().equals("POST");
        if (path.length == 1) {
            return show(o, request.language(), request.parameter("problem"));
        }
        return switch (path[1]) {
            case "start" -> post ? start(o, request) : new Redirect(href(o));
            case "return" -> path.length == 3 ? returned(o, path[2]) : NOT_FOUND;
            case "receipt" -> o.state == Obligation.State.SETTLED ? receipt(o, request.language()) : NOT_FOUND;
            default -> NOT_FOUND;
        };
    }

    /** Of the one in whose name a resident acts now, as cases are. */
    private boolean isOwn(Obligation o) {
        Actor actor = current.get();
        boolean acts = actor.onBehalfOf().isEmpty() || current.session().flatMap(Session::mandate).isPresent();
        return actor.kind() == Actor.Kind.RESIDENT && acts && persons.keys(actor.onBehalfOf().orElse(actor.id())).contains(o.applicantKey);
    }

    private Answer start(Obligation o, Request request) {
        String provider = request.parameter("provider").orElse("");
        String id = request.parameter("attempt").orElse("");
        if (!providers.ids().contains(provider) || !id.matches("[0-9a-f]{32}")) {
            return new Redirect(href(o) + "?problem=choose");
        }
        try {
            Attempt attempt = attempts.start(o.id, provider, id, request.language(), request.baseUrl());
            return towards(attempt, request);
        } catch (Attempts.NotNow e) {
            return new Redirect(href(o) + "?problem=not-now");
        } catch (PaymentProblem e) {
            LOG.warn("Payment {} could not be opened: {} {}", id, e.code(), e.getMessage());
            return new Redirect(href(o) + "?problem=" + (e.code() == PaymentProblem.Code.UNAVAILABLE ? "away" : "refused"));
        }
    }

    /** A form may not lead off this site by itself (Content-Security-Policy form-action), so a link does. */
    private static Answer towards(Attempt attempt, Request request) {
        return attempt.redirect.startsWith(request.baseUrl() + "/")
                ? new Redirect(attempt.redirect)
                : new View("towards", Map.of("partner", URI.create(attempt.redirect).getHost(), "href", attempt.redirect));
    }

    /** The browser is back. What it says is not looked at: the provider is asked. */
    private Answer returned(Obligation o, String attemptId) {
        if (attempts.find(attemptId).filter(a -> a.obligationId.equals(o.id)).isEmpty()) {
            return NOT_FOUND;
        }
        try {
            attempts.verify(attemptId);
        } catch (PaymentProblem e) {
            LOG.info("Payment {} is looked at later: {} {}", attemptId, e.code(), e.getMessage());
        }
        return new Redirect(href(o));
    }

    private View show(Obligation o, String language, Optional<String> problem) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("id", o.id);
        model.put("href", href(o));
        model.put("caseNumber", o.caseNumber);
        model.put("amount", Words.euro(o.amount));
        model.put("purpose", o.purpose);
        model.put("due", Words.day(o.due));
        model.put("beneficiary", o.beneficiary);
        model.put("registration", o.registration);
        model.put("iban", CreditorReference.grouped(o.iban));
        model.put("reference", CreditorReference.grouped(o.reference));
        model.put("state", o.state.name().toLowerCase(java.util.Locale.ROOT));
        model.put("settled", o.ended == null ? "" : Words.moment(o.ended));
        model.put("attempt", UUID.randomUUID().toString().replace("-", ""));
        model.put("providers", choices(language));
        List<Attempt> tried = obligations.attempts(o.id);
        model.put("attempts", tried.stream().map(a -> attempt(a, language)).toList());
        model.put("notice", notice(o, tried));
        model.put("problem", problem.filter(p -> p.matches("choose|not-now|away|refused")).orElse(""));
        return new View("payment", model);
    }

    /** What the payer should know of earlier tries; empty when nothing. */
    private static String notice(Obligation o, List<Attempt> tried) {
        if (tried.stream().anyMatch(a -> Effect.REFUNDABLE.contains(a.effect))) {
            return o.open() ? "mismatch" : "surplus";
        }
        if (!o.open()) {
            return "";
        }
        if (tried.stream().anyMatch(a -> a.effect == Effect.WAITING)) {
            return "received";
        }
        if (tried.stream().anyMatch(a -> a.state == PaymentState.PENDING || a.state == PaymentState.AUTHORISED)) {
            return "waiting";
        }
        return !tried.isEmpty() && tried.get(tried.size() - 1).state == PaymentState.FAILED ? "failed" : "";
    }

    private List<Map<String, Object>> choices(String language) {
        List<Map<String, Object>> choices = new ArrayList<>();
        for (String id : providers.ids()) {
            try {
                providers.use(id, p -> choices.add(Map.of("id", id, "label", p.capabilities().label(language),
                        "sandbox", p.capabilities().sandbox())));
            } catch (PaymentProblem e) {
                LOG.debug("Provider {} went meanwhile", id);
            }
        }
        return choices;
    }

    private Map<String, Object> attempt(Attempt a, String language) {
        String shown = Effect.REFUNDABLE.contains(a.effect) ? "effect." + a.effect.word()
                : "state." + a.state.name().toLowerCase(java.util.Locale.ROOT);
        return Map.of("at", Words.moment(a.created), "provider", providers.label(a.provider, language), "amount",
                Words.euro(a.paid == null ? a.amount : a.paid), "state", words.text(language, shown));
    }

    private Answer receipt(Obligation o, String language) {
        String text = words.text(language, "receipt.text", o.beneficiary, o.registration, o.caseNumber, o.purpose,
                Words.euro(o.amount), Words.moment(o.ended), words.text(language, "way." + way(o)), o.reference,
                o.applicantName);
        return new Content(200, "text/plain; charset=UTF-8", Optional.of("maksajums-" + o.caseNumber + ".txt"),
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String way(Obligation o) {
        return o.paidBy.equals("bank") || o.paidBy.equals("nothing") ? o.paidBy : "provider";
    }

    static String href(Obligation o) {
        return "/" + PATH + "/" + o.id;
    }
}
