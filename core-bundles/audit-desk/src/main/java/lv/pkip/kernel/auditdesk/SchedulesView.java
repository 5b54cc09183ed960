package lv.pkip.kernel.auditdesk;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.registry.Account;

/** Reports by schedule as a page shows them: to make, to pause, to delete, with the next run and what became of the last. */
final class SchedulesView {
    static final String PATH = ReportsPage.PATH + "/schedules";
    private static final List<String> WAYS = List.of("workplace", "email", "both");
    private final Desk desk;
    private final Schedules schedules;
    private final SearchForm form;

    SchedulesView(Desk desk, Schedules schedules) {
        this.desk = desk;
        this.schedules = schedules;
        this.form = new SearchForm(desk);
    }

    /** A schedule in the list. */
    public record Row(String id, String kind, String rhythm, String subject, String who, String ways, String state, String stateText, String tone, String next,
            String last, String report, String outcome, String outcomeTone) { }

    Page.Answer answer(Ask ask, String purpose, List<String> path) {
        if (path.isEmpty()) {
            return ask.post() ? create(ask, purpose) : list(ask, purpose, new Flaws(desk.words(), ask.language()));
        }
        return path.size() == 2 && ask.post() ? change(purpose, path.get(0), path.get(1)) : Desk.NOT_FOUND;
    }

    private Page.Answer change(String purpose, String id, String what) {
        boolean done = switch (what) {
            case "pause", "resume" -> schedules.pause(id, what.equals("pause"), purpose);
            case "delete" -> schedules.delete(id, purpose);
            default -> false;
        };
        return done ? new Page.Redirect(PATH + "?said=schedule-" + what) : Desk.NOT_FOUND;
    }

    private Page.Answer create(Ask ask, String purpose) {
        Flaws flaws = new Flaws(desk.words(), ask.language());
        Optional<ReportKind> kind = ReportKind.of(ask.text("kind", 20));
        Optional<Rhythm> rhythm = Rhythm.of(ask.text("rhythm", 20));
        if (kind.isEmpty()) {
            flaws.add("kind", "error.needed");
        }
        if (rhythm.isEmpty()) {
            flaws.add("rhythm", "error.needed");
        }
        Optional<String> person = form.person(ask, "person", flaws);
        if (kind.equals(Optional.of(ReportKind.ACCESS)) && person.isEmpty()) {
            flaws.add("person", "error.needed");
        }
        // A code would have to be kept.
        if (person.flatMap(Codes::personal).isPresent()) {
            flaws.add("person", "error.schedule-person");
        }
        String way = ask.one("way", WAYS);
        boolean email = !way.equals("workplace");
        if (email && desk.registry().directory().account(desk.me()).map(Account::profile).filter(p -> !p.email().isEmpty()).isEmpty()) {
            flaws.add("way", "error.no-email");
        }
        if (flaws.none() && !schedules.create(new Schedules.Wanted(kind.get(), kind.get() == ReportKind.ACCESS ? person : Optional.empty(), rhythm.get(), purpose,
                email, !way.equals("email")))) {
            flaws.add("kind", "error.many-schedules");
        }
        return flaws.none() ? new Page.Redirect(PATH + "?said=schedule-made") : list(ask, purpose, flaws);
    }

    private Page.View list(Ask ask, String purpose, Flaws flaws) {
        String language = ask.language();
        People people = new People(desk, Facts.PLATFORM);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("f", SearchForm.typed(ask));
        model.put("kinds", Arrays.stream(ReportKind.values()).map(one -> choice(one.word(), "report.", ask.text("kind", 20), language)).toList());
        model.put("rhythms", Arrays.stream(Rhythm.values()).map(one -> choice(one.word(), "rhythm.", ask.text("rhythm", 20), language)).toList());
        model.put("ways", WAYS.stream().map(one -> choice(one, "way.", ask.one("way", WAYS), language)).toList());
        model.put("rows", schedules.all().stream().map(one -> row(one, people, language)).toList());
        return desk.show(ask, "schedules", "schedules", purpose, flaws, model);
    }

    private Choice choice(String word, String texts, String chosen, String language) {
        return new Choice(word, desk.words().text(language, texts + word), word.equals(chosen));
    }

    private Row row(Schedules.Schedule one, People people, String language) {
        Schedules.Wanted wanted = one.wanted();
        String state = one.state().name().toLowerCase(Locale.ROOT);
        String outcome = one.outcome().orElse("");
        return new Row(one.id(), desk.words().text(language, "report." + wanted.kind().word()), desk.words().text(language, "rhythm." + wanted.rhythm().word()),
                wanted.subject().map(people::subject).orElse(""), people.anybody(one.owner()),
                desk.words().text(language, "way." + (wanted.email() && wanted.workplace() ? "both" : wanted.email() ? "email" : "workplace")), state,
                desk.words().text(language, "schedule.state." + state), one.state() == Schedules.State.ACTIVE ? "good" : one.state() == Schedules.State.PAUSED ? "waiting" : "bad",
                one.state() == Schedules.State.ACTIVE ? Words.minute(one.next().plus(Schedules.LATER)) : "", one.last().map(Words::minute).orElse(""), one.report().orElse(""),
                outcome.isEmpty() ? "" : desk.words().text(language, "schedule.outcome." + outcome), outcome.equals("ok") ? "good" : "bad");
    }
}
