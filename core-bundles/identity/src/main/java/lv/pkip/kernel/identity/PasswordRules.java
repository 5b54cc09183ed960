package lv.pkip.kernel.identity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Tells passwords that would be guessed: short ones, known words with digits behind them, runs of keys, the login itself. */
final class PasswordRules {
    static final int SHORTEST = 12;
    static final int LONGEST = 128;
    /** So many different characters must be left when everything that is easy to guess is taken away. */
    private static final int LEFT_OVER = 6;
    private static final List<String> RUNS = List.of("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl",
            "zxcvbnm", "qwertzuiop", "1qaz2wsx3edc4rfv5tgb6yhn", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю");

    private final List<String> words;
    private final BreachedPasswords breached;

    PasswordRules(BreachedPasswords breached) {
        this.words = read();
        this.breached = breached;
    }

    boolean isWeak(char[] password, String login) {
        if (password.length < SHORTEST || password.length > LONGEST) {
            return true;
        }
        String plain = new String(password).toLowerCase(Locale.ROOT);
        return leftOver(plain, login) < LEFT_OVER || leftOver(unmasked(plain), login) < LEFT_OVER || breached.contains(password);
    }

    private long leftOver(String text, String login) {
        String rest = text;
        for (String part : login.split("[.-]")) {
            rest = part.length() < 3 ? rest : rest.replace(part, "");
        }
        for (String word : words) {
            rest = rest.replace(word, "");
        }
        rest = rest.replaceAll("(19|20)[0-9]{2}", "");
        for (String run : RUNS) {
            rest = without(rest, run);
            rest = without(rest, new StringBuilder(run).reverse().toString());
        }
        return rest.chars().distinct().count();
    }

    /** Takes out the pieces of a run, at least three keys long. */
    private static String without(String text, String run) {
        String rest = text;
        for (int length = Math.min(run.length(), rest.length()); length >= 3; length--) {
            for (int from = 0; from + length <= run.length(); from++) {
                rest = rest.replace(run.substring(from, from + length), "");
            }
        }
        return rest;
    }

    private static String unmasked(String text) {
        return text.replace('@', 'a').replace('4', 'a').replace('3', 'e').replace('1', 'i').replace('!', 'i')
                .replace('0', 'o').replace('$', 's').replace('5', 's').replace('7', 't');
    }

    private static List<String> read() {
        try (InputStream in = PasswordRules.class.getResourceAsStream("/weak-passwords.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().map(String::trim).filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .sorted(Comparator.comparingInt(String::length).reversed()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
