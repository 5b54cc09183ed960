package lv.pkip.kernel.identity;

import java.time.Instant;
import java.util.Optional;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.Table;

import lv.pkip.kernel.api.registry.Reviews.Line;

/** One role of one account to be confirmed or withdrawn. */
@Entity
@Table(name = "identity_review_line")
class ReviewLineRow {
    @Id @GeneratedValue(strategy = GenerationType.IDENTITY) Long id;
    long review;
    String login;
    String role;
    /** Null: not decided. */
    Boolean kept;
    @Column(name = "decided_by") String decidedBy;
    Long decided;
    String reason;

    Line line() {
        return new Line(login, role, Optional.ofNullable(kept), Optional.ofNullable(decidedBy),
                Optional.ofNullable(decided).map(Instant::ofEpochMilli), reason);
    }
}
