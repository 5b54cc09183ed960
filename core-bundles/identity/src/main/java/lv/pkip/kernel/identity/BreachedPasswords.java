package lv.pkip.kernel.identity;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Passwords known from breaches, as a file on this machine: lines of SHA-1 in hex and a count, sorted, as the public lists
 * come. Looked up by halving, so that a list of forty gigabytes costs no memory; nothing is ever asked of the network.
 */
@Component(service = BreachedPasswords.class, configurationPid = "lv.pkip.kernel.identity.BreachedPasswords")
@Designate(ocd = BreachedPasswords.Config.class)
public final class BreachedPasswords {
    /** Settings. */
    @ObjectClassDefinition(name = "PKIP breached passwords")
    @interface Config {
        @AttributeDefinition(description = "File of SHA-1 hashes, one a line as HASH:COUNT, sorted; empty: the built-in words only")
        String file() default "";
    }

    private static final int HASH_LETTERS = 40;
    private static final int LONGEST_LINE = 80;

    private final String file;

    @Activate
    public BreachedPasswords(Config config) {
        this(config.file().strip());
    }

    /** @param file empty: none */
    BreachedPasswords(String file) {
        this.file = file;
        if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
            throw new IllegalArgumentException("the list of breached passwords " + file + " cannot be read");
        }
    }

    boolean contains(char[] password) {
        return !file.isEmpty() && find(sha1(password));
    }

    private static String sha1(char[] password) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(new String(password).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().withUpperCase().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean find(String hash) {
        try (RandomAccessFile list = new RandomAccessFile(file, "r")) {
            long low = 0;
            long high = list.length();
            while (low < high) {
                long middle = (low + high) >>> 1;
                long start = lineStart(list, middle, low);
                String line = line(list, start);
                int compared = line.compareTo(hash);
                if (compared == 0) {
                    return true;
                }
                if (compared < 0) {
                    low = Math.max(list.getFilePointer(), middle + 1);
                } else {
                    high = start;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the line begins that a position lies in; lines are short, so this looks back a few letters only. */
    private static long lineStart(RandomAccessFile list, long position, long floor) throws IOException {
        long from = Math.max(floor, position - LONGEST_LINE);
        byte[] before = new byte[(int) (position - from)];
        list.seek(from);
        list.readFully(before);
        for (int i = before.length - 1; i >= 0; i--) {
            if (before[i] == '\n') {
                return from + i + 1;
            }
        }
        return from;
    }

    /** The hash of a line; the file then stands behind that line. */
    private static String line(RandomAccessFile list, long start) throws IOException {
        byte[] bytes = new byte[LONGEST_LINE];
        list.seek(start);
        int read = Math.max(0, list.read(bytes));
        int end = 0;
        while (end < read && bytes[end] != '\n') {
            end++;
        }
        list.seek(start + Math.min(read, end + 1));
        String hash = new String(bytes, 0, Math.min(end, HASH_LETTERS), StandardCharsets.US_ASCII);
        return hash.strip().toUpperCase(Locale.ROOT);
    }
}
