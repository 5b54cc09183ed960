package lv.pkip.kernel.status;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.status.Cases;

/** Reads single cases and their history; each reading is recorded. */
final class Reading {
    private final Transactions transactions;
    private final Access access;
    private final Trail trail;
    private final Stored.Finder finder;
    private final CaseView view;

    Reading(Transactions transactions, Access access, Trail trail, Stored.Finder finder, CaseView view) {
        this.transactions = transactions;
        this.access = access;
        this.trail = trail;
        this.finder = finder;
        this.view = view;
    }

    Optional<Cases.Case> read(String number, String purpose) {
        return transactions.in(em -> {
            Optional<Stored> stored = finder.find(em, number);
            Optional<Stored> found = stored.filter(s -> access.sees(s.row(), s.definition()));
            stored.filter(s -> found.isEmpty()).ifPresent(s -> trail.notShown(s.row(), purpose));
            found.ifPresent(s -> {
                trail.read(s.row(), "case", purpose);
                seen(em, s.row());
            });
            return found.map(view::of);
        });
    }

    /** Takes the mark of the unread away, without making a new version of the case. */
    private void seen(EntityManager em, CaseRow row) {
        if (access.owns(row)) {
            if (row.applicantUnread == 1) {
                Marks.applicantUnread(em, row, false);
            }
        } else if (Lane.unread(row.lane) && access.actor().kind() == Actor.Kind.STAFF
                && (row.assignee == null || row.assignee.equals(access.actor().id()))) {
            Marks.read(em, row);
        }
    }

    List<Cases.HistoryEntry> history(String number) {
        return transactions.in(em -> {
            CaseRow row = finder.seen(em, number).row();
            trail.read(row, "history", trail.purpose(row));
            boolean all = !access.owns(row);
            return em.createQuery("select h from HistoryRow h where h.caseId = :id order by h.version", HistoryRow.class)
                    .setParameter("id", row.id).getResultList().stream().filter(h -> all || h.shown == 1)
                    .map(Reading::shown).toList();
        });
    }

    private static Cases.HistoryEntry shown(HistoryRow h) {
        return new Cases.HistoryEntry(Instant.ofEpochMilli(h.made), h.actorKind, h.actorName, h.action, h.fromStep, h.toStep,
                Phase.valueOf(h.phase), Optional.ofNullable(h.reason), h.shown == 1, Optional.ofNullable(h.represented));
    }

    Optional<Cases.Issued> verify(String code) {
        return VerificationCode.read(code).flatMap(stored -> transactions.in(em ->
                Optional.ofNullable(em.find(IssuedRow.class, stored)).map(i -> new Cases.Issued(i.number, i.service, em.find(CaseRow.class, i.caseId).definition, i.kind,
                        Instant.ofEpochMilli(i.made), i.sha256, i.valid == 1))));
    }
}
