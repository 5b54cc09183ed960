package lv.pkip.kernel.auditwatch;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.status.Calendar;

/** When offices are open: on working days of the Latvian calendar, between two times of day. */
final class Hours {
    private static final int MOST = 64;
    private final Calendar calendar;
    private final Map<LocalDate, Boolean> days = new LinkedHashMap<>();

    Hours(Calendar calendar) {
        this.calendar = calendar;
    }

    boolean isOpen(long when, Spec spec) {
        LocalDateTime at = LocalDateTime.ofInstant(Instant.ofEpochMilli(when), Words.RIGA);
        LocalTime time = at.toLocalTime();
        return isWorking(at.toLocalDate()) && !time.isBefore(time(spec.opens()).orElse(LocalTime.of(7, 0))) && time.isBefore(time(spec.closes()).orElse(LocalTime.of(19, 0)));
    }

    private boolean isWorking(LocalDate day) {
        if (days.size() > MOST) {
            days.clear();
        }
        return days.computeIfAbsent(day, d -> calendar.isWorkingDay(d, true));
    }

    static Optional<LocalTime> time(String text) {
        try {
            return text.matches("[0-9]{2}:[0-9]{2}") ? Optional.of(LocalTime.parse(text)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
