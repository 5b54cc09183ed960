package lv.pkip.distribution.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The TCP addresses a process listens on, as the kernel of the operating system tells them. */
final class Listeners {

    private Listeners() {
    }

    static List<String> of(long pid) {
        try {
            return read(pid);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<String> read(long pid) throws IOException {
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("socket:[")) {
                        sockets.add(target.substring(8, target.length() - 1));
                    }
                } catch (IOException goneMeanwhile) {
                    // A descriptor may be closed while we look.
                }
            }
        }
        List<String> listening = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
                String[] column = line.trim().split("\\s+");
                if (column.length > 9 && column[3].equals("0A") && sockets.contains(column[9])) {
                    listening.add(address(column[1]));
                }
            }
        }
        return listening.stream().sorted().toList();
    }

    /** An address of the table: words in the machine's byte order, in hexadecimal. IPv4 may be written inside IPv6. */
    private static String address(String hex) {
        String host = hex.substring(0, hex.indexOf(':'));
        int port = Integer.parseInt(hex.substring(hex.indexOf(':') + 1), 16);
        if (host.startsWith("0000000000000000FFFF0000")) {
            host = host.substring(24);
        }
        if (host.length() != 8) {
            return "[" + host + "]:" + port;
        }
        return Integer.parseInt(host.substring(6, 8), 16) + "." + Integer.parseInt(host.substring(4, 6), 16) + "."
                + Integer.parseInt(host.substring(2, 4), 16) + "." + Integer.parseInt(host.substring(0, 2), 16) + ":" + port;
    }
}
