package lv.pkip.kernel.shell.gate;

import java.util.Optional;

/** Where to go on after signing in: a path on this site or nothing, whatever the address bar was made to say. */
public final class ReturnPath {
    /** A sign-in request of another system fits in; so does the cookie that carries it. */
    private static final int LONGEST = 2000;

    private ReturnPath() { }

    /** The path when it is safe to redirect to; it starts with one slash and holds nothing a browser could read as a host. */
    public static Optional<String> check(String wanted) {
        if (wanted == null || wanted.length() > LONGEST || !wanted.startsWith("/")) {
            return Optional.empty();
        }
        if (wanted.startsWith("//") || wanted.startsWith("/sign-") || wanted.startsWith("/language/")) {
            return Optional.empty();
        }
        for (int i = 0; i < wanted.length(); i++) {
            char c = wanted.charAt(i);
            if (c <= ' ' || c == '\\' || c >= 127) {
                return Optional.empty();
            }
        }
        return Optional.of(wanted);
    }
}
