package lv.pkip.kernel.service.rules;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** How a line is rounded: part of the law or of the council's rules, never of the code. */
record Rounding(int scale, RoundingMode mode) {

    BigDecimal round(BigDecimal value) {
        return value.setScale(scale, mode);
    }

    @Override
    public String toString() {
        return scale + " " + mode;
    }
}
