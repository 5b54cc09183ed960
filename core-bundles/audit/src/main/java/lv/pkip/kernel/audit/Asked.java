package lv.pkip.kernel.audit;

import java.util.List;
import java.util.Set;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.audit.AuditTrail.Query;

/**
 * A query made ready: the person under all names, and what is kept from residents.
 *
 * @param acts          only these; none: all
 * @param kinds         only what these sorts of actors did; none: all
 * @param byTheResident without what people did themselves with their own data
 */
record Asked(Query query, Set<String> subjects, Set<Act> acts, Set<PartyKind> kinds, List<Trail.Withheld> withheld, boolean byTheResident) {
    Asked(Query query, Set<String> subjects) {
        this(query, subjects, Set.of(), Set.of(), List.of(), false);
    }
}
