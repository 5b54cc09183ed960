package lv.pkip.kernel.auditproof;

/** Where the hashes of a tree are kept: tiles of up to 256 hashes of 32 bytes, as C2SP tlog-tiles lays them out. A full tile never changes. */
public interface TileStore {
    /** The hashes of a tile one after the other, at most 8,192 bytes; {@code null} where there is none. */
    byte[] read(int level, long tile);

    /** Puts a tile in place of what stood there, which was a shorter beginning of it or nothing. */
    void write(int level, long tile, byte[] hashes);
}
