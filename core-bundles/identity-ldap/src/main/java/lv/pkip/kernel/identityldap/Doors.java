package lv.pkip.kernel.identityldap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets connections in, each on a thread of its own, and no more of them than there is room for. */
final class Doors implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Doors.class);
    private static final int WAITING = 256;
    private static final int ENOUGH_MILLIS = 5_000;

    private final Desk desk;
    private final Keys keys;
    private final List<ServerSocket> servers = new ArrayList<>();
    private final List<Thread> porters = new ArrayList<>();
    private final Map<Conversation, Thread> inside = new ConcurrentHashMap<>();
    private final Map<InetAddress, Integer> addresses = new HashMap<>();
    private final AtomicLong number = new AtomicLong();
    private volatile boolean closed;

    Doors(Desk desk, Keys keys) {
        this.desk = desk;
        this.keys = keys;
    }

    /** @param port 0 takes any free one @return the port */
    int open(InetAddress address, int port, boolean secure) throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(address, port), WAITING);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        servers.add(server);
        Thread porter = thread(() -> admit(server, secure), "pkip-ldap-port-" + server.getLocalPort());
        porters.add(porter);
        porter.start();
        return server.getLocalPort();
    }

    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(Doors.class.getClassLoader());
        return thread;
    }

    private void admit(ServerSocket server, boolean secure) {
        while (!closed) {
            Socket socket = null;
            try {
                socket = server.accept();
                admit(socket, secure);
            } catch (IOException | OutOfMemoryError e) {
                // OutOfMemoryError: no thread can be made; those who are inside go on.
                if (!closed) {
                    LOG.warn("A connection could not be let in: {}", e.getMessage());
                    if (socket != null) {
                        refuse(socket);
                    }
                }
            }
        }
    }

    private void admit(Socket socket, boolean secure) throws IOException {
        InetAddress address = socket.getInetAddress();
        if (!enter(address)) {
            socket.close();
            return;
        }
        Conversation conversation = new Conversation(desk, keys, secure, socket);
        Thread thread = thread(() -> {
            try {
                conversation.run();
            } finally {
                inside.remove(conversation);
                leave(address);
            }
        }, "pkip-ldap-" + number.incrementAndGet());
        inside.put(conversation, thread);
        boolean started = false;
        try {
            thread.start();
            started = true;
        } finally {
            if (!started) {
                inside.remove(conversation);
                leave(address);
            }
        }
        if (closed) {
            conversation.close();
        }
    }

    private static void refuse(Socket socket) {
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
            if (all >= desk.limits().connections() || own >= desk.limits().connectionsPerAddress()) {
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

    void closeStuck() {
        long now = System.nanoTime();
        inside.keySet().forEach(conversation -> conversation.closeWhenStuck(now));
    }

    @Override
    public void close() {
        closed = true;
        for (ServerSocket server : servers) {
            try {
                server.close();
            } catch (IOException e) {
                LOG.debug("A port did not close: {}", e.getClass().getSimpleName());
            }
        }
        List<Thread> threads = new ArrayList<>(porters);
        threads.addAll(inside.values());
        inside.keySet().forEach(Conversation::close);
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ENOUGH_MILLIS);
        try {
            for (Thread thread : threads) {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
