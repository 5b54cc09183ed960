package lv.pkip.kernel.auditdesk;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;

/** What a report counts: which records, by whom or what, and in which columns. */
enum ReportKind {
    /** Who had to do with the data of one person. */
    ACCESS(List.of(), "looked", "changed") {
        @Override
        int column(Stored stored) {
            return LOOKS.contains(stored.record().action()) ? 0 : 1;
        }
    },
    /** Sign-ins that did not succeed. */
    SIGN_INS(List.of(Act.SIGN_IN), "refused", "failed") {
        @Override
        int column(Stored stored) {
            return stored.record().outcome().equals("refused") ? 0 : stored.record().outcome().equals("failed") ? 1 : NONE;
        }
    },
    /** Rights given and taken, settings changed. */
    PRIVILEGED(List.of(Act.GRANT, Act.REVOKE, Act.CONFIGURE), "grant", "revoke", "configure") {
        @Override
        int column(Stored stored) {
            return acts().indexOf(stored.record().action());
        }
    },
    /** What staff did when offices are closed: before seven, from nineteen on, on Saturdays and Sundays. */
    OUT_OF_HOURS(List.of(), "night", "weekend") {
        @Override
        int column(Stored stored) {
            LocalDateTime at = LocalDateTime.ofInstant(stored.record().time(), Words.RIGA);
            boolean weekend = at.getDayOfWeek() == DayOfWeek.SATURDAY || at.getDayOfWeek() == DayOfWeek.SUNDAY;
            boolean night = at.getHour() < OPENS || at.getHour() >= CLOSES;
            return stored.record().actor().kind() != PartyKind.STAFF ? NONE : weekend ? 1 : night ? 0 : NONE;
        }
    },
    /** How much each system did. */
    ACTIVITY(List.of(), "ok", "refused", "failed") {
        @Override
        int column(Stored stored) {
            return SearchForm.OUTCOMES.indexOf(stored.record().outcome());
        }
    };

    /** Not counted. */
    static final int NONE = -1;
    private static final Set<Act> LOOKS = Set.of(Act.READ, Act.SEARCH, Act.PRINT, Act.EXPORT);
    private static final int OPENS = 7;
    private static final int CLOSES = 19;
    private final List<Act> acts;
    private final List<String> columns;

    ReportKind(List<Act> acts, String... columns) {
        this.acts = acts;
        this.columns = List.of(columns);
    }

    /** Into which column a record counts, or {@link #NONE}. */
    abstract int column(Stored stored);

    /** Acts that are asked for one after the other; none: all at once. */
    List<Act> acts() {
        return acts;
    }

    List<String> columns() {
        return columns;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<ReportKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
