package lv.pkip.kernel.auditproof;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Tiles in memory that hold the tree to its word: full ones never change, partial ones only grow. */
final class MemoryTiles implements TileStore {
    private final Map<String, byte[]> tiles = new HashMap<>();
    int reads;
    int writes;

    @Override
    public byte[] read(int level, long tile) {
        reads++;
        byte[] stored = tiles.get(level + "/" + tile);
        return stored == null ? null : stored.clone();
    }

    @Override
    public void write(int level, long tile, byte[] hashes) {
        writes++;
        byte[] before = tiles.put(level + "/" + tile, hashes.clone());
        boolean fits = hashes.length > 0 && hashes.length <= 256 * 32 && hashes.length % 32 == 0;
        if (!fits || before != null && (before.length >= hashes.length || !Arrays.equals(before, Arrays.copyOf(hashes, before.length)))) {
            throw new AssertionError("tile " + level + "/" + tile + " is written over with something else");
        }
    }

    byte[] tile(int level, long tile) {
        return tiles.get(level + "/" + tile);
    }
}
