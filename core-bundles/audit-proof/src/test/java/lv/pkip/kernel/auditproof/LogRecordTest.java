package lv.pkip.kernel.auditproof;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class LogRecordTest {
    private static final byte[] SALT = HexFormat.of().parseHex("00112233445566778899aabbccddeeff".repeat(2));
    private static final Map<String, Object> OPEN = Map.of("action", "case.read", "at", 1_800_000_000_000L);
    private static final Map<String, String> PERSONAL = Map.of("actor", "anna.ozoli\u0146a", "subject", "\u0100\ud83d\ude00", "details", "{\"page\":1}");

    private static LogRecord record() {
        return LogRecord.of(OPEN, PERSONAL, SALT);
    }

    private static byte[] hmac(byte[] key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Test
    void isWhatTheReferenceSays() throws Exception {
        String commitments = List.of("actor", "details", "subject").stream().map(field -> {
            try {
                return '"' + field + "\":\"" + text(hmac(hmac(SALT, field), PERSONAL.get(field))) + '"';
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }).reduce((one, other) -> one + ',' + other).orElseThrow();
        String canonical = "{\"action\":\"case.read\",\"at\":1800000000000,\"commitments\":{" + commitments + "}}";
        assertEquals(canonical, new String(record().canonical(), StandardCharsets.UTF_8));
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update((byte) 0);
        assertArrayEquals(digest.digest(canonical.getBytes(StandardCharsets.UTF_8)), record().leafHash());
    }

    @Test
    void staysTheSameLeafWhenPersonalContentIsErasedOrLeftOut() {
        LogRecord whole = record();
        for (LogRecord less : List.of(whole.erased(), whole.disclosing(List.of("actor")), LogRecord.erased(OPEN, whole.commitments()),
                LogRecord.kept(OPEN, PERSONAL, SALT, whole.commitments()))) {
            assertArrayEquals(whole.leafHash(), less.leafHash());
            assertEquals(List.of(), less.changedFields());
        }
        assertTrue(whole.erased().isErased());
        assertTrue(whole.disclosing(List.of("actor")).isErased());
        assertFalse(whole.isErased());
    }

    @Test
    void showsOneFieldWithoutOpeningTheOthers() {
        LogRecord shown = record().disclosing(List.of("actor"));
        assertEquals(Map.of("actor", "anna.ozoli\u0146a"), shown.personal());
        assertTrue(shown.salt().isEmpty());
        assertThrows(IllegalArgumentException.class, () -> shown.fieldKey("subject"));
        assertArrayEquals(record().fieldKey("actor"), shown.fieldKey("actor"));
        assertFalse(Arrays.equals(record().fieldKey("actor"), record().fieldKey("subject")));
    }

    @Test
    void namesTheFieldThatWasChangedPutInOrTakenOut() {
        Map<String, byte[]> sealed = record().commitments();
        Map<String, String> changed = new HashMap<>(PERSONAL);
        changed.put("subject", "somebody else");
        assertEquals(List.of("subject"), LogRecord.kept(OPEN, changed, SALT, sealed).changedFields());
        changed = new HashMap<>(PERSONAL);
        changed.put("more", "x");
        assertEquals(List.of("more"), LogRecord.kept(OPEN, changed, SALT, sealed).changedFields());
        changed = new HashMap<>(PERSONAL);
        changed.remove("actor");
        assertEquals(List.of("actor"), LogRecord.kept(OPEN, changed, SALT, sealed).changedFields());
        byte[] otherSalt = SALT.clone();
        otherSalt[0]++;
        assertEquals(List.of("actor", "details", "subject"), LogRecord.kept(OPEN, PERSONAL, otherSalt, sealed).changedFields());
        Map<String, byte[]> keys = Map.of("actor", record().fieldKey("actor"));
        assertEquals(List.of("actor"), LogRecord.disclosed(OPEN, Map.of("actor", "other"), keys, sealed).changedFields());
        assertEquals(List.of("actor"), LogRecord.disclosed(OPEN, Map.of(), keys, sealed).changedFields());
        assertEquals(List.of("actor"), LogRecord.disclosed(OPEN, Map.of("actor", "anna.ozoli\u0146a"), Map.of(), sealed).changedFields());
        // nobody can swap two fields' contents either
        assertEquals(List.of("actor", "details"), LogRecord.kept(OPEN, Map.of("actor", PERSONAL.get("details"), "details", PERSONAL.get("actor"),
                "subject", PERSONAL.get("subject")), SALT, sealed).changedFields());
    }

    @Test
    void isAnotherLeafWithAnyOtherContent() {
        byte[] leaf = record().leafHash();
        Map<String, String> without = new HashMap<>(PERSONAL);
        without.put("subject", null);
        byte[] otherSalt = SALT.clone();
        otherSalt[31] ^= 1;
        for (LogRecord other : List.of(LogRecord.of(Map.of("action", "case.read", "at", 1_800_000_000_001L), PERSONAL, SALT),
                LogRecord.of(OPEN, without, SALT), LogRecord.of(OPEN, PERSONAL, otherSalt), LogRecord.of(OPEN, Map.of(), SALT))) {
            assertFalse(Arrays.equals(leaf, other.leafHash()));
        }
        Map<String, String> empty = new HashMap<>(without);
        empty.put("subject", "");
        assertFalse(Arrays.equals(LogRecord.of(OPEN, without, SALT).leafHash(), LogRecord.of(OPEN, empty, SALT).leafHash()), "empty is not absent");
    }

    @Test
    void givesNothingAwayThatCouldBeGuessed() {
        byte[] other = new byte[32];
        assertFalse(Arrays.equals(record().commitments().get("actor"), LogRecord.of(OPEN, PERSONAL, other).commitments().get("actor")),
                "the same content in another record has another commitment");
    }

    @Test
    void keepsWhatItWasMadeOfWhateverHappensToTheCallersArrays() {
        byte[] salt = SALT.clone();
        Map<String, Object> open = new HashMap<>(OPEN);
        LogRecord made = LogRecord.of(open, PERSONAL, salt);
        byte[] leaf = made.leafHash();
        salt[0]++;
        open.put("action", "other");
        made.salt().orElseThrow()[0]++;
        made.commitments().get("actor")[0]++;
        assertArrayEquals(leaf, made.leafHash());
        assertThrows(UnsupportedOperationException.class, () -> made.personal().put("a", "b"));
    }

    @Test
    void refusesWhatCannotBeARecord() {
        assertThrows(Malformed.class, () -> LogRecord.of(Map.of("commitments", "x"), Map.of(), SALT));
        assertThrows(Malformed.class, () -> LogRecord.of(Map.of("actor", "x"), Map.of("actor", "y"), SALT));
        assertThrows(Malformed.class, () -> LogRecord.erased(Map.of("actor", "x"), Map.of("actor", new byte[32])));
        assertThrows(Malformed.class, () -> LogRecord.of(OPEN, PERSONAL, new byte[31]));
        assertThrows(Malformed.class, () -> LogRecord.of(OPEN, PERSONAL, null));
        assertThrows(Malformed.class, () -> LogRecord.of(OPEN, Map.of("actor", "\ud83d"), SALT));
        assertThrows(Malformed.class, () -> LogRecord.of(OPEN, Map.of("\ud83d", "actor"), SALT));
        assertThrows(Malformed.class, () -> LogRecord.of(Map.of("weight", 1.5), Map.of(), SALT));
        assertThrows(Malformed.class, () -> LogRecord.erased(OPEN, Map.of("actor", new byte[33])));
    }
}
