package lv.pkip.kernel.auditdesk;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.audit.AuditTrail.By;

/** What a report counts: which records, by whom or what, and in which columns. */
enum ReportKind {
    /** Who had to do with the data of one person. */
    ACCESS(Set.of(), List.of(By.SOURCE, By.ACTOR), List.of(By.ACT), "looked", "changed") {
        @Override
        Optional<String> column(List<String> values) {
            return Optional.of(LOOKS.contains(values.get(0)) ? "looked" : "changed");
        }
    },
    /** Sign-ins that did not succeed. */
    SIGN_INS(Set.of(Act.SIGN_IN), List.of(By.SOURCE, By.ACTOR), List.of(By.OUTCOME), "refused", "failed"),
    /** Rights given and taken, settings changed. */
    PRIVILEGED(Set.of(Act.GRANT, Act.REVOKE, Act.CONFIGURE), List.of(By.SOURCE, By.ACTOR), List.of(By.ACT), "grant", "revoke", "configure"),
    /** What staff did when offices are closed: before seven, from nineteen on, on Saturdays and Sundays. */
    OUT_OF_HOURS(Set.of(), List.of(By.SOURCE, By.ACTOR), List.of(By.HOUR), "night", "weekend") {
        @Override
        Optional<String> column(List<String> values) {
            LocalDateTime at = LocalDateTime.ofInstant(Instant.ofEpochSecond(Long.parseLong(values.get(0)) * HOUR_SECONDS), Words.RIGA);
            boolean weekend = at.getDayOfWeek() == DayOfWeek.SATURDAY || at.getDayOfWeek() == DayOfWeek.SUNDAY;
            boolean night = at.getHour() < OPENS || at.getHour() >= CLOSES;
            return weekend ? Optional.of("weekend") : night ? Optional.of("night") : Optional.empty();
        }

        @Override
        Set<PartyKind> actors() {
            return Set.of(PartyKind.STAFF);
        }
    },
    /** Messages that went or came by the e-address, and which application had to do with them. */
    CONSIGNMENTS(Set.of(Act.SEND, Act.RECEIVE), List.of(By.SOURCE, By.APPLICATION), List.of(By.ACT, By.OUTCOME), "sent", "received", "unsent") {
        @Override
        Optional<String> column(List<String> values) {
            return Optional.of(!values.get(1).equals("ok") ? "unsent" : values.get(0).equals(Act.SEND.name()) ? "sent" : "received");
        }

        @Override
        Optional<String> objectType() {
            return Optional.of(MESSAGE);
        }
    },
    /** How much each system did. */
    ACTIVITY(Set.of(), List.of(By.SOURCE), List.of(By.OUTCOME), "ok", "refused", "failed");

    /** Type of the object of records on messages of the e-address. */
    static final String MESSAGE = "e-address-message";
    private static final Set<String> LOOKS = Set.of(Act.READ.name(), Act.SEARCH.name(), Act.PRINT.name(), Act.EXPORT.name());
    private static final int OPENS = 7;
    private static final int CLOSES = 19;
    private static final long HOUR_SECONDS = 3600;
    private final Set<Act> acts;
    private final List<By> lines;
    private final List<By> told;
    private final List<String> columns;

    ReportKind(Set<Act> acts, List<By> lines, List<By> told, String... columns) {
        this.acts = acts;
        this.lines = lines;
        this.told = told;
        this.columns = List.of(columns);
    }

    /** Into which column records with these values count; where nothing else is said, the value in small letters is its column's name. */
    Optional<String> column(List<String> values) {
        return Optional.of(values.get(0).toLowerCase(Locale.ROOT)).filter(columns::contains);
    }

    /** Acts that are asked for; none: all. */
    Set<Act> acts() {
        return acts;
    }

    /** Sorts of actors that are asked for; none: all. */
    Set<PartyKind> actors() {
        return Set.of();
    }

    Optional<String> objectType() {
        return Optional.empty();
    }

    List<By> lines() {
        return lines;
    }

    /** What columns are made of. */
    List<By> told() {
        return told;
    }

    List<String> columns() {
        return columns;
    }

    boolean isByActor() {
        return lines.contains(By.ACTOR);
    }

    /** What stands before the name of a line. */
    String heading() {
        return isByActor() ? "field.actor" : lines.contains(By.APPLICATION) ? "field.application" : "field.source";
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<ReportKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
