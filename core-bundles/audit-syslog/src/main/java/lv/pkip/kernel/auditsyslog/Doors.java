package lv.pkip.kernel.auditsyslog;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets connections in, each on a thread of its own, and no more of them than there is room for. */
final class Doors {
    private static final Logger LOG = LoggerFactory.getLogger(Doors.class);
    private static final int WAITING = 256;
    private static final long QUIET_MILLIS = 300;
    private static final long FAREWELL_MILLIS = 3_000;
    private static final long STEP_MILLIS = 20;

    private final Connection.Reception reception;
    private final Map<Connection, Thread> inside = new ConcurrentHashMap<>();
    private final Map<InetAddress, Integer> addresses = new HashMap<>();
    private final AtomicLong number = new AtomicLong();

    Doors(Connection.Reception reception) {
        this.reception = reception;
    }

    /** A port that is open. */
    static final class Door implements AutoCloseable {
        private final ServerSocket server;

        private Door(ServerSocket server) {
            this.server = server;
        }

        int port() {
            return server.getLocalPort();
        }

        @Override
        public void close() {
            try {
                server.close();
            } catch (IOException e) {
                LOG.debug("A port did not close: {}", e.getClass().getSimpleName());
            }
        }
    }

    /** @param port 0 takes any free one */
    Door open(InetAddress address, int port, boolean secure) throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(address, port), WAITING);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        thread(() -> admit(server, secure), "pkip-syslog-port-" + server.getLocalPort()).start();
        return new Door(server);
    }

    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(Doors.class.getClassLoader());
        return thread;
    }

    private void admit(ServerSocket server, boolean secure) {
        while (!server.isClosed()) {
            Socket socket = null;
            try {
                socket = server.accept();
                admit(server, socket, secure);
            } catch (IOException | OutOfMemoryError e) {
                // OutOfMemoryError: no thread can be made; those who are inside go on.
                if (!server.isClosed()) {
                    LOG.warn("A syslog connection could not be let in: {}", e.getMessage());
                    refuse(socket);
                }
            }
        }
    }

    private void admit(ServerSocket server, Socket socket, boolean secure) {
        InetAddress address = socket.getInetAddress();
        if (!enter(address)) {
            reception.refusals().add("connections", address.getHostAddress());
            refuse(socket);
            return;
        }
        Connection connection = new Connection(reception, socket, secure);
        Thread thread = thread(() -> {
            try {
                connection.run();
            } finally {
                inside.remove(connection);
                leave(address);
            }
        }, "pkip-syslog-" + number.incrementAndGet());
        inside.put(connection, thread);
        boolean started = false;
        try {
            thread.start();
            started = true;
        } finally {
            if (!started) {
                inside.remove(connection);
                leave(address);
            }
        }
        if (server.isClosed()) {
            connection.farewell();
        }
    }

    private static void refuse(Socket socket) {
        if (socket == null) {
            return;
        }
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("A socket did not close: {}", e.getClass().getSimpleName());
        }
    }

    private boolean enter(InetAddress address) {
        synchronized (addresses) {
            int all = addresses.values().stream().mapToInt(Integer::intValue).sum();
            int own = addresses.getOrDefault(address, 0);
            if (all >= reception.limits().connections() || own >= reception.limits().connectionsPerAddress()) {
                return false;
            }
            addresses.put(address, own + 1);
            return true;
        }
    }

    private void leave(InetAddress address) {
        synchronized (addresses) {
            addresses.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
        }
    }

    int connections() {
        return inside.size();
    }

    int connections(Lane lane) {
        return (int) inside.keySet().stream().filter(connection -> connection.isOf(lane)).count();
    }

    void closeOverdue() {
        inside.keySet().stream().filter(Connection::isOverdue).forEach(Connection::close);
    }

    /** Ends connections, but not before what they had sent is read, as long as that takes no longer than a few seconds. */
    void end(Predicate<Connection> which) {
        List<Connection> ending = inside.keySet().stream().filter(which).toList();
        ending.forEach(Connection::farewell);
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FAREWELL_MILLIS);
        try {
            for (Connection each : ending) {
                Thread thread = inside.get(each);
                while (thread != null && thread.isAlive() && !each.isQuietFor(QUIET_MILLIS) && System.nanoTime() < until) {
                    thread.join(STEP_MILLIS);
                }
                each.close();
                if (thread != null) {
                    thread.join(STEP_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ending.forEach(Connection::close);
        }
    }
}
