package lv.pkip.distribution.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** OpenLDAP's slapd as Debian delivers it, on a port and in a folder of its own: mdb, indexes and access rules like ours. */
final class Slapd implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/slapd");
    private static final String SETTINGS = """
            include /etc/ldap/schema/core.schema
            include /etc/ldap/schema/cosine.schema
            include /etc/ldap/schema/inetorgperson.schema
            modulepath /usr/lib/ldap
            moduleload back_mdb
            moduleload argon2
            pidfile %1$s/slapd.pid
            loglevel none
            threads 16
            database mdb
            maxsize 1073741824
            suffix "%2$s"
            directory %1$s/data
            sizelimit 1000
            index objectClass eq
            index uid,cn,sn,givenName,displayName,mail,telephoneNumber,employeeNumber,title,ou,departmentNumber pres,eq,sub
            index entryUUID eq
            access to attrs=userPassword by anonymous auth by * none
            access to attrs=mail,telephoneNumber by dn.exact="%3$s" read by self read by * none
            access to * by dn.exact="%3$s" read by self read by * none
            """;

    private final Path home;
    private final int port;
    private Process process;

    private Slapd(Path home, int port) {
        this.home = home;
        this.port = port;
    }

    /** @param reader the only one who may read everything */
    static Slapd started(String base, String reader, String ldif) {
        if (!Files.isExecutable(PROGRAM)) {
            throw new IllegalStateException(PROGRAM + " is not installed; ./pkip benchmark ldap does it");
        }
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path home = Files.createTempDirectory("pkip-slapd-");
            Files.createDirectory(home.resolve("data"));
            Files.writeString(home.resolve("slapd.conf"), SETTINGS.formatted(home, base, reader));
            Files.writeString(home.resolve("entries.ldif"), ldif, StandardCharsets.UTF_8);
            Slapd slapd = new Slapd(home, free.getLocalPort());
            free.close();
            Shell.run("/usr/sbin/slapadd", "-q", "-f", home.resolve("slapd.conf").toString(), "-l", home.resolve("entries.ldif").toString());
            slapd.start();
            return slapd;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void start() throws IOException {
        process = new ProcessBuilder(List.of(PROGRAM.toString(), "-d", "0", "-f", home.resolve("slapd.conf").toString(), "-h", "ldap://127.0.0.1:" + port))
                .redirectErrorStream(true).redirectOutput(home.resolve("log").toFile()).start();
        for (long until = System.nanoTime() + 30_000_000_000L; !answers();) {
            if (!process.isAlive() || System.nanoTime() > until) {
                throw new IllegalStateException("slapd did not start: " + Files.readString(home.resolve("log")));
            }
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    static String version() {
        return Stream.of(Shell.told("", "sh", "-c", PROGRAM + " -VV 2>&1 || true").split("\n")).filter(line -> line.contains("OpenLDAP")).findFirst().orElse("")
                .replaceAll(".*slapd +([0-9.a-z+-]+).*", "$1");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
            try (Stream<Path> files = Files.walk(home)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
