package lv.pkip.kernel.identitydesk;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.navigation.NavigationEntry;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.Substitutions.Substitution;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Who stands in for whom: everybody's own, all for those who may see users; one names one's own substitute. */
@Component(service = Page.class)
@PagePath("substitutions")
@PageAudience(Audience.STAFF)
@NavigationEntry(area = "work", text = "nav.substitutions", order = 90, icon = "calendar")
public final class SubstitutionsPage implements Page {
    private static final int PAGE = 50;
    private final Desk desk;

    @Activate
    public SubstitutionsPage(@Reference(name = "desk") Desk desk) {
        this.desk = desk;
    }

    @Override
    public Answer handle(Request request) throws Exception {
        return desk.open(request, "", ask -> {
            List<String> path = ask.path();
            if (path.isEmpty()) {
                return ask.post() ? begin(ask) : list(ask, desk.flaws(ask));
            }
            return path.size() == 2 && path.get(1).equals("end") && ask.post() ? end(Ask.number(path.get(0), -1)) : Desk.NOT_FOUND;
        });
    }

    private Answer list(Ask ask, Flaws flaws) {
        String me = desk.current().get().id();
        boolean all = ask.has("all");
        if (all) {
            desk.current().require(Desk.READ);
        }
        String q = ask.text("q", 100).toLowerCase(java.util.Locale.ROOT);
        List<SubstitutionViews.Row> rows = new SubstitutionViews(desk).rows(desk.substitutions().of(all ? Optional.empty() : Optional.of(me))).stream()
                .filter(row -> (row.absent() + " " + row.substitute()).toLowerCase(java.util.Locale.ROOT).contains(q)).toList();
        int page = (int) Math.max(1, Math.min(ask.number("page"), (rows.size() + PAGE - 1) / PAGE));
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("rows", rows.subList(Math.min((page - 1) * PAGE, rows.size()), Math.min(page * PAGE, rows.size())));
        model.put("next", page * PAGE < rows.size() ? "/substitutions?page=" + (page + 1) + (all ? "&all=1" : "") : "");
        model.put("all", all);
        model.put("mayAll", desk.current().may(Desk.READ));
        model.put("q", ask.text("q", 100));
        model.put("absent", ask.post() ? ask.text("absent", 64) : me);
        model.put("substitute", ask.text("substitute", 64));
        // Everybody may name a substitute, so everybody may choose among colleagues: names and logins, nothing more.
        List<Choice> people = Choices.people(desk, any -> true, "");
        model.put("people", people);
        model.put("from", ask.post() ? ask.text("from") : desk.today().toString());
        model.put("to", ask.text("to"));
        model.put("reason", ask.text("reason"));
        model.put("me", desk.person(me));
        return desk.show(ask, "substitutions", "substitutions", flaws, model);
    }

    private Answer begin(Ask ask) {
        String me = desk.current().get().id();
        String absent = ask.has("absent") ? ask.text("absent", 64) : me;
        if (!absent.equals(me)) {
            desk.current().require(Desk.MANAGE);
        }
        Flaws flaws = desk.flaws(ask);
        String substitute = ask.text("substitute", 64);
        Optional<LocalDate> from = ask.day("from", flaws);
        Optional<LocalDate> to = ask.day("to", flaws);
        flaws.needs("substitute", substitute);
        flaws.needs("from", ask.text("from"));
        flaws.needs("to", ask.text("to"));
        if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
            flaws.add("to", "error.day.before");
        }
        if (to.isPresent() && to.get().isBefore(desk.today())) {
            flaws.add("to", "error.day.past");
        }
        flaws.needs("reason", ask.text("reason"));
        if (flaws.none()) {
            try {
                desk.substitutions().begin(absent, substitute, from.orElseThrow(), to.orElseThrow(), ask.text("reason"));
                return new Redirect("/substitutions?said=substituted" + (absent.equals(me) ? "" : "&all=1"));
            } catch (RegistryProblem e) {
                flaws.add(e);
            }
        }
        return list(ask, flaws);
    }

    private Answer end(long id) {
        String me = desk.current().get().id();
        Optional<Substitution> own = desk.substitutions().of(Optional.of(me)).stream().filter(one -> one.id() == id && one.absent().equals(me)).findFirst();
        if (own.isEmpty()) {
            desk.current().require(Desk.MANAGE);
        }
        desk.substitutions().end(id);
        return new Redirect("/substitutions?said=ended" + (own.isEmpty() ? "&all=1" : ""));
    }
}
