package lv.pkip.kernel.auditsyslog;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A source's own words for those of a closed vocabulary, {@code view=READ, edit=UPDATE}; the vocabulary's own are always understood. */
final class Words {
    private final Map<String, String> meanings = new HashMap<>();

    private Words(Set<String> vocabulary) {
        vocabulary.forEach(word -> meanings.put(word.toLowerCase(Locale.ROOT), word));
    }

    /** @throws IllegalArgumentException with what is wrong with it */
    static Words read(String table, Set<String> vocabulary) {
        Words words = new Words(vocabulary);
        for (String line : table.split(",")) {
            if (line.isBlank()) {
                continue;
            }
            int equals = line.lastIndexOf('=');
            String word = equals < 0 ? "" : line.substring(0, equals).strip();
            String meaning = equals < 0 ? "" : line.substring(equals + 1).strip();
            if (word.isEmpty() || !vocabulary.contains(meaning)) {
                throw new IllegalArgumentException("\"" + line.strip() + "\" is not word=MEANING with one of " + String.join(", ", vocabulary.stream().sorted().toList()));
            }
            words.meanings.put(word.toLowerCase(Locale.ROOT), meaning);
        }
        return words;
    }

    Optional<String> meaning(String word) {
        return Optional.ofNullable(meanings.get(word.toLowerCase(Locale.ROOT)));
    }
}
