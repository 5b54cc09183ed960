package lv.pkip.kernel.auditproof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An append-only tree of RFC 6962 over stored tiles. It holds nothing but its size, so whoever keeps that with the tiles can begin
 * where another one ended. For one thread at a time.
 */
public final class MerkleTree {
    /** Hashes of a full tile. */
    public static final int TILE = 256;
    private static final int TILE_HEIGHT = 8;

    private final TileStore store;
    private long size;

    /** @param size leaves that the store holds already */
    public MerkleTree(TileStore store, long size) {
        if (size < 0) {
            throw new IllegalArgumentException("a tree has no " + size + " leaves");
        }
        this.store = store;
        this.size = size;
    }

    public long size() {
        return size;
    }

    /** Adds leaves at the right edge; reads and writes the tiles there and no others. */
    public void append(List<byte[]> leafHashes) {
        leafHashes.forEach(Hash::checked);
        append(0, size, leafHashes);
        size += leafHashes.size();
    }

    /** A full tile is one hash of the level above. */
    private void append(int level, long at, List<byte[]> hashes) {
        byte[] tile = new byte[TILE * Hash.LENGTH];
        long number = at / TILE;
        int width = (int) (at % TILE);
        if (width > 0) {
            System.arraycopy(stored(level, number, width), 0, tile, 0, width * Hash.LENGTH);
        }
        List<byte[]> full = new ArrayList<>();
        for (byte[] hash : hashes) {
            System.arraycopy(hash, 0, tile, width * Hash.LENGTH, Hash.LENGTH);
            if (++width == TILE) {
                store.write(level, number++, tile.clone());
                full.add(top(tile, 0, TILE));
                width = 0;
            }
        }
        if (width > 0 && !hashes.isEmpty()) {
            store.write(level, number, Arrays.copyOf(tile, width * Hash.LENGTH));
        }
        if (!full.isEmpty()) {
            append(level + 1, at / TILE, full);
        }
    }

    /** Of all leaves. */
    public byte[] root() {
        return root(size);
    }

    /** Of the first leaves, as many as there were at that time. */
    public byte[] root(long atSize) {
        within(0, atSize, size);
        return atSize == 0 ? Hash.empty() : new Tiles().range(0, atSize);
    }

    /** That a leaf is in the tree of that size; from the leaf upwards. */
    public List<byte[]> inclusionProof(long index, long atSize) {
        within(0, atSize, size);
        within(0, index, atSize - 1);
        List<byte[]> proof = new ArrayList<>();
        path(new Tiles(), index, 0, atSize, proof);
        return proof;
    }

    private static void path(Tiles tiles, long index, long from, long to, List<byte[]> proof) {
        if (to - from > 1) {
            long middle = from + half(to - from);
            if (index < middle) {
                path(tiles, index, from, middle, proof);
                proof.add(tiles.range(middle, to));
            } else {
                path(tiles, index, middle, to, proof);
                proof.add(tiles.range(from, middle));
            }
        }
    }

    /** That the tree of the first size is the beginning of that of the second. */
    public List<byte[]> consistencyProof(long firstSize, long secondSize) {
        within(0, secondSize, size);
        within(0, firstSize, secondSize);
        List<byte[]> proof = new ArrayList<>();
        if (firstSize > 0 && firstSize < secondSize) {
            subproof(new Tiles(), firstSize, 0, secondSize, true, proof);
        }
        return proof;
    }

    /** @param known the verifier has the hash of all that is left of here: it is the first root */
    private static void subproof(Tiles tiles, long first, long from, long to, boolean known, List<byte[]> proof) {
        if (first == to) {
            if (!known) {
                proof.add(tiles.range(from, to));
            }
            return;
        }
        long middle = from + half(to - from);
        if (first <= middle) {
            subproof(tiles, first, from, middle, known, proof);
            proof.add(tiles.range(middle, to));
        } else {
            subproof(tiles, first, middle, to, false, proof);
            proof.add(tiles.range(from, middle));
        }
    }

    /** The hashes of the largest whole subtrees that leaves from one to before another are made of, from left to right. */
    public List<byte[]> subtrees(long from, long to) {
        within(0, to, size);
        within(0, from, to);
        Tiles tiles = new Tiles();
        List<byte[]> hashes = new ArrayList<>();
        for (long at = from; at < to;) {
            int height = RunningRoot.heightAt(at, to);
            hashes.add(tiles.node(height, at >> height));
            at += 1L << height;
        }
        return hashes;
    }

    /** Stored hashes of leaves, of which it is best to ask for some thousands at a time. */
    public List<byte[]> leafHashes(long from, long to) {
        within(0, to, size);
        within(0, from, to);
        Tiles tiles = new Tiles();
        List<byte[]> hashes = new ArrayList<>();
        for (long at = from; at < to; at++) {
            hashes.add(tiles.node(0, at));
        }
        return hashes;
    }

    private static void within(long least, long number, long most) {
        if (number < least || number > most) {
            throw new IllegalArgumentException(number + " is not between " + least + " and " + most);
        }
    }

    /** The largest power of two below a number. */
    private static long half(long leaves) {
        return Long.highestOneBit(leaves - 1);
    }

    /** Of hashes of one tile, a power of two of them. */
    private static byte[] top(byte[] tile, int at, int count) {
        if (count == 1) {
            return Arrays.copyOfRange(tile, at * Hash.LENGTH, (at + 1) * Hash.LENGTH);
        }
        return Hash.parent(top(tile, at, count / 2), top(tile, at + count / 2, count / 2));
    }

    private byte[] stored(int level, long number, int width) {
        byte[] tile = store.read(level, number);
        if (tile == null || tile.length < width * Hash.LENGTH || tile.length > TILE * Hash.LENGTH) {
            throw new IllegalStateException("tile " + number + " of level " + level + " has not the " + width + " hashes that a tree of " + size + " leaves needs");
        }
        return tile;
    }

    /** Tiles read for one question, each of them once. */
    private final class Tiles {
        private final Map<Long, byte[]> read = new HashMap<>();

        /** The hash over leaves of a tree that begins at the first of them. */
        byte[] range(long from, long to) {
            long leaves = to - from;
            if (Long.bitCount(leaves) == 1) {
                int height = Long.numberOfTrailingZeros(leaves);
                return node(height, from >> height);
            }
            long middle = from + half(leaves);
            return Hash.parent(range(from, middle), range(middle, to));
        }

        byte[] node(int height, long number) {
            int level = height / TILE_HEIGHT;
            int within = height % TILE_HEIGHT;
            long first = number << within;
            int at = (int) (first % TILE);
            byte[] tile = read.computeIfAbsent((long) level << 56 | first / TILE, key ->
                    stored(level, first / TILE, (int) Math.min(TILE, (size >> (level * TILE_HEIGHT)) - first / TILE * TILE)));
            return top(tile, at, 1 << within);
        }
    }
}
