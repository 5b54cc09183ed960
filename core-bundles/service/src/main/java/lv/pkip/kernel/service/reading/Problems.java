package lv.pkip.kernel.service.reading;

import java.util.ArrayList;
import java.util.List;

/** What an author has to mend, in sentences that name the place; a bounded list, so that one wrong file stays readable. */
public final class Problems {
    private static final int MOST = 100;
    private final List<String> sentences = new ArrayList<>();
    private int left;

    public void add(String where, String what) {
        String sentence = where.isEmpty() ? what : where + ": " + what;
        if (sentences.contains(sentence)) {
            return;
        }
        if (sentences.size() < MOST) {
            sentences.add(sentence);
        } else {
            left++;
        }
    }

    public boolean none() {
        return sentences.isEmpty();
    }

    public List<String> list() {
        List<String> all = new ArrayList<>(sentences);
        if (left > 0) {
            all.add("… and " + left + " more");
        }
        return List.copyOf(all);
    }
}
