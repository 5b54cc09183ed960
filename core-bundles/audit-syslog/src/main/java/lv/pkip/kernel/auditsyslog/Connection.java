package lv.pkip.kernel.auditsyslog;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection, from who it is to its last frame. Which source it is says its certificate or its address, never what it sends. */
final class Connection implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final Reception reception;
    private final Socket plain;
    private final boolean secure;
    private final long begun = System.nanoTime();
    private final Naming naming = new Naming();
    private volatile Lane lane;
    private volatile Frames frames;

    /** What connections are received with. */
    record Reception(Keys keys, Supplier<Directory> directory, Function<Profile, Optional<Lane>> lanes, Limits limits, Refusals refusals, Clock clock) { }

    Connection(Reception reception, Socket plain, boolean secure) {
        this.reception = reception;
        this.plain = plain;
        this.secure = secure;
    }

    @Override
    public void run() {
        try {
            plain.setKeepAlive(true);
            if (secure) {
                receiveSecure();
            } else {
                Optional<Profile> profile = reception.directory().get().byAddress(plain.getInetAddress());
                if (profile.isEmpty()) {
                    reception.refusals().add("address", plain.getInetAddress().getHostAddress());
                } else {
                    receive(profile.get(), plain, profile.get().lines());
                }
            }
        } catch (SocketTimeoutException e) {
            LOG.debug("A syslog connection said nothing for too long");
        } catch (IOException e) {
            LOG.debug("A syslog connection ended: {}", e.getClass().getSimpleName());
        } catch (RuntimeException e) {
            LOG.warn("A syslog connection was ended by a fault of ours", e);
        } finally {
            close();
        }
    }

    private void receiveSecure() throws IOException {
        SSLSocket socket;
        Profile profile;
        try {
            socket = reception.keys().socket(plain);
            socket.setSoTimeout(reception.limits().handshakeSeconds() * 1000);
            socket.startHandshake();
            profile = reception.keys().source(socket);
        } catch (SSLException | GeneralSecurityException e) {
            reception.refusals().add("certificate", plain.getInetAddress().getHostAddress() + ", " + innermost(e));
            return;
        } catch (IOException e) {
            reception.refusals().add("handshake", plain.getInetAddress().getHostAddress() + ", " + e.getClass().getSimpleName());
            return;
        }
        receive(profile, socket, false);
    }

    private static String innermost(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }

    private void receive(Profile profile, Socket socket, boolean lines) throws IOException {
        Optional<Lane> to = reception.lanes().apply(profile);
        if (to.isEmpty()) {
            return;
        }
        Frames from = new Frames(socket, socket.getInputStream(), lines, reception.limits(), reception.clock());
        frames = from;
        lane = to.get();
        for (Frame frame = from.next(); frame != null; frame = from.next()) {
            if (!to.get().take(frame, naming)) {
                return;
            }
            if (frame.last()) {
                LOG.warn("A connection of {} was closed: {}", profile.name(), frame.fault().orElse("it ended without the end of a line"));
                return;
            }
        }
    }

    boolean isOf(Lane other) {
        return lane == other;
    }

    /** Nobody knows yet whose it is, and for long. */
    boolean isOverdue() {
        return lane == null && System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(reception.limits().handshakeSeconds());
    }

    /** Tells the sender to go elsewhere, and goes on reading what it has sent: it thinks that it has been read. */
    void farewell() {
        try {
            if (lane == null) {
                plain.close();
            } else {
                // Not by TLS: a sender that only writes looks at the connection itself before it does.
                plain.shutdownOutput();
            }
        } catch (IOException e) {
            LOG.debug("A sender did not hear the end: {}", e.getClass().getSimpleName());
        }
    }

    /** Everything that had come was read so long ago. */
    boolean isQuietFor(long millis) {
        Frames from = frames;
        long since = from == null ? 0 : from.waitingSince();
        return since != 0 && System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Ends it from another thread. */
    void close() {
        try {
            plain.close();
        } catch (IOException e) {
            LOG.debug("A socket did not close: {}", e.getClass().getSimpleName());
        }
    }
}
