package lv.pkip.integration.paymentdesk;

import java.math.BigInteger;
import java.text.Normalizer;
import java.util.Locale;

/** Structured creditor references by ISO 11649: {@code RF}, two check digits, up to 21 letters and digits. */
final class CreditorReference {
    private static final BigInteger DIVISOR = BigInteger.valueOf(97);
    private static final int LONGEST = 21;

    private CreditorReference() {
    }

    /** The reference for the n-th obligation (from 1) of a case: its number without signs, later ones with a suffix. */
    static String of(String caseNumber, int nth) {
        String plain = Normalizer.normalize(caseNumber, Normalizer.Form.NFD).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
        String suffix = nth == 1 ? "" : "N" + nth;
        if (plain.isEmpty() || plain.length() + suffix.length() > LONGEST) {
            throw new IllegalArgumentException("a case number gives 1 to " + LONGEST + " letters and digits");
        }
        String body = plain + suffix;
        return "RF" + String.format(Locale.ROOT, "%02d", 98 - remainder(body + "RF00")) + body;
    }

    /** As people and banks write it, in groups or small letters, brought to one form. */
    static String normal(String text) {
        return text.replaceAll("\\s", "").toUpperCase(Locale.ROOT);
    }

    static boolean valid(String reference) {
        return reference.matches("RF[0-9]{2}[A-Z0-9]{1,21}")
                && remainder(reference.substring(4) + reference.substring(0, 4)) == 1;
    }

    /** In groups of four, as printed for people. */
    static String grouped(String reference) {
        return reference.replaceAll("(.{4})(?=.)", "$1 ");
    }

    /** The same check is in every IBAN (ISO 13616). */
    static boolean validIban(String iban) {
        return iban.matches("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
                && remainder(iban.substring(4) + iban.substring(0, 4)) == 1;
    }

    private static int remainder(String text) {
        StringBuilder digits = new StringBuilder();
        text.chars().forEach(c -> digits.append(Character.digit(c, 36)));
        return new BigInteger(digits.toString()).mod(DIVISOR).intValue();
    }
}
