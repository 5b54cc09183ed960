package lv.pkip.kernel.auditproof;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The command that proves exports of the audit on any machine with Java: no platform, no network, no database. */
public final class Verifier {
    /** All is as it was sealed. */
    public static final int GOOD = 0;
    /** Something is not as it was sealed. */
    public static final int BAD = 1;
    /** Used wrongly, or there is nothing that could be read. */
    public static final int UNUSABLE = 2;

    /** A file that a checkpoint an hour is added to reaches this in some twenty years. */
    private static final int KEPT_LENGTH = 64 << 20;

    private final PrintStream out;
    private final PrintStream err;
    private final List<NoteKey> keys = new ArrayList<>();
    private final List<NoteKey> witnesses = new ArrayList<>();
    private final Map<String, SignedNote> trusted = new TreeMap<>();
    private final Map<String, List<SignedNote>> older = new TreeMap<>();
    private final List<ExportCheck.Proof> proofs = new ArrayList<>();
    private final List<Path> exports = new ArrayList<>();
    private Words words;
    private boolean json;
    private boolean help;

    private Verifier(PrintStream out, PrintStream err, Words words) {
        this.out = out;
        this.err = err;
        this.words = words;
    }

    /** Ends with one of the three codes. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int code = run(List.of(arguments), out, err, Locale.getDefault());
        out.flush();
        System.exit(code);
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err, Locale machine) {
        return new Verifier(out, err, Words.of(machine.getLanguage())).run(arguments);
    }

    /** What cannot be done as it was asked for. */
    private static final class Misuse extends Exception {
        private static final long serialVersionUID = 1L;
        private final String key;
        private final transient Object[] gaps;

        private Misuse(String key, Object... gaps) {
            super(key);
            this.key = key;
            this.gaps = gaps;
        }
    }

    private int run(List<String> arguments) {
        try {
            understand(arguments);
            if (help) {
                out.println(words.say("usage"));
                return GOOD;
            }
            Report report = report();
            out.println(json ? Words.json(report) : words.summary(report));
            return report.isGood() ? GOOD : report.isUnreadable() ? UNUSABLE : BAD;
        } catch (Misuse e) {
            err.println(words.say(e.key, e.gaps));
            return UNUSABLE;
        } catch (IOException e) {
            err.println(words.say("misuse.file", String.valueOf(e.getMessage())));
            return UNUSABLE;
        }
    }

    private Report report() throws IOException {
        List<Path> selected = new ArrayList<>();
        for (Path one : exports) {
            if (SelectionCheck.is(one)) {
                selected.add(one);
            }
        }
        exports.removeAll(selected);
        Report selections = selected.isEmpty() ? null : new SelectionCheck(keys, trusted, proofs).check(selected);
        if (exports.isEmpty() && selections != null) {
            return selections;
        }
        ExportCheck check = new ExportCheck(keys, witnesses, trusted, proofs);
        older.forEach(check::older);
        Report all = check.check(exports);
        return selections == null ? all : all.and(selections);
    }

    private void understand(List<String> arguments) throws Misuse {
        // the language first, so that what is wrong with the others is said in it
        int at = arguments.indexOf("--lang");
        if (at >= 0 && at + 1 < arguments.size()) {
            if (!Words.LANGUAGES.contains(arguments.get(at + 1))) {
                throw new Misuse("misuse.lang", arguments.get(at + 1));
            }
            words = Words.of(arguments.get(at + 1));
        }
        for (int i = 0; i < arguments.size(); i++) {
            String one = arguments.get(i);
            switch (one) {
                case "--help", "-h" -> help = true;
                case "--json" -> json = true;
                case "--lang", "--key", "--witness", "--checkpoint", "--proof" -> {
                    if (++i == arguments.size()) {
                        throw new Misuse("misuse.nothing-after", one);
                    }
                    option(one, arguments.get(i));
                }
                default -> {
                    if (one.startsWith("-")) {
                        throw new Misuse("misuse.option", one);
                    }
                    exports.add(file(one));
                }
            }
        }
        if (!help && keys.isEmpty()) {
            throw new Misuse("misuse.no-key");
        }
        if (!help && exports.isEmpty()) {
            throw new Misuse("misuse.no-export");
        }
    }

    private void option(String option, String given) throws Misuse {
        switch (option) {
            case "--key" -> keys.addAll(keys(given, NoteKey.Kind.LOG));
            case "--witness" -> witnesses.addAll(keys(given, NoteKey.Kind.WITNESS));
            case "--checkpoint" -> {
                try {
                    List<SignedNote> kept = checkpoints(read(given, KEPT_LENGTH));
                    SignedNote newest = kept.stream().max(Comparator.comparingLong(note -> Checkpoint.parse(note.text()).size())).orElseThrow();
                    trusted.put(given, newest);
                    older.put(given, kept.stream().filter(note -> note != newest).toList());
                } catch (Malformed e) {
                    throw new Misuse("misuse.checkpoint", given, words.say("malformed." + e.code()));
                }
            }
            case "--proof" -> {
                try {
                    proofs.add(ExportCheck.Proof.parse(read(given, SignedNote.MAX_LENGTH)));
                } catch (Malformed e) {
                    throw new Misuse("misuse.proof", given, words.say("malformed." + e.code()));
                }
            }
            default -> { }
        }
    }

    private static List<NoteKey> keys(String given, NoteKey.Kind kind) throws Misuse {
        List<NoteKey> keys = new ArrayList<>();
        try {
            List<String> lines = given.contains("+") && !Files.exists(file(given)) ? List.of(given)
                    : Text.text(read(given, SignedNote.MAX_LENGTH)).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
            for (String line : lines) {
                NoteKey key = NoteKey.parse(line);
                if (key.kind() != kind) {
                    throw new Misuse("misuse.key-kind", given);
                }
                keys.add(key);
            }
        } catch (Malformed e) {
            throw new Misuse("misuse.key", given);
        }
        if (keys.isEmpty()) {
            throw new Misuse("misuse.key", given);
        }
        return keys;
    }

    private static Path file(String name) throws Misuse {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new Misuse("misuse.file", name);
        }
    }

    /** One as the log gives it, or those that stand in a file, a letter. */
    private static List<SignedNote> checkpoints(byte[] content) {
        try {
            SignedNote note = SignedNote.parse(content);
            Checkpoint.parse(note.text());
            return List.of(note);
        } catch (Malformed notOneAlone) {
            List<SignedNote> found = Checkpoint.allIn(content);
            if (found.isEmpty()) {
                throw notOneAlone;
            }
            return found;
        }
    }

    private static byte[] read(String name, int most) throws Misuse {
        try (InputStream in = Files.newInputStream(file(name))) {
            byte[] content = in.readNBytes(most + 1);
            if (content.length > most) {
                throw new Misuse("misuse.file", name);
            }
            return content;
        } catch (IOException e) {
            throw new Misuse("misuse.file", name);
        }
    }
}
