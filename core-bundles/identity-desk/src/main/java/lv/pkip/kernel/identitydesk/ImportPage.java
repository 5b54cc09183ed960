package lv.pkip.kernel.identitydesk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.page.PagePermission;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.RegistryProblem;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Accounts from a file: a dry run that shows each line's effect, then all or nothing, then the one-time passwords once. */
@Component(service = Page.class)
@PagePath("users/import")
@PageAudience(Audience.STAFF)
@PagePermission("users:manage")
public final class ImportPage implements Page {
    private static final int SHOWN = 500;
    private final Desk desk;
    private final Shelf files;
    private final Shelf passwords;

    @Activate
    public ImportPage(@Reference(name = "desk") Desk desk) {
        this.desk = desk;
        this.files = new Shelf(desk.clock());
        this.passwords = new Shelf(desk.clock());
    }

    @Override
    public Answer handle(Request request) throws Exception {
        return desk.open(request, Desk.MANAGE, ask -> {
            if (ask.path().isEmpty()) {
                return ask.post() ? look(ask) : start(ask, "");
            }
            if (!ask.post()) {
                return ask.path().equals(List.of("sample")) ? sample() : Desk.NOT_FOUND;
            }
            return switch (ask.path().size() == 1 ? ask.path().get(0) : "") {
                case "apply" -> apply(ask);
                case "passwords" -> passwords(ask);
                default -> Desk.NOT_FOUND;
            };
        });
    }

    private String me() {
        return desk.current().get().id();
    }

    private Answer start(Ask ask, String problem) {
        View view = desk.show(ask, "import", "import", Map.of("problem", problem, "names", AccountFields.NAMES, "lines", ImportPlan.MOST_LINES));
        return problem.isEmpty() ? view : view.again();
    }

    private Answer look(Ask ask) throws IOException {
        Upload upload = ask.request().files().get("accounts");
        if (upload == null || upload.size() == 0) {
            return start(ask, "import.broken.no-file");
        }
        byte[] bytes = upload.content().readNBytes(ImportPlan.MOST_BYTES + 1);
        if (bytes.length > ImportPlan.MOST_BYTES) {
            return start(ask, "import.broken.large");
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes)).toString();
            return plan(ask, ImportPlan.of(desk, text, ask.language()), files.put(me(), text), "", desk.flaws(ask));
        } catch (CharacterCodingException e) {
            return start(ask, "import.broken.encoding");
        } catch (Csv.Broken e) {
            return start(ask, e.getMessage());
        }
    }

    private Answer plan(Ask ask, ImportPlan plan, String token, String notice, Flaws flaws) {
        Map<String, Object> model = new LinkedHashMap<>();
        List<ImportPlan.Row> first = plan.rows().stream().filter(row -> row.effect().equals("error")).toList();
        List<ImportPlan.Row> rest = plan.rows().stream().filter(row -> !row.effect().equals("error") && !row.effect().equals("same")).toList();
        model.put("faulty", first.stream().limit(SHOWN).toList());
        model.put("rows", rest.stream().limit(SHOWN).toList());
        model.put("more", Math.max(0, first.size() - SHOWN) + Math.max(0, rest.size() - SHOWN));
        model.put("fresh", plan.count("new"));
        model.put("changed", plan.count("changed"));
        model.put("same", plan.count("same"));
        model.put("errors", flaws.byField());
        model.put("wrong", plan.count("error"));
        model.put("applicable", plan.isApplicable());
        model.put("token", token);
        model.put("fingerprint", plan.fingerprint());
        model.put("reason", ask.text("reason"));
        model.put("notice", notice);
        return desk.show(ask, "import", "import-plan", flaws, model);
    }

    private Answer apply(Ask ask) throws Csv.Broken {
        String token = ask.text("token", 64);
        Optional<String> text = files.get(token, me());
        if (text.isEmpty()) {
            return start(ask, "import.broken.gone");
        }
        ImportPlan plan = ImportPlan.of(desk, text.get(), ask.language());
        Flaws flaws = desk.flaws(ask);
        flaws.needs("reason", ask.text("reason"));
        if (!flaws.none()) {
            return plan(ask, plan, token, "", flaws);
        }
        if (!plan.isApplicable() || !plan.fingerprint().equals(ask.text("fingerprint", 64))) {
            return plan(ask, plan, token, "import.otherwise", flaws);
        }
        List<Registry.Created> made;
        try {
            made = desk.registry().apply(plan.fresh(), plan.changed(), ask.text("reason"));
        } catch (RegistryProblem e) {
            flaws.add(e);
            return plan(ask, plan, token, "import.refused", flaws);
        }
        files.take(token, me());
        desk.audit().record(Audit.Event.ok("user.import", "users", "user-administration").with(Map.of("new", String.valueOf(plan.fresh().size()),
                "changed", String.valueOf(plan.changed().size()))));
        return desk.show(ask, "import", "import-done", Map.of("fresh", made.size(), "changed", plan.changed().size(), "same", plan.count("same"),
                "waiting", plan.rows().stream().filter(row -> !row.second().isEmpty()).count(), "token", made.isEmpty() ? "" : passwords.put(me(), secrets(made))));
    }

    private static String secrets(List<Registry.Created> made) {
        StringBuilder csv = new StringBuilder(Csv.line(List.of("login", "displayName", "password")));
        made.forEach(one -> csv.append(Csv.line(List.of(one.account().login(), one.account().profile().displayName(), one.secret()))));
        return csv.toString();
    }

    /** Given out once; afterwards nobody has them any more. */
    private Answer passwords(Ask ask) {
        return passwords.take(ask.text("token", 64), me()).<Answer>map(csv -> {
            desk.audit().record(Audit.Event.ok("user.export", "users", "user-administration").with(Map.of("what", "one-time passwords")));
            return Desk.csv("vienreizejas-paroles", csv);
        }).orElse(new Problem(410, "import.passwords.gone"));
    }

    private static Answer sample() {
        return Desk.csv("lietotaji-paraugs", Csv.line(AccountFields.NAMES)
                + Csv.line(List.of("anna.parauga", "person", "Anna", "Parauga", "", "anna.parauga@example.lv", "+371 20000000", "lv", "", "", "", "", "", "", "", "1")));
    }
}
