package lv.pkip.audit.sender;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Where to send, as whom, and what to keep meanwhile. Begin with {@link #of} and change what does not suit.
 *
 * @param house        address of the house, {@code https://pakalpojumi.example.lv}; without TLS only on this machine
 * @param clientId     the application as it is registered there; it is the name of the source
 * @param secret       asked for whenever a token is taken, so that it can be changed while the system runs
 * @param spool        folder of the records that wait, on a disk of this machine; nobody else's
 * @param limit        bytes that may wait
 * @param segment      bytes of one file of the spool
 * @param batch        records sent at once, at most 10,000
 * @param timeout      for one request
 * @param firstPause   before the second attempt; each further one is twice as long
 * @param longestPause between two attempts, unless the house asks for a longer one
 * @param tls          whom to trust; empty: as the system does
 */
public record SenderSettings(URI house, String clientId, Supplier<String> secret, Path spool, long limit, int segment, int batch, Duration timeout,
        Duration firstPause, Duration longestPause, Optional<SSLContext> tls, SenderListener listener) {
    private static final int MOST = 10_000;
    private static final int LEAST_SEGMENT = 128 * 1024;

    public SenderSettings {
        Objects.requireNonNull(clientId);
        Objects.requireNonNull(secret);
        Objects.requireNonNull(spool);
        Objects.requireNonNull(tls);
        Objects.requireNonNull(listener);
        require(house.getHost() != null && ("https".equals(house.getScheme()) || "http".equals(house.getScheme()) && isHere(house.getHost())),
                "house: https is needed, the secret would be read on its way");
        require(segment >= LEAST_SEGMENT && limit / 4 >= segment, "segment: at least " + LEAST_SEGMENT + " bytes, at most a quarter of the limit");
        require(batch >= 1 && batch <= MOST, "batch: 1 to " + MOST);
        require(!timeout.isNegative() && !timeout.isZero() && !firstPause.isNegative() && !firstPause.isZero() && firstPause.compareTo(longestPause) <= 0, "timeout and pauses");
    }

    /** 1 GiB may wait, in files of 8 MiB; 1,000 records at once; a minute for a request; attempts after 0.5 s to a minute. */
    public static SenderSettings of(URI house, String clientId, Supplier<String> secret, Path spool) {
        return new SenderSettings(house, clientId, secret, spool, 1L << 30, 8 << 20, 1_000, Duration.ofMinutes(1), Duration.ofMillis(500), Duration.ofMinutes(1),
                Optional.empty(), SenderListener.SILENT);
    }

    public SenderSettings limited(long bytes, int ofSegment) {
        return new SenderSettings(house, clientId, secret, spool, bytes, ofSegment, batch, timeout, firstPause, longestPause, tls, listener);
    }

    public SenderSettings batches(int records) {
        return new SenderSettings(house, clientId, secret, spool, limit, segment, records, timeout, firstPause, longestPause, tls, listener);
    }

    public SenderSettings timed(Duration ofRequest, Duration first, Duration longest) {
        return new SenderSettings(house, clientId, secret, spool, limit, segment, batch, ofRequest, first, longest, tls, listener);
    }

    public SenderSettings trusting(SSLContext context) {
        return new SenderSettings(house, clientId, secret, spool, limit, segment, batch, timeout, firstPause, longestPause, Optional.of(context), listener);
    }

    public SenderSettings telling(SenderListener somebody) {
        return new SenderSettings(house, clientId, secret, spool, limit, segment, batch, timeout, firstPause, longestPause, tls, somebody);
    }

    private static boolean isHere(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static void require(boolean good, String what) {
        if (!good) {
            throw new IllegalArgumentException(what);
        }
    }

    @Override
    public String toString() {
        return "SenderSettings[" + house + ", " + clientId + "]"; // never the secret
    }
}
