package lv.pkip.kernel.auditdesk;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;

/** What several systems did in one case: a picture with a lane for each system, and the same as a list by days. */
final class Timeline {
    private static final int WIDTH = 310;
    private static final int STEP = 26;
    private static final int FIRST_LANE = 52;
    private static final int LANE = 17;
    private static final int MOST_LANES = 6;
    private static final int LONGEST = 22;

    private Timeline() { }

    /** A system and its colour. */
    public record Lane(int series, String name, int x, int count) { }

    /** A mark of the picture; a day has no lane. */
    public record Mark(int y, int x, int series, String clock, String text) { }

    /** A stroke of a lane from its first record to its last. */
    public record Stroke(int x, int y, int height, int series) { }

    /** The picture. */
    public record Picture(int width, int height, int textX, List<Lane> lanes, List<Stroke> strokes, List<Mark> marks) { }

    /** Records of one day. */
    public record Day(String day, List<Facts.Row> rows) { }

    /** Newest first by when it happened: a system may have told of it later than another. */
    static List<Stored> byTime(List<Stored> records) {
        return records.stream().sorted(Comparator.comparing((Stored stored) -> stored.record().time()).thenComparing(Stored::sequence).reversed()).toList();
    }

    static Picture picture(List<Stored> records, Facts facts) {
        Map<String, Integer> lanes = lanes(records);
        int textX = FIRST_LANE + Math.min(lanes.size(), MOST_LANES) * LANE + 2;
        List<Mark> marks = new ArrayList<>();
        Map<Integer, int[]> reach = new LinkedHashMap<>();
        LocalDate day = null;
        int y = STEP / 2;
        for (Stored stored : records) {
            LocalDate here = Words.dayOf(stored.record().time());
            if (!here.equals(day)) {
                day = here;
                marks.add(new Mark(y, textX, 0, "", Words.day(here)));
                y += STEP;
            }
            int lane = lanes.get(stored.source());
            Facts.Row row = facts.row(stored);
            marks.add(new Mark(y, FIRST_LANE + lane * LANE, lane + 1, row.clock(), shortened(row.act())));
            int now = y;
            reach.computeIfAbsent(lane, any -> new int[] {now, now})[1] = y;
            y += STEP;
        }
        List<Stroke> strokes = new ArrayList<>();
        reach.forEach((lane, ends) -> strokes.add(new Stroke(FIRST_LANE + lane * LANE - 1, ends[0], ends[1] - ends[0], lane + 1)));
        List<Lane> legend = new ArrayList<>();
        lanes.forEach((source, lane) -> legend.add(new Lane(lane + 1, source, FIRST_LANE + lane * LANE,
                (int) records.stream().filter(r -> r.source().equals(source)).count())));
        return new Picture(WIDTH, y, textX, legend, strokes, marks);
    }

    private static String shortened(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text;
    }

    /** Systems in the order of their first record here; the last lane takes all that have none of their own. */
    private static Map<String, Integer> lanes(List<Stored> records) {
        Set<String> sources = new LinkedHashSet<>();
        records.forEach(r -> sources.add(r.source()));
        Map<String, Integer> lanes = new LinkedHashMap<>();
        sources.forEach(source -> lanes.put(source, Math.min(lanes.size(), MOST_LANES - 1)));
        return lanes;
    }

    static List<Day> days(List<Stored> records, Facts facts) {
        Map<LocalDate, List<Facts.Row>> days = new LinkedHashMap<>();
        records.forEach(stored -> days.computeIfAbsent(Words.dayOf(stored.record().time()), any -> new ArrayList<>()).add(facts.row(stored)));
        return days.entrySet().stream().map(e -> new Day(Words.day(e.getKey()), List.copyOf(e.getValue()))).toList();
    }
}
