package lv.pkip.kernel.auditwatch;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts by whole numbers such as hours or days, the newest only, as a short text. */
final class Tally {
    private Tally() { }

    static TreeMap<Long, Long> read(String text) {
        TreeMap<Long, Long> counts = new TreeMap<>();
        for (String one : text.isEmpty() ? new String[0] : text.split(" ")) {
            String[] both = one.split(":");
            counts.put(Long.parseLong(both[0]), Long.parseLong(both[1]));
        }
        return counts;
    }

    static String write(TreeMap<Long, Long> counts, int most) {
        while (counts.size() > most) {
            counts.pollFirstEntry();
        }
        return counts.entrySet().stream().map(Tally::written).collect(Collectors.joining(" "));
    }

    private static String written(Map.Entry<Long, Long> one) {
        return one.getKey() + ":" + one.getValue();
    }
}
