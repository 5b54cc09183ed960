package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Days of the extension; a moment stands for its day, because some clients know nothing shorter. */
final class Days {
    private Days() { }

    static Optional<LocalDate> read(JsonNode user, String name) {
        String text = Json.text(user, Urn.PKIP_USER, name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(text.length() > 10 && text.charAt(10) == 'T' ? text.substring(0, 10) : text));
        } catch (DateTimeParseException e) {
            throw ScimProblem.value(name + " has to be a day as YYYY-MM-DD.");
        }
    }
}
