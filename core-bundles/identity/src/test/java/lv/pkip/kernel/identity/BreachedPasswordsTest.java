package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.api.identity.SignInRefused.Reason;

class BreachedPasswordsTest {
    @TempDir Path folder;

    private static String sha1(String password) throws Exception {
        return HexFormat.of().withUpperCase().formatHex(MessageDigest.getInstance("SHA-1").digest(password.getBytes(StandardCharsets.UTF_8)));
    }

    private BreachedPasswords list(List<String> passwords, String end) throws Exception {
        StringBuilder text = new StringBuilder();
        int count = 1;
        List<String> hashes = passwords.stream().map(p -> {
            try {
                return sha1(p);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }).sorted().toList();
        for (String hash : hashes) {
            text.append(hash).append(':').append((long) count * count * count).append(end); // lines of different lengths
            count++;
        }
        Path file = folder.resolve("list.txt");
        Files.writeString(file, text.toString());
        return new BreachedPasswords(file.toString());
    }

    @Test
    void findsEveryOneOfTheListAndNoOther() throws Exception {
        List<String> passwords = IntStream.range(0, 2000).mapToObj(i -> "parole nr. " + i).collect(Collectors.toList());
        for (String end : List.of("\n", "\r\n")) {
            BreachedPasswords list = list(passwords, end);
            passwords.forEach(password -> assertTrue(list.contains(password.toCharArray()), password));
            IntStream.range(2000, 4000).forEach(i -> assertFalse(list.contains(("parole nr. " + i).toCharArray())));
        }
    }

    @Test
    void listsOfOneAndOfNoneDoToo() throws Exception {
        assertTrue(list(List.of("zils ezers"), "\n").contains("zils ezers".toCharArray()));
        assertFalse(list(List.of("zils ezers"), "\n").contains("cits ezers".toCharArray()));
        assertFalse(list(List.of(), "\n").contains("zils ezers".toCharArray()));
        assertFalse(new BreachedPasswords("").contains("zils ezers".toCharArray()));
    }

    @Test
    void aFileThatIsNotAListFindsNothing() throws IOException {
        Path file = folder.resolve("noise");
        Files.write(file, new byte[100_000]);
        assertFalse(new BreachedPasswords(file.toString()).contains("zils ezers".toCharArray()));
    }

    @Test
    void aFileThatIsNotThereIsTold() {
        assertThrows(IllegalArgumentException.class, () -> new BreachedPasswords(folder.resolve("none").toString()));
    }

    @Test
    void aBreachedPasswordIsRefusedHoweverStrongItLooks() throws Exception {
        list(List.of("zils ezers skan klusi"), "\n");
        try (House house = new House(folder.resolve("house"))) {
            char[] oneTime = house.clerk("anna").toCharArray();
            house.breached = folder.resolve("list.txt").toString();
            house.start();
            assertEquals(Reason.WEAK_PASSWORD, assertThrows(SignInRefused.class, () -> house.signIn.changePassword(
                    house.signIn.password("anna", oneTime, "10.0.0.1"), oneTime, "zils ezers skan klusi".toCharArray())).reason());
        }
    }
}
