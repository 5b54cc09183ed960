package lv.pkip.kernel.api.identity;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one form of a Latvian personal code, whichever way it is written: {@code 010180-15097}, {@code 01018015097},
 * {@code PNOLV-010180-15097} (ETSI EN 319 412-1), old ones with a birth date and new ones that begin with 32.
 * The check digit is not looked at: who vouches for a person has read it from the register.
 */
public final class PersonalCode {
    private static final Pattern WRITTEN = Pattern.compile("(?:PNOLV-)?([0-9]{6})-?([0-9]{5})");

    private PersonalCode() { }

    /** The eleven digits, or empty when it is no personal code. */
    public static Optional<String> read(String written) {
        if (written == null || written.length() > 40) {
            return Optional.empty();
        }
        return Optional.of(WRITTEN.matcher(written.strip().toUpperCase(Locale.ROOT))).filter(java.util.regex.Matcher::matches)
                .map(m -> m.group(1) + m.group(2));
    }
}
