package lv.pkip.kernel.shell.frame;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates, numbers and amounts as they are written in Latvia. */
public final class Formats {
    public static final ZoneId RIGA = ZoneId.of("Europe/Riga");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd.MM.uuuu.", Locale.ROOT);
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("dd.MM.uuuu. HH:mm", Locale.ROOT).withZone(RIGA);
    private static final char THIN = '\u00a0';

    private Formats() { }

    public static String day(LocalDate day) {
        return DAY.format(day);
    }

    public static String day(Instant instant) {
        return DAY.format(instant.atZone(RIGA));
    }

    public static String moment(Instant instant) {
        return MOMENT.format(instant);
    }

    /** An ISO date as Latvian text; anything else as it is. */
    public static String isoDay(String text) {
        try {
            return day(LocalDate.parse(text));
        } catch (DateTimeException e) {
            return text;
        }
    }

    /** Decimal comma, groups of thousands apart; digits after the comma as they are. */
    public static String number(BigDecimal number) {
        String plain = number.toPlainString();
        boolean negative = plain.startsWith("-");
        String digits = negative ? plain.substring(1) : plain;
        int point = digits.indexOf('.');
        String whole = point < 0 ? digits : digits.substring(0, point);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < whole.length(); i++) {
            if (i > 0 && (whole.length() - i) % 3 == 0 && whole.length() > 4) {
                out.append(THIN);
            }
            out.append(whole.charAt(i));
        }
        if (point >= 0) {
            out.append(',').append(digits, point + 1, digits.length());
        }
        return (negative ? "\u2212" : "") + out;
    }

    /** For an input field: decimal comma, no groups. */
    public static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString().replace('.', ',');
    }

    public static String money(BigDecimal amount) {
        return number(amount.setScale(Math.max(2, amount.scale()), RoundingMode.UNNECESSARY)) + THIN + "EUR";
    }

    public static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + THIN_TEXT + "B";
        }
        if (bytes < 1024 * 1024) {
            return (bytes + 512) / 1024 + THIN_TEXT + "KB";
        }
        return number(BigDecimal.valueOf(bytes).divide(BigDecimal.valueOf(1024L * 1024), 1, RoundingMode.HALF_UP)) + THIN_TEXT + "MB";
    }

    private static final String THIN_TEXT = String.valueOf(THIN);
}
