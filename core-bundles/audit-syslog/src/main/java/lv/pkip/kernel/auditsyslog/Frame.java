package lv.pkip.kernel.auditsyslog;

import java.time.Instant;
import java.util.Optional;

/**
 * What was sent as one message.
 *
 * @param bytes  its octets, at most as many as are kept
 * @param length how many there were
 * @param hash   SHA-256 of all of them
 * @param fault  why it is not whole
 * @param ended  it ended because the connection did, so that nobody knows whether more should have come
 * @param last   nothing behind it on this connection can be told apart
 */
record Frame(byte[] bytes, long length, byte[] hash, Instant received, Optional<String> fault, boolean ended, boolean last) {

    /** Octets left away. */
    boolean isCut() {
        return length > bytes.length;
    }
}
