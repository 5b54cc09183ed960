package lv.pkip.kernel.workplace.home;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.Cases;

/** The first cases of a list, as a template shows them. */
record CaseLines(Cases cases, Services services) {
    private static final int SHOWN = 8;

    /** A case in words. */
    public record Line(String number, String service, String step, LocalDate due, boolean overdue, boolean paused, boolean unread) { }

    List<Line> of(Cases.Filter.Scope scope, String language) {
        return cases.list(Cases.Filter.of(scope), Optional.empty(), SHOWN).cases().stream().map(c -> {
            Definition definition = services.byFingerprint(c.definition())
                    .orElseThrow(() -> new IllegalStateException("the definition of " + c.number() + " is lost"));
            return new Line(c.number(), definition.text(language, "title"), definition.text(language, "step." + c.step()), c.due(),
                    c.overdue(), c.paused(), c.unread());
        }).toList();
    }
}
