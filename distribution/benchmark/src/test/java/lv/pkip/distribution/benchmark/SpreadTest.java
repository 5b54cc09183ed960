package lv.pkip.distribution.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void one_measurement_is_its_own_median_and_range() {
        assertEquals(new Spread(4, 4, 4, 1), Spread.of(List.of(4.0)));
    }

    @Test
    void median_and_middle_half_do_not_follow_one_wild_measurement() {
        assertEquals(new Spread(3, 2, 4, 5), Spread.of(List.of(5000.0, 3.0, 1.0, 4.0, 2.0)));
    }

    @Test
    void between_two_measurements_the_place_decides() {
        assertEquals(new Spread(2.5, 1.75, 3.25, 4), Spread.of(List.of(4.0, 3.0, 2.0, 1.0)));
    }

    @Test
    void ratio_is_of_pairs_so_a_load_that_hits_both_does_not_count() {
        assertEquals(new Spread(2, 2, 2, 3), Spread.ratio(List.of(2.0, 20.0, 200.0), List.of(1.0, 10.0, 100.0)));
    }

    @Test
    void what_is_no_pair_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> Spread.ratio(List.of(1.0, 2.0), List.of(1.0)));
    }

    @Test
    void nothing_measured_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> Spread.of(List.of()));
    }
}
