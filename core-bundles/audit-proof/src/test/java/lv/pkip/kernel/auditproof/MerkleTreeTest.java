package lv.pkip.kernel.auditproof;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
    private static final int MOST = 300;
    private static final List<byte[]> LEAVES = leaves(MOST);
    private static final Naive NAIVE = new Naive(LEAVES);

    /** The definitions of RFC 6962, word for word, and none of our code. */
    private static final class Naive {
        private final List<byte[]> leaves;
        private final Map<Long, byte[]> known = new HashMap<>();

        Naive(List<byte[]> leaves) {
            this.leaves = leaves;
        }

        byte[] root(int from, int to) {
            byte[] hash = known.get((long) from << 32 | to);
            return hash == null ? remember(from, to) : hash;
        }

        private byte[] remember(int from, int to) {
            byte[] hash;
            if (from == to) {
                hash = sha256();
            } else if (to - from == 1) {
                hash = leaves.get(from);
            } else {
                int k = below(to - from);
                hash = sha256(new byte[] {1}, root(from, from + k), root(from + k, to));
            }
            known.put((long) from << 32 | to, hash);
            return hash;
        }

        List<byte[]> path(int m, int from, int to) {
            List<byte[]> path = new ArrayList<>();
            if (to - from > 1) {
                int k = below(to - from);
                if (m < k) {
                    path.addAll(path(m, from, from + k));
                    path.add(root(from + k, to));
                } else {
                    path.addAll(path(m - k, from + k, to));
                    path.add(root(from, from + k));
                }
            }
            return path;
        }

        List<byte[]> subproof(int m, int from, int to, boolean b) {
            List<byte[]> proof = new ArrayList<>();
            if (m == to - from) {
                if (!b) {
                    proof.add(root(from, to));
                }
                return proof;
            }
            int k = below(to - from);
            if (m <= k) {
                proof.addAll(subproof(m, from, from + k, b));
                proof.add(root(from + k, to));
            } else {
                proof.addAll(subproof(m - k, from + k, to, false));
                proof.add(root(from, from + k));
            }
            return proof;
        }

        private static int below(int n) {
            int k = 1;
            while (k * 2 < n) {
                k *= 2;
            }
            return k;
        }
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static List<byte[]> leaves(int count) {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leaves.add(sha256(new byte[] {0}, ("record " + i).getBytes(StandardCharsets.UTF_8)));
        }
        return leaves;
    }

    private static MerkleTree tree(int size) {
        MerkleTree tree = new MerkleTree(new MemoryTiles(), 0);
        tree.append(LEAVES.subList(0, size));
        return tree;
    }

    private static void same(List<byte[]> expected, List<byte[]> actual) {
        assertArrayEquals(expected.toArray(), actual.toArray());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void givesTheRootsThatOthersGiveForTheSameLeaves() {
        List<String> contents = List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");
        List<String> roots = List.of("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
        MerkleTree tree = new MerkleTree(new MemoryTiles(), 0);
        assertEquals(roots.get(0), hex(tree.root()));
        for (int i = 0; i < contents.size(); i++) {
            tree.append(List.of(Hash.leaf(HexFormat.of().parseHex(contents.get(i)))));
            assertEquals(roots.get(i + 1), hex(tree.root()));
        }
    }

    @Test
    void hasTheRootsOfTheDefinitionAtEverySizeAndAtEverySizeBefore() {
        RunningRoot running = new RunningRoot();
        for (int size = 0; size <= MOST; size++) {
            MerkleTree tree = tree(size);
            assertArrayEquals(NAIVE.root(0, size), tree.root(), "size " + size);
            assertArrayEquals(NAIVE.root(0, size), running.root(), "size " + size);
            for (int before = 0; before < size; before++) {
                assertArrayEquals(NAIVE.root(0, before), tree.root(before), before + " of " + size);
            }
            if (size < MOST) {
                running.append(LEAVES.get(size));
            }
        }
    }

    @Test
    void provesEveryLeafOfEverySize() {
        MerkleTree tree = tree(MOST);
        int proved = 0;
        for (int size = 1; size <= MOST; size++) {
            for (int index = 0; index < size; index++) {
                List<byte[]> proof = tree.inclusionProof(index, size);
                same(NAIVE.path(index, 0, size), proof);
                assertTrue(MerkleProof.includes(index, size, LEAVES.get(index), proof, NAIVE.root(0, size)), index + " of " + size);
                proved++;
            }
        }
        assertEquals(MOST * (MOST + 1) / 2, proved);
    }

    @Test
    void provesEverySizeToBeTheBeginningOfEveryLaterOne() {
        MerkleTree tree = tree(MOST);
        for (int second = 0; second <= MOST; second++) {
            for (int first = 0; first <= second; first++) {
                List<byte[]> proof = tree.consistencyProof(first, second);
                if (first > 0) {
                    same(NAIVE.subproof(first, 0, second, true), proof);
                }
                assertTrue(MerkleProof.isConsistent(first, second, NAIVE.root(0, first), NAIVE.root(0, second), proof), first + " of " + second);
            }
        }
    }

    @Test
    void provesAnyRangeByTheSubtreesBesideIt() {
        MerkleTree tree = tree(MOST);
        for (int from = 0; from <= MOST; from += 7) {
            for (int to = from; to <= MOST; to += 5) {
                RunningRoot range = new RunningRoot(from, tree.subtrees(0, from));
                LEAVES.subList(from, to).forEach(range::append);
                assertArrayEquals(NAIVE.root(0, to), range.root());
                assertArrayEquals(NAIVE.root(0, MOST), range.rootWith(tree.subtrees(to, MOST), MOST), from + " to " + to);
                assertEquals(Integer.bitCount(to), range.subtrees().size());
            }
        }
    }

    @Test
    void refusesAProofOfALeafThatHasAnyByteChangedOrAHashTooManyOrTooFew() {
        MerkleTree tree = tree(MOST);
        for (int size : new int[] {1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17, 255, 256, 257, 300}) {
            for (int index = 0; index < size; index += size < 20 ? 1 : 37) {
                int place = index;
                int leaves = size;
                List<byte[]> proof = tree.inclusionProof(index, size);
                byte[] leaf = LEAVES.get(index);
                byte[] root = NAIVE.root(0, size);
                everyByteCounts(leaf, one -> MerkleProof.includes(place, leaves, one, proof, root));
                everyByteCounts(root, one -> MerkleProof.includes(place, leaves, leaf, proof, one));
                wrongProofs(proof).forEach(wrong -> assertFalse(MerkleProof.includes(place, leaves, leaf, wrong, root), place + " of " + leaves));
                for (int other = 0; other < size; other++) {
                    assertEquals(other == index, MerkleProof.includes(other, size, leaf, proof, root), other + " for " + index + " of " + size);
                }
                for (long outside : new long[] {-1, size, size + 1L, Long.MAX_VALUE, Long.MIN_VALUE}) {
                    assertFalse(MerkleProof.includes(outside, size, leaf, proof, root));
                }
            }
        }
        assertFalse(MerkleProof.includes(0, 0, LEAVES.get(0), List.of(), Hash.empty()));
        assertFalse(MerkleProof.includes(0, 1, new byte[31], List.of(), new byte[31]));
    }

    @Test
    void refusesAProofOfABeginningThatHasAnyByteChangedOrAHashTooManyOrTooFew() {
        MerkleTree tree = tree(MOST);
        int[] sizes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 255, 256, 257, 300};
        for (int second : sizes) {
            for (int first : sizes) {
                if (first > second) {
                    assertFalse(MerkleProof.isConsistent(first, second, NAIVE.root(0, first), NAIVE.root(0, second), List.of()));
                    continue;
                }
                List<byte[]> proof = tree.consistencyProof(first, second);
                byte[] one = NAIVE.root(0, first);
                byte[] two = NAIVE.root(0, second);
                everyByteCounts(one, wrong -> MerkleProof.isConsistent(first, second, wrong, two, proof));
                if (first > 0 || second == 0) { // of nothing, anything is the continuation
                    everyByteCounts(two, wrong -> MerkleProof.isConsistent(first, second, one, wrong, proof));
                }
                wrongProofs(proof).forEach(wrong -> assertFalse(MerkleProof.isConsistent(first, second, one, two, wrong), first + " of " + second));
                if (first < second && first > 0) {
                    assertFalse(MerkleProof.isConsistent(first, second, two, two, proof));
                    assertFalse(MerkleProof.isConsistent(first, second, one, one, proof));
                }
            }
        }
        assertFalse(MerkleProof.isConsistent(-1, 5, Hash.empty(), NAIVE.root(0, 5), List.of()));
    }

    private interface Check {
        boolean holds(byte[] bytes);
    }

    private static void everyByteCounts(byte[] right, Check check) {
        assertTrue(check.holds(right));
        for (int i = 0; i < right.length; i++) {
            byte[] wrong = right.clone();
            wrong[i] ^= (byte) (1 << i % 8);
            assertFalse(check.holds(wrong));
        }
    }

    private static List<List<byte[]>> wrongProofs(List<byte[]> right) {
        List<List<byte[]>> wrong = new ArrayList<>();
        for (int i = 0; i < right.size(); i++) {
            for (int at = 0; at < 32; at++) {
                byte[] hash = right.get(i).clone();
                hash[at] ^= (byte) (1 << at % 8);
                List<byte[]> changed = new ArrayList<>(right);
                changed.set(i, hash);
                wrong.add(changed);
            }
            List<byte[]> fewer = new ArrayList<>(right);
            fewer.remove(i);
            wrong.add(fewer);
        }
        for (int i = 0; i <= right.size(); i++) {
            List<byte[]> more = new ArrayList<>(right);
            more.add(i, sha256(new byte[] {(byte) i}));
            wrong.add(more);
        }
        if (!right.isEmpty()) {
            List<byte[]> shorter = new ArrayList<>(right);
            shorter.set(0, new byte[31]);
            wrong.add(shorter);
        }
        return wrong;
    }

    @Test
    void keepsTilesAsOthersLayThemOut() {
        MemoryTiles tiles = new MemoryTiles();
        MerkleTree tree = new MerkleTree(tiles, 0);
        List<byte[]> leaves = leaves(70_000);
        tree.append(leaves);
        // the example of the specification
        assertEquals(256 * 32, tiles.tile(0, 272).length);
        assertEquals(112 * 32, tiles.tile(0, 273).length);
        assertEquals(256 * 32, tiles.tile(1, 0).length);
        assertEquals(17 * 32, tiles.tile(1, 1).length);
        assertEquals(32, tiles.tile(2, 0).length);
        Naive naive = new Naive(leaves);
        assertEquals(hex(naive.root(65_536, 65_536 + 256)), hex(tiles.tile(1, 1)).substring(0, 64));
        assertEquals(hex(naive.root(0, 65_536)), hex(tiles.tile(2, 0)));
        same(leaves.subList(65_500, 65_600), tree.leafHashes(65_500, 65_600));
    }

    @Test
    void needsOnlyTheRightEdgeToGrow() {
        MemoryTiles tiles = new MemoryTiles();
        new MerkleTree(tiles, 0).append(leaves(100_100));
        tiles.reads = 0;
        tiles.writes = 0;
        MerkleTree later = new MerkleTree(tiles, 100_100);
        later.append(leaves(10_000));
        assertEquals(110_100, later.size());
        assertEquals(2, tiles.reads, "the partial tiles of two levels");
        assertEquals(40 + 1, tiles.writes);
        tiles.writes = 0;
        later.append(List.of());
        assertEquals(0, tiles.writes);
    }

    @Test
    void saysSoWhenATileIsGoneOrTooShort() {
        MemoryTiles tiles = new MemoryTiles();
        new MerkleTree(tiles, 0).append(LEAVES.subList(0, 10));
        assertThrows(IllegalStateException.class, () -> new MerkleTree(tiles, 11).root());
        assertThrows(IllegalStateException.class, () -> new MerkleTree(new MemoryTiles(), 3).append(LEAVES));
    }

    @Test
    void asksForNothingOutside() {
        MerkleTree tree = tree(10);
        assertThrows(IllegalArgumentException.class, () -> tree.root(11));
        assertThrows(IllegalArgumentException.class, () -> tree.root(-1));
        assertThrows(IllegalArgumentException.class, () -> tree.inclusionProof(5, 5));
        assertThrows(IllegalArgumentException.class, () -> tree.inclusionProof(-1, 5));
        assertThrows(IllegalArgumentException.class, () -> tree.inclusionProof(0, 11));
        assertThrows(IllegalArgumentException.class, () -> tree.consistencyProof(6, 5));
        assertThrows(IllegalArgumentException.class, () -> tree.consistencyProof(5, 11));
        assertThrows(IllegalArgumentException.class, () -> tree.subtrees(4, 3));
        assertThrows(IllegalArgumentException.class, () -> new MerkleTree(new MemoryTiles(), -1));
        assertThrows(Malformed.class, () -> tree.append(List.of(new byte[31])));
    }

    @Test
    void holdsForSizesThatNobodyChose() {
        long seed = Long.getLong("seed", System.nanoTime());
        String told = "again with -Dseed=" + seed;
        Random random = new Random(seed);
        MemoryTiles tiles = new MemoryTiles();
        MerkleTree tree = new MerkleTree(tiles, 0);
        List<byte[]> leaves = leaves(140_000);
        RunningRoot running = new RunningRoot();
        Map<Integer, byte[]> roots = new HashMap<>();
        while (tree.size() < leaves.size()) {
            int from = (int) tree.size();
            int to = Math.min(leaves.size(), from + (random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(600)));
            tree = new MerkleTree(tiles, from); // as after a restart
            tree.append(leaves.subList(from, to));
            leaves.subList(from, to).forEach(running::append);
            roots.put(to, running.root());
            assertArrayEquals(running.root(), tree.root(), told);
        }
        assertTrue(roots.size() > 5, told);
        List<Integer> sizes = new ArrayList<>(roots.keySet());
        for (int i = 0; i < 500; i++) {
            int one = sizes.get(random.nextInt(sizes.size()));
            int other = sizes.get(random.nextInt(sizes.size()));
            int first = Math.min(one, other);
            int second = Math.max(one, other);
            assertTrue(MerkleProof.isConsistent(first, second, roots.get(first), roots.get(second), tree.consistencyProof(first, second)), told);
            if (second > 0) {
                int index = random.nextInt(second);
                assertTrue(MerkleProof.includes(index, second, leaves.get(index), tree.inclusionProof(index, second), roots.get(second)), told);
                assertFalse(MerkleProof.includes(index, second, leaves.get((index + 1) % leaves.size()), tree.inclusionProof(index, second), roots.get(second)), told);
                int to = index + random.nextInt(Math.min(500, second - index) + 1);
                RunningRoot range = new RunningRoot(index, tree.subtrees(0, index));
                tree.leafHashes(index, to).forEach(range::append);
                assertArrayEquals(roots.get(second), range.rootWith(tree.subtrees(to, second), second), told);
            }
        }
    }

    @Test
    void refusesSubtreesThatDoNotFitTheSize() {
        MerkleTree tree = tree(MOST);
        assertThrows(Malformed.class, () -> new RunningRoot(5, tree.subtrees(0, 4)));
        assertThrows(Malformed.class, () -> new RunningRoot(5, List.of(new byte[32], new byte[31])));
        RunningRoot ten = new RunningRoot(10, tree.subtrees(0, 10));
        List<byte[]> right = tree.subtrees(10, MOST);
        assertThrows(Malformed.class, () -> ten.rootWith(right.subList(1, right.size()), MOST));
        assertThrows(Malformed.class, () -> ten.rootWith(right, MOST - 1));
        assertThrows(Malformed.class, () -> ten.rootWith(right, MOST + 1));
        assertThrows(Malformed.class, () -> ten.rootWith(List.of(), 9));
    }
}
