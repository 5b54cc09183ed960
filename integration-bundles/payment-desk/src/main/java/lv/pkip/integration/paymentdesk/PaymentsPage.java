package lv.pkip.integration.paymentdesk;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.registry.DeclaresPermission;
import lv.pkip.integration.payment.PaymentProblem;
import lv.pkip.integration.paymentdesk.Obligation.State;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.navigation.NavigationEntry;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.page.PagePermission;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The staff's view of what is owed and what came: lists, details, bank statements, money to be looked at. */
@Component(service = Page.class)
@PagePath(PaymentsPage.PATH)
@PageAudience(Audience.STAFF)
@DeclaresPermission("payments:read")
@DeclaresPermission("payments:reconcile")
@PagePermission("payments:read")
@NavigationEntry(area = "work", text = "nav.payments", order = 60, icon = "payment")
public final class PaymentsPage implements Page {
    static final String PATH = "payments";
    private static final Logger LOG = LoggerFactory.getLogger(PaymentsPage.class);
    private static final Problem NOT_FOUND = new Problem(404, "problem.unknown");
    private static final int PAGE = 50;
    private static final String RECONCILE = "payments:reconcile";
    private final Obligations obligations;
    private final Attempts attempts;
    private final Reconciliation reconciliation;
    private final CurrentActor current;
    private final Audit audit;
    private final PaymentViews views;

    @Activate
    public PaymentsPage(@Reference(name = "obligations") Obligations obligations,
            @Reference(name = "attempts") Attempts attempts,
            @Reference(name = "reconciliation") Reconciliation reconciliation,
            @Reference(name = "providers") Providers providers,
            @Reference(name = "current") CurrentActor current, @Reference(name = "audit") Audit audit) {
        this.obligations = obligations;
        this.attempts = attempts;
        this.reconciliation = reconciliation;
        this.current = current;
        this.audit = audit;
        this.views = new PaymentViews(providers);
    }

    @Override
    public Answer handle(Request request) throws IOException {
        current.require("payments:read");
        boolean post = request.method().equals("POST");
        if (post) {
            current.require(RECONCILE);
        }
        String[] path = request.path().isEmpty() ? new String[0] : request.path().split("/");
        try {
            return switch (path.length) {
                case 0 -> list(request);
                case 1 -> path[0].equals("statements") ? post ? upload(request) : statements(request, Map.of())
                        : details(path[0], request);
                case 2 -> post ? change(path[0], path[1], request) : NOT_FOUND;
                case 3 -> post && path[0].equals("lines") ? line(path[1], path[2], request) : NOT_FOUND;
                default -> NOT_FOUND;
            };
        } catch (Attempts.NotNow e) {
            return new Problem(409, "problem.not-now");
        }
    }

    private Answer list(Request request) {
        String shown = request.parameter("state").filter(s -> s.matches("open|settled|cancelled|attention|all")).orElse("open");
        Optional<State> state = shown.equals("attention") || shown.equals("all") ? Optional.empty()
                : Optional.of(State.valueOf(shown.toUpperCase(Locale.ROOT)));
        Optional<String> number = request.parameter("number").map(String::strip).filter(n -> !n.isEmpty());
        Obligations.Slice slice = number.isPresent()
                ? new Obligations.Slice(obligations.ofNumber(number.get().toUpperCase(Locale.ROOT)), Optional.empty())
                : obligations.list(state, shown.equals("attention"), cursor(request), PAGE);
        audit.record(Audit.Event.ok("payment.list", Settlement.SYSTEM, "payment"));
        return new View("payments", Map.of("shown", shown, "number", number.orElse(""),
                "states", List.of("open", "attention", "settled", "cancelled", "all"),
                "obligations", slice.obligations().stream().map(views::row).toList(),
                "next", slice.next().map(c -> "/" + PATH + "?state=" + shown + "&after=" + c).orElse("")));
    }

    private static Optional<String> cursor(Request request) {
        return request.parameter("after").filter(c -> c.matches("[0-9]{1,15}_[0-9a-f-]{36}"));
    }

    private Answer details(String id, Request request) {
        Optional<Obligation> found = obligations.find(id);
        if (found.isEmpty()) {
            return NOT_FOUND;
        }
        Obligation o = found.get();
        audit.record(Audit.Event.ok("payment.read", Settlement.SYSTEM, "payment").about(o.caseNumber, o.applicantKey));
        return new View("obligation", views.details(o, obligations.attempts(id), obligations.lines(id), request.language(),
                current.may(RECONCILE), request.parameter("problem").filter(p -> p.matches("[a-z-]{1,30}")).orElse("")));
    }

    private Answer change(String id, String what, Request request) {
        String attempt = request.parameter("attempt").orElse("");
        Optional<Attempt> of = attempts.find(attempt).filter(a -> a.obligationId.equals(id));
        if (of.isEmpty()) {
            return NOT_FOUND;
        }
        String note = note(request);
        if (!what.equals("check") && note.isEmpty()) {
            return new Redirect("/" + PATH + "/" + id + "?problem=note");
        }
        try {
            switch (what) {
                case "check" -> attempts.verify(attempt);
                case "refund" -> {
                    attempts.refund(attempt, note);
                    recorded("payment.refund", id);
                }
                case "handled" -> {
                    attempts.handled(attempt, note);
                    recorded("payment.handle", id);
                }
                default -> {
                    return NOT_FOUND;
                }
            }
        } catch (PaymentProblem e) {
            LOG.warn("Payment {} {}: {} {}", attempt, what, e.code(), e.getMessage());
            return new Redirect("/" + PATH + "/" + id + "?problem=partner");
        }
        return new Redirect("/" + PATH + "/" + id);
    }

    private void recorded(String action, String obligationId) {
        obligations.find(obligationId).ifPresent(o -> audit.record(
                Audit.Event.ok(action, Settlement.SYSTEM, "payment").about(o.caseNumber, o.applicantKey)));
    }

    private static String note(Request request) {
        String note = request.parameter("note").orElse("").strip();
        return note.length() > 500 ? note.substring(0, 500) : note;
    }

    private View statements(Request request, Map<String, Object> more) {
        List<BankLine> lines = reconciliation.toLookAt(cursor(request), PAGE);
        BankLine last = lines.size() == PAGE ? lines.get(PAGE - 1) : null;
        return new View("statements", views.statements(lines, request.language(), current.may(RECONCILE),
                last == null ? "" : "/" + PATH + "/statements?after=" + last.created + "_" + last.id,
                request.parameter("problem").filter(p -> p.matches("[a-z0-9-]{1,30}")).orElse(""), more));
    }

    private Answer upload(Request request) throws IOException {
        Upload file = request.files().get("statement");
        if (file == null || file.size() == 0) {
            return statements(request, Map.of("problem", "no-file"));
        }
        try {
            Reconciliation.Outcome done = reconciliation.take(Camt.read(file.content()));
            return statements(request, Map.of("done", Map.of("read", done.read(), "settled", done.settled(),
                    "confirmed", done.confirmed(), "known", done.known(), "left", done.left(), "others", done.others())));
        } catch (Camt.Unreadable e) {
            return statements(request, Map.of("problem", e.getMessage()));
        }
    }

    /** A person matches an entry by reference or case number, or says what was done with it. */
    private Answer line(String id, String what, Request request) {
        String note = note(request);
        if (note.isEmpty()) {
            return new Redirect("/" + PATH + "/statements?problem=note");
        }
        if (what.equals("handled")) {
            reconciliation.handled(id, note);
            return new Redirect("/" + PATH + "/statements");
        }
        Optional<Obligation> found = what.equals("match") ? target(request.parameter("for").orElse("")) : Optional.empty();
        if (found.isEmpty()) {
            return new Redirect("/" + PATH + "/statements?problem=no-such");
        }
        reconciliation.matched(id, found.get(), note);
        return new Redirect("/" + PATH + "/" + found.get().id);
    }

    /** By reference; by case number the open obligation of the case, else its newest. */
    private Optional<Obligation> target(String text) {
        Optional<Obligation> byReference = obligations.ofReference(CreditorReference.normal(text));
        return byReference.isPresent() ? byReference : obligations.ofNumber(text.strip().toUpperCase(Locale.ROOT)).stream()
                .max(Comparator.comparing(Obligation::open).thenComparing(o -> o.nth));
    }
}
