package lv.pkip.kernel.identitydesk;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.navigation.NavigationEntry;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.page.PagePermission;
import lv.pkip.kernel.api.registry.Approvals.Approval;
import lv.pkip.kernel.api.registry.Approvals.State;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.RegistryProblem;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Rights that a second person has to agree to: those that wait, what would be gained, and what was decided. */
@Component(service = Page.class)
@PagePath("users-approvals")
@PageAudience(Audience.STAFF)
@PagePermission("users:approve")
@NavigationEntry(area = "work", text = "nav.approvals", order = 631, icon = "check")
public final class ApprovalsPage implements Page {
    private static final int PAGE = 50;
    private final Desk desk;
    private final AccountViews views;

    @Activate
    public ApprovalsPage(@Reference(name = "desk") Desk desk) {
        this.desk = desk;
        this.views = new AccountViews(desk);
    }

    /** A line. */
    public record Row(long id, String kind, String subject, String gains, String askedBy, String asked, String reason, String state, String tone,
            String decidedBy, String decided, String answer) { }

    @Override
    public Answer handle(Request request) throws Exception {
        return desk.open(request, Desk.APPROVE, ask -> {
            List<String> path = ask.path();
            if (path.isEmpty() || path.equals(List.of("decided"))) {
                return ask.post() ? Desk.NOT_FOUND : path.isEmpty() ? waiting(ask) : decided(ask);
            }
            Optional<Approval> found = find(Ask.number(path.get(0), -1));
            if (found.isEmpty() || path.size() > 1) {
                return Desk.NOT_FOUND;
            }
            return ask.post() ? decide(ask, found.get()) : one(ask, found.get(), desk.flaws(ask));
        });
    }

    private Optional<Approval> find(long id) {
        return desk.approvals().waiting().stream().filter(one -> one.id() == id).findFirst()
                .or(() -> desk.approvals().decided(id + 1, 1).stream().filter(one -> one.id() == id).findFirst());
    }

    private Answer waiting(Ask ask) {
        return desk.show(ask, "approvals", "approvals", Map.of("shown", "waiting", "next", "",
                "rows", desk.approvals().waiting().stream().map(one -> row(one, ask.language())).toList()));
    }

    private Answer decided(Ask ask) {
        List<Approval> decided = desk.approvals().decided(ask.number("before"), PAGE);
        return desk.show(ask, "approvals", "approvals", Map.of("shown", "decided",
                "next", decided.size() < PAGE ? "" : "/users-approvals/decided?before=" + decided.get(PAGE - 1).id(),
                "rows", decided.stream().map(one -> row(one, ask.language())).toList()));
    }

    private Row row(Approval one, String language) {
        String state = one.state().name().toLowerCase(java.util.Locale.ROOT);
        return new Row(one.id(), desk.words().text(language, "subject." + one.kind().name().toLowerCase(java.util.Locale.ROOT)), subject(one, language),
                views.gains(one, language), desk.person(one.askedBy()), Words.moment(one.asked()), one.reason(), state,
                one.state() == State.APPROVED ? "good" : one.state() == State.REFUSED ? "bad" : "waiting",
                one.decidedBy().map(desk::person).orElse(""), one.decided().map(Words::moment).orElse(""), one.answer());
    }

    private String subject(Approval one, String language) {
        return switch (one.kind()) {
            case ACCOUNT -> desk.person(one.subject()) + " (" + one.subject() + ")";
            case POSITION -> desk.position(one.subject(), language);
            case GROUP -> desk.group(one.subject());
            case ROLE -> desk.role(one.subject(), language);
            case UNIT -> desk.unit(one.subject(), language);
        };
    }

    private static String href(Approval one) {
        return switch (one.kind()) {
            case ACCOUNT -> "/users/account/" + one.subject();
            case POSITION -> "/users/positions/" + one.subject();
            case GROUP -> "/users/groups/" + one.subject();
            case ROLE -> "/users/roles/" + one.subject();
            case UNIT -> "/users/units/" + one.subject();
        };
    }

    private Answer one(Ask ask, Approval one, Flaws flaws) {
        String language = ask.language();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("row", row(one, language));
        model.put("href", desk.current().may(Desk.READ) ? href(one) : "");
        model.put("abilities", one.kind() == Registry.Subject.ROLE ? desk.abilities().of(one.gains(), language) : desk.abilities().ofRoles(one.gains(), language));
        model.put("holders", switch (one.kind()) {
            case ROLE -> new AccessReport(desk).byRole(one.subject(), language).stream().map(AccessReport.Line::name).distinct().limit(50).toList();
            case POSITION -> desk.directory().accounts().stream().filter(a -> a.employment().position().equals(one.subject()))
                    .map(a -> a.profile().displayName()).limit(50).toList();
            case GROUP -> desk.directory().group(one.subject()).map(g -> g.members().stream().map(desk::person).sorted(Words.sorted(n -> n)).limit(50).toList()).orElse(List.of());
            default -> List.of();
        });
        model.put("act", one.act().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        model.put("refusal", refusal(one));
        model.put("reason", ask.text("reason"));
        return desk.show(ask, "approvals", "approval", flaws, model);
    }

    /** Why the one who looks may not decide on it; empty when that one may. */
    private String refusal(Approval one) {
        String me = desk.current().get().id();
        if (one.state() != State.WAITING) {
            return "decided";
        }
        if (one.askedBy().equals(me)) {
            return "own-request";
        }
        return one.kind() == Registry.Subject.ACCOUNT && one.subject().equals(me) && !one.gains().isEmpty() ? "own-gain" : "";
    }

    private Answer decide(Ask ask, Approval one) {
        boolean approve = ask.text("act").equals("approve");
        Flaws flaws = desk.flaws(ask);
        if (!approve && !ask.text("act").equals("refuse")) {
            return Desk.NOT_FOUND;
        }
        flaws.needs("reason", ask.text("reason"));
        if (flaws.none()) {
            try {
                if (approve) {
                    desk.approvals().approve(one.id(), ask.text("reason"));
                } else {
                    desk.approvals().refuse(one.id(), ask.text("reason"));
                }
                return new Redirect("/users-approvals?said=" + (approve ? "approved" : "refused"));
            } catch (RegistryProblem e) {
                flaws.add("reason", e.code() == RegistryProblem.Code.SAME_PERSON ? "problem.same_person" : "problem.not_now");
            }
        }
        return one(ask, one, flaws);
    }
}
