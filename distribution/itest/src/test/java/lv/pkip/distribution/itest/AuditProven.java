package lv.pkip.distribution.itest;

import static lv.pkip.distribution.itest.AuditSenders.json;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import lv.pkip.kernel.auditproof.Checkpoint;
import lv.pkip.kernel.auditproof.MerkleProof;
import lv.pkip.kernel.auditproof.NoteKey;
import lv.pkip.kernel.auditproof.SignedNote;

/**
 * Somebody outside who does not believe the house: keeps its key, its checkpoints and what its log was like at moments, and holds the
 * whole export against them with the verifier as it is shipped.
 */
final class AuditProven {
    private static final Duration SIGNED_WITHIN = Duration.ofSeconds(90);
    private static final int PROOFS = 50;

    private final Container container;
    private final Path folder;
    private final String key;
    private final Set<String> checkpoints = new LinkedHashSet<>();
    /** The log's size, and the answers that hang on every record below it. */
    private final Map<Long, List<String>> states = new LinkedHashMap<>();
    private long size;

    /** Begins to watch a house that has signed a checkpoint. */
    AuditProven(Container container, Path folder) {
        this.container = container;
        this.folder = folder;
        container.await("signing", SIGNED_WITHIN, () -> container.get("/audit-log/checkpoint").statusCode() == 200);
        this.key = container.get("/audit-log/key").body().strip();
        remember();
    }

    String key() {
        return key;
    }

    /** Keeps the newest checkpoint, and a proof that goes through every hash of the log as it is now. */
    void remember() {
        checkpoints.add(container.get("/audit-log/checkpoint").body());
        long step = 1;
        while (exists(size + step)) {
            size += step;
            step *= 2;
        }
        for (; step > 0; step /= 2) {
            if (exists(size + step)) {
                size += step;
            }
        }
        if (size > 0) {
            states.put(size, state(size));
        }
    }

    private boolean exists(long size) {
        return container.get("/audit-log/inclusion?place=0&size=" + size).statusCode() == 200;
    }

    private List<String> state(long size) {
        return List.of(container.get("/audit-log/inclusion?place=0&size=" + size).body(), container.get("/audit-log/inclusion?place=" + (size - 1) + "&size=" + size).body());
    }

    /** That all of this is in the house, once, without a gap, proved; and returns the figures. */
    String check(Set<String> acknowledged, Set<String> tried) throws IOException, InterruptedException {
        awaitSigned();
        Path export = export("all.pkip-audit");
        int end = verifier(export);
        List<JsonNode> lines = lines(export);
        Set<String> there = new TreeSet<>();
        List<String> twice = new ArrayList<>();
        List<Long> misplaced = new ArrayList<>();
        Map<String, Long> places = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            JsonNode line = lines.get(i);
            if (line.path("index").asLong() != i) {
                misplaced.add(line.path("index").asLong());
            }
            String source = line.path("public").path("source").asText();
            String name = source + "/" + line.path("public").path("id").asText();
            if (!source.equals("pkip")) {
                places.put(name, (long) i);
                if (!there.add(name)) {
                    twice.add(name);
                }
            }
        }
        assertAll(
                () -> assertEquals(0, end, "the verifier finds the export as it was sealed"),
                () -> assertEquals(Set.of(), AuditSenders.without(acknowledged, there), "acknowledged and not there"),
                () -> assertEquals(Set.of(), AuditSenders.without(there, tried), "there and sent by nobody"),
                () -> assertEquals(List.of(), twice, "there more than once"),
                () -> assertEquals(List.of(), misplaced, "places without a gap"),
                () -> states.forEach((at, answers) -> assertEquals(answers, state(at), () -> "the log of " + at + " records is still its beginning")),
                () -> included(acknowledged, places));
        return lines.size() + " records in the log, " + acknowledged.size() + " acknowledged, none lost or doubled; " + states.size()
                + " earlier states of the log and " + checkpoints.size() + " checkpoints agree";
    }

    /** Waits until the newest checkpoint covers all that is there now; how many records that are. */
    long awaitSigned() {
        String answer = container.console("pkip:audit-search --purpose test --limit 1 --json");
        long newest = json(answer.lines().filter(line -> line.startsWith("[")).findFirst().orElseThrow(() -> new AssertionError(answer))).get(0).path("sequence").asLong();
        long[] place = {-1};
        container.await("sealing", Duration.ofSeconds(60), () -> (place[0] = placeOf(newest)) >= 0);
        container.await("signing", SIGNED_WITHIN, () -> signed() > place[0]);
        checkpoints.add(container.get("/audit-log/checkpoint").body());
        return signed();
    }

    private long signed() {
        return Checkpoint.parse(SignedNote.parse(container.get("/audit-log/checkpoint").body()).text()).size();
    }

    private long placeOf(long sequence) {
        String answer = container.console("pkip:audit-search --purpose test --limit 3 --before " + (sequence + 1) + " --json");
        for (JsonNode row : json(answer.lines().filter(line -> line.startsWith("[")).findFirst().orElse("[]"))) {
            if (row.path("sequence").asLong() == sequence && !row.path("place").asText().isEmpty()) {
                return row.path("place").asLong();
            }
        }
        return -1;
    }

    /** All that is signed, as the console writes it out. */
    Path export(String name) {
        return export(name, -1);
    }

    /** The same up to a place. */
    Path export(String name, long to) {
        Path file = folder.resolve(name);
        String said = container.console("pkip:audit-export --purpose inspection " + (to < 0 ? "" : "--to " + to + " ") + file);
        assertTrue(Files.exists(file), said);
        return file;
    }

    /** How the shipped verifier, given the key and the checkpoints that were kept, ends. */
    int verifier(Path export) throws IOException, InterruptedException {
        return verified(export).end();
    }

    /** What the verifier says, and how it ends. */
    record Verdict(int end, String said) { }

    Verdict verified(Path export) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-jar",
                container.home().resolve("verifier/audit-verifier.jar").toString(), "--lang", "en", "--key", key));
        int n = 0;
        for (String checkpoint : checkpoints) {
            command.addAll(List.of("--checkpoint", Files.writeString(folder.resolve("checkpoint-" + n++), checkpoint).toString()));
        }
        command.add(export.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int end = process.waitFor();
        if (end != 0) {
            System.out.println(said);
        }
        return new Verdict(end, said);
    }

    private static List<JsonNode> lines(Path export) throws IOException {
        try (Stream<String> lines = Files.lines(export)) {
            List<JsonNode> all = lines.map(AuditSenders::json).toList();
            return all.subList(1, all.size() - 1);
        }
    }

    /** Inclusion proofs of some, by the public page, up to the newest signed root. */
    private void included(Set<String> acknowledged, Map<String, Long> places) {
        SignedNote note = SignedNote.parse(container.get("/audit-log/checkpoint").body());
        assertEquals(1, note.verify(List.of(NoteKey.parse(key))).size(), "signed by the key that was kept");
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        List<String> some = new ArrayList<>(acknowledged);
        Collections.shuffle(some, new Random(some.size()));
        for (String each : some.subList(0, Math.min(PROOFS, some.size()))) {
            long place = places.get(each);
            HttpResponse<String> answer = container.get("/audit-log/inclusion?place=" + place + "&size=" + checkpoint.size());
            assertEquals(200, answer.statusCode(), each);
            JsonNode proof = json(answer.body());
            List<byte[]> hashes = new ArrayList<>();
            proof.path("hashes").forEach(hash -> hashes.add(Base64.getDecoder().decode(hash.asText())));
            assertTrue(MerkleProof.includes(place, checkpoint.size(), Base64.getDecoder().decode(proof.path("leaf").asText()), hashes, checkpoint.root()), each);
        }
    }
}
