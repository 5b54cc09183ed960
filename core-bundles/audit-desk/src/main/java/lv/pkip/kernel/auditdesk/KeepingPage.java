package lv.pkip.kernel.auditdesk;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lv.pkip.kernel.api.audit.AuditKeeping;
import lv.pkip.kernel.api.audit.AuditKeeping.Hold;
import lv.pkip.kernel.api.audit.AuditKeeping.Month;
import lv.pkip.kernel.api.audit.AuditKeeping.Scope;
import lv.pkip.kernel.api.audit.AuditKeeping.State;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.page.PagePermission;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How long records are kept, what has ended and where it is, and holds: placed and lifted with a reason, and asked about before. */
@Component(service = Page.class)
@PagePath("audit-keeping")
@PageAudience(Audience.STAFF)
@PagePermission("audit:read")
public final class KeepingPage implements Page {
    static final String PATH = "/audit-keeping";
    private static final String HOLD = "audit:hold";
    private static final int PAGE = 48;
    private static final int LAW = 256;
    private static final int REASON = 500;
    private static final String CODE = "[A-Z2-9]{10}";
    private final Desk desk;
    private final AuditKeeping keeping;
    private final SearchForm form;

    @Activate
    public KeepingPage(@Reference(name = "desk") Desk desk, @Reference(name = "keeping") AuditKeeping keeping) {
        this.desk = desk;
        this.keeping = keeping;
        this.form = new SearchForm(desk);
    }

    /** A class as shown. */
    public record ClassRow(String name, int online, int erased, String provision) { }

    /** A month of a class as shown. */
    public record MonthRow(String name, String month, String href, long records, String state, String tone, String until, String erase, String ended, int files) { }

    /** A file as shown. */
    public record FileRow(String name, long first, long last, long records, String sha256, String erased) { }

    /** A hold as shown. */
    public record HoldRow(String code, String scope, String provision, String reason, String placedBy, String placed, String liftedBy, String lifted, String liftReason, boolean stands) { }

    @Override
    public Answer handle(Request request) throws Exception {
        return desk.open(request, PATH, (ask, purpose) -> {
            List<String> path = ask.path();
            String first = path.isEmpty() ? "" : path.get(0);
            return switch (path.size() + first) {
                case "0" -> ask.post() ? Desk.NOT_FOUND : list(ask, purpose);
                case "1months" -> ask.post() ? csv(ask) : Desk.NOT_FOUND;
                case "1place" -> ask.post() ? place(ask, purpose) : placing(ask, purpose, new Flaws(desk.words(), ask.language()));
                case "2hold" -> standing(path.get(1)).map(hold -> ask.post() ? lift(ask, purpose, hold) : lifting(ask, purpose, hold, new Flaws(desk.words(), ask.language())))
                        .orElse(Desk.NOT_FOUND);
                case "3month" -> ask.post() ? Desk.NOT_FOUND : month(ask, purpose, path.get(1), path.get(2));
                default -> Desk.NOT_FOUND;
            };
        });
    }

    // ---- what is kept

    private Answer list(Ask ask, String purpose) {
        int page = (int) Math.min(ask.number("page"), 1000);
        List<Month> months = keeping.months();
        People people = new People(desk, Facts.PLATFORM);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("classes", keeping.classes().stream().map(one -> new ClassRow(one.name(), one.online(), one.erased(), one.provision())).toList());
        model.put("months", months.stream().skip((long) page * PAGE).limit(PAGE).map(KeepingPage::row).toList());
        model.put("holds", keeping.holds().stream().map(hold -> row(hold, people, ask.language())).toList());
        model.put("may", desk.current().may(HOLD));
        model.put("first", page == 0 ? "" : PATH);
        model.put("next", months.size() > (long) (page + 1) * PAGE ? PATH + "?page=" + (page + 1) : "");
        return desk.show(ask, "keeping", "keeping", purpose, model);
    }

    private static MonthRow row(Month month) {
        String tone = switch (month.state()) {
            case ONLINE, ARCHIVED -> "good";
            case ENDING -> "waiting";
            case HELD -> "bad";
        };
        return new MonthRow(month.name(), month.month().toString(), PATH + "/month/" + month.name() + "/" + month.month(), month.records(), word(month.state()), tone,
                month.until().map(KeepingPage::day).orElse(""), month.erase().map(KeepingPage::day).orElse(""), month.ended().map(Words::minute).orElse(""), month.files().size());
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String day(Instant instant) {
        return Words.day(Words.dayOf(instant));
    }

    private HoldRow row(Hold hold, People people, String language) {
        return new HoldRow(hold.code(), scope(hold.scope(), people, language), hold.provision(), hold.reason(), people.anybody(hold.placedBy()), Words.minute(hold.placed()),
                hold.liftedBy().map(people::anybody).orElse(""), hold.lifted().map(Words::minute).orElse(""), hold.liftReason().orElse(""), hold.lifted().isEmpty());
    }

    private String scope(Scope scope, People people, String language) {
        return String.join("; ", Stream.of(part("field.caseNumber", scope.caseNumber(), language), part("field.person", scope.dataSubject().map(people::subject), language),
                part("field.source", scope.source(), language), part("field.objectType", scope.objectType(), language), part("field.objectId", scope.objectId().map(Codes::covered), language),
                part("field.from", scope.from().map(Words::minute), language), part("field.to", scope.to().map(Words::minute), language)).flatMap(Optional::stream).toList());
    }

    private Optional<String> part(String key, Optional<String> value, String language) {
        return value.map(given -> desk.words().text(language, key) + ": " + given);
    }

    private Answer month(Ask ask, String purpose, String name, String written) {
        YearMonth which;
        try {
            which = YearMonth.parse(written);
        } catch (DateTimeParseException e) {
            return Desk.NOT_FOUND;
        }
        return keeping.months().stream().filter(month -> month.name().equals(name) && month.month().equals(which)).findFirst().<Answer>map(month -> {
            Map<String, Object> model = new LinkedHashMap<>();
            model.put("month", row(month));
            model.put("erased", month.erased().map(Words::minute).orElse(""));
            model.put("files", month.files().stream().map(file -> new FileRow(file.name(), file.first(), file.end() - 1, file.records(), file.sha256(),
                    file.erased().map(Words::minute).orElse(""))).toList());
            return desk.show(ask, "keeping", "keeping-month", purpose, model);
        }).orElse(Desk.NOT_FOUND);
    }

    private Answer csv(Ask ask) {
        StringBuilder csv = new StringBuilder("\ufeff").append(Csv.line(List.of("class", "month", "records", "state", "until", "erase", "erased", "ended", "file", "first", "last", "sha256")));
        for (Month month : keeping.months()) {
            List<String> own = List.of(month.name(), month.month().toString(), String.valueOf(month.records()), word(month.state()), text(month.until()), text(month.erase()),
                    text(month.erased()), text(month.ended()));
            if (month.files().isEmpty()) {
                csv.append(Csv.line(Stream.concat(own.stream(), Stream.of("", "", "", "")).toList()));
            }
            month.files().forEach(file -> csv.append(Csv.line(Stream.concat(own.stream(), Stream.of(file.name(), String.valueOf(file.first()),
                    String.valueOf(file.end() - 1), file.sha256())).toList())));
        }
        return new Content(200, "text/csv; charset=UTF-8", Optional.of("auditacijas-glabasana.csv"), new ByteArrayInputStream(csv.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse("");
    }

    // ---- holds

    private static Map<String, String> typed(Ask ask) {
        Map<String, String> typed = new LinkedHashMap<>();
        Stream.of("caseNumber", "person", "source", "objectType", "objectId", "from", "to").forEach(name -> typed.put(name, ask.text(name, 128)));
        typed.put("provision", ask.text("provision", LAW));
        typed.put("reason", ask.text("reason", REASON));
        return typed;
    }

    private Answer placing(Ask ask, String purpose, Flaws flaws) {
        desk.current().require(HOLD);
        return desk.show(ask, "keeping", "keeping-place", purpose, flaws, new LinkedHashMap<>(Map.of("f", typed(ask), "sure", false, "scope", "")));
    }

    private Answer place(Ask ask, String purpose) {
        desk.current().require(HOLD);
        Flaws flaws = new Flaws(desk.words(), ask.language());
        Map<String, String> typed = typed(ask);
        Optional<String> person = form.person(ask, "person", flaws);
        Optional<Instant> from = SearchForm.moment(ask, "from", false, flaws);
        Optional<Instant> to = SearchForm.moment(ask, "to", true, flaws);
        Scope scope = new Scope(given(typed, "caseNumber", 64, flaws), person, given(typed, "source", 63, flaws), given(typed, "objectType", 64, flaws),
                given(typed, "objectId", 128, flaws), from, to);
        if (typed.values().stream().limit(7).allMatch(String::isEmpty)) {
            flaws.add("caseNumber", "keeping.error.nothing");
        }
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            flaws.add("to", "error.before");
        }
        needed(typed, flaws, "provision", "reason");
        if (!flaws.none()) {
            return placing(ask, purpose, flaws);
        }
        if (!ask.text("sure", 3).equals("yes") || ask.text("back", 3).equals("yes")) {
            boolean back = ask.text("back", 3).equals("yes");
            return desk.show(ask, "keeping", "keeping-place", purpose, flaws, new LinkedHashMap<>(Map.of("f", typed, "sure", !back,
                    "scope", scope(scope, new People(desk, Facts.PLATFORM), ask.language()))));
        }
        keeping.place(scope, typed.get("provision"), typed.get("reason"));
        return new Redirect(PATH + "?said=hold-placed");
    }

    private Optional<String> given(Map<String, String> typed, String name, int longest, Flaws flaws) {
        String text = typed.get(name);
        if (text.length() > longest) {
            flaws.add(name, "keeping.error.long");
        }
        return Optional.of(text).filter(t -> !t.isEmpty());
    }

    private static void needed(Map<String, String> typed, Flaws flaws, String... names) {
        for (String name : names) {
            String text = typed.get(name);
            if (text.length() < 3) {
                flaws.add(name, "error.needed");
            } else if (Codes.isIn(text)) {
                flaws.add(name, "error.code");
            } else if (text.chars().anyMatch(c -> c < ' ')) {
                flaws.add(name, "keeping.error.line");
            }
        }
    }

    private Optional<Hold> standing(String code) {
        return code.matches(CODE) ? keeping.holds().stream().filter(hold -> hold.code().equals(code) && hold.lifted().isEmpty()).findFirst() : Optional.empty();
    }

    private Answer lifting(Ask ask, String purpose, Hold hold, Flaws flaws) {
        desk.current().require(HOLD);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("hold", row(hold, new People(desk, Facts.PLATFORM), ask.language()));
        model.put("reason", ask.text("reason", REASON));
        return desk.show(ask, "keeping", "keeping-lift", purpose, flaws, model);
    }

    private Answer lift(Ask ask, String purpose, Hold hold) {
        desk.current().require(HOLD);
        Flaws flaws = new Flaws(desk.words(), ask.language());
        needed(Map.of("reason", ask.text("reason", REASON)), flaws, "reason");
        if (!ask.text("sure", 3).equals("yes")) {
            flaws.add("sure", "keeping.error.sure");
        }
        if (!flaws.none()) {
            return lifting(ask, purpose, hold, flaws);
        }
        keeping.lift(hold.code(), ask.text("reason", REASON));
        return new Redirect(PATH + "?said=hold-lifted");
    }
}
