package lv.pkip.kernel.identity;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.identity.Municipality;

/** Letters to staff about what they sign in with, in their language. */
final class Letters {
    private final Outbox outbox;
    private final Municipality municipality;

    Letters(Outbox outbox, Municipality municipality) {
        this.outbox = outbox;
        this.municipality = municipality;
    }

    static boolean isLanguage(String language) {
        return Titles.LANGUAGES.contains(language);
    }

    /**
     * Puts a letter in; part of the caller's transaction.
     *
     * @param key     unique for all time
     * @param address nothing is sent to an empty one
     * @param about   name of the texts: {@code letter.<about>.subject} and {@code .text}
     */
    void send(String key, String address, String language, String about, Map<String, String> values) {
        if (address.isEmpty()) {
            return;
        }
        String spoken = isLanguage(language) ? language : "lv";
        Map<String, String> all = new HashMap<>(values);
        all.put("municipality", municipality.name(spoken));
        outbox.put(new Outbox.Item(key, "email", address, Optional.empty(), Map.of("subject", text(spoken, about + ".subject", all),
                "text", text(spoken, about + ".text", all), "language", spoken)));
    }

    private String text(String language, String name, Map<String, String> values) {
        String text = OwnTexts.in(language, "letter." + name);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("{" + value.getKey() + "}", value.getValue());
        }
        return text;
    }
}
