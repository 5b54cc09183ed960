package lv.pkip.kernel.auditsyslog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.Party;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;

/**
 * A record of a frame as it came, where it could not be understood. Its text is for reading; where the octets are not UTF-8 they
 * stand beside it in Base64. What does not fit is told: how many octets there were, how many are kept, and the hash of all.
 */
final class Raw {
    /** Characters of {@code details}, with some left for whoever adds to it. */
    static final int ROOM = 15_900;
    private static final int AROUND = 600;
    private static final int OCTETS_BESIDE = 7_500;

    private Raw() {
    }

    /** @param why what is wrong with it, without anything of it */
    static AuditRecord of(String source, String id, Frame frame, String why) {
        return new AuditRecord(id, frame.received(), new Party(PartyKind.SYSTEM, source, Optional.empty()), Optional.empty(), "syslog", Optional.empty(),
                Optional.empty(), Act.UNREADABLE, "syslog.unreadable", Optional.empty(), Optional.empty(), Optional.empty(), "oversight", Optional.empty(),
                Optional.empty(), "failed", details(frame, why), Optional.empty(), Optional.empty());
    }

    private static String details(Frame frame, String why) {
        TreeMap<String, Object> details = new TreeMap<>();
        String reason = why.substring(0, Json.fitting(why, 200));
        details.put("reason", reason);
        byte[] bytes = frame.bytes();
        // A cut may fall within a character; that does not make the rest bad.
        int whole = frame.isCut() ? wholeCharacters(bytes) : bytes.length;
        Optional<String> clean = Message.utf8(bytes, 0, whole);
        long kept;
        if (clean.isPresent()) {
            String raw = clean.get().substring(0, Json.fitting(clean.get(), ROOM - AROUND));
            details.put("raw", raw);
            kept = raw.getBytes(StandardCharsets.UTF_8).length;
        } else {
            byte[] beside = Arrays.copyOf(bytes, Math.min(bytes.length, OCTETS_BESIDE));
            String base64 = Base64.getEncoder().encodeToString(beside);
            String text = new String(beside, StandardCharsets.UTF_8);
            details.put("base64", base64);
            details.put("raw", text.substring(0, Json.fitting(text, ROOM - AROUND - base64.length())));
            kept = beside.length;
        }
        if (kept < frame.length()) {
            details.put("octets", frame.length());
            details.put("kept", kept);
            details.put("sha256", HexFormat.of().formatHex(frame.hash()));
        }
        return Json.of(details);
    }

    /** Without up to three octets of a character that is not whole. */
    private static int wholeCharacters(byte[] bytes) {
        int at = bytes.length - 1;
        while (at >= 0 && bytes.length - at < 4 && (bytes[at] & 0xC0) == 0x80) {
            at--;
        }
        if (at < 0 || bytes[at] >= 0) {
            return bytes.length;
        }
        int wanted = (bytes[at] & 0xE0) == 0xC0 ? 2 : (bytes[at] & 0xF0) == 0xE0 ? 3 : (bytes[at] & 0xF8) == 0xF0 ? 4 : 1;
        return bytes.length - at < wanted ? at : bytes.length;
    }
}
