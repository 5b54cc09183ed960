package lv.pkip.kernel.status;

import java.util.List;
import java.util.Optional;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.CaseProblem;

/** A case row with the definition it was submitted under, looked up for an actor. */
record Stored(CaseRow row, Definition definition) {

    /** Finds cases, and answers strangers as if there were none. */
    static final class Finder {
        private final Services services;
        private final Access access;

        Finder(Services services, Access access) {
            this.services = services;
            this.access = access;
        }

        Optional<Stored> find(EntityManager em, String number) {
            List<CaseRow> rows = em.createQuery("select c from CaseRow c where c.number = :number", CaseRow.class)
                    .setParameter("number", number).getResultList();
            return rows.stream().findFirst().map(this::with);
        }

        Stored with(CaseRow row) {
            return new Stored(row, services.byFingerprint(row.definition).orElseThrow(() -> new IllegalStateException(
                    "the definition " + row.definition + " of case " + row.number + " is not in the archive")));
        }

        /** A case that the actor sees; a resident learns nothing about numbers that are not theirs. */
        Stored seen(EntityManager em, String number) {
            Optional<Stored> found = find(em, number);
            if (found.isPresent() && access.sees(found.get().row(), found.get().definition())) {
                return found.get();
            }
            throw refusal(found);
        }

        /** A case that the actor works on as staff. */
        Stored handled(EntityManager em, String number) {
            Optional<Stored> found = find(em, number);
            if (found.isPresent() && access.handles(found.get().definition())) {
                return found.get();
            }
            throw refusal(found);
        }

        private RuntimeException refusal(Optional<Stored> found) {
            boolean insider = switch (access.actor().kind()) {
                case STAFF, SYSTEM -> true;
                case RESIDENT, ANONYMOUS -> false;
            };
            return found.isEmpty() && insider ? new CaseProblem(CaseProblem.Code.NOT_FOUND, "no such case")
                    : new Forbidden(found.filter(f -> insider).map(f -> f.row().service + ":read").orElse("case:own"));
        }
    }

    /** Somebody saw another version than the present one. */
    Stored at(long version) {
        if (row.version != version) {
            throw new CaseProblem(CaseProblem.Code.STALE, "the case is at another version");
        }
        return this;
    }

    Definition.Step step() {
        return definition.step(row.step).orElseThrow(() -> new IllegalStateException(
                "case " + row.number + " stands at " + row.step + ", which its definition does not have"));
    }
}
