package lv.pkip.kernel.audit;

import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** The commitments of an erased record as a text: its own line for each field, its name and its hash. */
final class Commitments {
    private Commitments() { }

    static String write(Map<String, byte[]> commitments) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(commitments).forEach((field, hash) -> text.append(field).append(' ')
                .append(Base64.getUrlEncoder().withoutPadding().encodeToString(hash)).append('\n'));
        return text.toString();
    }

    /** What cannot be read commits to nothing, and so does not give the leaf that the tree has. */
    static Map<String, byte[]> read(String text) {
        Map<String, byte[]> commitments = new TreeMap<>();
        for (String line : text == null ? new String[0] : text.split("\n")) {
            String[] parts = line.split(" ");
            try {
                byte[] hash = Base64.getUrlDecoder().decode(parts[parts.length - 1]);
                if (hash.length == 32) {
                    commitments.put(parts[0], hash);
                }
            } catch (IllegalArgumentException changed) {
                continue;
            }
        }
        return commitments;
    }
}
