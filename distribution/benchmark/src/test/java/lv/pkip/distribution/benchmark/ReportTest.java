package lv.pkip.distribution.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static Row row(double ours, double peer, Row.Goal goal) {
        return Row.pairs("start", "peer", "s", List.of(ours), List.of(peer), goal);
    }

    @Test
    void a_cost_meets_goal_and_aim_from_above() {
        Row.Goal goal = Row.Goal.atMost(2.0, 1.5);
        assertEquals("NOT met", row(2.1, 1, goal).verdict());
        assertEquals("goal met", row(2.0, 1, goal).verdict());
        assertEquals("aim met", row(1.5, 1, goal).verdict());
    }

    @Test
    void a_rate_meets_goal_and_aim_from_below() {
        Row.Goal goal = Row.Goal.atLeast(0.5, 0.9);
        assertEquals("NOT met", row(0.4, 1, goal).verdict());
        assertEquals("goal met", row(0.5, 1, goal).verdict());
        assertEquals("aim met", row(0.9, 1, goal).verdict());
    }

    @Test
    void a_row_without_a_goal_has_no_verdict() {
        assertEquals("", row(1, 1, Row.Goal.NONE).verdict());
    }

    @Test
    void the_table_tells_medians_spread_ratio_and_verdict() {
        Row row = Row.pairs("start", "plain Karaf", "s", List.of(8.0, 10.0, 12.0), List.of(4.0, 5.0, 6.0), Row.Goal.atMost(2.0, 1.5));
        String table = new Report(Map.of("memory", "2 GiB"), List.of(row)).markdown();
        assertTrue(table.contains("| start | 10.0 (9.00–11.0) s | plain Karaf | 5.00 (4.50–5.50) | **2.00 (2.00–2.00)** | ≤ 2.00, aim 1.50 | goal met |"), table);
        assertTrue(table.contains("- memory: 2 GiB"), table);
    }

    @Test
    void the_file_for_programs_keeps_text_whole() {
        String json = new Report(Map.of("system", "a \"b\" \\ c"), List.of(row(1, 2, Row.Goal.NONE))).json();
        assertTrue(json.contains("\"system\": \"a \\\"b\\\" \\\\ c\""), json);
        assertTrue(json.contains("\"ratio\": {\"median\": 0.500000, \"low\": 0.500000, \"high\": 0.500000, \"count\": 1}"), json);
    }
}
