package lv.pkip.kernel.auditproof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual's commands, as somebody types them. */
class ManualTest {
    private static final Path MANUAL = Path.of("../../docs/how-to/verify-the-audit.md");
    private static final Path ANCHORS = Path.of("../../docs/how-to/anchor-the-audit.md");
    private static final Pattern COMMAND = Pattern.compile("```sh\n# ends with (\\d)\njava -jar audit-verifier\\.jar ([^\n]*)\n```\n(?:```\n(.*?)```)?", Pattern.DOTALL);

    @TempDir
    Path folder;

    private void files() throws Exception {
        MadeUpLog log = new MadeUpLog(1000);
        NoteSigner neighbour = CheckpointTest.signer("kaiminu.lv", NoteKey.Kind.WITNESS);
        Files.writeString(folder.resolve("log.vkey"), log.signer.key().vkey() + "\n");
        Files.writeString(folder.resolve("neighbour.vkey"), neighbour.key().vkey() + "\n");
        Files.writeString(folder.resolve("november.checkpoint"), log.checkpoint(300).toString());
        Files.writeString(folder.resolve("cosigned.checkpoint"), log.checkpoint(800)
                .with(neighbour.cosign(Checkpoint.parse(log.checkpoint(800).text()), Instant.ofEpochSecond(1_800_000_000))).toString());
        Files.writeString(folder.resolve("archive.checkpoints"), log.checkpoint(300) + "\n" + log.checkpoint(800) + "\n");
        Files.writeString(folder.resolve("letter.txt"), "Labdien!\r\n\r\n" + log.checkpoint(300).toString().replace("\n", "\r\n") + "\r\nPaldies!\r\n");
        Files.writeString(folder.resolve("consistency.json"), CanonicalJson.write(Map.of("first", 300, "second", 1000,
                "hashes", log.tree.consistencyProof(300, 1000).stream().map(Text::base64).toList())));
        log.export(folder, "all.pkip-audit");
        log.export(folder, "january-june.pkip-audit.gz", 0, 500, log.checkpoints(1000), List.of());
        log.export(folder, "july-december.pkip-audit.gz", 500, 1000, log.checkpoints(1000), List.of());
        try (var out = Files.newOutputStream(folder.resolve("case.pkip-audit-selection"))) {
            SelectionWriter selection = SelectionWriter.begin(out, log.checkpoint(1000), log.signer.key().vkey());
            selection.record(7, log.tree.leafHashes(7, 8).get(0), log.rows.get(7), log.tree.inclusionProof(7, 1000));
            selection.end(Map.of());
        }
        log.change(321, "subject", "somebody else");
        log.export(folder, "changed.pkip-audit");
    }

    @Test
    void everyCommandEndsAsTheManualSays() throws Exception {
        files();
        assertEquals(8, commands(MANUAL));
        assertEquals(3, commands(ANCHORS));
    }

    private int commands(Path manual) throws Exception {
        Path classes = Path.of(Verifier.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Matcher command = COMMAND.matcher(Files.readString(manual));
        int commands = 0;
        while (command.find()) {
            commands++;
            List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classes.toString(), Verifier.class.getName()));
            words.addAll(List.of(command.group(2).split(" ")));
            Path said = folder.resolve("said");
            Process process = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(said.toFile()).start();
            assertEquals(Integer.parseInt(command.group(1)), process.waitFor(), command.group() + Files.readString(said));
            if (command.group(3) != null) {
                assertTrue(Files.readString(said).startsWith(command.group(3)), Files.readString(said));
            }
        }
        assertEquals(commands, Files.readString(manual).split("\njava -jar ", -1).length - 1, "none is passed over");
        return commands;
    }
}
