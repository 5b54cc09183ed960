package lv.pkip.kernel.workplace.look;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Objects;

/**
 * The municipality's look as it is edited.
 *
 * @param names    language → name; blank: the municipality's own
 * @param arms     coat of arms in base64, empty: none
 * @param armsType its media type
 */
record Theme(String accent, String highlight, Map<String, String> names, String arms, String armsType) {
    private static final ObjectMapper JSON = new ObjectMapper();

    Theme {
        Objects.requireNonNull(accent);
        Objects.requireNonNull(highlight);
        names = Map.copyOf(names);
        Objects.requireNonNull(arms);
        Objects.requireNonNull(armsType);
    }

    static Theme read(String json) {
        try {
            return JSON.readValue(json, Theme.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored look cannot be read", e);
        }
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
