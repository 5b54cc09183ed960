package lv.pkip.kernel.auditproof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifierTest {

    @TempDir
    Path folder;

    private final MadeUpLog log = new MadeUpLog(20);

    private record Said(int code, String out, String err) { }

    private static Said run(Locale machine, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Verifier.run(List.of(arguments), new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), machine);
        return new Said(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Said verify(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--key", log.signer.key().vkey()));
        arguments.addAll(List.of(more));
        return run(Locale.ENGLISH, arguments.toArray(String[]::new));
    }

    @Test
    void saysThatAllIsWell() {
        Said said = verify(log.export(folder, "a.pkip-audit").toString());
        assertEquals(0, said.code(), said.err());
        assertEquals(List.of("The audit is as it was sealed.", "Log: audits.paraugs.lv", "a.pkip-audit: records 0 to 19 of 20",
                "Records: 20; of these, with personal content erased or left out: 0; deleted at the end of their retention: 0",
                "Signed checkpoints that the records agree with: 1"), said.out().lines().limit(5).toList());
        assertTrue(said.out().lines().reduce((one, other) -> other).orElseThrow().matches("\\d+ records per second, \\d+ ms in all"), said.out());
    }

    @Test
    void saysWhatIsWrongFirst() {
        log.change(7, "subject", "other");
        Said said = verify(log.export(folder, "a.pkip-audit").toString());
        assertEquals(1, said.code());
        assertTrue(said.out().startsWith("THE AUDIT IS NOT AS IT WAS SEALED."), said.out());
        assertTrue(said.out().contains("  ! a.pkip-audit: record 7 was changed: personal content that is not as it was sealed: subject"), said.out());
        assertFalse(said.out().contains("other") || said.out().contains("person7"), "personal content is nobody's business: " + said.out());
    }

    @Test
    void saysItInTheLanguageOfTheMachineOrTheOneAskedFor() {
        String file = log.export(folder, "a.pkip-audit").toString();
        String key = log.signer.key().vkey();
        assertTrue(run(new Locale("lv"), "--key", key, file).out().startsWith("Audit\u0101cijas pieraksti ir t\u0101di"));
        assertTrue(run(new Locale("ru"), "--key", key, file).out().startsWith("\u0417\u0430\u043f\u0438\u0441\u0438"));
        assertTrue(run(Locale.GERMANY, "--key", key, file).out().startsWith("Audit\u0101cijas"));
        assertTrue(run(Locale.GERMANY, "--key", key, "--lang", "en", file).out().startsWith("The audit"));
        assertTrue(run(Locale.ENGLISH, "--frobnicate", "--lang", "lv").err().startsWith("T\u0101da --frobnicate nav"));
        assertEquals(2, run(Locale.ENGLISH, "--key", key, "--lang", "de", file).code());
    }

    @Test
    void tellsProgramsTheSame() {
        NoteSigner witness = CheckpointTest.signer("otra.lv", NoteKey.Kind.WITNESS);
        SignedNote cosigned = log.checkpoint(20).with(witness.cosign(Checkpoint.parse(log.checkpoint(20).text()), Instant.ofEpochSecond(1_800_000_000)));
        log.change(7, "subject", "other");
        Path file = log.export(folder, "a.pkip-audit", 0, 20, List.of(cosigned), List.of());
        Said said = verify("--json", "--witness", witness.key().vkey(), file.toString());
        assertEquals(1, said.code());
        Map<String, Object> json = Json.object(said.out().strip().getBytes(StandardCharsets.UTF_8));
        assertEquals("bad", json.get("result"));
        assertEquals(List.of(Map.of("kind", "fields-changed", "index", 7L, "fields", List.of("subject"), "file", "a.pkip-audit")), json.get("problems"));
        assertEquals(List.of(Map.of("name", "otra.lv", "size", 20L, "at", "2027-01-15T08:00:00Z")), json.get("witnessed"));
        assertEquals(20L, json.get("records"));
        assertEquals(List.of(Map.of("file", "a.pkip-audit", "from", 0L, "to", 20L, "size", 20L)), json.get("exports"));
    }

    @Test
    void takesKeysAndCheckpointsFromFiles() throws IOException {
        Path key = Files.writeString(folder.resolve("log.vkey"), "\n" + log.signer.key().vkey() + "\n");
        Path kept = Files.writeString(folder.resolve("kept.txt"), log.checkpoint(20).toString());
        Path cut = log.export(folder, "a.pkip-audit", 0, 15, log.checkpoints(15), List.of());
        Said said = run(Locale.ENGLISH, "--key", key.toString(), "--checkpoint", kept.toString(), cut.toString());
        assertEquals(1, said.code());
        assertTrue(said.out().contains("the log already had 20 records by a checkpoint kept outside, here it has 15"), said.out());
        assertEquals(0, run(Locale.ENGLISH, "--key", key.toString(), cut.toString()).code());
    }

    private static String kept(SignedNote... notes) {
        StringBuilder file = new StringBuilder();
        for (SignedNote note : notes) {
            file.append(note).append('\n');
        }
        return file.toString();
    }

    @Test
    void takesAllCheckpointsOfAnAnchorFile() throws IOException {
        Path file = Files.writeString(folder.resolve("kept.checkpoints"), kept(log.checkpoint(5), log.checkpoint(12), log.checkpoint(20)));
        Said said = verify("--checkpoint", file.toString(), log.export(folder, "a.pkip-audit").toString());
        assertEquals(0, said.code(), said.err() + said.out());
        assertTrue(said.out().contains("agree with: 3"), said.out());
        // a part: the newest one has to be connected with it, those before it need not be
        assertEquals(0, verify("--checkpoint", file.toString(), log.export(folder, "b.pkip-audit", 15, 20, log.checkpoints(20), List.of()).toString()).code());
        // another past under the same key
        MadeUpLog other = new MadeUpLog(20, log.signer, "forged");
        assertEquals(1, verify("--checkpoint", file.toString(), other.export(folder, "c.pkip-audit").toString()).code());
        Files.writeString(file, kept(other.checkpoint(5), log.checkpoint(12), log.checkpoint(20)));
        assertEquals(1, verify("--checkpoint", file.toString(), log.export(folder, "d.pkip-audit").toString()).code());
        // the end is cut off
        Files.writeString(file, kept(log.checkpoint(5), log.checkpoint(20)));
        assertEquals(1, verify("--checkpoint", file.toString(), log.export(folder, "e.pkip-audit", 0, 15, log.checkpoints(15), List.of()).toString()).code());
    }

    @Test
    void takesTheCheckpointOutOfALetter() throws IOException {
        NoteSigner witness = CheckpointTest.signer("otra.lv", NoteKey.Kind.WITNESS);
        SignedNote cosigned = log.checkpoint(20).with(witness.cosign(Checkpoint.parse(log.checkpoint(20).text()), Instant.ofEpochSecond(1_800_000_000)));
        String letter = "\uFEFFLabdien!\n\nGlab\u0101jiet šo v\u0113stuli \u2014 ilgi.\n\n" + cosigned + "\n\u2014\nPa\u0161vald\u012bba\n";
        Path file = Files.writeString(folder.resolve("letter.txt"), letter.replace("\n", " \r\n"));
        Said said = verify("--witness", witness.key().vkey(), "--checkpoint", file.toString(), log.export(folder, "a.pkip-audit").toString());
        assertEquals(0, said.code(), said.err() + said.out());
        assertEquals(1, verify("--checkpoint", file.toString(), log.export(folder, "b.pkip-audit", 0, 15, log.checkpoints(15), List.of()).toString()).code());
        Files.writeString(file, letter.replace("\n20\n", "\n21\n"));
        assertEquals(1, verify("--checkpoint", file.toString(), log.export(folder, "c.pkip-audit").toString()).code());
        Files.writeString(file, "Labdien!\n");
        assertEquals(2, verify("--checkpoint", file.toString(), log.export(folder, "d.pkip-audit").toString()).code());
        Files.writeString(file, letter.replace("\n20\n", "\n"));
        assertEquals(2, verify("--checkpoint", file.toString(), log.export(folder, "e.pkip-audit").toString()).code());
    }

    @Test
    void saysWhatWasDeletedAndTakesAProofFromAFile() throws IOException {
        log.rows.set(12, null);
        log.rows.set(13, null);
        Path kept = Files.writeString(folder.resolve("kept.txt"), log.checkpoint(5).toString());
        Path proof = Files.writeString(folder.resolve("proof.json"), CanonicalJson.write(Map.of("first", 5, "second", 20,
                "hashes", log.tree.consistencyProof(5, 20).stream().map(Text::base64).toList())));
        String part = log.export(folder, "a.pkip-audit", 10, 20, log.checkpoints(20), List.of()).toString();
        Said said = verify("--checkpoint", kept.toString(), "--proof", proof.toString(), part);
        assertEquals(0, said.code(), said.out());
        assertTrue(said.out().contains("deleted: records 12 to 13;"), said.out());
        assertEquals(1, verify("--checkpoint", kept.toString(), part).code());
        assertEquals(2, verify("--proof", kept.toString(), part).code());
    }

    @Test
    void refusesWrongUseInWords() throws IOException {
        String export = log.export(folder, "a.pkip-audit").toString();
        String key = log.signer.key().vkey();
        String witness = CheckpointTest.signer("otra.lv", NoteKey.Kind.WITNESS).key().vkey();
        String text = Files.writeString(folder.resolve("text"), "text").toString();
        for (String[] wrong : new String[][] {{}, {export}, {"--key", key}, {"--key"}, {"--key", "x", export}, {"--key", "a+b+c", export}, {"--key", text, export},
                {"--key", witness, export}, {"--key", key, "--witness", key, export}, {"--key", key, "--checkpoint", text, export},
                {"--key", key, "--checkpoint", folder.resolve("none").toString(), export}, {"--key", key, folder.resolve("none").toString()}, {"--key", key, "\0"},
                {"--key", key, folder.toString()}, {"--key", key, "--all", export}, {"--key", key, export, "--checkpoint", export}}) {
            Said said = run(Locale.ENGLISH, wrong);
            assertEquals(2, said.code(), String.join(" ", wrong));
            assertFalse(said.err().isBlank(), String.join(" ", wrong));
            assertEquals("", said.out());
        }
    }

    @Test
    void explainsItself() {
        for (String language : Words.LANGUAGES) {
            Said said = run(Locale.ENGLISH, "--help", "--lang", language);
            assertEquals(0, said.code());
            for (String option : List.of("--key", "--checkpoint", "--proof", "--witness", "--lang", "--json")) {
                assertTrue(said.out().contains(option), language + " " + option);
            }
        }
    }

    @Test
    void hasWordsForEverythingInThreeLanguages() throws IOException {
        for (String language : Words.LANGUAGES) {
            Properties texts = new Properties();
            try (InputStream in = Words.class.getResourceAsStream("/i18n/verifier_" + language + ".properties")) {
                texts.load(in);
            }
            for (String code : Malformed.CODES) {
                assertTrue(texts.containsKey("malformed." + code), language + " " + code);
            }
            for (Problem.Kind kind : Problem.Kind.values()) {
                assertTrue(texts.containsKey("problem." + kind.name().toLowerCase(Locale.ROOT).replace('_', '-')), language + " " + kind);
            }
        }
    }

    @Test
    void everyCodeOfWhatIsMalformedIsListed() throws IOException {
        List<String> thrown = new ArrayList<>();
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/lv/pkip/kernel/auditproof"))) {
            for (Path source : sources.toList()) {
                Matcher code = Pattern.compile("Malformed\\(\"([a-z0-9-]+)\"|, \"(header|record|footer)\"\\)").matcher(Files.readString(source));
                while (code.find()) {
                    thrown.add(code.group(1) == null ? code.group(2) : code.group(1));
                }
            }
        }
        assertTrue(thrown.size() > 30, thrown::toString);
        thrown.removeAll(Malformed.CODES);
        thrown.remove("json-type"); // one of two in a conditional
        assertEquals(List.of(), thrown);
    }

    @Test
    void letsNoFileSteerTheTerminal() {
        MadeUpLog strange = new MadeUpLog(1);
        List<String> lines = strange.lines();
        lines.set(1, lines.get(1).replace("\"details\"", "\"de\\u001b[2Jta\\u202eils\""));
        Path file = MadeUpLog.forged(folder.resolve("a.pkip-audit"), lines);
        Said said = run(Locale.ENGLISH, "--key", strange.signer.key().vkey(), file.toString());
        assertEquals(1, said.code());
        assertTrue(said.out().contains("de?[2Jta?ils"), said.out());
    }

    // -- as a program of its own

    private static Path classes() throws URISyntaxException {
        return Path.of(Verifier.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** On a class path of nothing but what the jar will hold. */
    private Said alone(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx48m", "-cp", classes().toString(),
                Verifier.class.getName()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        int code = process.waitFor();
        return new Said(code, Files.readString(out), Files.readString(err));
    }

    @Test
    void isTheJarsMainClassAndNeedsNothingElse() throws Exception {
        try (InputStream manifest = Files.newInputStream(classes().resolve("META-INF/MANIFEST.MF"))) {
            assertEquals(Verifier.class.getName(), new Manifest(manifest).getMainAttributes().getValue("Main-Class"));
        }
        Said said = alone("--lang", "ru", "--key", log.signer.key().vkey(), log.export(folder, "a.pkip-audit.gz").toString());
        assertEquals(0, said.code(), said.err());
        assertTrue(said.out().startsWith("\u0417\u0430\u043f\u0438\u0441\u0438"), said.out());
        assertEquals(2, alone().code());
    }

    @Test
    void holdsNoMoreOfALongFileThanOfAShortOne() throws Exception {
        // 200 MB in lines of 100 KB, the last one of 10 MB, with 48 MB of memory for everything
        Path file = folder.resolve("long.pkip-audit.gz");
        byte[] line = (log.lines().get(1).replace("clerk0", "x".repeat(100_000)) + "\n").getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
            out.write((log.lines().get(0) + "\n").getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 2_000; i++) {
                out.write(line);
            }
            out.write("x".repeat(10 << 20).getBytes(StandardCharsets.UTF_8));
        }
        Said said = alone("--json", "--key", log.signer.key().vkey(), file.toString());
        assertEquals("", said.err());
        assertEquals(1, said.code());
        Map<String, Object> report = Json.object(said.out().strip().getBytes(StandardCharsets.UTF_8));
        assertEquals(2_000L, report.get("records"));
        assertTrue(said.out().contains("{\"file\":\"long.pkip-audit.gz\",\"kind\":\"unreadable\",\"line\":2002,\"reason\":[\"line-length\"]}"), said.out());
    }
}
