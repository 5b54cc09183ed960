package lv.pkip.kernel.auditwatch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last so many different things in the order they came, each with the record it came with last. There are more of them in a stretch
 * of time than allowed when the last so many, and one, all fall into it; so nothing older need be remembered.
 */
final class Window {
    private final Map<String, Mark> marks = new LinkedHashMap<>();

    /** When a thing came last, and with which record. */
    record Mark(long sequence, long when) { }

    static Window read(String items) {
        Window window = new Window();
        for (String item : items.isEmpty() ? new String[0] : items.split(" ")) {
            String[] parts = item.split(":");
            window.marks.put(parts[0], new Mark(Long.parseLong(parts[1], Character.MAX_RADIX), Long.parseLong(parts[2], Character.MAX_RADIX)));
        }
        return window;
    }

    String write() {
        StringBuilder items = new StringBuilder();
        marks.forEach((thing, mark) -> items.append(items.length() == 0 ? "" : " ").append(thing).append(':').append(Long.toString(mark.sequence(), Character.MAX_RADIX)).append(':')
                .append(Long.toString(mark.when(), Character.MAX_RADIX)));
        return items.toString();
    }

    void add(String thing, Mark mark, int more) {
        marks.remove(thing);
        marks.put(thing, mark);
        while (marks.size() > more + 1) {
            marks.remove(marks.keySet().iterator().next());
        }
    }

    /** Whether more than so many fall into one stretch of time. */
    boolean isFull(int more, long stretch) {
        long first = marks.values().stream().mapToLong(Mark::when).min().orElse(0);
        long last = marks.values().stream().mapToLong(Mark::when).max().orElse(0);
        return marks.size() > more && last - first < stretch;
    }

    List<Mark> marks() {
        return new ArrayList<>(marks.values());
    }
}
