package lv.pkip.kernel.workplace.tell;

import lv.pkip.kernel.workplace.Town;

/** A board on a test's database. */
public final class TestBoards {
    private TestBoards() { }

    public static Board of(Town town) {
        return new Board(town.jpa, town.audit, town.clock);
    }
}
