package lv.pkip.kernel.status;

import java.util.List;

/**
 * Open or closed, unread or not, assigned or not, in one number that leads the indexes: each inbox is then one or a few
 * ranges of an index, and its pages cost the same whatever the number of cases.
 */
final class Lane {
    static final int CLOSED = 0;
    static final int CLOSED_UNREAD = 5;
    private static final int OPEN = 1;
    private static final int UNREAD = 1;
    private static final int ASSIGNED = 2;

    static final List<Integer> ALL = List.of(0, 1, 2, 3, 4, 5);
    static final List<Integer> ALL_OPEN = List.of(1, 2, 3, 4);
    static final List<Integer> ALL_CLOSED = List.of(CLOSED, CLOSED_UNREAD);
    static final List<Integer> ALL_UNREAD = List.of(2, 4, 5);
    static final List<Integer> ALL_UNASSIGNED = List.of(1, 2);

    private Lane() {
    }

    static int of(boolean open, boolean unread, boolean assigned) {
        if (!open) {
            return unread ? CLOSED_UNREAD : CLOSED;
        }
        return OPEN + (unread ? UNREAD : 0) + (assigned ? ASSIGNED : 0);
    }

    static boolean unread(int lane) {
        return ALL_UNREAD.contains(lane);
    }
}
