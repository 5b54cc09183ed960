package lv.pkip.distribution.benchmark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an Argon2id hash costs, as a stored one says of itself. */
record Hash(int memory, int iterations, int lanes) {
    private static final Pattern PHC = Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d+),t=(\\d+),p=(\\d+)\\$.+");

    static Hash of(String phc) {
        Matcher parts = PHC.matcher(phc);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a hash by Argon2id");
        }
        return new Hash(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3)));
    }
}
