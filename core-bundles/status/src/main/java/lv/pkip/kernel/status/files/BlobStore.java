package lv.pkip.kernel.status.files;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** Keeps bytes outside the database, named by their SHA-256; the same bytes are kept once. */
public interface BlobStore {

    /**
     * Takes bytes in without keeping them yet.
     *
     * @throws TooLarge when there are more than the limit
     */
    Incoming receive(InputStream content, long maxBytes) throws IOException;

    /** Opens kept bytes; the caller closes them. */
    InputStream open(String sha256) throws IOException;

    /**
     * Removes what nobody needs and has not been touched for a while: bytes whose database row never committed or is gone.
     *
     * @return how many were removed for good
     */
    int sweep(Duration untouched, Predicate<String> needed) throws IOException;

    /** Bytes taken in, to be kept or dropped. */
    interface Incoming extends AutoCloseable {
        String sha256();

        long size();

        /** Media type told by the bytes themselves; empty when it is none that we know. */
        Optional<String> type();

        /** Makes them durable under their hash; returns only when a power failure could not lose them. */
        void keep() throws IOException;

        /** Drops what was not kept. */
        @Override
        void close();
    }

    /** More bytes than allowed. */
    final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        TooLarge(long limit) {
            super("more than " + limit + " bytes");
        }
    }
}
