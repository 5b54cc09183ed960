package lv.pkip.kernel.status;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;

/**
 * Where a page ended: the sort key and the id of its last line.
 *
 * @param due last day, only when the list is sorted by it
 */
record Cursor(Optional<LocalDate> due, String id) {
    private static final Pattern ID = Pattern.compile("[0-9a-f-]{36}");

    String text() {
        String plain = due.map(LocalDate::toString).orElse("") + "|" + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    }

    static Cursor read(String text, Cases.Filter.Order order) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
            int bar = plain.indexOf('|');
            String id = plain.substring(bar + 1);
            boolean byDue = order == Cases.Filter.Order.DUE;
            if (bar < 0 || !ID.matcher(id).matches() || byDue != bar > 0) {
                throw wrong();
            }
            return new Cursor(byDue ? Optional.of(LocalDate.parse(plain.substring(0, bar))) : Optional.empty(), id);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw wrong();
        }
    }

    private static CaseProblem wrong() {
        return new CaseProblem(CaseProblem.Code.INVALID, "not a cursor of this list",
                java.util.List.of(Finding.error("cursor", "error.cursor")));
    }
}
