package lv.pkip.kernel.auditwatch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Keys in pieces of one length for queries, the last one filled up by its last key: a database makes ready one statement, not one for each number. */
final class Pieces {
    private static final int LENGTH = 200;

    private Pieces() { }

    static List<List<String>> of(Collection<String> keys) {
        List<String> all = new ArrayList<>(keys);
        List<List<String>> pieces = new ArrayList<>();
        for (int i = 0; i < all.size(); i += LENGTH) {
            List<String> piece = new ArrayList<>(all.subList(i, Math.min(all.size(), i + LENGTH)));
            while (piece.size() < LENGTH) {
                piece.add(piece.get(piece.size() - 1));
            }
            pieces.add(piece);
        }
        return pieces;
    }
}
