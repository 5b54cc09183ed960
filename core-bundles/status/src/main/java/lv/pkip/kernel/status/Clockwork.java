package lv.pkip.kernel.status;

import java.time.LocalDate;
import lv.pkip.kernel.api.service.Definition;

/** Stops, starts and ends the clock of a case's term as the case moves from step to step. */
final class Clockwork {
    private final Deadlines deadlines;
    private final Riga riga;

    Clockwork(Deadlines deadlines, Riga riga) {
        this.deadlines = deadlines;
        this.riga = riga;
    }

    /** To be called when the case's step is about to be, or already is, the one given. */
    void move(Definition definition, CaseRow row, Definition.Step to) {
        boolean ends = Steps.isEnd(to);
        boolean stands = to.paused() && !ends;
        if (row.pausedSince != null && !stands) {
            resume(definition, row);
        } else if (row.pausedSince == null && stands) {
            row.pausedSince = riga.now();
        }
        if (ends && row.closed == null) {
            row.closed = riga.now();
        } else if (!ends) {
            row.closed = null;
        }
    }

    private void resume(Definition definition, CaseRow row) {
        Definition.Deadline term = definition.deadline();
        int days = deadlines.pausedDays(term, Riga.day(row.pausedSince), riga.today());
        LocalDate later = deadlines.later(term, row.due, days);
        if (!later.equals(row.due)) {
            row.warned = 0; // there is time again: the next warning is a new one
        }
        row.due = later;
        row.pausedDays += days;
        row.pausedSince = null;
    }

    LocalDate due(Definition definition, CaseRow row) {
        return deadlines.projected(definition.deadline(), row.due, row.pausedSince, riga.today());
    }

    boolean overdue(CaseRow row) {
        return row.closed == null && row.pausedSince == null && riga.today().isAfter(row.due);
    }
}
