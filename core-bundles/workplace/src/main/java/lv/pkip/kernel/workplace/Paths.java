package lv.pkip.kernel.workplace;

import java.util.Optional;

/** Paths on this site that people or bundles name: nothing a browser could read as a host. */
public final class Paths {
    private static final int LONGEST = 500;

    private Paths() { }

    public static Optional<String> check(String wanted) {
        boolean good = wanted != null && wanted.length() <= LONGEST && wanted.startsWith("/") && !wanted.startsWith("//")
                && wanted.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\');
        return good ? Optional.of(wanted) : Optional.empty();
    }
}
