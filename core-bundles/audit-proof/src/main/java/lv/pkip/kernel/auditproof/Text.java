package lv.pkip.kernel.auditproof;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Text and bytes without any leniency: what is not exactly so is refused, so that one content has one form. */
final class Text {

    private Text() { }

    /** Half a surrogate pair, which Java would make a question mark of, is refused. */
    static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c) || i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw new Malformed("surrogate");
                }
                i++;
            }
        }
        return text;
    }

    static byte[] utf8(String text) {
        return whole(text).getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) { // somebody's own sign, or what stands in for bytes that are no UTF-8
            try {
                return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
            } catch (CharacterCodingException e) {
                throw new Malformed("utf8");
            }
        }
        return text;
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static byte[] base64(String text) {
        return exact(text, Base64.getDecoder(), Base64.getEncoder());
    }

    static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static byte[] base64Url(String text) {
        return exact(text, Base64.getUrlDecoder(), Base64.getUrlEncoder().withoutPadding());
    }

    /** Java's decoder forgives missing padding and stray bits at the end; the same bytes must not be written in two ways. */
    private static byte[] exact(String text, Base64.Decoder decoder, Base64.Encoder encoder) {
        byte[] bytes;
        try {
            bytes = decoder.decode(text);
        } catch (IllegalArgumentException e) {
            throw new Malformed("base64");
        }
        if (!encoder.encodeToString(bytes).equals(text)) {
            throw new Malformed("base64");
        }
        return bytes;
    }
}
