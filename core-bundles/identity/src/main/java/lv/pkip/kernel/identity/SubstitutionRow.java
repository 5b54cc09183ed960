package lv.pkip.kernel.identity;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.Table;

import lv.pkip.kernel.api.registry.Substitutions.Substitution;

/** A substitution as stored. */
@Entity
@Table(name = "identity_substitution")
class SubstitutionRow {
    @Id @GeneratedValue(strategy = GenerationType.IDENTITY) Long id;
    String absent;
    String substitute;
    /** ISO dates. */
    @Column(name = "first_day") String firstDay;
    @Column(name = "last_day") String lastDay;
    String reason;
    /** Epoch milliseconds; null while nobody ended it. */
    Long ended;

    Substitution substitution() {
        return new Substitution(id, absent, substitute, LocalDate.parse(firstDay), LocalDate.parse(lastDay), reason,
                Optional.ofNullable(ended).map(Instant::ofEpochMilli));
    }
}
