package lv.pkip.kernel.auditproof;

import java.util.ArrayList;
import java.util.List;

/** The root of a tree whose leaves come one after the other: holds one hash for each bit of its size. */
public final class RunningRoot {
    private final List<byte[]> hashes;
    private long size;

    /** Of no leaves. */
    public RunningRoot() {
        hashes = new ArrayList<>();
    }

    /** @param subtrees those that the first leaves are made of, the largest first, as {@link MerkleTree#subtrees} gives them */
    public RunningRoot(long size, List<byte[]> subtrees) {
        if (size < 0 || subtrees.size() != Long.bitCount(size)) {
            throw new Malformed("length");
        }
        subtrees.forEach(Hash::checked);
        this.hashes = new ArrayList<>(subtrees);
        this.size = size;
    }

    /** The height of the largest whole subtree that begins there and ends by the end. */
    static int heightAt(long at, long end) {
        int room = 63 - Long.numberOfLeadingZeros(end - at);
        return at == 0 ? room : Math.min(room, Long.numberOfTrailingZeros(at));
    }

    public void append(byte[] leafHash) {
        append(0, leafHash);
    }

    private void append(int height, byte[] hash) {
        byte[] merged = Hash.checked(hash);
        for (long left = size >> height; (left & 1) == 1; left >>= 1) {
            merged = Hash.parent(hashes.remove(hashes.size() - 1), merged);
        }
        hashes.add(merged);
        size += 1L << height;
    }

    /** The root after the subtrees that lead to that size; this one stays as it is. */
    public byte[] rootWith(List<byte[]> subtrees, long end) {
        RunningRoot whole = new RunningRoot(size, hashes);
        for (byte[] subtree : subtrees) {
            if (whole.size >= end) {
                throw new Malformed("length");
            }
            whole.append(heightAt(whole.size, end), subtree);
        }
        if (whole.size != end) {
            throw new Malformed("length");
        }
        return whole.root();
    }

    public byte[] root() {
        if (hashes.isEmpty()) {
            return Hash.empty();
        }
        byte[] root = hashes.get(hashes.size() - 1);
        for (int i = hashes.size() - 2; i >= 0; i--) {
            root = Hash.parent(hashes.get(i), root);
        }
        return root.clone();
    }

    public long size() {
        return size;
    }

    /** The subtrees it is made of, the largest first. */
    public List<byte[]> subtrees() {
        return List.copyOf(hashes);
    }
}
