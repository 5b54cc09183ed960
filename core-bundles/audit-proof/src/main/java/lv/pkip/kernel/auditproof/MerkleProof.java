package lv.pkip.kernel.auditproof;

import java.security.MessageDigest;
import java.util.List;

/** Says whether proofs of a tree hold, by the algorithms of RFC 9162, without the tree. */
public final class MerkleProof {

    private MerkleProof() { }

    /** That a leaf is at this place in the tree with this root. */
    public static boolean includes(long index, long size, byte[] leafHash, List<byte[]> proof, byte[] root) {
        if (index < 0 || index >= size || !areHashes(proof, leafHash, root)) {
            return false;
        }
        long at = index;
        long last = size - 1;
        byte[] hash = leafHash;
        for (byte[] sibling : proof) {
            if (last == 0) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                hash = Hash.parent(sibling, hash);
                while ((at & 1) == 0 && at != 0) {
                    at >>= 1;
                    last >>= 1;
                }
            } else {
                hash = Hash.parent(hash, sibling);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && MessageDigest.isEqual(hash, root);
    }

    /** That the first tree is the beginning of the second one. */
    public static boolean isConsistent(long firstSize, long secondSize, byte[] firstRoot, byte[] secondRoot, List<byte[]> proof) {
        if (firstSize < 0 || firstSize > secondSize || !areHashes(proof, firstRoot, secondRoot)) {
            return false;
        }
        if (firstSize == 0 || firstSize == secondSize) {
            return proof.isEmpty() && MessageDigest.isEqual(firstRoot, firstSize == 0 ? Hash.empty() : secondRoot)
                    && (secondSize > 0 || MessageDigest.isEqual(secondRoot, Hash.empty()));
        }
        if (proof.isEmpty()) {
            return false;
        }
        boolean whole = Long.bitCount(firstSize) == 1; // then the first root is itself a subtree of the second tree, and not in the proof
        long at = firstSize - 1;
        long last = secondSize - 1;
        while ((at & 1) == 1) {
            at >>= 1;
            last >>= 1;
        }
        byte[] first = whole ? firstRoot : proof.get(0);
        byte[] second = first;
        for (byte[] hash : whole ? proof : proof.subList(1, proof.size())) {
            if (last == 0) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                first = Hash.parent(hash, first);
                second = Hash.parent(hash, second);
                while ((at & 1) == 0 && at != 0) {
                    at >>= 1;
                    last >>= 1;
                }
            } else {
                second = Hash.parent(second, hash);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && MessageDigest.isEqual(first, firstRoot) && MessageDigest.isEqual(second, secondRoot);
    }

    private static boolean areHashes(List<byte[]> proof, byte[]... others) {
        for (byte[] hash : others) {
            if (hash.length != Hash.LENGTH) {
                return false;
            }
        }
        return proof.size() <= 2 * Long.SIZE && proof.stream().allMatch(hash -> hash.length == Hash.LENGTH);
    }
}
