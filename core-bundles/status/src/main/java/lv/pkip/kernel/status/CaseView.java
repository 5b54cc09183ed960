package lv.pkip.kernel.status;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.status.Cases;

/** Shows a stored case to the present actor, with what that one can do now. */
final class CaseView {
    private final Access access;
    private final Clockwork clockwork;

    CaseView(Access access, Clockwork clockwork) {
        this.access = access;
        this.clockwork = clockwork;
    }

    Cases.Case of(Stored stored) {
        CaseRow row = stored.row();
        Definition definition = stored.definition();
        List<Definition.Action> actions = stored.step().actions().stream()
                .filter(action -> access.can(row, definition, action)).toList();
        return new Cases.Case(row.id, row.number, row.service, row.version, definition, Phase.valueOf(row.phase), row.step,
                Instant.ofEpochMilli(row.submitted), clockwork.due(definition, row), instant(row.closed),
                instant(row.pausedSince), clockwork.overdue(row), row.unit, Optional.ofNullable(row.assignee),
                row.applicantKey, row.applicantName, row.language, Optional.ofNullable(row.email),
                Json.answers(row.application), Json.data(row.data), ResultText.read(row.results), actions,
                Optional.ofNullable(row.reason), Optional.ofNullable(row.representativeName));
    }

    private static Optional<Instant> instant(Long millis) {
        return Optional.ofNullable(millis).map(Instant::ofEpochMilli);
    }
}
