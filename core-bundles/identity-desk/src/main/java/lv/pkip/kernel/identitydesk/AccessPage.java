package lv.pkip.kernel.identitydesk;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.page.PagePermission;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Who has access: by permission, by person, by role; on the screen, on paper, as a file. */
@Component(service = Page.class)
@PagePath("users/access")
@PageAudience(Audience.STAFF)
@PagePermission("users:read")
public final class AccessPage implements Page {
    private static final List<String> WAYS = List.of("permission", "person", "role");
    private static final int MOST = 1000;
    private final Desk desk;

    @Activate
    public AccessPage(@Reference(name = "desk") Desk desk) {
        this.desk = desk;
    }

    @Override
    public Answer handle(Request request) throws Exception {
        return desk.open(request, Desk.READ, ask -> {
            if (ask.post() || !ask.path().isEmpty() && !ask.path().equals(List.of("export"))) {
                return Desk.NOT_FOUND;
            }
            String by = ask.one("by", WAYS);
            String what = ask.text("what", 130);
            List<AccessReport.Line> lines = lines(by, what, ask.language());
            return ask.path().isEmpty() ? show(ask, by, what, lines) : export(ask, by, lines);
        });
    }

    private List<AccessReport.Line> lines(String by, String what, String language) {
        AccessReport report = new AccessReport(desk);
        if (what.isEmpty()) {
            return List.of();
        }
        return switch (by) {
            case "person" -> report.byPerson(what, language);
            case "role" -> report.byRole(what, language);
            default -> report.byPermission(what, language);
        };
    }

    private Answer show(Ask ask, String by, String what, List<AccessReport.Line> lines) {
        String language = ask.language();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("by", by);
        model.put("what", what);
        model.put("ways", WAYS);
        model.put("permissions", desk.permissions().declared().stream().map(p -> new Choice(p.permission(), desk.source(p.source(), language) + ": " + p.text(language)
                + " (" + p.permission() + ")", p.permission().equals(what))).sorted(Words.sorted(Choice::text)).toList());
        model.put("roles", Choices.roles(desk.directory(), language, Set.of(what)));
        model.put("people", Choices.people(desk, any -> true, by.equals("person") ? what : ""));
        model.put("asked", heading(by, what, language));
        model.put("lines", lines.stream().limit(MOST).toList());
        model.put("all", lines.size());
        model.put("persons", lines.stream().map(AccessReport.Line::login).distinct().count());
        model.put("cut", lines.size() > MOST);
        model.put("abilities", by.equals("person") ? desk.abilities().ofRoles(new TreeSet<>(lines.stream().map(AccessReport.Line::role).toList()), language) : List.of());
        model.put("export", what.isEmpty() ? "" : "/users/access/export?by=" + by + "&what=" + URLEncoder.encode(what, StandardCharsets.UTF_8));
        model.put("on", Words.day(desk.today()));
        return desk.show(ask, "access", "access", model);
    }

    private String heading(String by, String what, String language) {
        return switch (by) {
            case "person" -> desk.person(what);
            case "role" -> desk.role(what, language);
            default -> desk.permissions().declared().stream().filter(p -> p.permission().equals(what)).map(p -> p.text(language) + " (" + what + ")").findFirst().orElse(what);
        };
    }

    private Answer export(Ask ask, String by, List<AccessReport.Line> lines) {
        desk.audit().record(Audit.Event.ok("user.export", "users", "user-administration").with(Map.of("report", by, "lines", String.valueOf(lines.size()))));
        StringBuilder csv = new StringBuilder(Csv.line(List.of("login", "displayName", "unit", "role", "roleTitle", "via", "permission")));
        lines.forEach(line -> csv.append(Csv.line(List.of(line.login(), line.name(), line.unit(), line.role(), line.title(), line.why(), line.permission()))));
        return Desk.csv("piekluve", csv.toString());
    }
}
