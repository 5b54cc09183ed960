package lv.pkip.kernel.identity;

import java.util.Locale;

/** Bytes as letters that people can type (RFC 4648, without padding). */
final class SecretText {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int BITS = 5;

    private SecretText() {
    }

    static String of(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int buffer = 0;
        int held = 0;
        for (byte one : bytes) {
            buffer = buffer << 8 | one & 0xff;
            held += 8;
            while (held >= BITS) {
                held -= BITS;
                text.append(LETTERS.charAt(buffer >> held & 31));
            }
        }
        if (held > 0) {
            text.append(LETTERS.charAt(buffer << BITS - held & 31));
        }
        return text.toString();
    }

    static byte[] bytes(String text) {
        String letters = text.toUpperCase(Locale.ROOT);
        byte[] bytes = new byte[letters.length() * BITS / 8];
        int buffer = 0;
        int held = 0;
        int at = 0;
        for (int i = 0; i < letters.length(); i++) {
            int worth = LETTERS.indexOf(letters.charAt(i));
            if (worth < 0) {
                throw new IllegalArgumentException("not base 32");
            }
            buffer = buffer << BITS | worth;
            held += BITS;
            if (held >= 8) {
                held -= 8;
                bytes[at++] = (byte) (buffer >> held);
            }
        }
        return bytes;
    }
}
