package lv.pkip.kernel.auditanchor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.audit.AnchorPlace;
import lv.pkip.kernel.api.audit.AuditProofs;
import lv.pkip.kernel.api.audit.AuditProofs.Signed;
import lv.pkip.kernel.auditproof.Checkpoint;
import lv.pkip.kernel.auditproof.Malformed;
import lv.pkip.kernel.auditproof.NoteKey;
import lv.pkip.kernel.auditproof.SignedNote;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that checkpoints are added to, one below the other with an empty line between, in a folder of another machine. Before anything is
 * added, what is there is held against the log; nothing there is ever overwritten.
 */
@Component(service = AnchorPlace.class, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = FilePlace.Config.class, factory = true)
public final class FilePlace implements AnchorPlace {

    /** Settings, a file {@code …FilePlace-<name>.cfg} each. */
    @ObjectClassDefinition(name = "PKIP: anchors in a file elsewhere")
    @interface Config {
        @AttributeDefinition(description = "Small letters, digits, hyphens; the same for ever")
        String name() default "file";

        @AttributeDefinition(description = "Folder of another machine that is mounted here; it has to be there")
        String folder() default "";

        @AttributeDefinition(description = "Minutes between two checkpoints")
        int everyMinutes() default 60;
    }

    private static final Logger LOG = LoggerFactory.getLogger(FilePlace.class);

    private final String name;
    private final Path folder;
    private final Duration every;
    private final AuditProofs proofs;

    @Activate
    public FilePlace(Config config, @Reference(name = "proofs") AuditProofs proofs) {
        this(config.name(), Path.of(System.getProperty("karaf.base", "")).resolve(config.folder()), Interval.of(config.everyMinutes()), proofs);
        if (config.folder().isBlank()) {
            throw new IllegalArgumentException("folder is needed");
        }
    }

    FilePlace(String name, Path folder, Duration every, AuditProofs proofs) {
        this.name = name;
        this.folder = folder;
        this.every = every;
        this.proofs = proofs;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String sort() {
        return "file";
    }

    @Override
    public Duration every() {
        return every;
    }

    @Override
    public String take(Signed checkpoint, long last) throws Trouble {
        Checkpoint wanted = Checkpoint.parse(SignedNote.parse(checkpoint.note()).text());
        Path file = folder.resolve(wanted.origin().replaceAll("[^A-Za-z0-9.-]", "-") + ".checkpoints");
        if (!Files.isDirectory(folder)) {
            throw Trouble.of("no-folder");
        }
        try {
            if (!Files.exists(file)) {
                if (last > 0) {
                    throw Trouble.of("gone"); // a share that is not mounted, for the most part: nothing is begun anew
                }
                Files.createFile(file);
            }
            return at(file, checkpoint, wanted, last);
        } catch (IOException e) {
            throw Trouble.of("not-writable");
        }
    }

    private String at(Path file, Signed checkpoint, Checkpoint wanted, long last) throws IOException, Trouble {
        Tail tail = Tail.of(file);
        if (tail.torn().length() > 0) {
            // The beginning of a checkpoint that was not written whole: it was never anchored.
            if (!tail.torn().startsWith(wanted.origin() + "\n") && !(wanted.origin() + "\n").startsWith(tail.torn())) {
                throw Trouble.contradiction("changed");
            }
            truncate(file, tail.whole());
        }
        Checkpoint there = tail.newest().isEmpty() ? Consistency.empty(wanted.origin()) : read(tail.newest(), wanted.origin());
        if (there.size() < last) {
            throw Trouble.contradiction("cut");
        }
        Consistency.check(proofs, there, wanted);
        if (there.size() < wanted.size()) {
            add(file, tail.whole(), (checkpoint.note() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return file.getFileName() + " " + Files.size(file);
    }

    private Checkpoint read(String newest, String origin) throws Trouble {
        try {
            SignedNote note = SignedNote.parse(newest.getBytes(StandardCharsets.ISO_8859_1));
            note.verify(List.of(NoteKey.parse(proofs.key())));
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            if (checkpoint.origin().equals(origin)) {
                return checkpoint;
            }
        } catch (Malformed e) {
            LOG.debug("The file's end is no checkpoint: {}", e.code());
        }
        throw Trouble.contradiction("changed");
    }

    /**
     * The end of the file, a char for a byte.
     *
     * @param newest the last checkpoint that is there whole
     * @param torn   what stands behind it
     * @param whole  length of the file without that
     */
    private record Tail(String newest, String torn, long whole) {
        private static final int MOST = 64 * 1024;
        private static final Pattern END = Pattern.compile("\n\u00e2\u0080\u0094 [^\n]+\n\n");

        static Tail of(Path file) throws IOException {
            String text;
            long length;
            try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
                length = in.size();
                ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(MOST, length));
                in.position(length - bytes.capacity());
                int read;
                do { // on some shares a read gives less than was asked for
                    read = in.read(bytes);
                } while (read >= 0 && bytes.hasRemaining());
                text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
            }
            int from = 0;
            int to = 0;
            Matcher ends = END.matcher(text);
            while (ends.find()) {
                from = to;
                to = ends.end();
            }
            return new Tail(to == 0 ? "" : text.substring(from, to - 1), text.substring(to), length - (text.length() - to));
        }
    }

    private static void truncate(Path file, long length) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            out.truncate(length);
            out.force(true);
        }
    }

    /** Adds it whole or not at all, and does not believe that it is there before it was read again. */
    private static void add(Path file, long length, byte[] bytes) throws IOException, Trouble {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.APPEND)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        } catch (IOException e) {
            truncate(file, length);
            throw e;
        }
        Tail now = Tail.of(file);
        if (now.whole() != length + bytes.length || !now.torn().isEmpty()
                || !(now.newest() + "\n").equals(new String(bytes, StandardCharsets.ISO_8859_1))) {
            throw Trouble.of("not-kept");
        }
    }
}
